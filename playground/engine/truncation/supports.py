"""Two supports in the plane: precision and recall by area, and what k-NN balls make of them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from playground import device
from playground.arrays import F64, Image8
from playground.core import fidelity
from playground.core.knn.realism import covered
from playground.core.supports import SUPPORTS, Overlap, Support, overlap, support
from playground.engine import progress
from playground.engine.request import Request, choice, number, whole
from playground.engine.result import Result, answering
from playground.engine.truncation.real import SHARES
from playground.engine.truncation.truncation import seed_field

SHAPES = tuple(SUPPORTS)
REAL, FAKE = SIDES = ("real", "fake")
#: Points of each set, and the neighbours at which their balls end: what the cursors run over.
COUNTS = (50, 100, 200, 400, 800, 1600)
KS = (1, 3, 5, 10)
#: The plane is shown, and its balls are drawn, from -EDGE to EDGE both ways.
EDGE = 2.5
#: A shape's size, and the step in which it is moved and resized by hand.
SIZES, STEP = (0.2, 2.5), 0.1
#: Cells along each side of the picture of the balls.
CELLS = 65
#: A border's corners, and the points of each set that are shown.
CORNERS, SHOWN = 121, 150

_PLACE = f"From {-EDGE:g} to {EDGE:g}."
_SIZE = "A disc's radius; half a square's side; a ring's hole is 0.6 of it."


@dataclass(frozen=True)
class SupportsRequest(Request):
    """Two shapes with uniform distributions, the real one and the generator's."""

    real_shape: str = choice("ring", SHAPES, "Real points are uniform in this shape.", "Real shape")
    real_size: float = number(1.7, *SIZES, _SIZE, "Real size", step=STEP)
    fake_shape: str = choice(
        "disc", SHAPES, "Generated points are uniform in this shape.", "Generated shape"
    )
    fake_size: float = number(1.1, *SIZES, _SIZE, "Generated size", step=STEP)
    moves: str = choice(
        FAKE, SIDES, "A click in the plane moves this shape there.", "A click moves"
    )
    real_x: float = number(0.0, -EDGE, EDGE, _PLACE, "Real x", step=STEP)
    real_y: float = number(0.0, -EDGE, EDGE, _PLACE, "Real y", step=STEP)
    fake_x: float = number(0.9, -EDGE, EDGE, _PLACE, "Generated x", step=STEP)
    fake_y: float = number(0.0, -EDGE, EDGE, _PLACE, "Generated y", step=STEP)
    draws: int = whole(
        5, 2, 12, "Independent draws of both sets: how far chance alone goes.", "Draws"
    )
    seed: int = seed_field("points")

    def asked(self, side: str) -> dict[str, Any]:
        """What is asked of one of SIDES."""
        fields = {"support": "shape", "size": "size", "x": "x", "y": "y"}
        return {name: getattr(self, f"{side}_{field}") for name, field in fields.items()}


@dataclass(frozen=True, eq=False)
class SupportsResult(Result):
    """exact: by area. measured[name] [K, N, D]: at each k of KS, each number of COUNTS, each draw.

    points[side] [1600, 2]: the first draw, of which smaller sets take the first. balls uint8
    [K, N, C, C]: 1 where a real ball of the first draw reaches, 2 a fake one, 3 both, 0 none; the
    first row is the lowest. borders[side]: closed lines [CORNERS, 2].
    """

    request: SupportsRequest
    exact: Overlap
    measured: dict[str, F64]
    points: dict[str, F64]
    balls: Image8
    borders: dict[str, tuple[F64, ...]]

    def numbers(self) -> dict[str, Any]:
        """Lists run over k, then the number of points, then draws."""
        exact = {f"exact_{name}": getattr(self.exact, name) for name in ("precision", "recall")}
        area = {"common_area": self.exact.area}
        return {**exact, **area, "k": KS, "points": COUNTS, **self.measured}


@answering
def answer(request: SupportsRequest) -> SupportsResult:
    """Both answers, over all numbers of points and all k. Deterministic in the request."""
    asked = {side: request.asked(side) for side in SIDES}
    shapes = {side: support(one.pop("support"), **one) for side, one in asked.items()}
    chance = device.generator(request.seed)
    draws = [_drawn(shapes, chance) for _ in range(request.draws)]
    found = np.empty((len(SHARES), len(KS), len(COUNTS), request.draws))
    for number_of, count in enumerate(COUNTS):
        for draw, points in enumerate(draws):
            found[:, :, number_of, draw] = _measured(points, count)
        progress.report(number_of + 1, len(COUNTS))
    return SupportsResult(
        request=request,
        exact=overlap(shapes[REAL], shapes[FAKE]),
        measured=dict(zip(SHARES, found, strict=True)),
        points={side: points.numpy() for side, points in draws[0].items()},
        balls=_balls(draws[0]),
        borders={k: tuple(map(Tensor.numpy, one.outlines(CORNERS))) for k, one in shapes.items()},
    )


def _drawn(shapes: dict[str, Support], chance: torch.Generator) -> dict[str, Tensor]:
    """Points of both shapes [1600, 2]: the same uniform numbers, wherever the shapes stand."""
    every: dict[str, Any] = {"generator": chance, "dtype": torch.float64}
    return {k: shape.draw(torch.rand(max(COUNTS), 2, **every)) for k, shape in shapes.items()}


def _measured(points: dict[str, Tensor], count: int) -> F64:
    """The measures of the first `count` points: [measure, k]."""
    real, fake = (points[side][:count] for side in SIDES)
    scored = [fidelity.precision_recall(real, fake, k=k) for k in KS]
    return np.array([[getattr(one, name) for one in scored] for name in SHARES])


def _balls(points: dict[str, Tensor]) -> Image8:
    """Where the balls reach: [K, N, C, C], see SupportsResult."""
    axis = torch.linspace(-EDGE, EDGE, CELLS, dtype=torch.float64)
    cells = torch.cartesian_prod(axis, axis).flip(1)
    real, fake = ([covered(cells, points[side][:n], KS) for n in COUNTS] for side in SIDES)
    reached = torch.stack(real, 1).byte() + 2 * torch.stack(fake, 1).byte()
    return reached.unflatten(2, (CELLS, CELLS)).numpy()
