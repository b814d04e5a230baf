"""Truncation: quality against diversity, under the strength's cursor."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from playground.engine.truncation import truncation
from playground.engine.truncation.truncation import FLOWING, TruncationRequest, TruncationResult
from playground.engine.truncation.truncation_methods import FLOW, GAN, TRUNCATION_METHODS, VAE
from playground.ui import chart, figures, machine, strip, table
from playground.ui.tab import Control, Endpoint, Tab
from playground.ui.tabs.truncation import common
from playground.ui.texts import Words, phrase
from playground.ui.views import Axis, Chart, Cursor, Frames, Machine, Part, Row, Strip, Table

#: Methods whose images cost little.
OTHERS = tuple(name for name in TRUNCATION_METHODS if name not in FLOWING)
#: A colour each, the same on every chart.
SHARES = ("precision", "recall", "coverage")
#: The trace of what is measured at rest: after a level, a band and a line of each share.
RESTED = 3 * len(SHARES)
#: Methods that turn w, not z; and what makes images of what is turned.
OF_W = ("mean", "global")
MAKERS = {GAN: "Generator", VAE: "Decoder", FLOW: "Decoder"}
#: What the mark of rest is called where more images are measured there than along the curves.
RESTING = "at rest, of up to 5,000"

HERE = (
    "Drag {symbol} on the chart: from {plain} to {strong} precision goes here from"
    " {precision_before} to {precision}, recall from {recall_before} to {recall}. Dotted: real"
    " against real."
)


def seen(request: TruncationRequest, result: TruncationResult) -> Words | None:
    """What strong truncation does, where it is not psi's usual trade."""
    strengths = TRUNCATION_METHODS[request.method].range
    plain, strong = strengths.untouched, _nearest(result, strengths.strong)
    before, after = (result.strengths.index(one) for one in (plain, strong))
    said: dict[str, str | float] = {"symbol": result.symbol, "plain": plain, "strong": strong}
    gains = {}
    for name in ("precision", "recall"):
        values = result.values(name)
        gains[name] = values[after:before] - values[before]
        said |= {f"{name}_before": f"{values[before]:.2f}", name: f"{values[after]:.2f}"}
    usual = (gains["precision"] > 0).all() and (gains["recall"] < 0).all()
    return None if usual and result.symbol == "psi" else phrase(HERE, **said)


def samples(request: TruncationRequest, result: TruncationResult) -> Strip:
    method = TRUNCATION_METHODS[request.method]
    start = result.strengths.index(_nearest(result, method.range.opening))
    note = phrase(
        "the same chance at every {symbol}; {shown} of the {samples} that are measured",
        symbol=result.symbol,
        shown=result.samples.shape[1],
        samples=request.draw.samples,
    )
    sheets = strip.tile(result.samples, 10)
    sources = [method.source] * len(sheets)
    row = Row(method.label, sheets, ("strength",), size="large", note=note, captions=sources)
    return Strip([Axis("strength", result.symbol, result.strengths, start=start)], [row])


def through(request: TruncationRequest, result: TruncationResult) -> Machine:
    """Where the method turns, on the way from chance to what is measured."""
    along = ("strength",)
    turned = [f"{result.symbol} = {strength:.2f}" for strength in result.strengths]
    values = [result.values(name) for name in ("precision", "recall")]
    shares = [
        phrase("precision {p}, recall {r}", p=f"{p:.2f}", r=f"{r:.2f}")
        for p, r in zip(*values, strict=True)
    ]
    method = TRUNCATION_METHODS[request.method]
    mapped = [Part("Mapping", "network"), Part("w")] if request.method in OF_W else []
    made = [
        Part("z", texts=["N(0, I)"]),
        *mapped,
        Part(method.label, "network", turned, along, tab="truncation-compare"),
        Part(MAKERS[method.model], "widening", tab="truncation-generators"),
    ]
    measured = [
        Part("images", picture=("samples", 0)),
        Part(common.SPACES[request.space], "network", tab="truncation-metric-checks"),
        Part("feature vectors", texts=["their balls"], tab="truncation-balls"),
        Part("", texts=shares, axes=along),
    ]
    return Machine([[made], [measured]])


def _nearest(result: TruncationResult, wished: float) -> float:
    """The strength of the grid that is nearest to it."""
    return min(result.strengths, key=lambda strength: abs(strength - wished))


def measures(request: TruncationRequest, result: TruncationResult) -> Chart:
    """The three shares with their bands; dotted: what real images score."""
    figure = figures.figure(result.symbol, "share")
    for index, name in enumerate(SHARES):
        common.level(figure, result.strengths, result.ceiling.values[name], index)
        common.curve(figure, result.strengths, result.scored, name, index)
    name, colours = "at rest" if request.method in FLOWING else RESTING, figures.COLOURS
    figures.marks(figure, [None], [None], name, list(colours[: len(SHARES)]), "diamond")
    assert len(figure.data) == RESTED + 1
    figure.update_yaxes(range=[-0.03, 1.05])
    # Nothing stands at the grid's strengths but the grid's answers.
    nothing = np.full((len(result.strengths), len(SHARES)), np.nan)
    resting = Frames("strength", {RESTED: {"x": nothing, "y": nothing}})
    return Chart(figure, Cursor("strength", result.strengths, drag=True, rests=True), resting)


