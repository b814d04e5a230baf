"""The charts between two images: one colour a class, one colour a way from A to B."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.codes import Band
from playground.engine.latent.path import PathRequest, PathResult
from playground.engine.latent.paths import VAE, Latents
from playground.ui import chart, figures
from playground.ui.views import Chart, Cursor, View

NAMES = {"pixels": "Pixel blend", "ae16": "Autoencoder", "vae16": "VAE", "gan": "GAN"}
STYLES = {"pixels": (6, "solid"), "ae16": (1, "dash"), "vae16": (5, "solid"), "gan": (3, "dashdot")}

#: Classes drawn by name: A's, B's, and those that are read most in between. All others follow.
NAMED = 4
CLASS_STYLES = ((0, "solid"), (3, "solid"), (2, "dash"), (4, "dashdot"), (6, "dot"))

ENDS = (0.0, 1.0)

Curve = NDArray[np.floating[Any]]


def reading_view(kind: str) -> View[PathRequest, PathResult]:
    """The class probabilities of one way, by whose kind the view is called."""
    draw = partial(_readings, kind=kind)
    return chart.view(f"{NAMES[kind]}: what is read", draw, name=kind, height=220)


def _readings(request: PathRequest, result: PathResult, kind: str) -> Chart:
    """The same classes and colours on all ways."""
    row = next(row for row in result.rows if row.kind == kind)
    shown = {result.classes[one]: row.probabilities[:, one] for one in _classes(result)}
    curves = {**shown, "others": 1 - sum(shown.values())}
    figure = figures.lines(
        result.alphas,
        curves,
        x="alpha",
        y="probability",
        styles=CLASS_STYLES,
        yaxis_range=figures.SHARES,
        # Five entries stand on one line of a chart that is half of the page.
        legend={"entrywidth": 0, "font": {"size": 13}},
    )
    return _whole_path(figure, result)


def _classes(result: PathResult) -> list[int]:
    """The class of A, that of B (of a visitor's own picture, the one that is read), then those
    with the highest peak on any way."""
    peaks = np.max([row.probabilities.max(0) for row in result.rows], axis=0)
    read = result.rows[0].probabilities[[0, -1]].argmax(1)  # the pixel blend ends on the images
    pairs = zip((result.a, result.b), read, strict=True)
    ends = list(dict.fromkeys(int(r) if end.label is None else end.label for end, r in pairs))
    others = [int(one) for one in np.argsort(-peaks) if one not in ends]
    return (ends + others)[:NAMED]


def distance(request: PathRequest, result: PathResult) -> Chart:
    """How far each frame is from what the models have seen, and how far test images are."""
    curves = {row.kind: row.nearest.distances for row in result.rows}
    figure = _ways(result.alphas, curves, "l2 distance of pixels")
    usual = result.usual_distance
    _area(figure, usual, 6, "90 % of test images")
    _level(figure, usual.middle, 6, "dot", "median")
    # The chart is narrow: two columns of names leave room for the curves.
    figure.update_layout(legend={"entrywidth": 140, "font": {"size": 13}})
    return _whole_path(figure, result)


def speed(request: PathRequest, result: PathResult) -> Chart:
    """Change of the classifier's features, between one frame and the next."""
    between = (result.alphas[1:] + result.alphas[:-1]) / 2
    curves = {row.kind: row.speed for row in result.rows}
    figure = _ways(between, curves, "features per alpha")
    figure.update_yaxes(rangemode="tozero")
    return _whole_path(figure, result)


def prior(result: PathResult) -> tuple[Latents, Band]:
    """The VAE's codes along the path, and the shell of its prior."""
    latents = next(row.latents for row in result.rows if row.kind == VAE)
    assert latents is not None
    assert latents.prior is not None
    return latents, latents.prior


def norm(request: PathRequest, result: PathResult) -> Chart:
    """|z| of the VAE, the prior's shell, and where its codes of real images lie."""
    latents, shell = prior(result)
    figure = _ways(result.alphas, {VAE: latents.norms}, "|z|")
    _area(figure, shell, 2, "95 % of N(0, I)")
    _level(figure, shell.middle, 2, "dash", "√d")
    _level(figure, latents.usual.middle, 6, "dot", "median of test codes")
    figure.update_layout(legend={"entrywidth": 140, "font": {"size": 13}})
    return _whole_path(figure, result)


def relative(request: PathRequest, result: PathResult) -> Chart:
    """Each way's norm over its usual norm: 1 is the median of test codes, or of drawn w."""
    coded = {row.kind: row.latents for row in result.rows if row.latents}
    curves = {kind: latents.norms / latents.usual.middle for kind, latents in coded.items()}
    figure = _ways(result.alphas, curves, "norm / usual norm")
    _level(figure, 1.0, 6, "dot", "median")
    return _whole_path(figure, result)


def _area(figure: "figures.Figure", band: Band, colour: int, name: str) -> None:
    low, high = ([edge] * 2 for edge in (band.low, band.high))
    figures.band(figure, ENDS, low, high, figures.COLOURS[colour], name)


def _level(figure: "figures.Figure", height: float, colour: int, dash: str, name: str) -> None:
    figures.curve(figure, ENDS, [height] * 2, name, figures.COLOURS[colour], dash=dash, width=2)


def _ways(xs: Curve, curves: Mapping[str, Curve], y: str) -> "figures.Figure":
    """One curve a way."""
    named = {NAMES[kind]: curve for kind, curve in curves.items()}
    return figures.lines(xs, named, x="alpha", y=y, styles=[STYLES[kind] for kind in curves])


def _whole_path(figure: "figures.Figure", result: PathResult) -> Chart:
    """All charts run from A to B, so that their cursors stand at one place."""
    figure.update_xaxes(range=[-0.02, 1.02])
    return Chart(figure, Cursor("alpha", result.alphas.round(3).tolist()))
