"""What the heads and the table by hand send: small, close to the truth, and shapes that fit."""

import base64

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.ui import hand, heads


def decoded(text: str) -> np.ndarray:
    """As the page decodes it."""
    return (np.frombuffer(base64.b64decode(text), np.uint8) / 255.0) ** 2


@given(st.integers(1, 60), st.floats(0, 20), st.integers(0, 99))
@settings(deadline=None, max_examples=50)
def test_a_byte_a_weight_is_close_enough(size: int, sharpness: float, seed: int) -> None:
    """|error| <= sqrt(w) / 255 + 1 / 510^2: at most 0.004, and far less for small weights."""
    logits = sharpness * np.random.default_rng(seed).standard_normal((size, size))
    powers = np.exp(logits - logits.max(1, keepdims=True))
    weights = (powers / powers.sum(1, keepdims=True)).astype(np.float32)
    error = np.abs(decoded(heads.packed(weights)).reshape(size, size) - weights)
    assert (error <= np.sqrt(weights) / 255 + 1 / 510**2 + 1e-7).all()
    assert error.max() <= 0.004


def test_certainty_and_nothing_are_exact() -> None:
    assert decoded(heads.packed(np.array([[0.0, 1.0]], np.float32))).tolist() == [0, 1]


def test_an_image_of_fifty_tokens_and_sixteen_heads_is_small() -> None:
    assert len(heads.packed(np.zeros((4, 4, 50, 50), np.float32))) < 55_000


def test_names_that_do_not_fit_are_refused() -> None:
    weights = np.ones((1, 1, 2, 2), np.float32) / 2
    with pytest.raises(ValueError, match="2 x 2 weights"):
        heads.value(weights, queries=["a"], keys=["a", "b"], names=[["mixed"]], numbers={})


def test_what_does_not_fit_by_hand_is_refused() -> None:
    q, mask = np.zeros((1, 1, 2, 4), np.float32), np.ones((2, 2), bool)
    good = {"queries": ["a", "b"], "keys": ["a", "b"]}
    assert hand.value(q, q, q, mask, **good)["shape"] == [1, 1, 2, 2, 4]
    with pytest.raises(ValueError, match="keys"):
        hand.value(q, q, q[..., :3], mask, **good)
    with pytest.raises(ValueError, match="mask"):
        hand.value(q, q, q, mask[:1], **good)
