"""Compare: several methods and models on one plane of quality and diversity."""

from typing import Any

import numpy as np

from playground.engine.truncation import compare
from playground.engine.truncation.compare import SETS, CompareRequest, CompareResult, Path
from playground.ui import chart, figures, strip, table
from playground.ui.strip import Axis, Row
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.tabs.truncation import common
from playground.ui.texts import DATASETS, Words, phrase

NAMES = {
    "gan": "GAN: four methods",
    "w": "GAN: class or global mean",
    "models": "GAN, VAE and flow",
    "fast": "all but the flow",
    "all": "all six",
}
#: Planes: what stands across, and what up.
PLANES = {"plane": ("recall", "precision"), "counted": ("coverage", "density")}
START = 3
#: psi at which means of w are compared.
BLURRED = 0.5

PLAIN = "Up and to the right is better: see which method's path lies highest."
HINT = (
    f"{PLAIN} Toward the mean of all classes the images blur into each other: at psi = 0.5 their"
    " precision is lower than toward the mean of their own."
)

SNIPPET = """\
from playground.engine.truncation.compare import CompareRequest, answer

result = answer({request})
for method, path in result.paths.items():
    for strength, one in zip(path.strengths, path.scored):
        print(f"{{method:9}} {{strength:5}}", one.values["precision"], one.values["recall"])
"""


def paint(request: CompareRequest, result: CompareResult) -> dict[str, Any]:
    """A sheet of each method, and the paths on both planes with discs at the cursor."""
    planes = {name: chart.value(*_plane(result, *axes)) for name, axes in PLANES.items()}
    return {"samples": _samples(result), **planes, "table": _table(request, result)}


def seen(request: CompareRequest, result: CompareResult) -> Words | None:
    """Where there is no path toward the mean of all, or the classes do not blur on it."""
    own, shared = (result.paths.get(name) for name in ("mean", "global"))
    if own is None or shared is None:
        return PLAIN
    at = own.strengths.index(BLURRED)
    one, other = (path.scored[at].values["precision"] for path in (own, shared))
    return None if other < one else PLAIN


def _samples(result: CompareResult) -> dict[str, Any]:
    rows = [_row(name, path) for name, path in result.paths.items()]
    steps = len(rows[0].frames)
    axis = Axis("step", "strength", [f"{i + 1} / {steps}" for i in range(steps)], start=START)
    return strip.value([axis], rows)


def _row(name: str, path: Path) -> Row:
    captions = [
        phrase("{symbol} = {strength}", symbol=path.symbol, strength=strength)
        for strength in path.strengths
    ]
    return Row(common.METHODS[name], strip.tile(path.samples, 10), ("step",), captions=captions)


def _plane(result: CompareResult, across: str, up: str) -> tuple[Any, None, chart.Frames]:
    drawn = figures.figure(across, up, hovermode="closest")
    for index, (name, path) in enumerate(result.paths.items()):
        colour, title = _colour(index), common.METHODS[name]
        common.path(drawn, path.scored, path.strengths, colour, title, (across, up))
    moving = {}
    for index, path in enumerate(result.paths.values()):
        marker = {"size": 15, "color": figures.COLOURS[_colour(index)]}
        drawn.add_scatter(x=[None], y=[None], mode="markers", marker=marker, showlegend=False)
        places = {
            axis: np.array([[one.values[measure]] for one in path.scored])
            for axis, measure in (("x", across), ("y", up))
        }
        moving[len(result.paths) + index] = places
    common.star(drawn, result.ceiling, (across, up))
    if up == "density":
        drawn.update_yaxes(range=None, rangemode="tozero")
    return drawn, None, chart.Frames("step", moving)


def _colour(index: int) -> int:
    """The star's colour is left out."""
    return index + (index >= common.STAR)


def _table(request: CompareRequest, result: CompareResult) -> dict[str, Any]:
    rows: list[list[Any]] = [
        [name, strength, *common.cells(one)]
        for name, path in result.paths.items()
        for strength, one in zip(path.strengths, path.scored, strict=True)
    ]
    rows.append(["real against real", "", *common.cells(result.ceiling)])
    columns = common.columns(["method", "strength"])
    constants = common.constants(request, result.real_source)
    return table.value(columns, rows, constants, file="truncation-compare", errors=common.errors())


def _sheets(result: CompareResult) -> dict[str, Any]:
    return {name: strip.tile(path.samples, 10) for name, path in result.paths.items()}


def _cards(request: CompareRequest) -> tuple[str, ...]:
    names = compare.compared(request.methods, request.dataset)
    found = [card for name in names for card in common.cards(name, request.dataset)]
    return tuple(dict.fromkeys(found))


TAB = Tab(
    name="truncation-compare",
    title="Compare",
    subject=common.SUBJECT,
    hint=HINT,
    seen=seen,
    request=CompareRequest,
    answer=compare.answer,
    controls=(
        Control("dataset", "Data", kind="dropdown", names=DATASETS),
        Control("methods", "Methods", kind="dropdown", names=NAMES),
        common.class_control(),
        *common.shared_controls(),
        Control("seed", "Seed", kind="dice"),
    ),
    views=(
        (
            View("samples", "strip", scale=3),
            View("plane", "chart", "Precision against recall", height=460, scale=3),
        ),
        (View("counted", "chart", "Density against coverage", height=380),),
        (View("table", "table", "All that was measured"),),
    ),
    paint=paint,
    cards=_cards,
    endpoint=Endpoint(
        "compare_truncation",
        "Generates images with several methods at six strengths each, from the same chance, and"
        " measures them against the same real images. Methods whose model does not ship for the"
        f" data set are left out. Sets: {', '.join(SETS)}.",
        images=_sheets,
    ),
    button="Measure",
    snippet=lambda request: SNIPPET.format(request=request),
)
