"""Points of the plane with a class each: drawn from a shape, or placed by a visitor."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.arrays import F32, F64
from playground.core.chance import sequence
from playground.errors import BadValue, Filled

Draw = Callable[[np.random.Generator, int], tuple[F64, NDArray[np.int64]]]

#: Points a shape is sampled with, to train on and to test with.
TRAIN, TEST = 240, 200
#: Most points that a visitor may place, and the classes there are to place.
OWN_LIMIT, CLASSES = 60, 3
_EXAMPLE = Filled("For example: {example}", example="0.3,0.7,0; 0.6,0.2,1")
_FORM = "x,y,class with x and y from 0 to 1 and a class from 0 to {last}"
# Shapes are drawn in about [-1, 1] and fill this part of the unit square.
_FILL = 0.44


@dataclass(frozen=True)
class Points:
    """xy: float32 [N, 2] in the unit square; labels: int64 [N]."""

    xy: F32
    labels: NDArray[np.int64]

    @property
    def classes(self) -> int:
        return max(2, int(self.labels.max()) + 1)

    def nearest(self, x: float, y: float) -> int:
        """The index of the point closest to (x, y)."""
        return int(((self.xy - (x, y)) ** 2).sum(1).argmin())


def _moons(rng: np.random.Generator, count: int) -> tuple[F64, NDArray[np.int64]]:
    labels = np.arange(count) % 2
    angle = np.pi * rng.random(count)
    sign = 1 - 2 * labels
    xy = np.stack(
        [np.cos(angle) * sign + labels - 0.5, np.sin(angle) * sign + labels / 2 - 0.25], 1
    )
    return xy / 1.5, labels


def _circles(rng: np.random.Generator, count: int) -> tuple[F64, NDArray[np.int64]]:
    labels = np.arange(count) % 2
    angle = 2 * np.pi * rng.random(count)
    radius = np.where(labels == 0, 1.0, 0.5)
    return radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], 1), labels


def _blobs(rng: np.random.Generator, count: int) -> tuple[F64, NDArray[np.int64]]:
    labels = np.arange(count) % 3
    angle = 2 * np.pi * (labels / 3 + 0.25)
    spread = 0.17 * rng.standard_normal((count, 2))
    return 0.65 * np.stack([np.cos(angle), np.sin(angle)], 1) + spread, labels


def _spiral(rng: np.random.Generator, count: int) -> tuple[F64, NDArray[np.int64]]:
    labels = np.arange(count) % 3
    along = np.sqrt(0.02 + 0.98 * rng.random(count))
    angle = 2 * np.pi * labels / 3 + 4.0 * along
    return along[:, None] * np.stack([np.cos(angle), np.sin(angle)], 1), labels


SHAPES: dict[str, Draw] = {
    "moons": _moons,
    "circles": _circles,
    "blobs": _blobs,
    "spiral": _spiral,
}


def drawn(shape: str, noise: float, seed: int, *, test: bool = False) -> Points:
    """A sample of a shape; `noise` is the standard deviation added, in units of the square's side.

    Points that noise would carry out of the square stay at its edge.
    """
    rng = np.random.default_rng(sequence(seed, "test" if test else 0))
    xy, labels = SHAPES[shape](rng, TEST if test else TRAIN)
    placed = 0.5 + _FILL * xy + noise * rng.standard_normal(xy.shape)
    return Points(placed.clip(0, 1).astype(np.float32), labels)


def read(text: str) -> Points:
    """ "x,y,class; x,y,class; ..." -> the points. Raises BadValue, naming the first bad one."""
    rows = [_row(part) for part in text.split(";") if part.strip()]
    if not 1 <= len(rows) <= OWN_LIMIT:
        allowed = Filled("1 to {most} points", most=OWN_LIMIT)
        raise BadValue("points", f"{len(rows)} points", allowed, _EXAMPLE)
    xy = np.array([row[:2] for row in rows], np.float32)
    return Points(xy, np.array([row[2] for row in rows], np.int64))


def added(text: str, x: float, y: float, label: int) -> str:
    """The text with one point more."""
    kept = text.strip().rstrip(";")
    return f"{kept};" * bool(kept) + f"{x:.3g},{y:.3g},{label}"


def _row(part: str) -> tuple[float, float, int]:
    try:
        x, y, label = (float(number) for number in part.split(","))
    except ValueError:
        x = y = label = np.nan
    if not (0 <= x <= 1 and 0 <= y <= 1 and label in range(CLASSES)):
        allowed = Filled(_FORM, last=CLASSES - 1)
        raise BadValue("points", part.strip(), allowed, _EXAMPLE)
    return x, y, int(label)
