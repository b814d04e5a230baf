"""Balls around points and who lies in them: exact answers at the price of float32 products.

|x - y|² = |x|² + |y|² - 2 x·y costs one matrix product, but rounding spoils it by a few
eps (|x|² + |y|²). So products only sort the pairs into inside, outside and too close to call;
the few of the last kind are settled by float64 differences. Where a tile holds many of them
(tight clusters far out), float64 products sort it first.
"""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from torch import Tensor

GROUPS = 64  # strided groups of columns: the width at which amin and topk together cost least
BINS = 32  # the same where groups are only opened, not ranked
ROOM = 1 << 15  # float64 numbers in one batch of differences: 256 KB
SPARE = 2  # neighbours kept beyond the k-th, so that rounding hardly ever hides the right one
TILE = 1 << 20  # numbers in a tile that holds every column: 4 MB, few calls, still in the cache
TIE = 1e-12  # two float64 squared distances closer than this (relative) are equal


@dataclass(frozen=True)
class View:
    """Points as one precision sees them, padded to whole groups with points at infinity."""

    values: Tensor  # [P, D] in the frame
    squares: Tensor  # [P] |x|²
    floor: Tensor  # [P] (1 - unit) |x|²: with it a distance comes out as a sure lower bound
    unit: float  # bound on the error of a squared distance, per |x|² + |y|²


@dataclass(frozen=True)
class Frame:
    """An origin amid the data and a power of two: float32 loses least around 0 and 1."""

    centre: Tensor  # [D]
    scale: float

    @staticmethod
    def of(features: Tensor) -> "Frame":
        """The frame that puts the mean at 0 and the largest coordinate in [0.5, 1)."""
        centre = features.mean(0, dtype=torch.float64).to(features.dtype)
        largest = float((features.double() - centre).abs().max())
        exponent = math.frexp(largest)[1]
        return Frame(centre, math.ldexp(1.0, max(min(-exponent, 1000), -1000)))


