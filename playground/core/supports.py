"""Uniform distributions on shapes of the plane, whose precision and recall are ratios of areas."""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from playground.core import checks
from playground.errors import UnknownName

#: Slices of an overlap: its area is then right to about 1e-6 of the shapes' own.
SLICES = 8192
#: A ring's hole, as a share of its radius.
HOLE = 0.6


@dataclass(frozen=True)
class Support(ABC):
    """A shape around (x, y) that reaches `size` > 0 to the left and to the right. Raises BadValue.

    Its uniform distribution has the density 1 / area inside, and 0 outside.
    """

    x: float
    y: float
    size: float

    def __post_init__(self) -> None:
        for name in ("x", "y", "size"):
            checks.number(name, getattr(self, name), -1e6, 1e6)
        checks.number("size", self.size, 1e-6, 1e6, "A shape without extent has no density.")

    @property
    @abstractmethod
    def area(self) -> float:
        """In closed form."""

    @abstractmethod
    def slices(self, across: Tensor) -> Tensor:
        """[S] offsets from x -> [S, 2, 2]: two intervals (from, to) of offsets from y; an empty one
        has no length."""

    @abstractmethod
    def place(self, uniforms: Tensor) -> Tensor:
        """[N, 2] in [0, 1] -> [N, 2] uniform in the shape around (0, 0)."""

    @abstractmethod
    def outlines(self, count: int) -> tuple[Tensor, ...]:
        """Closed lines [count, 2] along its borders."""

    def draw(self, uniforms: Tensor) -> Tensor:
        """Points of the shape [N, 2] from uniform numbers [N, 2]: the same ones move with it."""
        return self.place(uniforms) + torch.tensor([self.x, self.y], dtype=uniforms.dtype)


@dataclass(frozen=True)
class Disc(Support):
    """All within `size` of the middle."""

    @property
    def area(self) -> float:
        return math.pi * self.size**2

    def slices(self, across: Tensor) -> Tensor:
        return _between(torch.zeros_like(across), _half(self.size, across))

    def place(self, uniforms: Tensor) -> Tensor:
        return _polar(self.size * uniforms[:, 0].sqrt(), uniforms[:, 1])

    def outlines(self, count: int) -> tuple[Tensor, ...]:
        return (_circle(self, self.size, count),)


@dataclass(frozen=True)
class Ring(Support):
    """A disc without its middle, which is a disc of HOLE times its size."""

    @property
    def area(self) -> float:
        return math.pi * self.size**2 * (1 - HOLE**2)

    def slices(self, across: Tensor) -> Tensor:
        return _between(_half(HOLE * self.size, across), _half(self.size, across))

    def place(self, uniforms: Tensor) -> Tensor:
        square = HOLE**2 + (1 - HOLE**2) * uniforms[:, 0]
        return _polar(self.size * square.sqrt(), uniforms[:, 1])

    def outlines(self, count: int) -> tuple[Tensor, ...]:
        return tuple(_circle(self, radius, count) for radius in (self.size, HOLE * self.size))


@dataclass(frozen=True)
class Square(Support):
    """Twice `size` wide and high."""

    @property
    def area(self) -> float:
        return 4 * self.size**2

    def slices(self, across: Tensor) -> Tensor:
        half = torch.where(across.abs() <= self.size, self.size, 0.0)
        return _between(torch.zeros_like(across), half)

    def place(self, uniforms: Tensor) -> Tensor:
        return self.size * (2 * uniforms - 1)

    def outlines(self, count: int) -> tuple[Tensor, ...]:
        along = torch.linspace(0, 4, count, dtype=torch.float64)
        corners = torch.tensor([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1], [-1, -1]])
        side = along.long()
        part = torch.lerp(corners[side].double(), corners[side + 1].double(), (along % 1)[:, None])
        return (part * self.size + torch.tensor([self.x, self.y], dtype=torch.float64),)


SUPPORTS: dict[str, Callable[[float, float, float], Support]] = {
    "disc": Disc,
    "square": Square,
    "ring": Ring,
}


def support(kind: str, x: float, y: float, size: float) -> Support:
    """A shape by its name. Raises UnknownName and BadValue."""
    if kind not in SUPPORTS:
        raise UnknownName("shape", kind, list(SUPPORTS))
    return SUPPORTS[kind](x, y, size)


@dataclass(frozen=True)
class Overlap:
    """Shares in [0, 1]: fakes in the reals' support, reals in the fakes', and the common area."""

    precision: float
    recall: float
    area: float


def overlap(real: Support, fake: Support) -> Overlap:
    """Precision and recall of uniform distributions: Q(supp P) and P(supp Q), by area.

    Kynkaanniemi et al. 2019, section 1 (the definition that k-NN balls estimate). The common area
    is the integral over x of the common length of both shapes' vertical slices, which is exact, by
    the midpoint rule.
    """
    # From the real's middle: far from the origin offsets keep their digits.
    x, y = fake.x - real.x, fake.y - real.y
    left, right = max(-real.size, x - fake.size), min(real.size, x + fake.size)
    width = max(0.0, right - left)
    middle = left + width * (torch.arange(SLICES, dtype=torch.float64) + 0.5) / SLICES
    a, b = real.slices(middle), fake.slices(middle - x) + y
    low = torch.maximum(a[:, :, None, 0], b[:, None, :, 0])
    high = torch.minimum(a[:, :, None, 1], b[:, None, :, 1])
    area = float((high - low).clamp_min(0).sum()) * width / SLICES
    return Overlap(min(area / fake.area, 1), min(area / real.area, 1), area)


def _half(radius: float, across: Tensor) -> Tensor:
    """Half the length of a disc's slice."""
    return (radius**2 - across.square()).clamp_min(0).sqrt()


def _between(inner: Tensor, outer: Tensor) -> Tensor:
    """The two intervals at which inner <= |offset| <= outer."""
    return torch.stack([torch.stack([-outer, -inner], 1), torch.stack([inner, outer], 1)], 1)


def _polar(radius: Tensor, turn: Tensor) -> Tensor:
    angle = 2 * math.pi * turn
    return radius[:, None] * torch.stack([angle.cos(), angle.sin()], 1)


def _circle(shape: Support, radius: float, count: int) -> Tensor:
    turn = torch.linspace(0, 1, count, dtype=torch.float64)
    middle = torch.tensor([shape.x, shape.y], dtype=torch.float64)
    return middle + _polar(torch.full_like(turn, radius), turn)
