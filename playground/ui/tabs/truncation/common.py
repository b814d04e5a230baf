"""Names, sources and pieces of figures that the subject's pages share."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from playground.engine.classes import CLASSES
from playground.engine.truncation import real
from playground.engine.truncation.bands import MEASURES, Scores
from playground.engine.truncation.truncation_methods import TRUNCATION_METHODS
from playground.ui import figures, table
from playground.ui.tab import Control
from playground.ui.table import Cell

SUBJECT = "Truncation"

#: What is turned, and of which model.
METHODS = {
    "mean": "GAN: w to class mean",
    "global": "GAN: w to global mean",
    "soft": "GAN: psi z",
    "hard": "GAN: |z| ≤ c",
    "vae": "VAE: psi z",
    "guidance": "Flow: guidance w",
}
#: What each is called and where it is from, since lectures and papers mix them up.
SOURCES = {
    "mean": "StyleGAN's truncation, w' = m + psi (w - m), m of the class (Karras et al. 2019)",
    "global": "StyleGAN's truncation, w' = m + psi (w - m), m of all (Karras et al. 2019)",
    "soft": "temperature, z' = psi z (Kingma & Dhariwal 2018, Glow)",
    "hard": "truncation trick, z redrawn until |z| ≤ c (Brock et al. 2019, BigGAN)",
    "vae": "temperature of the prior, z' = psi z (Kingma & Dhariwal 2018, Glow)",
    "guidance": "classifier-free guidance, v + (w - 1)(v - v without class) (Ho & Salimans 2022)",
}
SPACES = {
    "classifier": "trained classifier",
    "vit": "vision Transformer",
    "robust": "robust classifier",
    "pixels": "pixels",
    "random": "untrained network",
}
LABELS = {"frechet": "FID"}
#: Below, a logarithmic axis has no place.
LEAST = 1e-2
#: The colour of real images on a plane.
STAR = 2


def class_control() -> Control:
    """A class by its name in the data set on show, or all ten."""
    return Control("label", "Class", names={"all": "all ten"}, named=CLASSES, like="dataset")


def label(name: str) -> str:
    """A measure as charts and tables call it."""
    return LABELS.get(name, name)


def shared_controls() -> tuple[Control, ...]:
    """What every page asks about the measurement."""
    return (Control("samples", "Images measured", kind="number"), *ball_controls())


def ball_controls() -> tuple[Control, ...]:
    """Whose balls, and where."""
    return (
        Control("k", "k, nearest neighbours"),
        Control("space", "Feature space", kind="dropdown", names=SPACES),
    )


def curve(
    drawn: Any, xs: ArrayLike, scored: Sequence[Scores], name: str, index: int, title: str = ""
) -> None:
    """A measure with its 95 % band, in the colour of `index`."""
    colour = figures.COLOURS[index % len(figures.COLOURS)]
    values = np.array([one.values[name] for one in scored])
    low, high = np.array([one.bands[name] for one in scored]).T
    if name == "frechet":
        low = np.maximum(low, LEAST)
    figures.band(drawn, xs, low, high, colour)
    drawn.add_scatter(
        x=np.asarray(xs),
        y=values,
        name=title or label(name),
        mode="lines+markers",
        line={"color": colour, "width": 2.5},
    )


def path(
    drawn: Any,
    scored: Sequence[Scores],
    strengths: ArrayLike,
    index: int,
    name: str,
    plane: tuple[str, str] = ("recall", "precision"),
) -> None:
    """A method's path on a plane (across, up), with crosses of its 95 % bands."""
    drawn.add_scatter(
        **crossed(scored, plane),
        mode="lines+markers",
        line={"color": figures.COLOURS[index], "width": 2.5},
        name=name,
        customdata=np.asarray(strengths),
        hovertemplate="%{customdata:.3g}: %{x:.3f}, %{y:.3f}",
    )


