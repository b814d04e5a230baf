"""Word order: attention without places cannot see it, with places it can."""

import json

import numpy as np
import pytest

from playground.engine.attention import word_order
from playground.engine.attention.by_hand import MODELS
from playground.engine.attention.word_order import WordOrderRequest
from playground.errors import BadValue


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("seed", range(4))
def test_without_places_the_codes_only_permute(model: str, seed: int) -> None:
    one = word_order.answer(WordOrderRequest(model=model, seed=seed)).shuffle
    assert one.shuffled != one.words
    assert sorted(one.shuffled) == sorted(one.words)
    assert one.without.max() < 1e-5
    assert one.with_places.max() > 1e-2


def test_words_that_stay_behind_move_too_with_places() -> None:
    """A code tells of all words: even one that keeps its place has new neighbours."""
    one = word_order.answer(WordOrderRequest()).shuffle
    assert one.with_places.min() > 1e-3


def test_the_same_seed_shuffles_alike_and_others_do_not() -> None:
    orders = {word_order.answer(WordOrderRequest(seed=seed)).shuffle.order for seed in range(8)}
    assert len(orders) > 3
    again = word_order.shuffle.__wrapped__(MODELS[0], ("cat", "dog", "her"), 5)  # type: ignore[attr-defined]
    assert again.order == word_order.shuffle(MODELS[0], ("cat", "dog", "her"), 5).order


def test_dot_products_are_one_at_home_and_symmetric() -> None:
    result = word_order.answer(WordOrderRequest(positions=30, width=32))
    assert np.allclose(result.products.diagonal(), 1, atol=1e-6)
    assert np.allclose(result.products, result.products.T, atol=1e-6)
    assert np.allclose(result.learned.diagonal(), 1, atol=1e-5)
    json.dumps(result.report(), allow_nan=False)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"sentence": "cat"}, "sentence"),
        ({"sentence": "cat cat cat"}, "sentence"),
        ({"width": 63}, "width"),
        ({"positions": 1}, "positions"),
        ({"sentence": "the catt sleeps"}, "word"),
    ],
)
def test_what_cannot_be_shuffled_is_refused(wrong: dict[str, object], named: str) -> None:
    with pytest.raises(BadValue, match=rf"^{named} "):
        word_order.answer(WordOrderRequest(**wrong))  # type: ignore[arg-type]
