"""Toy data in the plane: curves and tiles as evenly spaced points, inside about [-2, 2]^2."""

import math
from collections.abc import Callable

import torch
from torch import Tensor

from playground.core import checks
from playground.errors import UnknownName

#: How finely a curve is sampled: denser than any bandwidth that is worth looking at.
_ALONG = 192


def ring(count: int = 8, radius: float = 1.6) -> Tensor:
    """`count` points evenly on a circle: [count, 2]."""
    checks.whole("count", count, 1, "8 are usual.")
    checks.number("radius", radius, -1e300, 1e300)
    angle = torch.arange(count, dtype=torch.float64) * (2 * math.pi / count)
    return radius * torch.stack([angle.cos(), angle.sin()], 1)


def moons() -> Tensor:
    """Two interleaved half circles, as in scikit-learn's `make_moons`: [192, 2]."""
    angle = torch.linspace(0, math.pi, _ALONG // 2, dtype=torch.float64)
    upper = torch.stack([angle.cos(), angle.sin()], 1)
    lower = torch.stack([1 - angle.cos(), 0.5 - angle.sin()], 1)
    return 1.3 * (torch.cat([upper, lower]) - torch.tensor([0.5, 0.25]))


def spiral(turns: float = 2.0) -> Tensor:
    """An Archimedean spiral, evenly spaced along its length: [192, 2]."""
    checks.number("turns", turns, -1e6, 1e6)
    share = torch.linspace(0.02, 1, _ALONG, dtype=torch.float64).sqrt()
    angle = 2 * math.pi * turns * share
    return 2 * share[:, None] * torch.stack([angle.cos(), angle.sin()], 1)


def checkerboard(cells: int = 4, within: int = 7) -> Tensor:
    """The dark cells of a board on [-2, 2]^2, each a `within` x `within` grid: [8 within^2, 2]."""
    checks.whole("cells", cells, 2, "4 make a board.")
    checks.whole("within", within, 1, "7 make an even cell.")
    side = 4 / cells
    line = (torch.arange(cells * within, dtype=torch.float64) + 0.5) * (side / within) - 2
    points = torch.cartesian_prod(line, line)
    cell = ((points + 2) / side).floor().sum(1)
    return points[cell % 2 == 0]


TOYS: dict[str, Callable[[], Tensor]] = {
    "ring": ring,
    "moons": moons,
    "spiral": spiral,
    "checkerboard": checkerboard,
}


def toy(name: str) -> Tensor:
    """The points [M, 2] float64 of a toy. Raises UnknownName."""
    if name not in TOYS:
        raise UnknownName("toy", name, list(TOYS))
    return TOYS[name]()
