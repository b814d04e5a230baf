import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pytest
import torch

from playground.caching import CACHE, Cache, cached, size


def test_the_same_question_is_computed_once() -> None:
    asked: list[int] = []

    @cached
    def square(x: int, *, more: int = 0) -> int:
        asked.append(x)
        return x * x + more

    assert [square(3), square(3), square(3, more=1)] == [9, 9, 10]
    assert asked == [3, 3]


def test_functions_do_not_share_answers() -> None:
    assert [cached(lambda x, k=k: x + k)(1) for k in (1, 2)] == [2, 3]


def test_the_least_recently_used_answer_goes_when_the_bytes_are_spent() -> None:
    asked: list[int] = []
    cache = Cache(2 * np.zeros(1000).nbytes)

    def zeros(x: int) -> np.ndarray:
        asked.append(x)
        return np.zeros(1000)

    for x in (1, 2, 1, 3, 1, 2):
        cache.ask(x, lambda x=x: zeros(x))
    assert asked == [1, 2, 3, 2]
    assert cache.used == 2 * np.zeros(1000).nbytes


def test_an_answer_larger_than_the_budget_is_given_and_not_kept() -> None:
    cache = Cache(100)
    assert len(cache.ask("x", lambda: "a" * 1000)) == 1000
    assert cache.used == 0


def test_threads_share_one_computation() -> None:
    asked: list[int] = []
    together = threading.Barrier(8)
    release = threading.Event()

    @cached
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

    @cached
    def moody() -> str:
        if fails.pop() if fails else False:
            raise ValueError("not now")
        return "fine"

    with pytest.raises(ValueError, match="not now"):
        moody()
    assert moody() == "fine"


def test_a_size_counts_what_is_held_once() -> None:
    @dataclass
    class Answer:
        images: np.ndarray
        again: np.ndarray
        codes: torch.Tensor
        numbers: list[float]

    images, codes = np.zeros(10_000), torch.zeros(1000)
    answer = Answer(images, images, codes, [0.5] * 1000)
    held = images.nbytes + codes.nbytes + 1000 * (8 + 24)
    assert held <= size(answer) <= held + 1000
    network = torch.nn.Linear(100, 100)
    assert 40_400 <= size({"network": network}) <= 42_000
    assert size([answer] * 5) < held + 1200


def test_none_is_an_answer() -> None:
    asked: list[int] = []
    cache = Cache(1000)
    for _ in range(2):
        cache.ask("x", lambda: asked.append(1))
    assert asked == [1]


@pytest.mark.parametrize("said", ["", "-1", "lots", "0"])
def test_a_budget_that_is_no_number_is_refused_in_words(said: str) -> None:
    code = "import os; os.environ['PLAYGROUND_CACHE_MB'] = " + repr(said)
    done = subprocess.run(
        [sys.executable, "-c", code + "; import playground.caching"], capture_output=True, text=True
    )
    assert "from 1. Leave it out" in done.stderr


def test_the_process_has_one_cache() -> None:
    assert CACHE._kept.maxsize == 384 * 2**20
