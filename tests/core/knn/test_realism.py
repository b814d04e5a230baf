"""Balls and the realism score against their definitions, by hand and by brute force."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.core.fidelity import precision_recall
from playground.core.knn.realism import balls, realism
from playground.errors import BadValue


def normal(seed: int, n: int, d: int) -> torch.Tensor:
    return torch.randn(n, d, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def test_on_a_line_by_hand() -> None:
    """Points 0, 1, 3, 7 with k = 1: radii 1, 1, 2, 4; the lower half are those around 0 and 1."""
    real = balls(torch.tensor([[0.0], [1.0], [3.0], [7.0]]), k=1)
    assert real.radii.tolist() == [1, 1, 2, 4]
    assert real.rims.tolist() == [1, 0, 1, 2]
    found = realism(real, torch.tensor([[1.5], [5.0], [-2.0]]))
    assert found.scores.tolist() == pytest.approx([2.0, 0.25, 0.5])
    assert found.by.tolist() == [1, 1, 0]
    every = realism(real, torch.tensor([[5.0]]), kept=1.0)
    assert (every.scores.item(), every.by.item()) == (2.0, 3)


@settings(max_examples=25)
@given(st.integers(0, 10**6), st.integers(5, 60), st.integers(1, 8), st.integers(1, 4))
def test_equals_the_papers_formula(seed: int, n: int, d: int, k: int) -> None:
    real, fake = normal(seed, n, d).numpy(), normal(seed + 1, n, d).numpy() * 1.5
    among = np.sort(np.linalg.norm(real[:, None] - real[None], axis=2), axis=1)
    radii = among[:, k]  # itself comes first
    ratio = radii / np.linalg.norm(fake[:, None] - real[None], axis=2)
    expected = ratio[:, radii <= np.quantile(radii, 0.5)].max(1)
    found = realism(balls(torch.from_numpy(real), k), torch.from_numpy(fake))
    np.testing.assert_allclose(found.scores.numpy(), expected, rtol=1e-9)


@settings(max_examples=25)
@given(st.integers(0, 10**6), st.integers(5, 60), st.integers(1, 4))
def test_a_score_of_one_is_membership(seed: int, n: int, k: int) -> None:
    """With every ball counted, R >= 1 is what precision counts."""
    real, fake = normal(seed, n, 3), normal(seed + 1, n, 3) * 1.3
    inside = realism(balls(real, k), fake, kept=1.0).scores >= 1
    assert inside.double().mean().item() == precision_recall(real, fake, k=k).precision


def test_one_outlier_does_not_make_junk_realistic() -> None:
    real, junk = normal(0, 200, 8), normal(1, 50, 8) + 40
    spoiled = torch.cat([real[:-1], torch.full((1, 8), 40.0, dtype=torch.float64)])
    assert precision_recall(spoiled, junk).precision == 1
    assert (realism(balls(spoiled), junk).scores < 1).all()


def test_copies_lie_on_the_border_of_their_point() -> None:
    same = torch.ones(4, 2)
    assert realism(balls(same, 1), same).scores.tolist() == [1, 1, 1, 1]
    apart = torch.tensor([[0.0], [1.0], [2.0]])
    assert realism(balls(apart, 1), apart[:1]).scores.item() == float("inf")


@pytest.mark.parametrize("k", [0, 5, 1.5, True])
def test_a_k_without_neighbours_is_refused(k: int) -> None:
    with pytest.raises(BadValue, match="k ="):
        balls(normal(0, 5, 2), k)


def test_other_bad_arguments_are_refused_by_name() -> None:
    real = balls(normal(0, 9, 2))
    with pytest.raises(BadValue, match="fake"):
        realism(real, normal(0, 9, 3))
    with pytest.raises(BadValue, match="fake"):
        realism(real, torch.full((2, 2), float("nan")))
    with pytest.raises(BadValue, match="kept"):
        realism(real, normal(0, 9, 2), kept=1.5)
    with pytest.raises(BadValue, match="points"):
        balls(torch.zeros(4))
