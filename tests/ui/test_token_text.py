"""Passages carry their tokens and the roots of their weights."""

import base64

import numpy as np
import pytest

from playground.ui.token_text import TokenText


def test_weights_come_back_from_a_byte() -> None:
    weights = np.random.default_rng(0).dirichlet(np.ones(4), (2, 3)).astype(np.float32)
    value = TokenText("t", list("abcd"), start=2, weights=weights, rows=["x", "y", "z"]).value()
    sent = np.frombuffer(base64.b64decode(value["looked"]), np.uint8).reshape(value["shape"])
    assert np.allclose((sent / 255) ** 2, weights, atol=0.004)
    assert value["tokens"] == ["a", "b", "c", "d"]


def test_without_weights_nothing_is_shaded() -> None:
    value = TokenText("t", ["a", "b"], start=1).value()
    assert value["looked"] is None
    assert value["rows"] == []


@pytest.mark.parametrize(("start", "rows"), [(1, ["x"]), (2, ["x", "y"])])
def test_what_does_not_fit_together_is_refused(start: int, rows: list[str]) -> None:
    with pytest.raises(ValueError, match="tokens"):
        TokenText("t", list("abcd"), start=start, weights=np.ones((2, 1, 4)), rows=rows).value()
