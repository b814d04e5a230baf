"""Truncation: quality against diversity, under the strength's cursor."""

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np

from playground.engine.truncation import truncation
from playground.engine.truncation.truncation import TruncationRequest, TruncationResult
from playground.engine.truncation.truncation_methods import TRUNCATION_METHODS
from playground.ui import chart, figures, strip, table
from playground.ui.chart import Cursor
from playground.ui.strip import Axis, Row
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.tabs.truncation import common
from playground.ui.texts import DATASETS, Words, phrase

#: The example opens here: most quality is gained, and most variety is still there.
START = {"hard": 1.0, truncation.FLOWING: 2.0}
USUAL = 0.7
#: Where little variety is left.
STRONG = {"psi": 0.3, "c": 0.5, "w": 5.0}
#: Methods whose images cost little.
OTHERS = tuple(name for name in TRUNCATION_METHODS if name != truncation.FLOWING)
#: A colour each, the same on every chart.
SHARES = ("precision", "recall", "coverage")
#: The trace of what is measured at rest: after a level, a band and a line of each share.
RESTED = 3 * len(SHARES)
#: What the mark of rest is called where more images are measured there than along the curves.
RESTING = "at rest, of up to 5,000"

HINT = (
    "Drag psi toward 0 on the chart: images grow cleaner and more alike, precision climbs and"
    " recall falls. Rest, and up to 5,000 are measured: their diamonds may lie a little off."
    " Dotted: real against real."
)
HERE = (
    "Drag {symbol} on the chart: from {plain} to {strong} precision goes here from"
    " {precision_before} to {precision}, recall from {recall_before} to {recall}. Dotted: real"
    " against real."
)

SNIPPET = """\
from playground.engine.truncation.truncation import TruncationRequest, answer

result = answer({request})
print("real against real", result.ceiling.values)
for strength, one in zip(result.strengths, result.scored):
    p, r = one.values["precision"], one.values["recall"]
    print(f"{{result.symbol}} {{strength:.2f}}  precision {{p:.3f}}  recall {{r:.3f}}")
"""


def paint(request: TruncationRequest, result: TruncationResult) -> dict[str, Any]:
    """The samples, the curves, the path in the plane of precision and recall, and the table."""
    cursor = Cursor("strength", list(result.strengths))
    dragged = dataclasses.replace(cursor, drag=True)
    return {
        "samples": _samples(request, result),
        "measures": chart.value(_shares(result), dragged, _resting(len(result.strengths))),
        "plane": chart.value(*_plane(result)),
        "density": chart.value(_density(result), cursor),
        "distance": chart.value(_distance(result), cursor),
        "table": _table(request, result),
    }


def seen(request: TruncationRequest, result: TruncationResult) -> Words | None:
    """What strong truncation does, where it is not psi's usual trade."""
    plain, strong = (
        TRUNCATION_METHODS[request.method].untouched,
        _nearest(result, STRONG[result.symbol]),
    )
    before, after = (result.strengths.index(one) for one in (plain, strong))
    said: dict[str, str | float] = {"symbol": result.symbol, "plain": plain, "strong": strong}
    gains = {}
    for name in ("precision", "recall"):
        values = result.values(name)
        gains[name] = values[after:before] - values[before]
        said |= {f"{name}_before": f"{values[before]:.2f}", name: f"{values[after]:.2f}"}
    usual = (gains["precision"] > 0).all() and (gains["recall"] < 0).all()
    return None if usual and result.symbol == "psi" else phrase(HERE, **said)


def _samples(request: TruncationRequest, result: TruncationResult) -> dict[str, Any]:
    start = result.strengths.index(_start(request, result))
    note = phrase(
        "the same chance at every {symbol}; {shown} of the {samples} that are measured",
        symbol=result.symbol,
        shown=result.samples.shape[1],
        samples=request.draw.samples,
    )
    tiled, captions = strip.tile(result.samples, 10), [common.SOURCES[request.method]]
    row = Row(
        common.METHODS[request.method],
        tiled,
        ("strength",),
        size="large",
        note=note,
        captions=captions * len(tiled),
    )
    return strip.value([Axis("strength", result.symbol, result.strengths, start=start)], [row])


def _start(request: TruncationRequest, result: TruncationResult) -> float:
    """The strength of the grid that is nearest to the one to begin with."""
    return _nearest(result, START.get(request.method, USUAL))


def _nearest(result: TruncationResult, wished: float) -> float:
    return min(result.strengths, key=lambda strength: abs(strength - wished))


def _shares(result: TruncationResult) -> Any:
    """The three shares with their bands; dotted: what real images score."""
    drawn = figures.figure(result.symbol, "share")
    for index, name in enumerate(SHARES):
        ceiling, colour = result.ceiling.values[name], figures.COLOURS[index]
        common.level(drawn, result.strengths, ceiling, colour)
        common.curve(drawn, result.strengths, result.scored, name, index)
    rested = {"size": 15, "symbol": "diamond", "color": list(figures.COLOURS[: len(SHARES)])}
    name = "at rest" if result.request.method == truncation.FLOWING else RESTING
    drawn.add_scatter(x=[None], y=[None], mode="markers", marker=rested, name=name)
    assert len(drawn.data) == RESTED + 1
    return drawn.update_yaxes(range=[-0.03, 1.05])


