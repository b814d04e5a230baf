"""Computations under way share the cores, leave them to shorter ones, and give memory back."""

import os
import platform
import subprocess
import sys
import threading
from collections.abc import Callable

import pytest
import torch

from playground.engine import cores


def _apart(compute: Callable[[], object]) -> None:
    """In a thread of its own."""
    one = threading.Thread(target=compute)
    one.start()
    one.join()


def test_computations_under_way_share_the_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cores, "CORES", 4)
    threads = []

    def compute() -> None:
        for computations in (1, 2, 3, 9):
            cores.share(computations)
            threads.append(torch.get_num_threads())

    _apart(compute)
    assert threads == [4, 2, 1, 1]


@pytest.mark.skipif(platform.system() != "Linux", reason="threads have no priority of their own")
def test_a_long_computation_leaves_the_cores_to_others() -> None:
    niceness = []

    def compute() -> None:
        cores.give_way()
        niceness.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))

    before = os.getpriority(os.PRIO_PROCESS, 0)
    _apart(compute)
    assert niceness == [cores.NICENESS]
    assert os.getpriority(os.PRIO_PROCESS, 0) == before


GIVEN_BACK = """
import re, torch
from pathlib import Path
from playground import device
from playground.engine import cores
def resident():
    return int(re.search(r"VmRSS:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
assert device.keep_freed_memory()
held = [torch.ones(250_000) for _ in range(150)]
del held
kept = resident()
cores.give_back_memory()
print(kept - resident())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="a call of glibc")
def test_what_nobody_uses_is_given_back() -> None:
    kilobytes = subprocess.run([sys.executable, "-c", GIVEN_BACK], capture_output=True, check=True)
    assert int(kilobytes.stdout) > 100_000
