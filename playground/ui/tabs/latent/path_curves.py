"""The interpolation tab's charts: one colour a digit, one colour a way from A to B."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.latent.path import Band, Result, Row
from playground.ui import figures

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

NAMES = {"pixels": "Pixel blend", "mnist-ae16": "Autoencoder", "mnist-vae16": "VAE"}
READ = {
    "pixels": "Pixel blend: what is read",
    "mnist-ae16": "Autoencoder: what is read",
    "mnist-vae16": "VAE: what is read",
}
WAYS = {"pixels": (6, "solid"), "mnist-ae16": (1, "dash"), "mnist-vae16": (5, "solid")}

Curve = NDArray[np.floating[Any]]

#: Digits drawn by name: A, B, and those that are read most in between.
NAMED = 4
DIGIT_LINES = ((0, "solid"), (3, "solid"), (2, "dash"), (4, "dashdot"))


def probabilities(result: Result, row: Row) -> "Figure":
    """The class probabilities of one way; the same digits and colours on all three."""
    named = _digits(result)
    shown = {str(digit): row.probabilities[:, digit] for digit in named}
    others = 1 - sum(shown.values())
    drawn = figures.lines(result.alphas, shown | {"others": others}, x="alpha", y="probability")
    for trace, (colour, dash) in zip(drawn.data, (*DIGIT_LINES, (6, "dot")), strict=True):
        trace.line.update(color=figures.COLOURS[colour], dash=dash)
    drawn.update_yaxes(range=[-0.03, 1.03])
    # Five entries stand on one line of a chart that is a third of the page.
    drawn.update_layout(legend={"entrywidth": 20, "font": {"size": 13}})
    return _whole_path(drawn)


def _digits(result: Result) -> list[int]:
    """A's digit, B's, then those with the highest peak on any way."""
    peaks = np.max([row.probabilities.max(0) for row in result.rows], axis=0)
    ends = list(dict.fromkeys([result.a.digit, result.b.digit]))
    others = [int(digit) for digit in np.argsort(-peaks) if digit not in ends]
    return (ends + others)[:NAMED]


def distances(result: Result) -> "Figure":
    """How far each frame is from what the models have seen."""
    curves = {row.model: row.nearest.distances for row in result.rows}
    return _ways(result.alphas, curves, "l2 distance of pixels")


def speeds(result: Result) -> "Figure":
    """Change of the classifier's features, between one frame and the next."""
    between = (result.alphas[1:] + result.alphas[:-1]) / 2
    curves = {row.model: row.speed for row in result.rows}
    drawn = _ways(between, curves, "features per alpha")
    drawn.update_yaxes(rangemode="tozero")
    return drawn


def norms(result: Result) -> "Figure":
    """|z| of the model with a prior, the prior's shell, and where its codes of real images lie."""
    drawn = figures.figure("alpha", "|z|")
    for row in result.rows:
        latents = row.latents
        if latents is None or latents.prior is None:
            continue
        line = _ways(result.alphas, {row.model: latents.norms}, "").data[0]
        drawn.add_traces([line, *_shell(result.alphas, latents.prior, latents.codes)])
    drawn.update_layout(legend={"entrywidth": 140, "font": {"size": 13}})
    return _whole_path(drawn)


def _shell(alphas: Curve, prior: Band, codes: Band) -> list[object]:
    """The prior's 95 % as an area, its sqrt(d) and the codes' median as lines."""
    from plotly.graph_objects import Scatter

    ends = [float(alphas[0]), float(alphas[-1])]
    green, grey = figures.COLOURS[2], figures.COLOURS[6]
    area = Scatter(
        x=[*ends, *ends[::-1]],
        y=[prior.low] * 2 + [prior.high] * 2,
        fill="toself",
        fillcolor="rgba(0,158,115,0.15)",
        line={"width": 0},
        mode="lines",
        name="95 % of N(0, I)",
        hoverinfo="skip",
    )
    return [
        area,
        _level(ends, prior.middle, "√d", green, "dash"),
        _level(ends, codes.middle, "median of test codes", grey, "dot"),
    ]


def _level(ends: list[float], height: float, name: str, colour: str, dash: str) -> object:
    from plotly.graph_objects import Scatter

    line = {"color": colour, "dash": dash, "width": 2}
    return Scatter(x=ends, y=[height] * 2, name=name, mode="lines", line=line)


def _ways(xs: Curve, curves: dict[str, Curve], y: str) -> "Figure":
    """One curve a way."""
    drawn = figures.lines(
        xs, {NAMES[model]: curve for model, curve in curves.items()}, x="alpha", y=y
    )
    for trace, model in zip(drawn.data, curves, strict=True):
        colour, dash = WAYS[model]
        trace.line.update(color=figures.COLOURS[colour], dash=dash)
    return _whole_path(drawn)


def _whole_path(drawn: "Figure") -> "Figure":
    """All charts run from A to B, so that their cursors stand at one place."""
    drawn.update_xaxes(range=[-0.02, 1.02])
    return drawn
