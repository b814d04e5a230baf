"""What the heads and the table by hand send: small, close to the truth, and shapes that fit."""

import base64

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.ui import heads
from playground.ui.heads import TEMPERATURES, Heads
from playground.ui.step_by_step import StepByStep


def decoded(text: str, shape: tuple[int, ...], temperature: float = 1.0) -> np.ndarray:
    """As the page decodes it: scores, and their softmax."""
    scores = np.frombuffer(base64.b64decode(text), "<i2").reshape(shape) / heads.STEPS
    return softmax(scores, temperature)


def softmax(scores: np.ndarray, temperature: float = 1.0) -> np.ndarray:
    powers = np.exp((scores - scores.max(-1, keepdims=True)) / temperature)
    return powers / powers.sum(-1, keepdims=True)


@given(st.integers(1, 60), st.floats(0, 20), st.integers(0, 99), st.sampled_from(TEMPERATURES))
@settings(max_examples=50)
def test_two_bytes_a_weight_are_enough(
    size: int, sharpness: float, seed: int, temperature: float
) -> None:
    """A score is off by 1/1024 at most, a weight by 1/512 of itself; at a temperature T, by 1/T as
    much, where no score is further than 64 below the largest."""
    scores = sharpness * np.random.default_rng(seed).standard_normal((size, size))
    scores = np.maximum(scores, scores.max(1, keepdims=True) - 60)
    weights = softmax(scores).astype(np.float32)
    for text in (heads.packed(weights, scores), heads.packed(weights)):
        found = decoded(text, (size, size), temperature)
        expected = softmax(scores, temperature)
        assert (np.abs(found - expected) <= expected / 512 / temperature + 1e-6).all()


def test_certainty_and_nothing_are_exact() -> None:
    assert decoded(heads.packed(np.array([[0.0, 1.0]], np.float32)), (1, 2)).tolist() == [
        [pytest.approx(0, abs=1e-20), 1]
    ]


def test_what_the_mask_hides_is_sent_beside_what_is_seen() -> None:
    """The largest of the seen scores is 0; a hidden one may be above it."""
    scores = np.array([[1.0, 3.0], [0.5, -0.5]], np.float32)
    weights = np.array([[1.0, 0.0], softmax(scores[1])], np.float32)
    found = np.frombuffer(base64.b64decode(heads.packed(weights, scores)), "<i2") / heads.STEPS
    assert found.tolist() == [0, 2, 0, -1]


def test_an_image_of_fifty_tokens_and_sixteen_heads_is_small() -> None:
    assert len(heads.packed(np.full((4, 4, 50, 50), 0.02, np.float32))) < 110_000


@pytest.mark.parametrize(
    ("causal", "scored", "maskable"),
    [(False, False, True), (True, False, False), (True, True, True), (None, True, False)],
)
def test_a_mask_can_be_changed_where_the_hidden_scores_are_known(
    causal: bool | None, scored: bool, maskable: bool
) -> None:
    weights = np.array([[[[1.0, 0.0], [0.5, 0.5]]]], np.float32)
    words = {"queries": ["a", "b"], "keys": ["a", "b"], "names": [["mixed"]], "numbers": {}}
    scores = weights if scored else None
    assert Heads(weights, scores=scores, causal=causal, **words).value()["maskable"] == maskable


def test_names_that_do_not_fit_are_refused() -> None:
    weights = np.ones((1, 1, 2, 2), np.float32) / 2
    with pytest.raises(ValueError, match="1 queries, 2 keys"):
        Heads(weights, queries=["a"], keys=["a", "b"], names=[["mixed"]], numbers={}).value()


def test_what_does_not_fit_by_hand_is_refused() -> None:
    q, mask = np.zeros((1, 1, 2, 4), np.float32), np.ones((2, 2), bool)
    good = {"queries": ["a", "b"], "keys": ["a", "b"]}
    assert StepByStep(q, q, q, mask, **good).value()["shape"] == [1, 1, 2, 2, 4]
    with pytest.raises(ValueError, match=r"v \(1, 1, 2, 3\)"):
        StepByStep(q, q, q[..., :3], mask, **good).value()
    with pytest.raises(ValueError, match="mask"):
        StepByStep(q, q, q, mask[:1], **good).value()
