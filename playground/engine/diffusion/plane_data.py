"""Data in the plane: a toy, or a visitor's own points."""

import math
from dataclasses import dataclass

import torch

from playground.core.mixtures import Mixture
from playground.core.toys import TOYS, toy
from playground.errors import BadValue, Filled

OWN = "points"
DATA = (*TOYS, OWN)
#: The plane is shown, and points are taken, from -EDGE to EDGE both ways.
EDGE = 3.0
MOST_POINTS = 24
_FORM = '1 to {most} points "x,y" with ";" between, from {low} to {high}'

Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Plane:
    """Which data: a toy's name or "points"; the points; the spread around each."""

    data: str
    points: Points
    width: float

    def mixture(self) -> Mixture:
        own = torch.tensor(self.points, dtype=torch.float64) if self.data == OWN else None
        return Mixture(toy(self.data) if own is None else own, self.width)


def parse(name: str, text: str) -> Points:
    """Points from "x,y; x,y". Raises BadValue."""
    try:
        pairs = [one.split(",") for one in text.split(";") if one.strip()]
        points = tuple((float(x), float(y)) for x, y in pairs)
    except ValueError:
        points = ()
    inside = all(math.hypot(*p) < math.inf and max(map(abs, p)) <= EDGE for p in points)
    if not 1 <= len(points) <= MOST_POINTS or not inside:
        allowed = Filled(_FORM, most=MOST_POINTS, low=f"{-EDGE:g}", high=f"{EDGE:g}")
        raise BadValue(name, text, allowed, "Try -1.5,0; 1.5,0, or press on the plane.")
    return points


def written(points: Points) -> str:
    """The text that `parse` reads back."""
    return "; ".join(f"{x:g},{y:g}" for x, y in points)
