"""Radii of balls, bracketed at the price of half a product; exact only where it matters.

Whether a point lies in a ball is plain for nearly all pairs, whatever rounding did to the radius.
So one pass of float32 products over the pairs of a set gives two bounds of every radius, and the
few balls that a close call asks about are measured exactly.
"""

import math

import torch
from torch import Tensor

from playground.core.knn.points import (
    BINS,
    Points,
    View,
    Workspace,
    places,
    precisions,
    squared_radii,
)

MOST = 16  # neighbours: beyond, bounds would open most of a tile
SIDE = 1024  # rows and columns of a tile of products
ROOM = 8  # numbers kept of a point, times k + 1: what three random thirds let through, and more
OPENED = 20  # groups opened of a row, in the mean of a tile, before the exact way is cheaper


class Balls:
    """The balls around a set's points: their squared radii are from `low` to `high`, float64 [N].

    A lower bound may be minus infinity.
    """

    def __init__(self, points: Points, k: int, space: Workspace) -> None:
        self.points, self.k, self.space = points, k, space
        self.low = points.source.new_full((len(points),), -math.inf, dtype=torch.float64)
        self.high = torch.full_like(self.low, math.inf)
        if "coarse" in precisions() and k <= MOST:
            _Pass(points.coarse, len(points), k, space).bound(self.low, self.high)
        self.settle((self.low == -math.inf).nonzero()[:, 0])

    def settle(self, which: Tensor) -> None:
        """Make both bounds of some balls, by their numbers, the exact squared radius."""
        open_ = which[self.low[which] < self.high[which]].unique()
        if len(open_):
            exact = squared_radii(self.points, self.k, self.space, open_)
            self.low[open_] = self.high[open_] = exact

    def settle_all(self) -> None:
        """The same for every ball."""
        self.settle(torch.arange(len(self.low), device=self.low.device))


class _Pass:
    """The least lower bounds of squared distances from each point, gathered tile by tile.

    A tile serves its rows and its columns, so that half of the tiles are enough. `nearest` holds
    the least bound in each of k disjoint parts of the set: k others are as near as the largest of
    them, so whatever is above cannot be among the k nearest, and whatever is not is kept.
    """

    def __init__(self, view: View, count: int, k: int, space: Workspace) -> None:
        self.view, self.count, self.k, self.space = view, count, k, space
        width = len(view.squares)
        self.nearest = view.floor.new_full((k, width), math.inf)
        self.kept = view.floor.new_full((ROOM * (k + 1), width), math.inf)
        self.filled = torch.zeros(width, dtype=torch.long, device=view.floor.device)

    def bound(self, low: Tensor, high: Tensor) -> None:
        """Fill in both bounds of every radius that was found."""
        if not self._sweep():
            return
        least = self.kept[:, : self.count].topk(self.k, 0, largest=False, sorted=False).values
        kth = least.amax(0).double()
        found = (self.filled[: self.count] <= len(self.kept)) & kth.isfinite()
        # A bound b of a distance d has d² <= b + 2 u (|x|² + |y|²), and |y| <= |x| + d.
        squares, u = self.view.squares[: self.count].double(), self.view.unit
        above = (kth + 6 * u * squares) / (1 - 4 * u)
        low[found], high[found] = kth[found], above[found]

    def _sweep(self) -> bool:
        """Every tile from the diagonal on; False where too much of one had to be looked at."""
        width = len(self.view.squares)
        blocks = [slice(i, min(i + SIDE, width)) for i in range(0, width, SIDE)]
        for number, rows in enumerate(blocks):
            for columns in blocks[number:]:
                tile = self._tile(rows, columns)
                if rows == columns:
                    tile.fill_diagonal_(math.inf)
                grid = tile.unflatten(1, (-1, BINS))
                if not self._look(grid, grid.amin(1), rows):
                    return False
                # Reduced in this order it takes a tenth of the time.
                grid = tile.unflatten(0, (-1, BINS))
                minima = grid.amin(0).T.contiguous()
                if rows != columns and not self._look(grid.permute(2, 0, 1), minima, columns):
                    return False
        return True

    def _tile(self, rows: slice, columns: slice) -> Tensor:
        """Lower bounds of the squared distances."""
        floor, values = self.view.floor, self.view.values
        left, right = values[rows], values[columns]
        tile = self.space.tile(len(left), len(right), floor)
        torch.addmm(floor[columns], left, right.T, alpha=-2, out=tile)
        return tile.add_(floor[rows, None])

    def _look(self, grid: Tensor, minima: Tensor, owners: slice) -> bool:
        """Keep what may be near to some points; False where it is a lot.

        grid [owner, depth, group]; minima [owner, group], of each group.
        """
        near = self.nearest[:, owners]
        for part, groups in zip(near, minima.tensor_split(self.k, 1), strict=True):
            torch.minimum(part, groups.amin(1), out=part)
        limit = near.amax(0)
        limit[max(0, self.count - owners.start) :] = -math.inf  # points that fill a group up
        owner, group = places(minima <= limit[:, None])
        if len(owner) > OPENED * len(limit):
            return False
        members = grid[owner, :, group]
        which, depth = places(members <= limit[owner, None])
        self._keep(owner[which], members[which, depth], owners)
        return True

    def _keep(self, owner: Tensor, value: Tensor, owners: slice) -> None:
        """Values below those that each owner has already; owners rising. What is too much is lost
        and counted."""
        filled = self.filled[owners]
        counts = torch.bincount(owner, minlength=len(filled))
        start = filled - counts.cumsum(0) + counts
        place = torch.arange(len(owner), device=owner.device).add_(start[owner])
        self.kept[:, owners][place.clamp_(max=len(self.kept) - 1), owner] = value
        filled += counts
