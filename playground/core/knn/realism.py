"""Balls around the points of a set, one by one, and how realistic a sample is by them.

`fidelity` counts who lies in which ball and is built for large sets; here each ball keeps its
centre's place in the set, for a few thousand points at most.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from playground.core.checks import number, refuse, squarable, whole
from playground.core.knn.points import Frame
from playground.errors import BadValue, Filled


@dataclass(frozen=True, eq=False)
class Balls:
    """Around each point of a set [N, D], a ball that reaches to its k-th nearest other point."""

    centres: Tensor  # [N, D] float64
    radii: Tensor  # [N] float64
    rims: Tensor  # [N] int64: the point on the border, by its place in the set

    def away(self, points: Tensor) -> Tensor:
        """Distances of points [M, D] from the centres: [M, N] float64, from differences."""
        return _distances(squarable("points", points), self.centres)

    def reach(self, points: Tensor) -> Tensor:
        """Radius over distance, [M, N]: at least 1 inside a ball and on its border.

        At a centre itself it is infinite; 1 where the ball is that point alone.
        """
        away = self.away(points)
        # 0 / 0, the centre of a ball without extent, is its border.
        return (self.radii / away).nan_to_num(nan=1.0, posinf=torch.inf)


@dataclass(frozen=True, eq=False)
class Realism:
    """scores [M] float64, at least 1 inside a ball that counts; by [M] int64: whose ball it is."""

    scores: Tensor
    by: Tensor


def balls(points: Tensor, k: int = 3) -> Balls:
    """The balls of a set [N, D], 1 <= k < N. Raises BadValue.

    Kynkaanniemi et al. 2019, eq. 1 (the radii).
    """
    nearest = neighbours(points, k)
    return Balls(points.detach().double(), nearest.away[:, -1], nearest.who[:, -1])


@dataclass(frozen=True, eq=False)
class Neighbours:
    """The k nearest other points of each point, nearest first: distances float64, places int64."""

    away: Tensor  # [N, k]
    who: Tensor  # [N, k]


def neighbours(points: Tensor, k: int) -> Neighbours:
    """Of a set [N, D], 1 <= k < N: column j - 1 holds the radii of balls with j in place of k.

    Raises BadValue.
    """
    wide = squarable("points", points.detach())
    if wide.ndim != 2:
        raise refuse("points", points, "features [N, D]", "Flatten each with .flatten(1).")
    if whole("k", k, 1, "Usual values are 3 to 10.") >= len(points):
        allowed = Filled("below the number of points, {count}", count=len(points))
        raise BadValue("k", k, allowed, "Take more points or a smaller k.")
    found = _distances(wide, wide).fill_diagonal_(torch.inf).topk(k, largest=False)
    return Neighbours(found.values, found.indices)


def covered(cells: Tensor, points: Tensor, ks: Sequence[int]) -> Tensor:
    """Whether cells [C, D] lie in some ball around points [N, D], for each k: bool [K, C]."""
    away, radii = torch.cdist(cells, points), neighbours(points, max(ks)).away
    return torch.stack([(away <= radii[:, k - 1]).any(1) for k in ks])


def realism(real: Balls, fake: Tensor, *, kept: float = 0.5) -> Realism:
    """R(x) = max_i r_i / |x - c_i| over the share `kept` of the real balls, the smallest ones.

    fake [M, D] against balls of [N, D]. The largest balls stand where reals are sparse and reach
    too far, so that half of them, by default, do not count. Raises BadValue.
    Kynkaanniemi et al. 2019, eq. 3 and the paragraph after it.
    """
    if squarable("fake", fake).ndim != 2 or fake.shape[1] != real.centres.shape[1]:
        allowed = f"features [M, {real.centres.shape[1]}], like the real ones"
        raise refuse("fake", fake, allowed, "Take both from the same network.")
    limit = real.radii.quantile(number("kept", kept, 0, 1, "The authors keep half: 0.5."))
    best = real.reach(fake).masked_fill_(real.radii > limit, 0).max(1)
    return Realism(best.values, best.indices)


def _distances(a: Tensor, b: Tensor) -> Tensor:
    """Scaled to 1 first: the squares of tiny differences would be 0."""
    scale = Frame.of(torch.cat([a, b])).scale
    return torch.cdist(a * scale, b * scale, compute_mode="donot_use_mm_for_euclid_dist") / scale
