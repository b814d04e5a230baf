import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from playground.caching import stage


def test_the_same_question_is_computed_once() -> None:
    asked: list[int] = []

    @stage(maxsize=2)
    def square(x: int) -> int:
        asked.append(x)
        return x * x

    assert [square(3), square(3)] == [9, 9]
    assert asked == [3]


def test_the_least_recently_used_answer_is_dropped() -> None:
    asked: list[int] = []

    @stage(maxsize=2)
    def same(x: int) -> int:
        asked.append(x)
        return x

    for x in (1, 2, 1, 3, 1, 2):
        same(x)
    assert asked == [1, 2, 3, 2]


def test_threads_share_one_computation() -> None:
    asked: list[int] = []
    together = threading.Barrier(8)
    release = threading.Event()

    @stage(maxsize=2)
    def slow(x: int) -> int:
        asked.append(x)
        release.wait(5)
        return x

    def ask() -> int:
        together.wait(5)
        return slow(1)

    with ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(ask) for _ in range(8)]
        release.set()
        assert [answer.result() for answer in answers] == [1] * 8
    assert asked == [1]


def test_an_error_is_raised_and_not_kept() -> None:
    fails = [True]

    @stage(maxsize=2)
    def moody() -> str:
        if fails.pop() if fails else False:
            raise ValueError("not now")
        return "fine"

    with pytest.raises(ValueError, match="not now"):
        moody()
    assert moody() == "fine"
