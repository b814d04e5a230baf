"""Names, controls and pieces of figures that the subject's pages share."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from playground.engine.classes import CLASSES
from playground.engine.truncation import real
from playground.engine.truncation.bands import MEASURES, Scores
from playground.engine.truncation.truncation_methods import TRUNCATION_METHODS
from playground.ui import chart, figures
from playground.ui import table as table_of
from playground.ui.tab import Control
from playground.ui.texts import DATASETS
from playground.ui.views import Cell, Chart, Frames, Table, View

SPACES = {
    "classifier": "trained classifier",
    "vit": "vision Transformer",
    "robust": "robust classifier",
    "pixels": "pixels",
    "random": "untrained network",
}
DATA = Control("dataset", kind="dropdown", names=DATASETS)
#: A class by its name in the data set on show, or all ten.
CLASS = Control("label", names={"all": "all ten"}, named=CLASSES, like="dataset")
SPACE = Control("space", kind="dropdown", names=SPACES)
#: What most pages ask about the measurement.
MEASURED = (Control("samples"), Control("k"), SPACE)
#: Below, a logarithmic axis has no place.
LEAST = 1e-2
#: The colour of real images on a plane, and those of all others.
STAR = figures.COLOURS[2]
COLOURS = tuple(colour for colour in figures.CLASS_COLOURS if colour != STAR)
#: Marks in turn, since they lie close together and may be more than there are colours.
SYMBOLS = ("circle", "square", "diamond", "cross", "triangle-up", "pentagon", "hexagon")
Plane = tuple[str, str]
#: The planes of most pages.
PRECISION, DENSITY = ("recall", "precision"), ("coverage", "density")


def more(*names: str) -> tuple[Control, ...]:
    """Fields under "More settings"."""
    return tuple(Control(name, more=True) for name in names)


def cards(method: str, dataset: str) -> tuple[str, ...]:
    """The cards behind a method, and the classifier's."""
    return (*TRUNCATION_METHODS[method].cards(dataset), real.classifier(dataset))


def label(name: str) -> str:
    """A measure as charts and tables call it."""
    return "FID" if name == "frechet" else name


# --- charts over a strength or a number of images ------------------------------------------------


def curve(
    figure: "figures.Figure",
    xs: Sequence[float],
    scores: Sequence[Scores],
    name: str,
    index: int,
    title: str = "",
) -> None:
    """A measure with its 95 % band, in the colour of `index`."""
    colour = figures.COLOURS[index]
    low, high = np.array([one.bands[name] for one in scores]).T
    if name == "frechet":
        low = np.maximum(low, LEAST)
    figures.band(figure, xs, low, high, colour)
    values = [one.values[name] for one in scores]
    figures.curve(figure, xs, values, title or label(name), colour, mode="lines+markers")


def level(
    figure: "figures.Figure", xs: Sequence[float], value: float, index: int, title: str = ""
) -> None:
    """A dotted line across: what other real images score."""
    style: dict[str, Any] = {
        "dash": "dot",
        "width": 1.5,
        "showlegend": bool(title),
        "hoverinfo": "skip",
    }
    ends = [min(xs), max(xs)]
    figures.curve(figure, ends, [value, value], title, figures.COLOURS[index], **style)


# --- planes, of one measure across and another up ------------------------------------------------


def planes(draw: Callable[..., Chart], plane: Plane, heading: str, **more: Any) -> View[Any, Any]:
    """What draw(request, result, plane) makes of one of those."""
    named = {"name": "plane" if plane == PRECISION else "counted", **more}
    return chart.view(heading, partial(draw, plane=plane), **named)


def paths(
    axis: str,
    plane: Plane,
    methods: Mapping[str, tuple[Sequence[float], Sequence[Scores]]],
    ceiling: Scores,
) -> Chart:
    """Each method's path over its strengths, and a disc on it at the cursor."""
    figure = figures.figure(*plane, hovermode="closest")
    for index, (name, (strengths, scores)) in enumerate(methods.items()):
        figure.add_scatter(
            **_crossed(scores, plane),
            mode="lines+markers",
            line={"color": COLOURS[index % len(COLOURS)], "width": 2.5},
            name=TRUNCATION_METHODS[name].label,
            customdata=list(strengths),
            hovertemplate="%{customdata:.3g}: %{x:.3f}, %{y:.3f}",
        )
    discs = {}
    for index, (_, scores) in enumerate(methods.values()):
        discs[len(figure.data)] = _places(scores, plane)
        colour = COLOURS[index % len(COLOURS)]
        figures.marks(figure, [None], [None], "", colour, showlegend=False)
    _star(figure, ceiling, plane)
    bound(figure, plane)
    return Chart(figure, frames=Frames(axis, discs))


