"""Distances of distributions: known values, laws, and scipy's."""

import math

import pytest
import scipy.stats
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from playground.core.divergence import relative_entropy, total_variation
from playground.errors import BadValue

seeds = st.integers(0, 10_000)


def distributions(seed: int) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    p, q = torch.rand((2, 5, 9), generator=generator, dtype=torch.float64)
    return (6 * p).softmax(-1), (6 * q).softmax(-1)


def test_known_values() -> None:
    p, q = torch.tensor([0.5, 0.5, 0.0]), torch.tensor([0.25, 0.25, 0.5])
    assert total_variation(p, q).item() == pytest.approx(0.5)
    assert relative_entropy(p, q).item() == pytest.approx(1.0), "one bit: half of q is elsewhere"
    assert relative_entropy(q, p).item() == math.inf
    assert relative_entropy(p, p).item() == 0, "what neither holds counts as nothing"


@given(seeds)
def test_as_scipy_and_as_pinsker_say(seed: int) -> None:
    p, q = distributions(seed)
    bits = relative_entropy(p, q)
    expected = scipy.stats.entropy(p.numpy(), q.numpy(), base=2, axis=-1)
    assert bits.tolist() == pytest.approx(expected.tolist())
    moved = total_variation(p, q)
    assert torch.equal(moved, total_variation(q, p))
    assert (moved <= (bits * math.log(2) / 2).sqrt() + 1e-12).all(), "Pinsker's inequality"
    assert not total_variation(p, p).any()
    assert not relative_entropy(p, p).any()


@given(seeds)
def test_no_event_differs_by_more(seed: int) -> None:
    p, q = distributions(seed)
    events = torch.rand((50, 9), generator=torch.Generator().manual_seed(seed)) < 0.5
    gaps = ((p[0] - q[0]) * events).sum(-1).abs()
    best = (p[0] - q[0]).clamp(min=0).sum()
    moved = total_variation(p, q)[0]
    assert gaps.max() <= moved + 1e-12
    assert moved.item() == pytest.approx(best.item())


@pytest.mark.parametrize("bad", [[0.5, 0.6], [1.5, -0.5], [0.2, 0.3, 0.5]])
def test_what_is_no_distribution_is_refused(bad: list[float]) -> None:
    good = torch.tensor([0.5, 0.5])
    for distance in (total_variation, relative_entropy):
        with pytest.raises(BadValue):
            distance(good, torch.tensor(bad))
