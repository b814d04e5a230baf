"""Counting what follows: Witten and Bell's formula, and what a Markov chain cannot know."""

import itertools
import math
from collections import Counter, defaultdict

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from playground.core import markov
from playground.errors import BadValue

SIZE = 4
texts = st.lists(st.integers(0, SIZE - 1), min_size=4, max_size=60)
histories = st.lists(st.integers(0, SIZE - 1), max_size=6)


def ids(symbols: list[int]) -> Tensor:
    return torch.tensor(symbols, dtype=torch.int64)


def by_hand(text: list[int], order: int, history: list[int], symbol: int) -> float:
    """The formula with dictionaries, from the shortest history to the longest."""
    counts: defaultdict[tuple[int, ...], Counter[int]] = defaultdict(Counter)
    for length in range(order + 1):
        for i in range(length, len(text)):
            counts[tuple(text[i - length : i])][text[i]] += 1
    p = 1 / SIZE
    for length in range(min(order, len(history)) + 1):
        after = counts[tuple(history[len(history) - length :])]
        if after:
            p = (after[symbol] + len(after) * p) / (after.total() + len(after))
    return p


def test_a_text_that_fits_on_a_line() -> None:
    """ "ababac": after "a" come b, b, c; after nothing a 3, b 2, c 1 times."""
    model = markov.count(ids([0, 1, 0, 1, 0, 2]), order=1, size=3)
    base = [(3 + 3 / 3) / 9, (2 + 3 / 3) / 9, (1 + 3 / 3) / 9]
    assert model.next(ids([])).tolist() == pytest.approx(base)
    after_a = [(n + 2 * p) / 5 for n, p in zip((0, 2, 1), base, strict=True)]
    assert model.next(ids([0])).tolist() == pytest.approx(after_a)
    assert model.next(ids([2])).tolist() == pytest.approx(base), "nothing ever followed c"
    assert [model.seen(ids([s])) for s in range(3)] == [3, 2, 0]


@given(texts, histories, st.integers(0, 3))
def test_witten_and_bells_formula(text: list[int], history: list[int], order: int) -> None:
    model = markov.count(ids(text), order=3, size=SIZE)
    found = model.next(ids(history), order)
    assert found.tolist() == pytest.approx([by_hand(text, order, history, s) for s in range(SIZE)])
    assert found.sum().item() == pytest.approx(1)
    assert found.min() > 0
    shorter = markov.count(ids(text), order=order, size=SIZE)
    assert torch.equal(shorter.next(ids(history)), found)


@given(texts, histories)
def test_seen_counts_what_went_on(text: list[int], history: list[int]) -> None:
    model = markov.count(ids(text), order=2, size=SIZE)
    end = history[-2:]
    starts = range(len(text) - len(end))
    assert model.seen(ids(history)) == sum(text[i : i + len(end)] == end for i in starts)


@given(texts, st.lists(st.integers(0, SIZE - 1), min_size=1, max_size=12))
def test_surprise_is_that_of_each_symbol_after_those_before(
    text: list[int], other: list[int]
) -> None:
    model = markov.count(ids(text), order=2, size=SIZE)
    expected = [-math.log(model.next(ids(other[:i]))[s].item()) for i, s in enumerate(other)]
    assert model.surprise(ids(other)).tolist() == pytest.approx(expected)


@given(texts, histories, histories)
def test_what_lies_further_back_changes_nothing(
    text: list[int], far: list[int], near: list[int]
) -> None:
    model = markov.count(ids(text), order=3, size=SIZE)
    last = [*near, 0, 1, 2]
    assert torch.equal(model.next(ids([*far, *last])), model.next(ids(last)))


def test_it_finds_the_chain_that_wrote_a_text() -> None:
    """Transitions drawn by chance are recovered to the accuracy of their counts."""
    chain = torch.rand((3, 3, 3), generator=torch.Generator().manual_seed(0)).softmax(-1)
    generator, text = torch.Generator().manual_seed(1), [0, 0]
    for _ in range(6000):
        row = chain[text[-2], text[-1]]
        text.append(int(torch.multinomial(row, 1, generator=generator)))
    model = markov.count(ids(text), order=2, size=3)
    for a, b in itertools.product(range(3), repeat=2):
        assert (model.next(ids([a, b])) - chain[a, b]).abs().max() < 0.07


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"ids": ids([])}, "more than 1 symbols"),
        ({"ids": ids([0])}, "more than 1 symbols"),
        ({"ids": ids([0, 3])}, "symbols from 0 to 2"),
        ({"ids": ids([0, -1])}, "symbols from 0 to 2"),
        ({"ids": torch.zeros(5)}, "int64"),
        ({"ids": torch.zeros((2, 2), dtype=torch.int64)}, "int64 tensor"),
        ({"order": -1}, "order"),
        ({"order": 1.5}, "order"),
        ({"size": 0}, "size"),
        ({"order": 40}, "63 bits"),
    ],
)
def test_what_cannot_be_counted_is_refused(arguments: dict[str, object], message: str) -> None:
    usual = {"ids": ids([0, 1, 2, 0]), "order": 1, "size": 3}
    with pytest.raises(BadValue, match=message):
        markov.count(**{**usual, **arguments})  # type: ignore[arg-type]


def test_what_cannot_be_asked_is_refused() -> None:
    model = markov.count(ids([0, 1, 2, 0]), order=1, size=3)
    for ask in (model.next, model.seen):
        with pytest.raises(BadValue, match="0 to 1"):
            ask(ids([0]), 2)
        with pytest.raises(BadValue, match="symbols from 0 to 2"):
            ask(ids([5]))
    with pytest.raises(BadValue, match="symbols from 0 to 2"):
        model.surprise(ids([5]))
