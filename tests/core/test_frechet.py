"""Laws of the Frechet distance, and its standard error against other ways to it."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from playground.core.frechet import distance_error, frechet_distance, sample

few = settings(max_examples=40)


def normal(seed: int, *shape: int) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


@few
@given(n=st.integers(2, 60), d=st.integers(1, 20), seed=st.integers(0, 999))
def test_frechet_distance_is_a_squared_distance(n: int, d: int, seed: int) -> None:
    a, b = normal(seed, n, d), 2 * normal(seed + 1, n + 3, d) + 1
    assert frechet_distance(a, a.flip(0)) == pytest.approx(0, abs=1e-12 * d)
    assert frechet_distance(a, b) == pytest.approx(frechet_distance(b, a), rel=1e-9)
    shifted = frechet_distance(a, a.double() + 3)
    assert shifted == pytest.approx(9 * d, rel=1e-9)


@few
@given(sigma=st.floats(0.1, 10), seed=st.integers(0, 999))
def test_frechet_distance_of_scaled_copies(sigma: float, seed: int) -> None:
    """S2 = s² S1 around the same mean: tr S1 (1 - s)²."""
    a = normal(seed, 50, 5).double()
    a -= a.mean(0)
    expected = a.var(0).sum().item() * (1 - sigma) ** 2
    assert frechet_distance(a, sigma * a) == pytest.approx(expected, rel=1e-9, abs=1e-12)


def error(real: Tensor, fake: Tensor) -> float:
    return distance_error(sample(real), sample(fake))


def test_the_error_is_the_spread_over_other_draws() -> None:
    """Two sets that are not Gaussian, of other means and covariances, in the mean square."""
    shape = torch.diag(torch.tensor([3.0, 1.0, 0.5, 0.2])) + 0.3
    real = normal(0, 400, 250, 4).exp()
    fake = normal(1, 400, 350, 4) @ shape + 1
    found = torch.tensor([frechet_distance(a, b) for a, b in zip(real, fake, strict=True)])
    told = torch.tensor([error(a, b) for a, b in zip(real, fake, strict=True)])
    assert told.square().mean().sqrt().item() == pytest.approx(found.std().item(), rel=0.1)


def test_the_error_is_the_jackknifes() -> None:
    """Leaving out one sample after another: sqrt((n - 1) mean (d_i - mean d)^2) of either set.

    Far apart: there pairs of samples do little together."""
    real, fake = normal(2, 300, 5).double(), 2 * normal(3, 200, 5).double() + 1
    squares = 0.0
    for n, without in (
        (300, lambda i: (torch.cat([real[:i], real[i + 1 :]]), fake)),
        (200, lambda i: (real, torch.cat([fake[:i], fake[i + 1 :]]))),
    ):
        left = torch.tensor([frechet_distance(*without(i)) for i in range(n)])
        squares += (n - 1) * left.var(correction=0).item()
    assert error(real, fake) == pytest.approx(squares**0.5, rel=0.05)


@few
@given(n=st.integers(4, 30), d=st.integers(1, 40), seed=st.integers(0, 999))
def test_the_error_holds_at_any_rank(n: int, d: int, seed: int) -> None:
    """Features that are always 0 change nothing; neither does which of the sets comes first."""
    a, b = normal(seed, n, d), 2 * normal(seed + 1, n + 3, d) + 1
    found = error(a, b)
    wider = [torch.nn.functional.pad(x, (1, 2)) for x in (a, b)]
    assert error(*wider) == pytest.approx(found, rel=1e-6)
    assert error(b, a) == pytest.approx(found, rel=1e-6)
    assert error(3 * a, 3 * b) == pytest.approx(9 * found, rel=1e-4)
