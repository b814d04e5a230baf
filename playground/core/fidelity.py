"""How close a set of generated samples is to a set of real ones, in some feature space.

Quality and diversity apart (k-NN precision and recall, density and coverage, PRD curves) and as
one number (the Frechet distance). Features are floating tensors [N, D].
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from playground.core.brackets import Balls
from playground.core.checks import floats, refuse, whole
from playground.core.membership import overlap
from playground.core.neighbours import Frame, Points, Workspace, squared_radii
from playground.core.prd import Curve, prd_curve, prd_from_histograms
from playground.errors import BadValue

__all__ = [
    "Curve",
    "Fidelity",
    "Moments",
    "Reference",
    "expected_coverage",
    "frechet_distance",
    "moments",
    "prd_curve",
    "prd_from_histograms",
    "precision_recall",
    "reference",
]


@dataclass(frozen=True)
class Fidelity:
    """Shares in [0, 1], but density, which is about 1 when both sets come from one distribution."""

    precision: float  # fakes inside some real ball (Kynkaanniemi et al. 2019, eq. 2)
    recall: float  # reals inside some fake ball (same)
    density: float  # mean number of real balls around a fake, over k (Naeem et al. 2020, eq. 4)
    coverage: float  # real balls that hold a fake (same, eq. 5)


@dataclass(frozen=True)
class Reference:
    """A real set with its balls, ready to be compared with many fake sets."""

    points: Points
    squared_radii: Tensor  # [N] float64, in the points' frame
    k: int

    def compare(self, fake: Tensor) -> Fidelity:
        """The four measures of fakes [M, D]; k < M. Raises BadValue."""
        return self._compare(fake, Workspace())

    def _compare(self, fake: Tensor, space: Workspace) -> Fidelity:
        points = Points.of(features("fake", fake, self.points.source), self.points.frame)
        checked_k(self.k, "fake", fake)
        if not points.coarse.squares[: len(points)].isfinite().all():
            way_out = "Look for samples that exploded, or leave them out."
            raise refuse("fake", fake, "within 1e18 times the spread of real", way_out)
        found = overlap(self.points, self.squared_radii, Balls(points, self.k, space), space)
        return Fidelity(
            precision=found.b_inside.double().mean().item(),
            recall=found.a_inside.double().mean().item(),
            density=found.pairs / (self.k * len(points)),
            coverage=found.a_balls_hit.double().mean().item(),
        )


def reference(real: Tensor, k: int = 3) -> Reference:
    """Real features [N, D] made ready once; 1 <= k < N. Raises BadValue."""
    return _reference(real, k, Workspace())


def _reference(real: Tensor, k: int, space: Workspace) -> Reference:
    values = features("real", real)
    checked_k(k, "real", real)
    points = Points.of(values, Frame.of(values))
    return Reference(points, squared_radii(points, k, space), k)


def precision_recall(real: Tensor, fake: Tensor, *, k: int = 3) -> Fidelity:
    """k-NN precision, recall, density and coverage of fakes [M, D] against reals [N, D].

    The ball around a point reaches to the k-th nearest other point of its own set and holds its
    border. Exact: squared distances count as equal only within 1e-12 of their size. With N = M,
    equal distributions give density 1 and coverage about 1 - 2^-k in expectation.

    Raises BadValue for features that are not finite floats [N, D] of one D, and unless
    1 <= k < min(N, M).
    """
    features("fake", fake, features("real", real))
    checked_k(k, "fake", fake)
    space = Workspace()
    return _reference(real, k, space)._compare(fake, space)


def expected_coverage(reals: int, fakes: int, k: int) -> float:
    """1 - prod_{i=1..k} (N - i) / (N + M - i): coverage of M fakes of the reals' own distribution.

    1 <= k < N, M >= 1. Naeem et al. 2020, lemma 2. Raises BadValue.
    """
    n = whole("reals", reals, 2, "A ball needs a neighbour.")
    m = whole("fakes", fakes, 1, "Ask for some.")
    if whole("k", k, 1, "Usual values are 3 to 10.") >= n:
        raise BadValue("k", k, f"below the number of real samples, {n}", "Take a smaller k.")
    missed = 1.0
    for i in range(1, k + 1):
        missed *= (n - i) / (n + m - i)
    return 1 - missed


def features(name: str, value: Tensor, other: Tensor | None = None) -> Tensor:
    """`value` at least in float32, if it is finite floats [N, D], with D and device of `other`."""
    if floats(name, value).ndim != 2:
        raise refuse(name, value, "features [N, D]", "Flatten each sample with .flatten(1).")
    if other is not None and (value.shape[1], value.device) != (other.shape[1], other.device):
        allowed = f"features [N, {other.shape[1]}] on {other.device}, like the real ones"
        raise refuse(name, value, allowed, "Take both from the same network.")
    return value.detach().to(torch.promote_types(value.dtype, torch.float32))


def checked_k(k: int, name: str, value: Tensor) -> None:
    """Refuse a k that is no whole number in [1, number of samples - 1]."""
    whole("k", k, 1, "Usual values are 3 to 10.")
    if k >= len(value):
        allowed = f"below the number of {name} samples, {len(value)}"
        raise BadValue("k", k, allowed, "Take more samples or a smaller k.")


# --- Frechet distance ----------------------------------------------------------------------


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
