"""Two supports in the plane: precision and recall by area against k-NN balls."""

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np

from playground.arrays import Image8
from playground.engine.truncation import supports
from playground.engine.truncation.supports import COUNTS, KS, SIDES, SupportsRequest, SupportsResult
from playground.ui import chart, facts, strip, table
from playground.ui.tab import Control, Endpoint, Tab
from playground.ui.tabs.truncation import common
from playground.ui.tabs.truncation.supports_figures import GRID, NAMES, curves, plane
from playground.ui.texts import Words, phrase
from playground.ui.views import Axis, Cell, Fact, Facts, Strip, Table

SHAPES = {"disc": "Disc", "square": "Square", "ring": "Ring"}
#: The example opens at k = 3 and 200 points, where the balls still fill the ring's hole.
OPENING = {"k": KS.index(3), "N": COUNTS.index(200)}

OTHERS = (
    "Drag N, or a shape by its grips: few points make large balls. At k = {k} precision is {few}"
    " with {least} points and {many} with {most}; by area it is {exact}."
)


def seen(request: SupportsRequest, result: SupportsResult) -> Words | None:
    """Where no disc can be put into a ring's hole, or the hole is too wide for the balls."""
    few, many = result.measured["precision"][OPENING["k"]].mean(1)[[0, -1]]
    if (request.real_shape, request.fake_shape) == ("ring", "disc") and few > many + 0.05:
        return None
    said = {"few": f"{few:.2f}", "many": f"{many:.2f}", "exact": f"{result.exact.precision:.2f}"}
    return phrase(OTHERS, k=KS[OPENING["k"]], least=COUNTS[0], most=COUNTS[-1], **said)


def cursor(request: SupportsRequest, result: SupportsResult) -> Strip:
    points = Axis("N", "N points", [str(count) for count in COUNTS], OPENING["N"])
    return Strip([points, Axis("k", "k", [str(k) for k in KS], OPENING["k"])], [])


def pick(request: SupportsRequest, data: Mapping[str, Any]) -> SupportsRequest:
    """A shape that was let go stays there; a click elsewhere moves the chosen shape there."""
    grip = "shape" in data
    side = SIDES[SIDES.index(data["shape"])] if grip else request.moves
    names = ("x", "y", "size") if grip else ("x", "y")
    place = {f"{side}_{name}": round(float(data[name]), 1) + 0.0 for name in names}
    return dataclasses.replace(request, **place)  # type: ignore[arg-type]


def estimates(request: SupportsRequest, result: SupportsResult) -> Facts:
    area = Fact("Common area", [f"{result.exact.area:.3f}"], help="By slices, right to 1e-5.")
    return Facts([*(_estimate(result, name) for name in result.measured), area])


def _estimate(result: SupportsResult, name: str) -> Fact:
    """Mean and spread over the draws at each k and N, beside what the areas say."""
    exact: float | None = getattr(result.exact, name, None)
    values = result.measured[name].reshape(len(KS) * len(COUNTS), -1)
    means, spreads = values.mean(1), values.std(1, ddof=1)
    said = [f"{mean:.3f} ± {spread:.3f}" for mean, spread in zip(means, spreads, strict=True)]
    if exact is None:
        help = "Mean and standard deviation of the draws."
        return Fact(f"k-NN {name}", said, GRID, help=help)
    texts = [phrase("{knn} by k-NN, {area} by area", knn=one, area=f"{exact:.3f}") for one in said]
    near = np.abs(means - exact) <= np.maximum(2 * spreads, 0.02)
    help = "Green: within two standard deviations of the draws, or 0.02, of the area's share."
    return Fact(name, texts, GRID, ["good" if one else "bad" for one in near], help)


def measured(request: SupportsRequest, result: SupportsResult) -> Table:
    """A row for each k and number of points."""
    settings = {"k": [k for k in KS for _ in COUNTS], "points of each set, N": [*COUNTS] * len(KS)}
    shapes = {f"{NAMES[k]} {name}": v for k in SIDES for name, v in request.asked(k).items()}
    areas = {f"{name} by area": getattr(result.exact, name) for name in ("precision", "recall")}
    others: dict[str, Cell] = {"draws": request.draws, "features": "x and y", "seed": request.seed}
    values = {name: values.reshape(-1, request.draws) for name, values in result.measured.items()}
    return common.draws_table(settings, values, {**shapes, **areas, **others}, file="supports")


SNIPPET = """\
import torch

from playground.core.fidelity import precision_recall
from playground.core.supports import overlap, support
from playground.device import generator

real = support("{request.real_shape}", {request.real_x}, {request.real_y}, {request.real_size})
fake = support("{request.fake_shape}", {request.fake_x}, {request.fake_y}, {request.fake_size})
print(overlap(real, fake))
chance = generator({request.seed})
draws = (torch.rand(1600, 2, generator=chance, dtype=torch.float64) for _ in range(2))
points = [shape.draw(uniforms) for shape, uniforms in zip((real, fake), draws)]
for count in (50, 100, 200, 400, 800, 1600):  # of the first draw
    print(count, precision_recall(*(one[:count] for one in points), k=3))
"""


def _images(result: SupportsResult) -> Mapping[str, Image8]:
    """What the balls reach, a shade of grey each, the highest row on top."""
    grey = (result.balls * 85).astype(np.uint8)[..., ::-1, :]
    return {f"balls_k{k}": frames for k, frames in zip(KS, grey, strict=True)}


TAB = Tab(
    page=__name__,
    hint="Drag N, or take the disc by its grips into the ring's hole: few points make balls so"
    " large that they reach into it.",
    seen=seen,
    answer=supports.answer,
    controls=(
        Control("real_shape", names=SHAPES),
        Control("real_size"),
        Control("fake_shape", names=SHAPES),
        Control("fake_size"),
        Control("moves", names=NAMES),
        *common.more("real_x", "real_y", "fake_x", "fake_y", "draws", "seed"),
    ),
    views=(
        (strip.view("", cursor),),
        (
            chart.view("Both supports, and what k-NN balls reach", plane, height=370, pick=pick),
            chart.view("k-NN estimate against number of points", curves, height=370),
        ),
        (facts.view("", estimates, name="facts"),),
        (table.view("All that was measured", measured, name="table"),),
    ),
    endpoint=Endpoint(
        "measure_supports",
        "Precision and recall of two uniform distributions, exactly by area and as k-NN balls"
        " estimate them from several numbers of points, for several k and draws. The pictures:"
        " where balls reach (real ones add 85 to a grey, fake ones 170), fewest points on top.",
        images=_images,
    ),
    snippet=SNIPPET,
    examples=({"draws": 2}, {"draws": 3}),
)
