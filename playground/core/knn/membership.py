"""Who lies in whose ball: one pass of products between two sets serves the balls of both.

Products only sort the pairs into inside, outside and too close to call (see `neighbours`); the few
of the last kind are settled by float64 differences.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from playground.core.knn import points
from playground.core.knn.points import BINS, TIE, Points, View, Workspace, places, squared_distances
from playground.core.knn.radii import Balls

SIDE = 1024  # rows and columns of a tile
DOUBTFUL = 4096  # pairs of one tile settled one by one before float64 products are cheaper


@dataclass(frozen=True)
class Overlap:
    """Two sets and their balls, a ball holding its border."""

    held: Tensor  # [N] int64: points of b in the ball of a_i
    holding: Tensor  # [M] int64: balls of a that hold b_j
    a_inside: Tensor  # [N] bool: a_i lies in some ball of b


def overlap(a: Points, a_radii: Tensor, b: Balls, space: Workspace) -> Overlap:
    """Membership between two sets in one frame, given the squared radii of a's balls [N]."""
    sweep = _Sweep(a, a_radii * (1 + TIE), b, space)
    for i in range(0, len(a), SIDE):
        for j in range(0, len(b.points), SIDE):
            rows, columns = slice(i, min(i + SIDE, len(a))), slice(j, j + SIDE)
            if not any(sweep.tile(precision, rows, columns) for precision in points.precisions()):
                raise AssertionError("the last precision settles every pair")
    return Overlap(sweep.held, sweep.holding[: len(b.points)], sweep.a_inside)


@dataclass(frozen=True)
class _Sides:
    """What the tiles of one precision share."""

    a: View
    b: View
    limit: Tensor  # [N] a_i's ball holds b_j when |b_j|² - 2 a_i·b_j <= limit_i
    reach: Tensor  # [P] squared radius of the balls around b, at most
    spread: Tensor  # [M] by how much that may be too large


class _Sweep:
    """The tallies of one comparison while its tiles go by."""

    def __init__(self, a: Points, a_radii: Tensor, b: Balls, space: Workspace) -> None:
        self.space, self.a, self.a_radii, self.b = space, a, a_radii, b
        self.held = torch.zeros(len(a), dtype=torch.int64, device=a_radii.device)
        self.holding = self.held.new_zeros(len(b.points.coarse.squares))
        self.a_inside = torch.zeros_like(self.held, dtype=torch.bool)
        self.sides: dict[str, _Sides] = {}

    def tile(self, precision: str, rows: slice, columns: slice) -> bool:
        """Tally one tile; False, and nothing tallied, when too much of it is too close to call."""
        if precision not in self.sides:
            self.sides[precision] = self._sides(precision)
        sides = self.sides[precision]
        a_floor, a_squares = sides.a.floor[rows], sides.a.squares[rows]
        b_squares = sides.b.squares[columns]
        bound = self.space.tile(len(a_floor), len(b_squares), a_floor)
        left, right = sides.a.values[rows], sides.b.values[columns]
        torch.addmm(sides.b.floor[columns], left, right.T, alpha=-2, out=bound)
        largest = b_squares[: len(self.b.points) - columns.start].max()  # sorted: near the others
        slack = 2 * sides.a.unit * (a_squares + largest)
        sure, (i, j) = _members(bound, sides.limit[rows], slack)
        bound.sub_(sides.reach[columns])
        slack.add_(sides.spread[columns].max())
        found, (p, q) = _touched(bound, a_floor, slack, self.a_inside[rows])
        if precision == "coarse" and len(i) + len(p) > DOUBTFUL:
            return False
        _count(self.held[rows], sure[0])
        _count(self.holding[columns], sure[1])
        self.a_inside[rows] |= found
        self._settle(i + rows.start, j + columns.start, p + rows.start, q + columns.start)
        return True

    def _sides(self, precision: str) -> _Sides:
        if precision == "fine":
            self.b.settle_all()
        a: View = getattr(self.a, precision)
        b: View = getattr(self.b.points, precision)
        limit = (self.a_radii - a.floor[: len(self.a)]).to(a.floor.dtype)
        reach = torch.zeros_like(b.floor)
        reach[: len(self.b.points)] = self.b.high * (1 + TIE)
        return _Sides(a, b, limit, reach, (self.b.high - self.b.low).to(reach.dtype))

    def _settle(self, i: Tensor, j: Tensor, p: Tensor, q: Tensor) -> None:
        """Differences decide: is b_j in the ball of a_i, is a_p in the ball of b_q."""
        if len(i):
            inside = squared_distances(self.a, i, self.b.points, j) <= self.a_radii[i]
            _count(self.held, i[inside])
            _count(self.holding, j[inside])
        if len(p):
            self.b.settle(q)
            away = squared_distances(self.a, p, self.b.points, q)
            self.a_inside[p[away <= self.b.high[q] * (1 + TIE)]] = True


def _count(tallies: Tensor, found: Tensor) -> None:
    """One more in the tally of each index [P], as often as it is named."""
    tallies.add_(found.bincount(minlength=len(tallies)))


def _members(
    bound: Tensor, limit: Tensor, slack: Tensor
) -> tuple[tuple[Tensor, Tensor], tuple[Tensor, Tensor]]:
    """Pairs surely below each row's limit, and pairs that slack leaves open: (rows, columns) each.

    Few pairs lie inside a ball, so only the groups whose minimum does are opened.
    """
    grid = bound.view(len(bound), -1, BINS)
    row, group = places(grid.amin(1) <= limit[:, None])
    gap = grid[row, :, group].sub_(limit[row, None])
    where, depth = places(gap <= 0)
    row, column = row[where], depth * BINS + group[where]
    sure = gap[where, depth] <= -slack[row]
    return (row[sure], column[sure]), (row[~sure], column[~sure])


def _touched(
    bound: Tensor, floor: Tensor, slack: Tensor, known: Tensor
) -> tuple[Tensor, tuple[Tensor, Tensor]]:
    """Rows surely reached by some column's ball, and the open pairs of rows not known otherwise."""
    lowest = bound.amin(1).add_(floor)
    found = lowest <= -slack
    maybe = ((lowest <= 0) & ~found & ~known).nonzero().squeeze(1)
    p, q = places(bound[maybe] <= -floor[maybe, None])
    return found, (maybe[p], q)
