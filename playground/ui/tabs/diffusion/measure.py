"""Measure: quality against the budget of network calls, with bands, on demand."""

from functools import partial

import numpy as np

from playground.arrays import Image8
from playground.engine import flows
from playground.engine.diffusion import measure, network
from playground.engine.diffusion.measure import FIELDS, MeasureRequest, MeasureResult
from playground.ui import chart, figures, strip, table
from playground.ui.tab import Control, Endpoint, Tab
from playground.ui.tabs.diffusion import sheets, words
from playground.ui.texts import Words, phrase
from playground.ui.views import Axis, Cell, Chart, Cursor, Row, Strip, Table, View

SETS = {
    "three": "DDPM, DDIM, flow Euler",
    "diffusion": "all diffusion samplers",
    "flow": "all flow samplers",
    "all": "all nine",
}
SEEN = (
    "How many network calls are enough? With {few}, read as asked most often: {first} ({read})."
    " With {many}, the most precise: {second} ({precision})."
)


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
    return flows.SAMPLERS[sampler].short, f"{run.values(name).mean():.2f} ± {error:.2f}"


def pictures(request: MeasureRequest, result: MeasureResult) -> Strip:
    """The first samples of the run at the cursor."""
    runs = [run for each in result.runs.values() for run in each.values()]
    shape = next(run.images.shape for run in runs if run)
    blank = np.full(shape, sheets.BLANK, np.uint8)
    images = np.stack([run.images if run else blank for run in runs])
    told = (phrase("{calls} calls", calls=run.calls) if run else words.TOO_FEW for run in runs)
    names = [flows.SAMPLERS[name].short for name in FIELDS[request.racers]]
    axes = [
        Axis("sampler", "sampler", names),
        Axis("calls", "network calls", result.budgets, start=len(result.budgets) - 1),
    ]
    note = phrase("{shown} of the {n} that are measured", shown=len(blank), n=request.samples)
    tiled, every = sheets.tile(images, 5), ("sampler", "calls")
    row = Row("At the cursor", tiled, every, size="large", captions=list(told), note=note)
    return Strip(axes, [row])


def _chart(name: str, request: MeasureRequest, result: MeasureResult) -> Chart:
    """A line and a band for each sampler; dotted: what as many real images score."""
    budgets, distance = list(result.budgets), name == "frechet"
    figure = figures.figure("network calls", "FID" if distance else "share", hovermode="closest")
    if name not in result.measures:
        figures.notice(figure, "from 100 images on:<br>ask for more, and press Measure")
        return Chart(figure.update_xaxes(visible=False).update_yaxes(visible=False))
    for index, (sampler, runs) in enumerate(result.runs.items()):
        made = [run for run in runs.values() if run]
        calls, values = [run.calls for run in made], np.array([run.values(name) for run in made])
        line = figures.style(index)
        figures.band(figure, calls, values.min(1), values.max(1), line["color"])
        told = {"name": flows.SAMPLERS[sampler].short, "showlegend": True}
        figure.add_scatter(x=calls, y=values.mean(1), mode="lines+markers", line=line, **told)
    real = {"dash": "dot", "width": 1.5, "color": figures.COLOURS[6]}
    level = getattr(result.ceiling, name)
    figure.update_xaxes(type="log", tickvals=budgets)
    if distance:
        figure.update_yaxes(type="log")
        ends, levels = budgets[:: len(budgets) - 1], [level] * 2
        figure.add_scatter(x=ends, y=levels, mode="lines", line=real, name="real images")
    else:
        figure.add_hline(level, line=real)
        figure.update_yaxes(range=[-0.03, 1.05])
    return Chart(figure, Cursor("calls", budgets))


def _measure(name: str, heading: str, height: int) -> View[MeasureRequest, MeasureResult]:
    return chart.view(heading, partial(_chart, name), name=name, height=height)


def measured(request: MeasureRequest, result: MeasureResult) -> Table:
    """A row a run: each measure's mean over the repeats, and the standard error of that mean."""
    names = [words.MEASURES.get(name, name) for name in result.measures]
    errors = {name: f"{name} SE" for name in names}
    columns = ["sampler", "network calls", *(each for pair in errors.items() for each in pair)]
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
    fields = {"data": "dataset", "class": "label", "images": "samples", "repeats": "repeats"}
    constants = table.asked(request, **fields, seed="seed")
    constants["real images"] = result.real_source
    return Table(columns, rows, constants, file="diffusion-measure", errors=errors)


def _sheet(result: MeasureResult) -> Image8:
    runs = [run.images for each in result.runs.values() for run in each.values() if run]
    return sheets.sheet(np.stack(runs))


TAB = Tab(
    page=__name__,
    hint="How many network calls are enough? With 2, the flow's Euler is read as asked far more"
    " often than DDIM; with 10, DDPM's images are the most precise of the three.",
    seen=seen,
    answer=measure.answer,
    controls=(
        words.DATASET,
        Control("racers", kind="dropdown", names=SETS),
        Control("most", kind="dropdown"),
        words.TURNS,
        Control("samples", kind="number"),
        Control("repeats", more=True),
        Control("seed", more=True),
    ),
    views=(
        (strip.view("", pictures), _measure("agreement", "Read as asked", 300)),
        (
            _measure("precision", "Precision", 280),
            _measure("recall", "Recall", 280),
            _measure("frechet", "FID (lower is better)", 280),
        ),
        (table.view("All that was measured", measured, name="table"),),
    ),
    cards=lambda request: network.cards(request.dataset),
    endpoint=Endpoint(
        "measure_samplers",
        "Draws images with every sampler and budget, several times, and measures agreement with the"
        " asked class and precision against real images; from 100 images on recall, coverage and"
        " Fréchet distance too. Pictures: a run a row.",
        images=lambda result: {"runs": _sheet(result)},
    ),
    button="Measure",
    snippet="for sampler, runs in result.runs.items():\n"
    "    for run in filter(None, runs.values()):\n"
    '        print(f"{{sampler:10}} {{run.calls:4}} calls", run.values("precision"))',
    examples=({"most": "5", "samples": 10}, {"most": "5", "racers": "flow", "samples": 10}),
)
