"""Planes in a space of many dimensions, and where its points stand over them."""

from dataclasses import dataclass

import torch
from torch import Tensor

from playground.core import checks
from playground.core.knn.points import Frame
from playground.core.paths import sizes
from playground.errors import BadValue

#: Below this sine three points lie on a line as far as their digits can tell.
_FLATTEST = 1e-4


@dataclass(frozen=True, eq=False)
class Plane:
    """origin + x first + y second, with first and second orthonormal [D]: lengths in the plane are
    lengths in the space."""

    origin: Tensor
    first: Tensor
    second: Tensor

    def points(self, places: Tensor) -> Tensor:
        """The points of the space at places (x, y) of the plane: [..., 2] -> [..., D]."""
        x, y = places[..., :1], places[..., 1:]
        found = self.origin + x * self.first + y * self.second
        return checks.finite("places", places, found, "each point")

    def places(self, points: Tensor) -> Tensor:
        """The feet of the perpendiculars from points: [..., D] -> (x, y) [..., 2]."""
        offset = points - self.origin
        found = torch.stack([offset @ self.first, offset @ self.second], dim=-1)
        return checks.finite("points", points, found, "their places")

    def distances(self, points: Tensor) -> Tensor:
        """Euclidean distance of points from the plane: [..., D] -> [...]."""
        found = sizes(points - self.points(self.places(points)))
        return checks.finite("points", points, found, "their distance")


def whole(like: Tensor) -> Plane:
    """The plane that a two-dimensional space is: x and y are its coordinates. `like`: [..., 2]."""
    axes = torch.eye(2, dtype=like.dtype, device=like.device)
    return Plane(torch.zeros_like(axes[0]), axes[0], axes[1])


def through(a: Tensor, b: Tensor, c: Tensor) -> Plane:
    """The plane with a at (0, 0), b on the x axis and c above it (Gram-Schmidt); a, b, c [D].

    Raises BadValue where the three lie on one line.
    """
    points = [checks.matching(name, one, "a", a) for name, one in (("a", a), ("b", b), ("c", c))]
    if a.ndim != 1 or not a.shape == b.shape == c.shape:
        raise checks.refuse("c", c, f"{list(a.shape)}: three points [D]", "Flatten each.")
    origin, *others = (checks.squarable(name, one) for name, one in zip("abc", points, strict=True))
    along, aside = (_unit(one - origin) for one in others)
    height = aside - (aside @ along) * along
    if not along.any() or not height.norm() > _FLATTEST * aside.norm():
        allowed = "off the line through the other two points"
        raise BadValue("third point", "on that line", allowed, "Choose three different images.")
    height = height / height.norm()
    height = height - (height @ along) * along  # what rounding left along the first
    return Plane(a, along.to(a.dtype), _unit(height).to(a.dtype))


def _unit(vector: Tensor) -> Tensor:
    """Of length 1; zero stays zero. Scaled first, so that no square underflows."""
    peak = vector.abs().max()
    scaled = vector / torch.where(peak > 0, peak, 1.0)
    return scaled / scaled.norm().clamp_min(1)


def principal(points: Tensor) -> Plane:
    """The plane in which points [N, D] spread most: around their mean, along the eigenvectors of
    their covariance with the two largest eigenvalues; the largest coordinate of each is positive.

    Pearson 1901. N >= 2, D >= 2. Raises BadValue.
    """
    wide = checks.squarable("points", points)
    if points.ndim != 2 or min(points.shape) < 2:
        raise checks.refuse("points", points, "at least two points [N, D], D >= 2", "Take more.")
    frame, mean = Frame.of(wide), wide.mean(0)
    centred = (wide - mean) * frame.scale
    axes = torch.linalg.eigh(centred.T @ centred).eigenvectors[:, -2:].T
    largest = axes.gather(1, axes.abs().argmax(1, keepdim=True))
    second, first = (axes * largest.sign()).to(points.dtype)
    return Plane(mean.to(points.dtype), first, second)
