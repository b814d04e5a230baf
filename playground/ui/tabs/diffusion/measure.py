"""Measure: quality against the budget of network calls, with bands, on demand."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from playground.engine.diffusion import measure, network
from playground.engine.diffusion.measure import FIELDS, MeasureRequest, MeasureResult
from playground.ui import chart, figures, strip, table
from playground.ui.chart import Cursor
from playground.ui.strip import Axis, Row
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.table import Cell
from playground.ui.tabs.diffusion import sheets, words
from playground.ui.texts import Words, phrase

SETS = {
    "three": "DDPM, DDIM, flow Euler",
    "diffusion": "all diffusion samplers",
    "flow": "all flow samplers",
    "all": "all nine",
}
TITLES = {
    "agreement": "Read as asked",
    "precision": "Precision",
    "recall": "Recall",
    "frechet": "FID (lower is better)",
}
#: What the table calls each measure.
HEADERS = {
    "agreement": "read as asked",
    "precision": "precision",
    "recall": "recall",
    "coverage": "coverage",
    "frechet": "FID",
}
AXES = ("sampler", "calls")
HINT = (
    "How many network calls are enough? With 2, the flow's Euler is read as asked far more often"
    " than DDIM; with 10, DDPM's images are the most precise of the three."
)
SEEN = (
    "How many network calls are enough? With {few}, read as asked most often: {first} ({read})."
    " With {many}, the most precise: {second} ({precision})."
)

SNIPPET = """\
from playground.engine.diffusion.measure import MeasureRequest, answer

result = answer({request})
for sampler, runs in result.runs.items():
    for run in filter(None, runs.values()):
        print(f"{{sampler:10}} {{run.calls:4}} calls  precision {{run.values('precision')}}")