def marks(
    axis: str,
    plane: Plane,
    scores: Mapping[str, Scores],
    ceiling: Scores,
    hollow: Collection[str] = (),
) -> Chart:
    """A mark each, by name, and a ring that follows the cursor from one to the next."""
    figure = figures.figure(*plane, hovermode="closest", legend_font_size=13)
    for index, (name, one) in enumerate(scores.items()):
        colour, symbol = COLOURS[index % len(COLOURS)], SYMBOLS[index % len(SYMBOLS)]
        marker = {"size": 11, "symbol": symbol, "color": colour}
        if name in hollow:
            marker |= {"symbol": f"{symbol}-open", "line": {"width": 2.5, "color": colour}}
        figure.add_scatter(**_crossed([one], plane), mode="markers", marker=marker, name=name)
    _star(figure, ceiling, plane)
    ring: dict[str, Any] = {"marker": {"line": {"width": 2}}}
    figures.marks(figure, [None], [None], "here", figures.COLOURS[3], "circle-open", 22, **ring)
    places = {len(figure.data) - 1: _places([*scores.values()], plane)}
    return Chart(figure, frames=Frames(axis, places))


def bound(figure: "figures.Figure", plane: Plane) -> None:
    """All that the measures can be, but for what lies far below the marks."""
    # What follows a cursor holds no place yet.
    lowest = min(y for trace in figure.data for y in trace.y if y is not None)
    figure.update_xaxes(range=[-0.03, 1.05]).update_yaxes(range=[max(lowest - 0.1, -0.03), 1.05])
    if plane[1] == "density":
        figure.update_yaxes(range=None, rangemode="tozero")


def _star(figure: "figures.Figure", ceiling: Scores, plane: Plane) -> None:
    """What other real images score."""
    marker = {"size": 14, "symbol": "star", "color": STAR}
    crossed = _crossed([ceiling], plane)
    figure.add_scatter(**crossed, mode="markers", marker=marker, name="real against real")


def _crossed(scores: Sequence[Scores], plane: Plane) -> dict[str, Any]:
    """Places with their 95 % bands, not as long to either side."""
    ends: dict[str, Any] = {}
    for axis, measure in zip("xy", plane, strict=True):
        values = np.array([one.values[measure] for one in scores])
        low, high = np.array([one.bands[measure] for one in scores]).T
        reach = {"array": high - values, "arrayminus": values - low, "symmetric": False}
        ends[axis] = values
        ends[f"error_{axis}"] = {**reach, "thickness": 1, "width": 0}
    return ends


def _places(scores: Sequence[Scores], plane: Plane) -> dict[str, Any]:
    """Where a cursor's mark stands at each position: [F, 1] each."""
    pairs = zip("xy", plane, strict=True)
    return {axis: np.array([[one.values[name]] for one in scores]) for axis, name in pairs}


# --- tables --------------------------------------------------------------------------------------


def table(
    first: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    constants: Mapping[str, Cell],
    ceiling: Scores | None = None,
    *,
    file: str,
    axis: str = "",
) -> Table:
    """What a row is, in its first columns; then each measure with its standard error (`cells`).
    Last, `ceiling`: what other real images score."""
    errors = {label(name): f"{label(name)} SE" for name in MEASURES}
    if ceiling:
        rows = [*rows, ["real against real", *[""] * (len(first) - 1), *cells(ceiling)]]
    columns = [*first, *(column for pair in errors.items() for column in pair)]
    return Table(columns, rows, constants, file=file, errors=errors, axis=axis)


def cells(scores: Scores) -> list[Cell]:
    """A row's numbers under those headers."""
    return [n for name in MEASURES for n in (scores.values[name], scores.errors[name])]


def constants(request: Any, real_source: str) -> dict[str, Cell]:
    """What all rows of a table share: enough to ask again."""
    fields = {"data": "dataset", "class": "label", "images": "samples", "k": "k"}
    asked = table_of.asked(request, **fields, features="space", seed="seed")
    return {**asked, "real images": real_source}


def draws_table(
    first: Mapping[str, Sequence[Cell]],
    measured: Mapping[str, ArrayLike],
    constants: Mapping[str, Cell],
    *,
    file: str,
    axis: str = "",
) -> Table:
    """A row a setting: its columns of `first`, then mean and standard deviation over the draws of
    each measure, [settings, draws]."""
    columns: dict[str, Sequence[Cell]] = dict(first)
    for name, values in measured.items():
        draws = np.asarray(values)
        columns |= {name: draws.mean(1).tolist(), f"{name} SD": draws.std(1, ddof=1).tolist()}
    rows = list(zip(*columns.values(), strict=True))
    errors = {name: f"{name} SD" for name in measured}
    return Table(list(columns), rows, constants, file=file, errors=errors, axis=axis)
