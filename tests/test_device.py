import os
import platform
import subprocess
import sys
import threading

import pytest
import torch

from playground import device
from playground.errors import BadValue, DeviceError


def test_the_environment_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYGROUND_DEVICE", "cpu")
    assert device.pick() == torch.device("cpu")


def test_auto_takes_what_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PLAYGROUND_DEVICE", raising=False)
    assert device.pick().type == ("cuda" if torch.cuda.is_available() else "cpu")


def test_a_missing_cuda_device_is_said_clearly() -> None:
    with pytest.raises(DeviceError, match="PLAYGROUND_DEVICE=cpu"):
        device.pick("cuda:63")


@pytest.mark.parametrize("name", ["tpu", "cuda:x", "cpu:1", "cuda:-1"])
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(BadValue, match="auto, cpu, cuda"):
        device.pick(name)


def test_a_seed_gives_the_same_noise() -> None:
    draws = [torch.randn(4, generator=device.generator(7)) for _ in range(2)]
    assert torch.equal(*draws)


def test_full_gpu_memory_becomes_a_clear_error() -> None:
    @device.accelerated
    def greedy() -> None:
        raise torch.cuda.OutOfMemoryError("CUDA out of memory")

    with pytest.raises(DeviceError, match="Ask for fewer"):
        greedy()


def test_questions_run_without_gradients() -> None:
    assert device.accelerated(torch.is_inference_mode_enabled)()
    assert not torch.is_inference_mode_enabled()


def test_zero_gpu_wraps_only_on_a_space_that_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys
    import types

    durations: list[int] = []

    def gpu(duration: int):  # type: ignore[no-untyped-def]
        durations.append(duration)
        return lambda function: function

    monkeypatch.setitem(sys.modules, "spaces", types.SimpleNamespace(GPU=gpu))
    monkeypatch.delenv("SPACES_ZERO_GPU", raising=False)
    assert device.accelerated(lambda: 1)() == 1
    assert durations == []
    monkeypatch.setenv("SPACES_ZERO_GPU", "true")
    assert device.accelerated(lambda: 1)() == 1
    assert durations == [device.ZERO_GPU_SECONDS]


REUSED = """
import resource
import torch
from playground import device
assert device.keep_freed_memory()
def round():
    four = [torch.zeros(2_000_000) for _ in range(4)]
for _ in range(5):
    round()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(10):
    round()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="a parameter of glibc")
def test_what_a_call_frees_serves_the_next_one() -> None:
    faults = subprocess.run([sys.executable, "-c", REUSED], capture_output=True, check=True)
    pages = 10 * 4 * 8_000_000 // 4096
    assert int(faults.stdout) < pages // 100


GIVEN_BACK = """
import re, torch
from pathlib import Path
from playground import device
def resident():
    return int(re.search(r"VmRSS:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
assert device.keep_freed_memory()
held = [torch.ones(250_000) for _ in range(150)]
del held
kept = resident()
device.give_back_memory()
print(kept - resident())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="a call of glibc")
def test_what_nobody_uses_is_given_back() -> None:
    kilobytes = subprocess.run([sys.executable, "-c", GIVEN_BACK], capture_output=True, check=True)
    assert int(kilobytes.stdout) > 100_000


def test_computations_under_way_share_the_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "CORES", 4)
    threads = []

    def compute() -> None:
        for computations in (1, 2, 3, 9):
            device.share_cores(computations)
            threads.append(torch.get_num_threads())

    one = threading.Thread(target=compute)
    one.start()
    one.join()
    assert threads == [4, 2, 1, 1]


@pytest.mark.skipif(platform.system() != "Linux", reason="threads have no priority of their own")
def test_a_long_computation_leaves_the_cores_to_others() -> None:
    niceness = []

    def compute() -> None:
        device.give_way()
        niceness.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))

    before = os.getpriority(os.PRIO_PROCESS, 0)
    one = threading.Thread(target=compute)
    one.start()
    one.join()
    assert niceness == [device.NICENESS]
    assert os.getpriority(os.PRIO_PROCESS, 0) == before
