"""The nearest point of a large set, exactly, for little more than a product in few dimensions.

x -> (P(x - c), |x - c - P(x - c)|), with P an orthogonal projection on a few directions, never
lengthens a distance. So distances between these sketches are lower bounds, and only points whose
bound is below some true distance need a true one of their own.
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from playground.core import checks

BLOCK = 1 << 22  # elements of one block of differences: 16 MB
_TINIEST = 1e-12  # and its inverse: squares of such numbers, summed, are well inside float32
GROUPS = 256  # strided groups of points: their minima are found fast, and few have to be opened


@dataclass(frozen=True)
class Nearest:
    """distance: Euclidean [N]; index: which point of the set, int64 [N]."""

    distance: Tensor
    index: Tensor


class Index:
    """A set of points [M, D] (any dtype, kept as given times `scale`) ready for questions.

    The projection is on the set's first `dimensions` principal axes, where most of a distance
    lies: on 10,000 digits 96 of the 784 cost least.
    """

    def __init__(self, points: Tensor, scale: float = 1.0, dimensions: int = 96) -> None:
        if not isinstance(points, Tensor) or points.ndim != 2 or not points.numel():
            raise checks.refuse("points", points, "a tensor [M, D], not empty", "Flatten each.")
        self.points, self.scale = points, checks.number("scale", scale, 1e-9, 1e9)
        self._check("points", points.double().mul(self.scale))
        blocks = points.split(max(1, BLOCK // points.shape[1]))
        total = sum(block.double().sum(0) for block in blocks)
        self.centre = total * (scale / len(points))
        spread = sum(c.T @ c for c in ((b.float() * scale - self.centre.float()) for b in blocks))
        axes = torch.linalg.eigh(torch.as_tensor(spread).double()).eigenvectors
        self.axes = axes[:, -min(dimensions, points.shape[1]) :]
        sketches = torch.cat([self._sketch(b.double() * scale - self.centre) for b in blocks])
        spare = -len(points) % GROUPS
        self.sketches = F.pad(sketches, (0, 0, 0, spare))
        self.squares = F.pad(sketches.square().sum(1), (0, spare), value=torch.inf)
        self.largest = sketches.square().sum(1).max()

    def _sketch(self, centred: Tensor) -> Tensor:
        """[N, D] float64 -> [N, K + 1] float32; float64 up to the last step, for the remainder."""
        along = centred @ self.axes
        left = (centred.square().sum(1) - along.square().sum(1)).clamp_min(0).sqrt()
        return torch.cat([along, left[:, None]], 1).float()

    def nearest(self, queries: Tensor) -> Nearest:
        """The nearest point of the set to each query [N, D]; the lowest index where two tie."""
        self._check("queries", checks.floats("queries", queries))
        queries = queries.double() - self.centre
        sketches = self._sketch(queries)
        squares = sketches.square().sum(1)
        bounds = torch.addmm(self.squares, sketches, self.sketches.T, alpha=-2)
        grid = bounds.view(len(queries), -1, GROUPS)
        lows = grid.amin(1)
        # Neighbours of one query are close to the next: whoever looks nearest serves all as limit.
        group = lows.argmin(1)
        first = grid.take_along_dim(group[:, None, None], 2).argmin(1)[:, 0] * GROUPS + group
        tried = self._points(first.unique())
        limit = torch.cdist(
            queries.float(), tried.float(), compute_mode="use_mm_for_euclid_dist"
        ).amin(1)
        limit = limit.square() + self._slack(squares, queries) - squares
        row, group = (lows <= limit[:, None]).nonzero(as_tuple=True)
        opened, depth = (grid[row, :, group] <= limit[row, None]).nonzero(as_tuple=True)
        return self._least(queries, row[opened], depth * GROUPS + group[opened])

    def _check(self, name: str, values: Tensor) -> None:
        """Whether float32 holds the squares, and what is not 0 does not vanish in them."""
        largest = float(checks.floats(name, values).abs().max())
        if not (largest == 0 or _TINIEST <= largest <= 1 / _TINIEST):
            allowed = f"of a size from {_TINIEST:g} to {1 / _TINIEST:g}"
            raise checks.refuse(name, values, allowed, "Scale both, and the distances back.")

    def _points(self, index: Tensor) -> Tensor:
        """Around the centre, in float64: far from the origin float32 has too few digits."""
        return self.points[index].double() * self.scale - self.centre

    def _slack(self, squares: Tensor, queries: Tensor) -> Tensor:
        """Eight times the rounding error of the products, whose terms are as large as these."""
        largest = squares.max() + self.largest
        return 8 * queries.shape[1] ** 0.5 * 1.2e-7 * (largest + queries.float().square().sum(1))

    def _least(self, queries: Tensor, row: Tensor, column: Tensor) -> Nearest:
        """The nearest of each query, by differences, among the pairs (row, column)."""
        step = max(1, BLOCK // queries.shape[1])
        away = torch.cat(
            [
                (queries[r] - self._points(c)).square().sum(1)
                for r, c in zip(row.split(step), column.split(step), strict=True)
            ]
        )
        least = away.new_full((len(queries),), torch.inf).scatter_reduce(0, row, away, "amin")
        best = torch.where(away == least[row], column, len(self.points))
        index = torch.full_like(least, len(self.points), dtype=torch.int64)
        return Nearest(least.sqrt().float(), index.scatter_reduce(0, row, best, "amin"))