def crossed(scored: Sequence[Scores], plane: tuple[str, str]) -> dict[str, Any]:
    """Places on a plane (across, up), with 95 % bands, not as long to either side."""
    ends: dict[str, Any] = {}
    for axis, measure in zip("xy", plane, strict=True):
        values = np.array([one.values[measure] for one in scored])
        low, high = np.array([one.bands[measure] for one in scored]).T
        reach = {"array": high - values, "arrayminus": values - low, "symmetric": False}
        ends[axis] = values
        ends[f"error_{axis}"] = {**reach, "thickness": 1, "width": 0}
    return ends


def star(drawn: Any, ceiling: Scores, plane: tuple[str, str] = ("recall", "precision")) -> None:
    """What other real images score, on a plane (across, up), with its 95 % bands."""
    drawn.add_scatter(
        **crossed([ceiling], plane),
        mode="markers",
        marker={"size": 14, "symbol": "star", "color": figures.COLOURS[STAR]},
        name="real against real",
    )
    # The discs that follow a cursor hold no place yet.
    lowest = min(y for trace in drawn.data for y in trace.y if y is not None)
    drawn.update_xaxes(range=[-0.03, 1.05]).update_yaxes(range=[max(lowest - 0.1, -0.03), 1.05])


def ring(drawn: Any, across: Sequence[float], up: Sequence[float]) -> dict[int, dict[str, Any]]:
    """A ring that goes from mark to mark: its trace, and its places for a chart's frames."""
    line = {"size": 22, "symbol": "circle-open", "line": {"width": 2}, "color": figures.COLOURS[3]}
    drawn.add_scatter(x=[None], y=[None], mode="markers", marker=line, name="here")
    return {len(drawn.data) - 1: {"x": np.c_[across], "y": np.c_[up]}}


def level(drawn: Any, xs: Sequence[float], value: float, colour: str, title: str = "") -> None:
    """A dotted line across: what other real images score."""
    drawn.add_scatter(
        x=[min(xs), max(xs)],
        y=[value, value],
        mode="lines",
        line={"dash": "dot", "width": 1.5, "color": colour},
        name=title,
        showlegend=bool(title),
        hoverinfo="skip",
    )


def columns(first: Sequence[str]) -> list[str]:
    """The table's headers: what a row is, then each measure and its standard error."""
    return [*first, *(column for name in MEASURES for column in (label(name), f"{label(name)} SE"))]


def errors() -> dict[str, str]:
    """Which column holds which one's standard error."""
    return {label(name): f"{label(name)} SE" for name in MEASURES}


def cells(scored: Scores) -> list[Cell]:
    """A row's numbers under those headers."""
    return [n for name in MEASURES for n in (scored.values[name], scored.errors[name])]


def constants(request: Any, real_source: str) -> Mapping[str, Cell]:
    """What all rows of a table share: enough to ask again."""
    fields = {
        "data": "dataset",
        "class": "label",
        "images": "samples",
        "k": "k",
        "features": "space",
        "seed": "seed",
    }
    asked = {name: getattr(request, field) for name, field in fields.items()}
    return {**asked, "real images": real_source}


def cards(method: str, dataset: str) -> tuple[str, ...]:
    """The cards behind a method, and the classifier's."""
    return (*TRUNCATION_METHODS[method].cards(dataset), real.classifier(dataset))


def drawn_table(
    first: Mapping[str, Sequence[Cell]],
    measured: Mapping[str, ArrayLike],
    constants: Mapping[str, Cell],
    *,
    file: str,
    axis: str = "",
) -> dict[str, Any]:
    """A row a setting: its columns of `first`, then mean and standard deviation over the draws of
    each measure, [settings, draws]."""
    columns, cells = list(first), list(first.values())
    for name, values in measured.items():
        drawn = np.asarray(values)
        columns += [name, f"{name} SD"]
        cells += [drawn.mean(1).tolist(), drawn.std(1, ddof=1).tolist()]
    rows = list(zip(*cells, strict=True))
    errors = {name: f"{name} SD" for name in measured}
    return table.value(columns, rows, constants, file=file, errors=errors, axis=axis)