@dataclass(frozen=True)
class Points:
    """Feature vectors [N, D] ready for distances; sorted by norm, so that far ones share tiles."""

    source: Tensor  # [N, D] as given, sorted
    frame: Frame

    @staticmethod
    def of(features: Tensor, frame: Frame) -> "Points":
        """Points of a set in a frame of its own or of the set that it is compared with."""
        norms = (features - frame.centre).mul_(frame.scale).square_().sum(1)
        return Points(features[norms.argsort()], frame)

    def __len__(self) -> int:
        return len(self.source)

    @cached_property
    def coarse(self) -> View:
        """The float32 view."""
        return self._view(torch.float32)

    @cached_property
    def fine(self) -> View:
        """The float64 view, made only where float32 cannot tell."""
        return self._view(torch.float64)

    def _view(self, dtype: torch.dtype) -> View:
        n, d = self.source.shape
        wide = torch.promote_types(self.source.dtype, dtype)
        size = -(-n // GROUPS) * GROUPS
        values = self.source.new_zeros(size, d, dtype=dtype)
        values[:n] = (self.source.to(wide) - self.frame.centre.to(wide)).mul_(self.frame.scale)
        squares = torch.full((size,), math.inf, dtype=dtype, device=values.device)
        squares[:n] = torch.linalg.vecdot(values[:n], values[:n])
        # Rounding in a sum of D products grows like sqrt(D) eps / 2; four times that, and 8 for
        # the centring, the squares and the radii, leaves a wide margin.
        unit = (8 + 4 * math.sqrt(d)) * torch.finfo(dtype).eps / 2
        return View(values, squares, squares * (1 - unit), unit)


def squared_distances(a: Points, i: Tensor, b: Points, j: Tensor) -> Tensor:
    """|a_i - b_j|² in the frame, float64, from differences: nothing cancels. i [R], j [R, ...]."""
    out = torch.empty(j.shape, dtype=torch.float64, device=j.device)
    step = max(1, ROOM // (a.source.shape[1] * max(1, j[:1].numel())))
    for piece, one, other in zip(out.split(step), i.split(step), j.split(step), strict=True):
        start = a.source[one].double().view(len(one), *[1] * (j.dim() - 1), -1)
        difference = (start - b.source[other]).mul_(a.frame.scale)
        torch.linalg.vecdot(difference, difference, out=piece)
    return out


class Workspace:
    """Memory that all tiles of a question share: fresh pages would cost half of a product."""

    def __init__(self) -> None:
        self.rooms: dict[torch.dtype, Tensor] = {}

    def tile(self, height: int, width: int, like: Tensor) -> Tensor:
        """[height, width] of the dtype and device of `like`, with whatever stood there before."""
        size = height * width
        if like.dtype not in self.rooms or len(self.rooms[like.dtype]) < size:
            self.rooms[like.dtype] = like.new_empty(max(TILE, size))
        return self.rooms[like.dtype][:size].view(height, width)


# --- radii ---------------------------------------------------------------------------------


def squared_radii(points: Points, k: int, space: Workspace, which: Tensor | None = None) -> Tensor:
    """Squared distance of each point to its k-th nearest other point (the frame's), float64.

    `which` [R]: of some points, by their numbers; without, of all.
    """
    radii = points.source.new_empty(len(points), dtype=torch.float64)
    asked = torch.arange(len(points), device=radii.device) if which is None else which
    rows = asked
    for precision in precisions():
        view: View = getattr(points, precision)
        bounds, who = _nearest(view, rows, min(k + SPARE, len(view.squares)), space)
        known = bounds.isfinite()
        exact = squared_distances(points, rows, points, who * known)
        radii[rows] = exact.masked_fill_(~known, math.inf).kthvalue(k, 1).values
        # Whoever was not kept has a lower bound above the last one kept: is that far enough?
        rows = rows[bounds[:, -1] < radii[rows] * (1 + TIE)]
        if not len(rows):
            return radii[asked]
    radii[rows] = _kth_directly(points, rows, k)
    return radii[asked]


def _nearest(view: View, rows: Tensor, count: int, space: Workspace) -> tuple[Tensor, Tensor]:
    """The others nearest to some rows by lower bound of the squared distance; 2 x [R, count]."""
    height = max(16, TILE // len(view.squares))
    found = []
    for block in rows.split(height):
        tile = space.tile(len(block), len(view.squares), view.values)
        torch.addmm(view.floor, view.values[block], view.values.T, alpha=-2, out=tile)
        tile.scatter_(1, block[:, None], math.inf)
        found.append(smallest(tile, count))
    bounds, who = (torch.cat(column) for column in zip(*found, strict=True))
    return bounds.add_(view.floor[rows, None]), who


def smallest(values: Tensor, count: int, groups: int = GROUPS) -> tuple[Tensor, Tensor]:
    """The `count` smallest of each row, rising, and their columns; [R, W] -> 2 x [R, count].

    Exact in about one pass: the `count` strided groups with the smallest minima hold them.
    """
    if values.shape[1] % groups or 4 * count > groups:
        found = values.topk(count, largest=False)
        return found.values, found.indices
    grid = values.unflatten(1, (-1, groups))
    best = grid.amin(1).topk(count, largest=False, sorted=False).indices
    members = grid.gather(2, best[:, None].expand(-1, grid.shape[1], -1)).flatten(1)
    lowest, where = smallest(members, count, grid.shape[1])
    return lowest, where // count * groups + best.gather(1, where % count)


def _kth_directly(points: Points, rows: Tensor, k: int) -> Tensor:
    """The same from differences alone, once for all copies of a row."""
    same, inverse = torch.unique(points.source[rows], dim=0, return_inverse=True)
    everyone, scale = points.source.double(), points.frame.scale
    kth = []
    for block in same.double().split(max(1, TILE // len(everyone))):
        away = torch.cdist(block, everyone, compute_mode="donot_use_mm_for_euclid_dist")
        kth.append(away.kthvalue(k + 1, 1).values.mul_(scale).square_())  # itself comes first
    return torch.cat(kth)[inverse]


def places(mask: Tensor) -> tuple[Tensor, Tensor]:
    """Rows and columns of what is True in a mask [R, W], by rows; R, W -> 2 x [count].

    On a CPU numpy searches five times as fast.
    """
    if mask.device.type != "cpu":
        row, column = mask.nonzero(as_tuple=True)
        return row, column
    flat = torch.from_numpy(np.flatnonzero(mask.numpy()))
    row = flat // mask.shape[1]
    return row, flat - row * mask.shape[1]


def precisions() -> tuple[str, ...]:
    """Views to try in turn; TF32 or bfloat16 products, where allowed, void the float32 bound."""
    highest = torch.get_float32_matmul_precision() == "highest"
    return ("coarse", "fine") if highest else ("fine",)
