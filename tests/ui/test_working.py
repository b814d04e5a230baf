"""Stopping: at the next step, for the visitor who asked, and for nobody else."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from playground.caching import stage
from playground.engine import progress
from playground.ui.working import Stopped, Visit, stop, tracked


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

    @stage(maxsize=1)
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
