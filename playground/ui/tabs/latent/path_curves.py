"""The charts between two images: one colour a class, one colour a way from A to B."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.latent.codes import Band
from playground.engine.latent.path import Result
from playground.engine.latent.rows import Row
from playground.ui import figures

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

NAMES = {"pixels": "Pixel blend", "ae16": "Autoencoder", "vae16": "VAE", "gan": "GAN"}
READ = {
    "pixels": "Pixel blend: what is read",
    "ae16": "Autoencoder: what is read",
    "vae16": "VAE: what is read",
    "gan": "GAN: what is read",
}
WAYS = {"pixels": (6, "solid"), "ae16": (1, "dash"), "vae16": (5, "solid"), "gan": (3, "dashdot")}

Curve = NDArray[np.floating[Any]]

#: Classes drawn by name: A's, B's, and those that are read most in between.
NAMED = 4
CLASS_LINES = ((0, "solid"), (3, "solid"), (2, "dash"), (4, "dashdot"))


def probabilities(result: Result, row: Row) -> "Figure":
    """The class probabilities of one way; the same classes and colours on all of them."""
    named = _classes(result)
    shown = {result.classes[one]: row.probabilities[:, one] for one in named}
    others = 1 - sum(shown.values())
    drawn = figures.lines(result.alphas, shown | {"others": others}, x="alpha", y="probability")
    for trace, (colour, dash) in zip(drawn.data, (*CLASS_LINES, (6, "dot")), strict=True):
        trace.line.update(color=figures.COLOURS[colour], dash=dash)
    drawn.update_yaxes(range=[-0.03, 1.03])
    # Five entries stand on one line of a chart that is half of the page.
    drawn.update_layout(legend={"entrywidth": 0, "font": {"size": 13}})
    return _whole_path(drawn)


def _classes(result: Result) -> list[int]:
    """The class of A, that of B (of a visitor's own picture, the one that is read), then those
    with the highest peak on any way."""
    peaks = np.max([row.probabilities.max(0) for row in result.rows], axis=0)
    read = result.rows[0].probabilities[[0, -1]].argmax(1)  # the pixel blend ends on the images
    pairs = zip((result.a, result.b), read, strict=True)
    ends = list(dict.fromkeys(int(r) if end.label is None else end.label for end, r in pairs))
    others = [int(one) for one in np.argsort(-peaks) if one not in ends]
    return (ends + others)[:NAMED]


def distances(result: Result) -> "Figure":
    """How far each frame is from what the models have seen, and how far test images are."""
    curves = {row.kind: row.nearest.distances for row in result.rows}
    drawn = _ways(result.alphas, curves, "l2 distance of pixels")
    drawn.add_traces(_usual(result.alphas, result.usual_distance, "90 % of test images"))
    # The chart is narrow: two columns of names leave room for the curves.
    drawn.update_layout(legend={"entrywidth": 130, "font": {"size": 12}})
    return drawn


def speeds(result: Result) -> "Figure":
    """Change of the classifier's features, between one frame and the next."""
    between = (result.alphas[1:] + result.alphas[:-1]) / 2
    curves = {row.kind: row.speed for row in result.rows}
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
        line = _ways(result.alphas, {row.kind: latents.norms}, "").data[0]
        drawn.add_traces([line, *_shell(result.alphas, latents.prior, latents.usual)])
    drawn.update_layout(legend={"entrywidth": 140, "font": {"size": 13}})
    return _whole_path(drawn)


def relative_norms(result: Result) -> "Figure":
    """Each way's norm over its usual norm: 1 is the median of test codes, or of drawn w."""
    curves = {
        row.kind: row.latents.norms / row.latents.usual.middle for row in result.rows if row.latents
    }
    drawn = _ways(result.alphas, curves, "norm / usual norm")
    ends = [float(result.alphas[0]), float(result.alphas[-1])]
    drawn.add_trace(_level(ends, 1.0, "median", figures.COLOURS[6], "dot"))
    return drawn


def _shell(alphas: Curve, prior: Band, usual: Band) -> list[object]:
    """The prior's 95 % as an area, its sqrt(d) and the codes' median as lines."""
    ends = [float(alphas[0]), float(alphas[-1])]
    green, grey = figures.COLOURS[2], figures.COLOURS[6]
    return [
        _area(ends, prior, "95 % of N(0, I)", "rgba(0,158,115,0.15)"),
        _level(ends, prior.middle, "√d", green, "dash"),
        _level(ends, usual.middle, "median of test codes", grey, "dot"),
    ]


def _usual(alphas: Curve, band: Band, name: str) -> list[object]:
    """A band as an area, and its median as a line."""
    ends = [float(alphas[0]), float(alphas[-1])]
    return [
        _area(ends, band, name, "rgba(140,140,140,0.15)"),
        _level(ends, band.middle, "median", figures.COLOURS[6], "dot"),
    ]


def _area(ends: list[float], band: Band, name: str, colour: str) -> object:
    from plotly.graph_objects import Scatter

    return Scatter(
        x=[*ends, *ends[::-1]],
        y=[band.low] * 2 + [band.high] * 2,
        fill="toself",
        fillcolor=colour,
        line={"width": 0},
        mode="lines",
        name=name,
        hoverinfo="skip",
    )


def _level(ends: list[float], height: float, name: str, colour: str, dash: str) -> object:
    from plotly.graph_objects import Scatter

    line = {"color": colour, "dash": dash, "width": 2}
    return Scatter(x=ends, y=[height] * 2, name=name, mode="lines", line=line)


def _ways(xs: Curve, curves: dict[str, Curve], y: str) -> "Figure":
    """One curve a way."""
    drawn = figures.lines(
        xs, {NAMES[kind]: curve for kind, curve in curves.items()}, x="alpha", y=y
    )
    for trace, kind in zip(drawn.data, curves, strict=True):
        colour, dash = WAYS[kind]
        trace.line.update(color=figures.COLOURS[colour], dash=dash)
    return _whole_path(drawn)


def _whole_path(drawn: "Figure") -> "Figure":
    """All charts run from A to B, so that their cursors stand at one place."""
    drawn.update_xaxes(range=[-0.02, 1.02])
    return drawn
