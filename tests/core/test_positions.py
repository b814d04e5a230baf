"""Sinusoidal positions: the paper's formula, and a dot product that knows only the distance."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from playground.core.positions import sinusoidal
from playground.errors import BadValue


@given(st.integers(1, 40), st.integers(1, 20), st.integers(0, 999))
def test_each_entry_is_the_papers(length: int, half: int, seed: int) -> None:
    encoded = sinusoidal(length, 2 * half)
    assert encoded.shape == (length, 2 * half)
    t, i = seed % length, seed % half
    angle = t / 10_000 ** (2 * i / (2 * half))
    assert encoded[t, 2 * i].item() == pytest.approx(math.sin(angle), abs=1e-12)
    assert encoded[t, 2 * i + 1].item() == pytest.approx(math.cos(angle), abs=1e-12)


def test_the_dot_product_depends_on_the_distance_alone() -> None:
    encoded = sinusoidal(30, 64)
    products = encoded @ encoded.T
    for distance in range(10):
        stripe = products.diagonal(distance)
        torch.testing.assert_close(stripe, stripe[:1].expand_as(stripe))
    torch.testing.assert_close(products.diagonal(), torch.full((30,), 32.0).double())


def test_a_shift_is_a_rotation() -> None:
    """PE(t + k) is a linear function of PE(t), the same for every t (section 3.5)."""
    encoded = sinusoidal(40, 8, base=20.0)
    now, later = encoded[:-3], encoded[3:]
    turn = torch.linalg.lstsq(now, later).solution
    torch.testing.assert_close(now @ turn, later)
    torch.testing.assert_close(turn @ turn.T, torch.eye(8).double(), rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"length": 0, "width": 4}, "length"),
        ({"length": 2.0, "width": 4}, "length"),
        ({"length": 2, "width": 5}, "width"),
        ({"length": True, "width": 4}, "length"),
        ({"length": 2, "width": 4, "base": 1.0}, "base"),
        ({"length": 2, "width": 4, "base": math.nan}, "base"),
    ],
)
def test_what_has_no_places_is_refused(values: dict, named: str) -> None:
    with pytest.raises(BadValue, match=rf"^{named} "):
        sinusoidal(**values)
