"""Stopping: at the next step, for the visitor who asked, and for nobody else."""

import threading
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import numpy as np
import pytest

from playground.caching import cached
from playground.engine import pictures, progress
from playground.ui import progress as shown_progress
from playground.ui.progress import Stopped, Visit, stop, tracked


def test_work_runs_through_and_gets_its_arguments() -> None:
    assert tracked(lambda a, b: a + b)(1, 2, Visit()) == 3


def test_an_old_wish_does_not_stop_new_work() -> None:
    def work() -> str:
        progress.report(1, 2)
        return "done"

    assert tracked(work)(Visit(stop=True)) == "done"


def test_a_wish_stops_the_work_at_its_next_step() -> None:
    visit = Visit()
    steps: list[int] = []

    def work() -> None:
        for step in range(10):
            steps.append(step)
            if step == 3:
                stop(visit)
            progress.report(step + 1, 10)

    with pytest.raises(Stopped, match="as you asked"):
        tracked(work)(visit)
    assert steps == [0, 1, 2, 3]


def test_another_visitor_waiting_for_the_same_answer_still_gets_it() -> None:
    begun, waiting = threading.Event(), threading.Event()
    first, second = Visit(), Visit()

    @cached
    def shared() -> str:
        begun.set()
        waiting.wait(10)
        progress.report(1, 1)
        return "the answer"

    with ThreadPoolExecutor(2) as pool:
        stopped = pool.submit(tracked(shared), first)
        assert begun.wait(10)
        served = pool.submit(tracked(shared), second)
        stop(first)
        waiting.set()
        with pytest.raises(Stopped):
            stopped.result(10)
        assert served.result(10) == "the answer"


def test_the_page_is_told_at_once_then_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[tuple[int, int], str | None]] = []
    monkeypatch.setattr(
        shown_progress.gr, "Progress", lambda: lambda step, desc: told.append((step, desc))
    )
    clock = iter([0.0, 0.1, 0.3, 0.6])
    # The module's own name only: other threads read the real clock.
    monkeypatch.setattr(shown_progress, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    picture = np.arange(784, dtype=np.uint8).reshape(28, 28)

    def work() -> None:
        progress.report(1, 4)
        progress.report(2, 4, picture)
        progress.report(3, 4, picture)
        progress.report(4, 4)

    tracked(work)(Visit())
    assert [step for step, _ in told] == [(1, 4), (3, 4), (4, 4)]
    first, shown, kept = (text for _, text in told)
    assert first is None
    assert shown is not None
    assert shown == kept
    assert np.array_equal(pictures.read(shown), picture)
