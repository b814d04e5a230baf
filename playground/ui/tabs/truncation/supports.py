"""Two supports in the plane: precision and recall by area against k-NN balls."""

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.truncation.supports import (
    COUNTS,
    FAKE,
    KS,
    REAL,
    SIDES,
    SupportsRequest,
    SupportsResult,
    answer,
)
from playground.ui import chart, facts, strip
from playground.ui.chart import Cursor
from playground.ui.facts import Fact
from playground.ui.strip import Axis
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.table import Cell
from playground.ui.tabs.truncation import common
from playground.ui.tabs.truncation import supports_figures as drawing
from playground.ui.tabs.truncation.supports_words import HINT, OTHERS
from playground.ui.texts import Words, phrase

SHAPES = {"disc": "Disc", "square": "Square", "ring": "Ring"}
#: The example opens at k = 3 and 200 points, where the balls still fill the ring's hole.
OPENING = {"k": KS.index(3), "N": COUNTS.index(200)}


def paint(request: SupportsRequest, result: SupportsResult) -> dict[str, Any]:
    """The answer as values of the views."""
    axes = [
        Axis("N", "N points", [str(count) for count in COUNTS], OPENING["N"]),
        Axis("k", "k", [str(k) for k in KS], OPENING["k"]),
    ]
    cursor = Cursor("N", list(range(len(COUNTS))))
    return {
        "cursor": strip.value(axes, []),
        "plane": chart.value(
            drawing.plane(result), frames=drawing.plane_frames(result), grips=drawing.grips(result)
        ),
        "curves": chart.value(drawing.curves(result), cursor, drawing.curve_frames(result)),
        "facts": facts.value(_facts(result)),
        "table": _table(request, result),
    }


def _table(request: SupportsRequest, result: SupportsResult) -> dict[str, Any]:
    """A row for each k and number of points."""
    settings = {
        "k": [k for k in KS for _ in COUNTS],
        "points of each set, N": list(COUNTS) * len(KS),
    }
    measured = {name: values.reshape(-1, request.draws) for name, values in result.measured.items()}
    parts = {"shape": "support", "size": "size", "x": "x", "y": "y"}
    shapes = {
        f"{drawing.NAMES[side]} {said}": getattr(request, f"{side}_{part}")
        for side in SIDES
        for part, said in parts.items()
    }
    constants: dict[str, Cell] = {
        **shapes,
        "precision by area": result.exact.precision,
        "recall by area": result.exact.recall,
        "draws": request.draws,
        "features": "x and y",
        "seed": request.seed,
    }
    return common.drawn_table(settings, measured, constants, file="supports")


def seen(request: SupportsRequest, result: SupportsResult) -> Words | None:
    """Where there is no disc to be put into a ring's hole."""
    if (request.real_shape, request.fake_shape) == ("ring", "disc"):
        return None
    few, many = result.measured["precision"][OPENING["k"]].mean(1)[[0, -1]]
    said = {"few": f"{few:.2f}", "many": f"{many:.2f}", "exact": f"{result.exact.precision:.2f}"}
    return phrase(OTHERS, k=KS[OPENING["k"]], least=COUNTS[0], most=COUNTS[-1], **said)


def _facts(result: SupportsResult) -> list[Fact]:
    exact = {"precision": result.exact.precision, "recall": result.exact.recall}
    both = [_estimate(result, name, exact[name]) for name in exact]
    others = [_estimate(result, name, None) for name in ("density", "coverage")]
    area = Fact("Common area", [f"{result.exact.area:.3f}"], help="By slices, right to 1e-5.")
    return [*both, *others, area]


def _estimate(result: SupportsResult, name: str, exact: float | None) -> Fact:
    """Mean and spread over the draws at each k and N, beside what the areas say."""
    values = result.measured[name].reshape(len(KS) * len(COUNTS), -1)
    means, spreads = values.mean(1), values.std(1, ddof=1)
    said = [f"{mean:.3f} ± {spread:.3f}" for mean, spread in zip(means, spreads, strict=True)]
    if exact is None:
        return Fact(
            f"k-NN {name}", said, drawing.GRID, help="Mean and standard deviation of the draws."
        )
    texts = [phrase("{knn} by k-NN, {area} by area", knn=one, area=f"{exact:.3f}") for one in said]
    near = np.abs(means - exact) <= np.maximum(2 * spreads, 0.02)
    help = "Green: within two standard deviations of the draws, or 0.02, of the area's share."
    return Fact(name, texts, drawing.GRID, ["good" if one else "bad" for one in near], help)


def pick(request: SupportsRequest, data: Mapping[str, Any]) -> SupportsRequest:
    """A shape that was let go stays there; a click elsewhere moves the chosen shape there."""
    grip = "shape" in data
    side = SIDES[SIDES.index(data["shape"])] if grip else request.moves
    names = ("x", "y", "size") if grip else ("x", "y")
    place = {f"{side}_{name}": round(float(data[name]), 1) + 0.0 for name in names}
    return dataclasses.replace(request, **place)  # type: ignore[arg-type]


def snippet(request: SupportsRequest) -> str:
    """The question in a dozen lines of PyTorch."""
    shapes = "\n".join(
        f"{side} = support({getattr(request, f'{side}_shape')!r}, "
        + ", ".join(f"{getattr(request, f'{side}_{n}'):g}" for n in ("x", "y", "size"))
        + ")"
        for side in (REAL, FAKE)
    )
    return f"""import torch
from playground.core.fidelity import precision_recall
from playground.core.supports import overlap, support

{shapes}
print(overlap(real, fake))
for count in {COUNTS}:
    points = [shape.draw(torch.rand(count, 2)) for shape in (real, fake)]
    print(count, precision_recall(*points, k=3))
"""


def _images(result: SupportsResult) -> Mapping[str, NDArray[np.uint8]]:
    """What the balls reach, a shade of grey each, the highest row on top."""
    grey = (result.balls * 85).astype(np.uint8)[..., ::-1, :]
    return {f"balls_k{k}": frames for k, frames in zip(KS, grey, strict=True)}


TAB = Tab(
    name="truncation-supports",
    title="Supports",
    subject=common.SUBJECT,
    hint=HINT,
    seen=seen,
    request=SupportsRequest,
    answer=answer,
    controls=(
        Control("real_shape", "Real shape", names=SHAPES),
        Control("real_size", "Real size"),
        Control("fake_shape", "Generated shape", names=SHAPES),
        Control("fake_size", "Generated size"),
        Control("moves", "A click moves", names={FAKE: "generated", REAL: "real"}),
        Control("real_x", "Real x", more=True),
        Control("real_y", "Real y", more=True),
        Control("fake_x", "Generated x", more=True),
        Control("fake_y", "Generated y", more=True),
        Control("draws", "Draws", more=True),
        Control("seed", "Seed", kind="dice", more=True),
    ),
    views=(
        (View("cursor", "strip"),),
        (
            View("plane", "chart", "Both supports, and what k-NN balls reach", 370, pick=pick),
            View("curves", "chart", "k-NN estimate against number of points", 370),
        ),
        (View("facts", "facts"),),
        (View("table", "table", "All that was measured"),),
    ),
    paint=paint,
    cards=lambda request: (),
    endpoint=Endpoint(
        "measure_supports",
        "Precision and recall of two uniform distributions, exactly by area and as k-NN balls"
        " estimate them from several numbers of points, for several k and draws. The pictures:"
        " where balls reach (real ones add 85 to a grey, fake ones 170), fewest points on top.",
        images=_images,
    ),
    snippet=snippet,
)