"""


def seen(request: MeasureRequest, result: MeasureResult) -> Words:
    """Who is best with the fewest calls, and with the most; each with its standard error."""
    few, many = result.budgets[0], result.budgets[-1]
    first, read = _best(result, few, "agreement")
    second, precision = _best(result, many, "precision")
    told = {"first": first, "read": read, "second": second, "precision": precision}
    return phrase(SEEN, few=few, many=many, **told)


def _best(result: MeasureResult, budget: int, name: str) -> tuple[str, str]:
    made = {sampler: run for sampler, each in result.runs.items() if (run := each[budget])}
    sampler, run = max(made.items(), key=lambda one: one[1].values(name).mean())
    error = run.error(name, result.request.samples)
    return network.SAMPLERS[sampler].short, f"{run.values(name).mean():.2f} ± {error:.2f}"


def paint(request: MeasureRequest, result: MeasureResult) -> dict[str, Any]:
    """The samples of a run, and a chart for each measure."""
    budgets = Cursor("calls", list(result.budgets))
    charts = {
        name: chart.value(_chart(result, name), budgets if name in result.measures else None)
        for name in TITLES
    }
    return {
        "pictures": _pictures(request, result),
        **charts,
        "table": _table(request, result),
    }


def _pictures(request: MeasureRequest, result: MeasureResult) -> dict[str, Any]:
    runs = [run for each in result.runs.values() for run in each.values()]
    shape = next(run.images.shape for run in runs if run)
    blank = np.full(shape, sheets.BLANK, np.uint8)
    images = np.stack([run.images if run else blank for run in runs])
    captions = [
        phrase("{calls} calls", calls=run.calls)
        if run
        else "a single step takes more calls than these"
        for run in runs
    ]
    names = [network.SAMPLERS[name].short for name in FIELDS[request.racers]]
    axes = [
        Axis("sampler", "sampler", names),
        Axis("calls", "network calls", result.budgets, start=len(result.budgets) - 1),
    ]
    note = phrase("{shown} of the {n} that are measured", shown=len(blank), n=request.samples)
    tiled = strip.tile(images, 5, ink=sheets.BLANK)
    row = Row("At the cursor", tiled, AXES, size="large", captions=captions, note=note)
    return strip.value(axes, [row])


def _chart(result: MeasureResult, name: str) -> Any:
    """A line and a band for each sampler; dotted: what as many real images score."""
    drawn = figures.figure("network calls", "FID" if name == "frechet" else "share")
    drawn.update_layout(hovermode="closest")
    drawn.update_xaxes(type="log", tickvals=list(result.budgets))
    if name not in result.measures:
        said = {
            "text": "from 100 images on:<br>ask for more, and press Measure",
            "showarrow": False,
        }
        drawn.add_annotation(xref="paper", yref="paper", x=0.5, y=0.5, **said)
        drawn.update_xaxes(visible=False).update_yaxes(visible=False)
        return drawn
    for index, (sampler, runs) in enumerate(result.runs.items()):
        made = [run for run in runs.values() if run]
        values = np.array([run.values(name) for run in made])
        _band(drawn, [run.calls for run in made], values, network.SAMPLERS[sampler].short, index)
    level = getattr(result.ceiling, name)
    if name == "frechet":
        drawn.update_yaxes(type="log", dtick="D2")
        calls = [result.budgets[0], result.budgets[-1]]
        line = {"dash": "dot", "width": 1.5, "color": figures.COLOURS[6]}
        drawn.add_scatter(x=calls, y=[level] * 2, mode="lines", line=line, name="real images")
    else:
        drawn.add_hline(level, line={"dash": "dot", "width": 1.5, "color": figures.COLOURS[6]})
        drawn.update_yaxes(range=[-0.03, 1.05])
    return drawn


def _band(drawn: Any, calls: Sequence[int], values: Any, name: str, index: int) -> None:
    """The mean over repeats [B, R] as a line, and from their lowest to their highest as an area."""
    colour = figures.COLOURS[index % len(figures.COLOURS)]
    dash = figures.DASHES[index // len(figures.COLOURS)]
    figures.band(drawn, calls, values.min(1), values.max(1), colour)
    drawn.add_scatter(
        x=calls,
        y=values.mean(1),
        mode="lines+markers",
        line={"color": colour, "dash": dash, "width": 2.5},
        name=name,
        showlegend=True,
    )


def _table(request: MeasureRequest, result: MeasureResult) -> dict[str, Any]:
    """A row a run: each measure's mean over the repeats, and the standard error of that mean."""
    errors = {HEADERS[name]: f"{HEADERS[name]} SE" for name in result.measures}
    columns = ["sampler", "network calls"]
    columns += [column for pair in errors.items() for column in pair]
    rows: list[list[Cell]] = []
    for sampler, runs in result.runs.items():
        for run in filter(None, runs.values()):
            cells = [
                cell
                for name in result.measures
                for cell in (float(run.values(name).mean()), run.error(name, request.samples))
            ]
            rows.append([words.SAMPLERS[sampler], run.calls, *cells])
    real = [cell for name in result.measures for cell in (getattr(result.ceiling, name), "")]
    rows.append(["real images", "", *real])
    constants: dict[str, Cell] = {
        "data": request.dataset,
        "class": request.digit,
        "images": request.samples,
        "repeats": request.repeats,
        "seed": request.seed,
        "real images": result.real_source,
    }
    return table.value(columns, rows, constants, file="diffusion-measure", errors=errors)


def _sheet(result: MeasureResult) -> Any:
    runs = [run.images for each in result.runs.values() for run in each.values() if run]
    return sheets.sheet(np.stack(runs))


TAB = Tab(
    name="diffusion-measure",
    title="Measure",
    subject=words.SUBJECT,
    hint=HINT,
    seen=seen,
    request=MeasureRequest,
    answer=measure.answer,
    controls=(
        *words.dataset_control(),
        Control("racers", "Samplers", kind="dropdown", names=SETS),
        Control("most", "Most network calls", kind="dropdown"),
        words.turns_control(),
        Control("samples", "Images measured", kind="number"),
        Control("repeats", "Repeats", more=True),
        Control("seed", "Seed of the noise", kind="dice", more=True),
    ),
    views=(
        (
            View("pictures", "strip"),
            View("agreement", "chart", TITLES["agreement"], height=300),
        ),
        (
            View("precision", "chart", TITLES["precision"], height=280),
            View("recall", "chart", TITLES["recall"], height=280),
            View("frechet", "chart", TITLES["frechet"], height=280),
        ),
        (View("table", "table", "All that was measured"),),
    ),
    paint=paint,
    cards=lambda request: network.cards(request.dataset),
    endpoint=Endpoint(
        "measure_samplers",
        "Draws images with every sampler and budget, several times, and measures agreement with the"
        " asked class and precision against real images; from 100 images on recall, coverage and"
        " Fréchet distance too. Pictures: a run a row.",
        images=lambda result: {"runs": _sheet(result)},
    ),
    button="Measure",
    snippet=lambda request: SNIPPET.format(request=request),
)
