"""What the next token is drawn from: temperature, top-k, top-p, and what they promise."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from playground.core.token_sampling import draw, probabilities
from playground.errors import BadValue

LOGITS = torch.tensor([[2.0, 0.0, 1.0, -1.0], [0.5, 3.0, -2.0, 0.0]], dtype=torch.float64)
seeds = st.integers(0, 10_000)


def logits(seed: int, size: int = 12) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return 2 * torch.randn((3, size), generator=generator, dtype=torch.float64)


def by_hand(row: Tensor, temperature: float, top_k: int | None, top_p: float) -> list[float]:
    """One row in plain Python: rank, cut, cut again, share out what is left."""
    powers = [math.exp(x / temperature) for x in row.tolist()]
    ranked = sorted(range(len(powers)), key=lambda i: -powers[i])[:top_k]
    total, mass, kept = sum(powers[i] for i in ranked), 0.0, []
    for i in ranked:
        if mass < top_p:
            kept.append(i)
        mass += powers[i] / total
    rest = sum(powers[i] for i in kept)
    return [powers[i] / rest if i in kept else 0.0 for i in range(len(powers))]


@given(seeds, st.floats(0.1, 5), st.none() | st.integers(1, 15), st.floats(0.01, 1))
def test_the_definitions(seed: int, temperature: float, top_k: int | None, top_p: float) -> None:
    found = probabilities(logits(seed), temperature=temperature, top_k=top_k, top_p=top_p)
    for row, one in zip(logits(seed), found, strict=True):
        assert one.tolist() == pytest.approx(by_hand(row, temperature, top_k, top_p), abs=1e-12)


def test_without_cuts_it_is_the_softmax() -> None:
    assert torch.equal(probabilities(LOGITS), LOGITS.softmax(-1))
    assert torch.equal(probabilities(LOGITS, temperature=0.5), (LOGITS / 0.5).softmax(-1))


@given(seeds, st.floats(0.01, 1))
def test_top_p_is_the_smallest_set_that_reaches_p(seed: int, top_p: float) -> None:
    plain, found = logits(seed).softmax(-1), probabilities(logits(seed), top_p=top_p)
    for row, one in zip(plain, found, strict=True):
        kept = row[one > 0]
        assert kept.sum() >= top_p - 1e-12
        assert kept.sum() - kept.min() < top_p
        assert kept.min() >= row[one == 0].max() if (one == 0).any() else True


@given(seeds, st.integers(1, 12))
def test_top_k_keeps_k(seed: int, top_k: int) -> None:
    found = probabilities(logits(seed), top_k=top_k)
    assert ((found > 0).sum(-1) == top_k).all()
    assert torch.allclose(found.sum(-1), torch.ones(3, dtype=torch.float64))


def test_ties_leave_exactly_what_was_asked() -> None:
    flat = torch.zeros(5)
    assert (probabilities(flat, top_k=2) > 0).tolist() == [True, True, False, False, False]
    assert (probabilities(flat, temperature=0) > 0).tolist() == [True, *[False] * 4]


def test_cold_takes_the_likeliest_and_heat_makes_all_alike() -> None:
    best = torch.nn.functional.one_hot(LOGITS.argmax(-1), 4).double()
    assert torch.equal(probabilities(LOGITS, temperature=0), best)
    assert torch.equal(probabilities(LOGITS, temperature=0, top_p=0.2), best)
    assert torch.allclose(probabilities(LOGITS, temperature=1e-3), best)
    assert torch.allclose(probabilities(LOGITS, temperature=1e6), torch.tensor(0.25).double())


@pytest.mark.parametrize("settings", [{}, {"temperature": 0.5}, {"top_k": 2}, {"top_p": 0.7}])
def test_draws_follow_the_probabilities(settings: dict[str, float]) -> None:
    many = LOGITS[:1].expand(20_000, 4)
    found = draw(many, generator=torch.Generator().manual_seed(0), **settings)  # type: ignore[arg-type]
    shares = np.bincount(found.numpy(), minlength=4) / 20_000
    expected = probabilities(LOGITS[0], **settings)  # type: ignore[arg-type]
    assert np.abs(shares - expected.numpy()).max() < 0.015


def test_a_seed_draws_the_same_and_the_global_generator_is_left_alone() -> None:
    before = torch.random.get_rng_state()
    one, two = (draw(logits(0), generator=torch.Generator().manual_seed(7)) for _ in range(2))
    assert torch.equal(one, two)
    assert torch.equal(draw(logits(0)), draw(logits(0)))
    assert torch.equal(before, torch.random.get_rng_state())


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({"temperature": -0.1}, "temperature"),
        ({"temperature": float("nan")}, "temperature"),
        ({"temperature": float("inf")}, "temperature"),
        ({"top_k": 0}, "top_k"),
        ({"top_k": 2.5}, "top_k"),
        ({"top_p": 0.0}, "top_p"),
        ({"top_p": 1.1}, "top_p"),
        ({"logits": torch.tensor([0.0, float("nan")])}, "logits"),
        ({"logits": torch.tensor([1, 2])}, "logits"),
    ],
)
def test_what_cannot_be_drawn_is_refused(settings: dict[str, object], name: str) -> None:
    with pytest.raises(BadValue, match=f"^{name} = "):
        probabilities(**{"logits": LOGITS, **settings})  # type: ignore[arg-type]
