"""Generators: every one that ships for a data set, on one plane of quality and diversity."""

from typing import Any

import numpy as np

from playground.engine.truncation import generators
from playground.engine.truncation.generators import Found, ZooRequest, ZooResult
from playground.ui import chart, figures, strip, table
from playground.ui.chart import Frames
from playground.ui.strip import Axis, Row
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.tabs.truncation import common
from playground.ui.texts import DATASETS, Words, phrase

#: Planes: what stands across, and what up.
PLANES = {"plane": ("recall", "precision"), "counted": ("coverage", "density")}
#: Marks in turn: generators lie close together, and there may be more of them than colours.
SYMBOLS = ("circle", "square", "diamond", "cross", "triangle-up", "pentagon", "hexagon")
#: The star's green is left out.
COLOURS = tuple(c for c in figures.CLASS_COLOURS if c != figures.COLOURS[common.STAR])

HINT = (
    "Step through them: higher is better drawn, further right more varied; the star is what real"
    " images score. In another feature space the last two by FID stay, others may change places."
)
BELOW = (
    f"{HINT} At N = {{n}} {{below}} of them have a FID below real images' own: of so few it is"
    " mostly their scatter; of 5,000, as on their cards, none has."
)

SNIPPET = """\
from playground.engine.truncation.generators import ZooRequest, answer

for one in answer({request}).found:
    print(f"{{one.name:20}} {{one.kind:12}}", one.scored.values)
"""


def paint(request: ZooRequest, result: ZooResult) -> dict[str, Any]:
    """The generator at the cursor: its images, its mark on both planes, its row."""
    planes = {name: _plane(result, *axes) for name, axes in PLANES.items()}
    return {"samples": _samples(result), **planes, "table": _table(request, result)}


def seen(request: ZooRequest, result: ZooResult) -> Words | None:
    """Why a generator can have a lower FID than real images."""
    own = result.ceiling.values["frechet"]
    below = sum(one.scored.values["frechet"] < own for one in result.found)
    return phrase(BELOW, n=request.samples, below=below) if below else None


def _samples(result: ZooResult) -> dict[str, Any]:
    """A sheet of each, a class a column where the generator knows classes."""
    tiled = strip.tile(np.stack([one.samples for one in result.found]), 10)
    names = [_name(one, result) for one in result.found]
    captions = [one.task for one in result.found]
    row = Row("Samples", tiled, ("model",), size="large", captions=captions)
    return strip.value([Axis("model", "generator", names)], [row])


def _name(one: Found, result: ZooResult) -> str:
    """Its card's name, without the data set's."""
    return one.name.removeprefix(f"{result.request.dataset}-")


def _plane(result: ZooResult, across: str, up: str) -> dict[str, Any]:
    """A mark for each with its 95 % bands, and a ring around the cursor's."""
    drawn = figures.figure(across, up, hovermode="closest")
    drawn.update_layout(legend_font_size=12)
    for index, one in enumerate(result.found):
        _mark(drawn, one, index, _name(one, result), (across, up))
    common.star(drawn, result.ceiling, (across, up))
    if up == "density":
        drawn.update_yaxes(range=None, rangemode="tozero")
    places = ([one.scored.values[name] for one in result.found] for name in (across, up))
    return chart.value(drawn, frames=Frames("model", common.ring(drawn, *places)))


def _mark(drawn: Any, one: Found, index: int, name: str, plane: tuple[str, str]) -> None:
    marker = {
        "size": 12,
        "symbol": SYMBOLS[index % len(SYMBOLS)],
        "color": COLOURS[index % len(COLOURS)],
    }
    ends = common.crossed([one.scored], plane)
    drawn.add_scatter(**ends, mode="markers", marker=marker, name=name)


def _table(request: ZooRequest, result: ZooResult) -> dict[str, Any]:
    rows: list[list[Any]] = [
        [_name(one, result), one.kind, one.calls, *common.cells(one.scored)] for one in result.found
    ]
    rows.append(["real against real", "", "", *common.cells(result.ceiling)])
    return table.value(
        common.columns(["generator", "kind", "calls"]),
        rows,
        common.constants(request, result.real_source),
        file="truncation-generators",
        errors=common.errors(),
        axis="model",
    )


def _sheets(result: ZooResult) -> dict[str, Any]:
    return {one.name: strip.tile(one.samples[None], 10)[0] for one in result.found}


TAB = Tab(
    name="truncation-generators",
    title="Generators",
    subject=common.SUBJECT,
    hint=HINT,
    seen=seen,
    request=ZooRequest,
    answer=generators.answer,
    controls=(
        Control("dataset", "Data", kind="dropdown", names=DATASETS),
        Control("flows", "Flows too"),
        Control("steps", "Steps of the flows", when=("flows", (True,))),
        *common.shared_controls(),
        Control("seed", "Seed", kind="dice"),
    ),
    views=(
        (
            View("samples", "strip", scale=3),
            View("plane", "chart", "Precision against recall", height=440, scale=3),
        ),
        (View("counted", "chart", "Density against coverage", height=380),),
        (View("table", "table", "All that was measured"),),
    ),
    paint=paint,
    cards=generators.cards,
    endpoint=Endpoint(
        "compare_generators",
        "Draws images with every generator that ships for a data set, without truncation, and"
        " measures them against the same real images, with standard errors.",
        images=_sheets,
    ),
    button="Measure",
    snippet=lambda request: SNIPPET.format(request=request),
)
