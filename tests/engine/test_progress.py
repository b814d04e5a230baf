"""Progress: parts of a whole, and a program that ends while work is under way."""

import subprocess
import sys
import time

import pytest

from playground.engine import progress

#: A thread deep in torch while the main thread has nothing left to do.
LEFT_AT_WORK = """
import threading, torch
from playground.engine import progress

started = threading.Event()

def work():
    with progress.listening(lambda *step: None):
        weights = torch.randn(64, 64, requires_grad=True)
        while True:
            progress.report(0, 1)
            for _ in range(50):
                (weights @ weights).sum().backward()
            started.set()

threading.Thread(target=work, daemon=True).start()
started.wait()
"""


def test_a_program_ends_cleanly_while_work_is_under_way() -> None:
    start = time.monotonic()
    found = subprocess.run([sys.executable, "-c", LEFT_AT_WORK], capture_output=True, text=True)
    assert (found.returncode, found.stderr) == (0, "")
    assert time.monotonic() - start < progress.PATIENCE + 20


def test_parts_make_a_whole() -> None:
    told: list[tuple[int, int]] = []
    with progress.listening(lambda done, total, picture: told.append((done, total))):
        for part in range(2):
            with progress.part(part, 2):
                progress.report(1, 4)
                progress.report(4, 4)
    assert [done / total for done, total in told] == [0.125, 0.5, 0.625, 1]


def test_what_a_listener_raises_stops_the_work() -> None:
    def stop(*step: object) -> None:
        raise RuntimeError("enough")

    with progress.listening(stop), pytest.raises(RuntimeError, match="enough"):
        progress.report(1, 2)
    progress.report(1, 2)
