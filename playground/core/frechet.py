"""The Frechet distance of two sets of features as one number, and its standard error."""

import math
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from playground.core import checks
from playground.core.checks import features, refuse
from playground.core.knn.points import Frame


@dataclass(frozen=True)
class Moments:
    """Mean and covariance of a set, in float64; the covariance as a factor: F^T F."""

    mean: Tensor  # [D]
    factor: Tensor  # [min(N, D), D]

    def distance(self, other: "Moments") -> float:
        """|m1 - m2|² + tr(S1 + S2 - 2 (S1 S2)^½), Dowson & Landau 1982; Heusel et al. 2017.

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
    features that are not finite floats of one D, or beyond 1e140, and for fewer than two samples.

    >>> import torch
    >>> real = torch.tensor([[-1.0], [0.0], [1.0]])
    >>> round(frechet_distance(real, real + 2), 6)  # the squared distance of the means
    4.0
    """
    features("fake", fake, features("real", real))
    sets = [checks.squarable(name, one) for name, one in (("real", real), ("fake", fake))]
    # Around one origin and up to 1 no digit is lost far out, and no square over- or underflows.
    frame = Frame.of(torch.cat(sets))
    framed = [(one - frame.centre) * frame.scale for one in sets]
    distance = moments(framed[0], "real").distance(moments(framed[1], "fake"))
    return distance / frame.scale / frame.scale


@dataclass(frozen=True)
class Sample:
    """A set of features and the moments of it, and of its halves. turns: in how many kinds its
    samples come by turns; 1 where their order is random."""

    values: Tensor  # [N, D] float64
    whole: Moments
    halves: tuple[Moments, Moments]
    turns: int


def sample(values: Tensor, turns: int = 1) -> Sample:
    """Features [N, D], N >= 4, made ready for `distance_error`. Raises BadValue."""
    wide, half = values.double(), len(values) // 2
    return Sample(wide, moments(wide), (moments(wide[:half]), moments(wide[half:])), turns)


def distance_error(real: Sample, fake: Sample) -> float:
    """The standard error of the distance: sqrt((J + L) / 2).

    J = var f(x) / N + var g(y) / M, where f and g say how the distance moves with one more sample
    (delta method; Rippl, Munk & Sturm 2016), is the jackknife's, and counts twice what pairs of
    samples do together, which is all there is where the distributions are equal (Efron & Stein
    1981). L counts it not at all: the covariances of those f and g that either half of both sets
    tells, each half's own samples apart: in the mean they lie nearer to its map than the others do.
    f(x) = (x - m1)^T (1 - T) (x - m1) + 2 (m1 - m2)^T (x - m1), with T the optimal map from N(m1,
    S1) to N(m2, S2), S1^-½ (S1^½ S2 S1^½)^½ S1^-½ = F1^-1 U V^T F2 where F1 F2^T = U s V^T (at a
    deficient rank with F1's pseudo-inverse); g the same with the sets exchanged.
    """
    size = max(abs(float(end)) for one in (real, fake) for end in one.values.aminmax())
    if size and not 1e-60 < size < 1e60:  # its fourth power would over- or underflow
        scale = 2.0 ** min(-math.frexp(size)[1], 1000)
        near = (sample(one.values * scale, one.turns) for one in (real, fake))
        return distance_error(*near) / scale / scale
    whole = _moves(real.whole, fake.whole, real, fake)
    pairs = zip(real.halves, fake.halves, strict=True)
    halves = [_moves(a, b, real, fake) for a, b in pairs]
    both, alone = 0.0, 0.0
    for side, one in enumerate((real, fake)):
        place = torch.arange(len(one.values), device=one.values.device)
        kinds = place % one.turns
        both += _covariance(whole[side], whole[side], kinds)
        kinds = kinds + one.turns * (place >= len(place) // 2)
        alone += _covariance(halves[0][side], halves[1][side], kinds)
    return math.sqrt((both + max(alone, 0.0)) / 2)


def _moves(a: Moments, b: Moments, real: Sample, fake: Sample) -> tuple[Tensor, Tensor]:
    """f [N] and g [M] as these moments tell them."""
    u, _, vh = torch.linalg.svd(a.factor @ b.factor.T, full_matrices=False)
    turn, away = u @ vh, a.mean - b.mean
    there, back = a.inverse @ turn @ b.factor, b.inverse @ turn.T @ a.factor
    return _move(real.values, a.mean, there, away), _move(fake.values, b.mean, back, -away)


def _move(values: Tensor, mean: Tensor, transport: Tensor, away: Tensor) -> Tensor:
    centred = values - mean
    moved = torch.addmm(2 * away, centred, transport, alpha=-1).add_(centred).mul_(centred)
    return moved.sum(1)


def _covariance(a: Tensor, b: Tensor, kinds: Tensor) -> float:
    """Of two means over N samples of so many of each kind: of each kind around its own mean."""
    count = int(kinds.max()) + 1
    left, right = (_within(one, kinds, count) for one in (a, b))
    return float(left @ right) / max(len(a) - count, 1) / len(a)


def _within(values: Tensor, kinds: Tensor, count: int) -> Tensor:
    sums = values.new_zeros(count).index_add_(0, kinds, values)
    return values - (sums / kinds.bincount(minlength=count).clamp(min=1))[kinds]
