import platform
import subprocess
import sys

import pytest
import torch

from playground import device
from playground.engine import zero_gpu
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

    lent: list[object] = []

    def gpu(duration: object):  # type: ignore[no-untyped-def]
        lent.append(duration)
        return lambda function: function

    monkeypatch.setitem(sys.modules, "spaces", types.SimpleNamespace(GPU=gpu))
    monkeypatch.delenv("SPACES_ZERO_GPU", raising=False)
    assert device.accelerated(lambda: 1)() == 1
    assert lent == []
    monkeypatch.setenv("SPACES_ZERO_GPU", "true")
    assert device.accelerated(lambda: 1)() == 1
    assert lent == [zero_gpu.seconds]


REUSED = """
import resource
import torch
from playground import device
assert device.keep_freed_memory()
def round():
    four = [torch.zeros(5_000_000) for _ in range(4)]
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
    pages = 10 * 4 * 20_000_000 // 4096
    # As it comes 97,000 to 195,000 where the heap ends with them; three blocks of forty lay
    # elsewhere once.
    assert int(faults.stdout) < pages // 5