def _resting(strengths: int) -> chart.Frames:
    """Nothing stands at the grid's strengths but the grid's answers."""
    nothing = np.full((strengths, len(SHARES)), np.nan)
    return chart.Frames("strength", {RESTED: {"x": nothing, "y": nothing}})


def refine(request: TruncationRequest, at: Mapping[str, float]) -> dict[str, Any]:
    """What is exactly where the pointer rests, of many more images."""
    found = truncation.at_rest(request, at["strength"])
    symbol = TRUNCATION_METHODS[request.method].symbol
    note = phrase(
        "exactly at {symbol} = {strength}; {shown} of {samples} that are measured",
        symbol=symbol,
        strength=f"{found.strength:.2f}",
        shown=len(found.samples),
        samples=found.count,
    )
    sheet = strip.tile(found.samples[None], 10)
    row = Row("", sheet, captions=[common.SOURCES[request.method]], note=note)
    shares = np.array([found.scored.values[name] for name in SHARES])
    there = np.full(len(SHARES), found.strength)
    recall, precision = (np.array([found.scored.values[n]]) for n in ("recall", "precision"))
    return {
        "samples": strip.refined([row]),
        "measures": chart.refined({RESTED: {"x": there, "y": shares}}),
        "plane": chart.refined({1: {"x": recall, "y": precision}}),
    }


def _density(result: TruncationResult) -> Any:
    """Apart, since it passes 1, and far at strong truncation."""
    drawn = figures.figure(result.symbol, "balls around a fake / k")
    common.curve(drawn, result.strengths, result.scored, "density", 3)
    ceiling = result.ceiling.values["density"]
    common.level(drawn, result.strengths, ceiling, figures.COLOURS[3], "real against real")
    return drawn.update_yaxes(rangemode="tozero")


def _plane(result: TruncationResult) -> tuple[Any, None, chart.Frames]:
    """Recall across, precision up: the path of the method, and a disc that follows the cursor."""
    drawn = figures.figure("recall", "precision", hovermode="closest")
    common.path(drawn, result.scored, result.strengths, 0, common.METHODS[result.request.method])
    here = {"size": 16, "color": figures.COLOURS[3]}
    drawn.add_scatter(x=[None], y=[None], mode="markers", marker=here, name="here")
    common.star(drawn, result.ceiling)
    recall, precision = result.values("recall"), result.values("precision")
    moving = {1: {"x": recall[:, None], "y": precision[:, None]}}
    return drawn, None, chart.Frames("strength", moving)


def _distance(result: TruncationResult) -> Any:
    drawn = figures.figure(result.symbol, "FID")
    common.curve(drawn, result.strengths, result.scored, "frechet", 0)
    floor = max(result.ceiling.values["frechet"], common.LEAST)
    common.level(drawn, result.strengths, floor, figures.COLOURS[0], "real against real")
    return drawn.update_yaxes(type="log", dtick="D2")


def _table(request: TruncationRequest, result: TruncationResult) -> dict[str, Any]:
    scored = zip(result.strengths, result.scored, strict=True)
    rows = [[strength, *common.cells(one)] for strength, one in scored]
    rows.append(["real against real", *common.cells(result.ceiling)])
    shared = common.constants(request, result.real_source)
    constants = {"method": request.method, **shared, "images": request.draw.samples}
    return table.value(
        common.columns([result.symbol]),
        rows,
        constants,
        file="truncation",
        errors=common.errors(),
        axis="strength",
    )


def _sheets(result: TruncationResult) -> dict[str, Any]:
    return {"samples": strip.tile(result.samples, 10)}


TAB = Tab(
    name="truncation",
    title="Truncation",
    subject=common.SUBJECT,
    hint=HINT,
    seen=seen,
    request=TruncationRequest,
    answer=truncation.answer,
    controls=(
        Control("dataset", "Data", kind="dropdown", names=DATASETS),
        Control("method", "Truncation", kind="dropdown", names=common.METHODS),
        common.class_control(),
        Control("samples", "Images measured", kind="number", when=("method", OTHERS)),
        Control(
            "flow_samples",
            "Images of the flow",
            kind="number",
            when=("method", (truncation.FLOWING,)),
        ),
        *common.ball_controls(),
        Control("seed", "Seed", kind="dice"),
        Control("fine", "Fine grid", more=True),
    ),
    views=(
        (
            View("samples", "strip", scale=3),
            View("measures", "chart", "Quality and diversity", height=330, scale=3),
        ),
        (
            View("plane", "chart", "The trade-off", height=320),
            View("distance", "chart", "Distance (lower is better)", height=320),
            View("density", "chart", "Density", height=320),
        ),
        (View("table", "table", "All that was measured"),),
    ),
    paint=paint,
    refine=refine,
    cards=lambda request: common.cards(request.method, request.dataset),
    endpoint=Endpoint(
        "truncate",
        "Generates the same images at every strength of a method and measures precision, recall,"
        " density, coverage and Fréchet distance against as many real images, with standard errors."
        f" Methods: {', '.join(TRUNCATION_METHODS)}; of the last, flow_samples are measured.",
        images=_sheets,
    ),
    snippet=lambda request: SNIPPET.format(request=request),
)
