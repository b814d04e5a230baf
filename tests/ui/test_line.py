"""The line: turns, lanes, who waits and who leaves; what is asked twice is worked on once."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from playground.caching import cached
from playground.engine import pictures, progress
from playground.ui import leaving
from playground.ui import line as lines
from playground.ui.line import Asker, Full, Line, Stopped, Superseded, TooLong
from playground.ui.tabs import TABS

PATIENCE = 30


def quiet(*step: object) -> None:
    pass


class Gate:
    """Work that goes on, step by step, until it is let through."""

    def __init__(self) -> None:
        self.begun, self.open, self.ended = (threading.Event() for _ in range(3))

    def __call__(self) -> str:
        self.begun.set()
        try:
            while not self.open.wait(0.01):
                progress.report(1, 2)
            return "through"
        finally:
            self.ended.set()


@pytest.fixture
def gates() -> Iterator[Callable[[], Gate]]:
    made: list[Gate] = []

    def gate() -> Gate:
        made.append(Gate())
        return made[-1]

    yield gate
    for one in made:
        one.open.set()
    while under_way := [one for one in threading.enumerate() if one.name == "line"]:
        under_way[0].join(PATIENCE)


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Line:
    """With one worker a lane."""
    monkeypatch.setattr(lines, "WORKERS", {"quick": 1, "long": 1})
    monkeypatch.setattr(lines, "BEYOND", 0)
    return Line(budget=60)


def ask(line: Line, who: Asker, work: Any, key: object = None, seconds: float = 0) -> Future[Any]:
    return line.ask(who, key or object(), seconds, work, quiet)


def test_an_answer_and_an_error_come_to_who_asked(line: Line) -> None:
    assert ask(line, Asker(), lambda: 3).result(PATIENCE) == 3
    with pytest.raises(ZeroDivisionError):
        ask(line, Asker(), lambda: 1 / 0).result(PATIENCE)
    assert ask(line, Asker(), lambda: 4).result(PATIENCE) == 4


def test_the_same_question_is_worked_on_once(line: Line, gates: Callable[[], Gate]) -> None:
    work, other = gates(), gates()
    first = ask(line, Asker(session="a"), work, "same")
    second = ask(line, Asker(session="b"), other, "same")
    assert work.begun.wait(PATIENCE)
    work.open.set()
    assert [first.result(PATIENCE), second.result(PATIENCE)] == ["through"] * 2
    assert not other.begun.is_set()


def test_who_stops_ends_nobody_elses_answer(line: Line, gates: Callable[[], Gate]) -> None:
    work = gates()
    mine = ask(line, Asker(session="a", place="tab"), work, "same")
    theirs = ask(line, Asker(session="b", place="tab"), work, "same")
    assert work.begun.wait(PATIENCE)
    line.leave("a", "tab")
    with pytest.raises(Stopped, match="as you asked"):
        mine.result(PATIENCE)
    assert not work.ended.is_set()
    work.open.set()
    assert theirs.result(PATIENCE) == "through"


def test_work_that_nobody_waits_for_ends_at_its_next_step(
    line: Line, gates: Callable[[], Gate]
) -> None:
    work, again = gates(), gates()
    mine = ask(line, Asker(session="a"), work, "same")
    assert work.begun.wait(PATIENCE)
    line.leave("a")
    assert work.ended.wait(PATIENCE)
    assert isinstance(mine.exception(PATIENCE), Stopped)
    again.open.set()
    assert ask(line, Asker(session="b"), again, "same").result(PATIENCE) == "through"


def test_what_another_began_and_left_is_taken_up(line: Line) -> None:
    """A stage that two different questions share."""
    begun, left = threading.Event(), threading.Event()
    calls: list[int] = []

    @cached
    def stage(name: str) -> str:
        calls.append(1)
        begun.set()
        if len(calls) == 1:
            left.wait(PATIENCE)
        progress.report(1, 1)
        return name

    first = ask(line, Asker(session="a"), lambda: stage("one"))
    assert begun.wait(PATIENCE)
    second = ask(line, Asker(session="b"), lambda: stage("one") + "!", seconds=10)
    line.leave("a")
    left.set()
    assert isinstance(first.exception(PATIENCE), Stopped)
    assert second.result(PATIENCE) == "one!"


def test_a_new_question_takes_the_place_of_the_one_before(
    line: Line, gates: Callable[[], Gate]
) -> None:
    work, waiting = gates(), gates()
    who = Asker(session="a", place="tab")
    first = ask(line, who, work)
    assert work.begun.wait(PATIENCE)
    second = ask(line, who, waiting)
    third = ask(line, who, lambda: "newest")
    for one in (first, second):
        assert isinstance(one.exception(PATIENCE), Superseded)
    assert third.result(PATIENCE) == "newest"
    assert not waiting.begun.is_set()


def test_a_visitor_has_one_question_under_way(line: Line, gates: Callable[[], Gate]) -> None:
    work = gates()
    ask(line, Asker(session="a", place="one"), work, seconds=10)
    assert work.begun.wait(PATIENCE)
    second = ask(line, Asker(session="a", place="other"), lambda: "quick")
    assert line.before(second) == 0
    assert ask(line, Asker(session="b"), lambda: "theirs").result(PATIENCE) == "theirs"
    assert not second.done()
    work.open.set()
    assert second.result(PATIENCE) == "quick"


def test_a_quick_question_does_not_wait_for_a_long_one(
    line: Line, gates: Callable[[], Gate]
) -> None:
    work = gates()
    ask(line, Asker(session="a"), work, seconds=10)
    waiting = ask(line, Asker(session="b"), gates(), seconds=10)
    assert ask(line, Asker(session="c"), lambda: "quick").result(PATIENCE) == "quick"
    assert line.before(waiting) == 0


def test_what_turns_out_long_makes_way(
    monkeypatch: pytest.MonkeyPatch, line: Line, gates: Callable[[], Gate]
) -> None:
    monkeypatch.setattr(lines, "QUICK_SECONDS", 0.0)
    ask(line, Asker(session="a"), gates())
    assert ask(line, Asker(session="b"), lambda: "quick").result(PATIENCE) == "quick"


def test_addresses_and_their_visitors_have_turns(line: Line, gates: Callable[[], Gate]) -> None:
    work, order, all_done = gates(), [], []
    ask(line, Asker("x", "0"), work)
    assert work.begun.wait(PATIENCE)
    for address, session in ["x1", "x2", "x3", "y1", "z1", "y2"]:
        who = Asker(address, address + session, place=session)
        all_done.append(ask(line, who, lambda who=who: order.append(who.session)))
    work.open.set()
    for one in all_done:
        one.result(PATIENCE)
    assert order == ["y1", "z1", "x1", "y2", "x2", "x3"]


def test_the_line_is_bounded_and_says_so(line: Line, gates: Callable[[], Gate]) -> None:
    line.most, line.most_of_one = 4, 3
    for session in "abc":
        ask(line, Asker("x", session), gates())
    with pytest.raises(Full, match="3 questions wait"):
        ask(line, Asker("x", "d"), gates())
    ask(line, Asker("y", "e"), gates())
    with pytest.raises(Full, match="4 questions wait"):
        ask(line, Asker("z", "f"), gates())
    line.leave("c")
    ask(line, Asker("z", "f"), gates())


def test_what_would_hold_the_machine_is_refused(line: Line) -> None:
    with pytest.raises(TooLong, match="about 61 seconds, and one may take 60"):
        ask(line, Asker(), lambda: 1, seconds=61)


def test_the_page_is_told_at_once_then_now_and_then(
    monkeypatch: pytest.MonkeyPatch, line: Line
) -> None:
    told: list[tuple[int, int, str | None]] = []
    clock = iter([0.0, 0.0, 0.1, 0.3, 0.6])
    monkeypatch.setattr(lines, "time", type("Clock", (), {"monotonic": lambda: next(clock, 1.0)}))
    picture = np.arange(784, dtype=np.uint8).reshape(28, 28)

    def work() -> None:
        progress.report(1, 4)
        progress.report(2, 4, lambda: picture)
        progress.report(3, 4, lambda: picture)
        progress.report(4, 4)

    line.ask(Asker(), "one", 0, work, lambda *step: told.append(step)).result(PATIENCE)
    assert [step[:2] for step in told] == [(1, 4), (3, 4), (4, 4)]
    first, shown, kept = (text for *_, text in told)
    assert first is None
    assert shown is not None
    assert shown == kept
    assert np.array_equal(pictures.read(shown), picture)


def test_an_answer_is_never_lost_among_many(line: Line) -> None:
    """Threads that ask, join, leave and are superseded at once: each ticket is settled."""
    answers: list[Future[Any]] = []

    def visitor(number: int) -> None:
        for turn in range(40):
            who = Asker(f"{number % 3}", f"{number}", f"{turn % 2}")
            work = lambda: progress.report(1, 1) or time.sleep(0)  # noqa: E731
            answers.append(ask(line, who, work, key=("shared", turn % 5), seconds=turn % 3))
            if turn % 7 == 0:
                line.leave(f"{number}")

    threads = [threading.Thread(target=visitor, args=(number,)) for number in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(PATIENCE)
    assert len(answers) == 320
    kinds = {type(one.exception(PATIENCE)) for one in answers}
    assert kinds <= {type(None), Stopped, Superseded}
    assert type(None) in kinds
    assert not line._jobs
    assert not line._waiting


def test_what_nobody_fetches_is_not_kept() -> None:
    """Who reads takes each message at once; one that waits from look to look waits for nobody."""
    read, unread = (asyncio.Queue[object]() for _ in range(2))
    sessions = {"reads": read, "left": unread}
    queue = SimpleNamespace(pending_messages_per_session=sessions, pending_event_ids_session={})
    read.put_nowait("one")
    unread.put_nowait("answer")
    waiting = leaving.forget(queue, {})
    assert set(sessions) == {"reads", "left"}
    read.get_nowait()
    read.put_nowait("another")
    assert set(leaving.forget(queue, waiting)) == {"reads", "left"}
    assert set(sessions) == {"reads"}


def test_the_largest_questions_are_refused_by_their_estimate(line: Line) -> None:
    """Each of whose fields is within its rule; the default questions are not refused."""
    large = {
        "guidance_sweep": {"samples": 1000, "steps": 50},
        "measure_samplers": {"racers": "all", "samples": 1000, "repeats": 5},
        "truncate": {"method": "guidance", "flow_samples": 5000},
        "select_samples": {"samples": 2000, "calls": 51, "runs": 10, "gradients": True},
        "measure_robustness": {"samples": 1000, "steps": 100, "restarts": 10},
    }
    by_endpoint = {tab.endpoint.name: tab for tab in TABS}
    line.budget = 300
    for name, fields in large.items():
        request = by_endpoint[name].request(**fields)
        with pytest.raises(TooLong, match="Ask for less of what is counted"):
            ask(line, Asker(), lambda: 1, seconds=request.seconds)
    for tab in TABS:
        for fields in ({}, *tab.examples):
            assert 0 < tab.request(**fields).seconds < line.budget, tab.name


def test_where_the_system_gives_no_thread_it_is_said_and_the_place_is_free(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as none:
        none.setattr(threading.Thread, "start", refused)
        with pytest.raises(Full):
            ask(line, Asker(), lambda: 1).result(PATIENCE)
    assert ask(line, Asker(), lambda: 2).result(PATIENCE) == 2
