"""How close a set of generated samples is to a set of real ones, in some feature space.

Quality and diversity apart (k-NN precision and recall, density and coverage, PRD curves) and as
one number (the Frechet distance). Features are floating tensors [N, D].
"""

from dataclasses import dataclass

from torch import Tensor

from playground.core.checks import features, refuse, whole
from playground.core.frechet import Moments, frechet_distance, moments
from playground.core.knn.membership import Overlap, overlap
from playground.core.knn.points import Frame, Points, Workspace, squared_radii
from playground.core.knn.radii import Balls
from playground.core.prd import Curve, prd_curve, prd_from_histograms
from playground.errors import BadValue, Filled

__all__ = [
    "Curve",
    "Fidelity",
    "Moments",
    "Overlap",
    "Reference",
    "density_error",
    "expected_coverage",
    "frechet_distance",
    "measures",
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
        return measures(self.overlap(fake), self.k)

    def overlap(self, fake: Tensor) -> Overlap:
        """Who of the fakes [M, D] lies in whose ball, and who in theirs; k < M. Raises BadValue."""
        return self._overlap(fake, Workspace())

    def _overlap(self, fake: Tensor, space: Workspace) -> Overlap:
        points = Points.of(features("fake", fake, self.points.source), self.points.frame)
        checked_k(self.k, "fake", len(fake))
        if not points.coarse.squares[: len(points)].isfinite().all():
            way_out = "Look for samples that exploded, or leave them out."
            raise refuse("fake", fake, "within 1e18 times the spread of real", way_out)
        return overlap(self.points, self.squared_radii, Balls(points, self.k, space), space)


def measures(found: Overlap, k: int) -> Fidelity:
    """The four measures of reals, whose balls reach to their k-th neighbour, and fakes."""
    return Fidelity(
        precision=(found.holding > 0).double().mean().item(),
        recall=found.a_inside.double().mean().item(),
        density=int(found.held.sum()) / (k * len(found.holding)),
        coverage=(found.held > 0).double().mean().item(),
    )


def density_error(found: Overlap, k: int) -> float:
    """The standard error of density, sqrt(N var(held) + M var(holding)) / (k M).

    held [N] fakes are in each real ball, holding [M] balls around each fake. Each real, with its
    ball, is taken as independent of the others (van der Vaart 1998, section 12.2: the projection of
    a two-sample U-statistic). Two at least of either.
    """
    reals, fakes = found.held.double(), found.holding.double()
    variance = len(reals) * reals.var() + len(fakes) * fakes.var()
    return variance.sqrt().item() / (k * len(fakes))


def reference(real: Tensor, k: int = 3) -> Reference:
    """Real features [N, D] made ready once; 1 <= k < N. Raises BadValue."""
    return _reference(real, k, Workspace())


def _reference(real: Tensor, k: int, space: Workspace) -> Reference:
    values = features("real", real)
    checked_k(k, "real", len(real))
    points = Points.of(values, Frame.of(values))
    return Reference(points, squared_radii(points, k, space), k)


def precision_recall(real: Tensor, fake: Tensor, *, k: int = 3) -> Fidelity:
    """k-NN precision, recall, density and coverage of fakes [M, D] against reals [N, D].

    The ball around a point reaches to the k-th nearest other point of its own set and holds its
    border. Exact: squared distances count as equal only within 1e-12 of their size. With N = M,
    equal distributions give density 1 and coverage about 1 - 2^-k in expectation.

    Raises BadValue for features that are not finite floats [N, D] of one D, and unless
    1 <= k < min(N, M).

    >>> import torch
    >>> real = torch.arange(6.0)[:, None]
    >>> precision_recall(real, real[:3] + 0.1, k=1)
    Fidelity(precision=1.0, recall=0.6666666666666666, density=2.0, coverage=0.6666666666666666)
    """
    features("fake", fake, features("real", real))
    checked_k(k, "fake", len(fake))
    space = Workspace()
    return measures(_reference(real, k, space)._overlap(fake, space), k)


def expected_coverage(reals: int, fakes: int, k: int) -> float:
    """1 - prod_{i=1..k} (N - i) / (N + M - i): coverage of M fakes of the reals' own distribution.

    1 <= k < N, M >= 1. Naeem et al. 2020. Raises BadValue.

    >>> round(expected_coverage(1000, 1000, 5), 3)
    0.969
    """
    n = whole("reals", reals, 2, "A ball needs a neighbour.", 2**53)
    m = whole("fakes", fakes, 1, "Ask for some.", 2**53)
    checked_k(k, "real", n)
    missed = 1.0
    for i in range(1, k + 1):
        missed *= (n - i) / (n + m - i)
    return 1 - missed


def checked_k(k: int, kind: str, count: int) -> None:
    """Refuse a k that is no whole number in [1, number of samples - 1]."""
    whole("k", k, 1, "Usual values are 3 to 10.")
    if k >= count:
        allowed = Filled("below the number of {kind} samples, {count}", kind=kind, count=count)
        raise BadValue("k", k, allowed, "Take more samples or a smaller k.")