def refine(request: TruncationRequest, at: Mapping[str, float]) -> dict[str, Any]:
    """What is exactly where the pointer rests, of many more images."""
    rest, method = truncation.at_rest(request, at["strength"]), TRUNCATION_METHODS[request.method]
    note = phrase(
        "exactly at {symbol} = {strength}; {shown} of {samples} that are measured",
        symbol=method.range.symbol,
        strength=f"{rest.strength:.2f}",
        shown=len(rest.samples),
        samples=rest.count,
    )
    row = Row("", strip.tile(rest.samples[None], 10), captions=[method.source], note=note)
    values = {name: np.array([value]) for name, value in rest.scored.values.items()}
    shares = np.concatenate([values[name] for name in SHARES])
    there = np.full(len(SHARES), rest.strength)
    return {
        "samples": strip.refined([row]),
        "measures": chart.refined({RESTED: {"x": there, "y": shares}}),
        "plane": chart.refined({1: {"x": values["recall"], "y": values["precision"]}}),
    }


def plane(request: TruncationRequest, result: TruncationResult) -> Chart:
    """The method's path; trace 1 is the disc at the cursor."""
    methods = {request.method: (result.strengths, result.scored)}
    return common.paths("strength", ("recall", "precision"), methods, result.ceiling)


def distance(request: TruncationRequest, result: TruncationResult) -> Chart:
    curve = _one(result, "frechet", "FID", 0)
    curve.figure.update_yaxes(type="log")
    return curve


def density(request: TruncationRequest, result: TruncationResult) -> Chart:
    """Apart, since it passes 1, and far at strong truncation."""
    curve = _one(result, "density", "balls around a fake / k", 3)
    curve.figure.update_yaxes(rangemode="tozero")
    return curve


def _one(result: TruncationResult, name: str, y: str, index: int) -> Chart:
    """One measure; dotted: what real images score."""
    figure = figures.figure(result.symbol, y)
    common.curve(figure, result.strengths, result.scored, name, index)
    ceiling = max(result.ceiling.values[name], common.LEAST)
    common.level(figure, result.strengths, ceiling, index, "real against real")
    return Chart(figure, Cursor("strength", result.strengths))


def measured(request: TruncationRequest, result: TruncationResult) -> Table:
    scored = zip(result.strengths, result.scored, strict=True)
    rows = [[strength, *common.cells(one)] for strength, one in scored]
    shared = common.constants(request, result.real_source)
    constants = {"method": request.method, **shared, "images": request.draw.samples}
    first, file = [result.symbol], "truncation"
    return common.table(first, rows, constants, result.ceiling, file=file, axis="strength")


TAB = Tab(
    page=__name__,
    name="truncation",
    hint="Drag psi toward 0 on the chart: images grow cleaner and more alike, precision climbs and"
    " recall falls. Rest, and up to 5,000 are measured: their diamonds may lie a little off."
    " Dotted: real against real.",
    seen=seen,
    answer=truncation.answer,
    controls=(
        common.DATA,
        Control(
            "method", kind="dropdown", names={n: m.label for n, m in TRUNCATION_METHODS.items()}
        ),
        common.CLASS,
        Control("samples", when=("method", OTHERS)),
        Control("flow_samples", when=("method", FLOWING)),
        Control("k"),
        common.SPACE,
        *common.more("fine"),
    ),
    views=(
        (
            strip.view("", samples, scale=3),
            chart.view("Quality and diversity", measures, height=330, scale=3),
        ),
        (machine.view("From chance to a measure", through),),
        (
            chart.view("The trade-off", plane),
            chart.view("Distance (lower is better)", distance),
            chart.view("Density", density),
        ),
        (table.view("All that was measured", measured, name="table"),),
    ),
    refine=refine,
    cards=lambda request: common.cards(request.method, request.dataset),
    endpoint=Endpoint(
        "truncate",
        "Generates the same images at every strength of a method and measures precision, recall,"
        " density, coverage and Fréchet distance against as many real images, with standard errors."
        f" Methods: {', '.join(TRUNCATION_METHODS)}; of the last, flow_samples are measured.",
        images=lambda result: {"samples": strip.tile(result.samples, 10)},
    ),
    snippet='print("real against real", result.ceiling.values)\n'
    "for strength, one in zip(result.strengths, result.scored):\n"
    '    p, r = one.values["precision"], one.values["recall"]\n'
    '    print(f"{{result.symbol}} {{strength:.2f}}  precision {{p:.3f}}  recall {{r:.3f}}")',
    examples=({"samples": 100, "label": "5"}, {"samples": 120, "label": "6"}),
)
