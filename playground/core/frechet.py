"""The Frechet distance of two sets of features as one number, and its standard error."""

from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from playground.core.checks import features, refuse


@dataclass(frozen=True)
class Moments:
    """Mean and covariance of a set, in float64; the covariance as a factor: F^T F."""

    mean: Tensor  # [D]
    factor: Tensor  # [min(N, D), D]

    def distance(self, other: "Moments") -> float:
        """|m1 - m2|² + tr(S1 + S2 - 2 (S1 S2)^½), Dowson & Landau 1982, eq. 4; Heusel et al. 2017.

        tr (S1 S2)^½ is the nuclear norm of F1 F2^T: no root of a matrix, exact at any rank.
        """
        cross = torch.linalg.svdvals(self.factor @ other.factor.T).sum()
        spread = self.factor.square().sum() + other.factor.square().sum()
        return max(0.0, float((self.mean - other.mean).square().sum() + spread - 2 * cross))

    @cached_property
    def inverse(self) -> Tensor:
        """Pseudo-inverse of the factor, [D, min(N, D)]."""
        return torch.linalg.pinv(self.factor)


def moments(values: Tensor, name: str = "features") -> Moments:
    """Mean and unbiased covariance of features [N, D], N >= 2. Raises BadValue."""
    wide = features(name, values).double()
    if len(wide) < 2:
        raise refuse(name, values, "at least two samples", "One sample has no covariance.")
    mean = wide.mean(0)
    triangle = torch.linalg.qr((wide - mean) / (len(wide) - 1) ** 0.5, mode="r").R
    return Moments(mean, triangle)


def frechet_distance(real: Tensor, fake: Tensor) -> float:
    """Squared 2-Wasserstein distance of the Gaussians fitted to features [N, D] and [M, D].

    Computed in float64; 0 for identical sets up to 1e-14 of the variance. Raises BadValue for
    features that are not finite floats of one D, or fewer than two samples.
    """
    features("fake", fake, features("real", real))
    return moments(real, "real").distance(moments(fake, "fake"))


def distance_error(real: Moments, reals: Tensor, fake: Moments, fakes: Tensor) -> float:
    """The standard error of `real.distance(fake)`: sqrt(var f(x) / N + var g(y) / M).

    reals [N, D] and fakes [M, D] are what the moments were taken of. f and g say how the distance
    moves with one more sample (delta method; Rippl, Munk & Sturm 2016):
    f(x) = (x - m1)^T (1 - T) (x - m1) + 2 (m1 - m2)^T (x - m1), with T the optimal map from
    N(m1, S1) to N(m2, S2), S1^-½ (S1^½ S2 S1^½)^½ S1^-½ = F1^-1 U V^T F2 where F1 F2^T = U s V^T
    (at a deficient rank with F1's pseudo-inverse); g the same with the sets exchanged. Of first
    order: of equal distributions it is on the wide side.
    """
    u, _, vh = torch.linalg.svd(real.factor @ fake.factor.T, full_matrices=False)
    turn = u @ vh
    there = real.inverse @ turn @ fake.factor
    back = fake.inverse @ turn.T @ real.factor
    away = real.mean - fake.mean
    variance = _moved(reals, real.mean, there, away) + _moved(fakes, fake.mean, back, -away)
    return float(variance.sqrt())


def _moved(values: Tensor, mean: Tensor, transport: Tensor, away: Tensor) -> Tensor:
    """The variance of the mean over [N, D] of how each sample moves the distance."""
    centred = values.double() - mean
    moved = torch.addmm(2 * away, centred, transport, alpha=-1).add_(centred).mul_(centred)
    return moved.sum(1).var() / len(values)
