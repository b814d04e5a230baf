"""The charts of the map: codes over what the classifier reads, and the decoded manifold."""

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.arrays import F32, Image8
from playground.engine.classes import class_names
from playground.engine.latent.plane import LatentPlaneRequest, LatentPlaneResult, Map
from playground.ui import figures
from playground.ui.chart import Chart, Cursor
from playground.ui.tabs.latent import common

#: How strongly the map is tinted where the classifier is certain; unsure places stay bare.
TINT = 0.5
#: What is said at a code, by its class' trace.
HOVER = "%{fullData.name}<extra></extra>"
HOVER_FAR = "%{fullData.name}, %{customdata:.2f} from the plane<extra></extra>"
#: Decoded pictures along each side of the manifold, about.
TILES = 17
#: A code so many times the plane's own size away from it fades to half.
FADE = 0.5
#: Text on a white plate, and lines with a white rim, are legible over any picture.
PLATE: dict[str, Any] = {
    "showarrow": False,
    "bgcolor": "rgba(255,255,255,0.72)",
    "font": {"color": "#111111", "size": 13},
}

#: A plate's height, a letter's width and what a plate adds to its letters, in shares of a chart.
HEIGHT, LETTER, MARGIN = 0.075, 0.026, 0.02
#: How often plates that cover each other are moved: more changes nothing that is seen.
ROUNDS = 60


def codes(request: LatentPlaneRequest, result: LatentPlaneResult, place: int) -> Chart:
    """The examples' codes in their classes' colours, over the readings of the lattice."""
    space = result.maps[place]
    figure = _over(space, _tint(space.probabilities, len(space.xs)))
    _points(figure, result, space)
    _name_classes(figure, result, space)
    return _marked(figure, result, space)


def manifold(request: LatentPlaneRequest, result: LatentPlaneResult, place: int) -> Chart:
    """The decoded lattice itself, each picture at its own place."""
    space = result.maps[place]
    return _marked(_over(space, _tiles(space)), result, space)


def _over(space: Map, picture: Image8) -> "figures.Figure":
    """An empty map with a picture under it. A picture of the lattice belongs to the cell around its
    point, so that the map reaches half a cell beyond the outermost."""
    names = ("z1", "z2") if not space.distances.any() else ("along A to B", "towards C")
    figure = figures.figure(*names, hovermode="closest", showlegend=False)
    left, right = _beyond(space.xs)
    top, bottom = _beyond(space.ys)
    figure.update_xaxes(range=[left, right], showgrid=False)
    figure.update_yaxes(range=[bottom, top], showgrid=False)
    return figures.underlay(figure, picture, left, right, bottom, top)


def _beyond(places: NDArray[Any]) -> tuple[float, float]:
    """The first and last of places, and half a step more."""
    first, last = float(places[0]), float(places[-1])
    half = (last - first) / (len(places) - 1) / 2
    return first - half, last + half


def _tint(probabilities: F32, side: int) -> Image8:
    """[S*S, 10] -> RGBA [S, S, 4]: the classes' colours mixed, the fainter the less sure."""
    colours = np.array([list(bytes.fromhex(colour[1:])) for colour in figures.CLASS_COLOURS])
    sure = (probabilities.max(1, keepdims=True) - 0.1) / 0.9
    tinted = np.concatenate([probabilities @ colours, 255 * TINT * sure**2], axis=1)
    return tinted.round().astype(np.uint8).reshape(side, side, 4).swapaxes(0, 1)


def _tiles(space: Map) -> Image8:
    """Every so many-th picture of the lattice, edge to edge, as one: uint8 [h, w].

    Skipped pictures leave no gap: each tile stands for the cells around it, so the lattice is
    read at the tiles' own centres.
    """
    side = len(space.xs)
    count = min(TILES, side)
    centres = ((np.arange(count) + 0.5) * side / count).astype(int)
    frames = space.frames.reshape(side, side, *space.frames.shape[1:])[np.ix_(centres, centres)]
    height, width = frames.shape[2:]
    return frames.transpose(1, 2, 0, 3).reshape(count * height, count * width)


def _points(figure: "figures.Figure", result: LatentPlaneResult, space: Map) -> None:
    """One trace a class; a code far from the plane is small and faint."""
    size = float(np.ptp(space.xs))
    far = space.distances.any()
    near = np.exp2(-((space.distances / (FADE * size)) ** 2))
    for label, name in enumerate(class_names(result.dataset)):
        mine = result.labels == label
        weight = near[mine] if far else 1.0
        marker = {
            "color": figures.CLASS_COLOURS[label],
            "size": 3 + 3 * weight,
            "opacity": 0.15 + 0.7 * weight,
        }
        figure.add_scatter(
            x=space.codes[mine, 0],
            y=space.codes[mine, 1],
            mode="markers",
            name=name,
            marker=marker,
            customdata=space.distances[mine],
            hovertemplate=HOVER_FAR if far else HOVER,
        )


def _name_classes(figure: "figures.Figure", result: LatentPlaneResult, space: Map) -> None:
    """Each class by its name, near the median of its codes, in its colour's frame."""
    names = class_names(result.dataset)
    there = [label for label in range(len(names)) if (result.labels == label).any()]
    medians = [np.median(space.codes[result.labels == label], axis=0) for label in there]
    size = np.array([space.xs[-1] - space.xs[0], space.ys[0] - space.ys[-1]])
    places = apart(np.array(medians) / size, [len(names[label]) for label in there]) * size
    for label, (x, y) in zip(there, places, strict=True):
        frame = {"bordercolor": figures.CLASS_COLOURS[label], "borderwidth": 2}
        figure.add_annotation(x=x, y=y, text=names[label], **frame, **PLATE)


def apart(places: NDArray[Any], letters: Sequence[int]) -> NDArray[Any]:
    """Centres [K, 2] of plates with so many letters, in shares of the chart, moved up or down as
    far as it takes that none covers another."""
    moved = places.astype(float).copy()
    wide = np.array(letters) * LETTER + MARGIN
    for _ in range(ROUNDS):
        for i, j in itertools.combinations(range(len(moved)), 2):
            gap = moved[j] - moved[i]
            missing = HEIGHT - abs(gap[1])
            if abs(gap[0]) < (wide[i] + wide[j]) / 2 and missing > 0:
                step = np.copysign(missing / 2, gap[1])
                moved[i, 1] -= step
                moved[j, 1] += step
    return moved


def _marked(figure: "figures.Figure", result: LatentPlaneResult, space: Map) -> Chart:
    """The path from A to B and the marked codes by their letters; and, with nothing to see, a
    reading to hover and a point to drag to wherever the pointer is."""
    x, y = space.path.T
    for colour, width in (("#FFFFFF", 6), ("#D0021B", 3)):
        line = {"color": colour, "width": width}
        figure.add_scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip")
    for letter, (x, y) in zip("ABC", space.marked, strict=False):
        figure.add_annotation(x=x, y=y, text=f"<b>{letter}</b>", bordercolor="#D0021B", **PLATE)
    side = len(space.xs)
    said = [common.reading(result.dataset, one) for one in space.probabilities]
    figure.add_heatmap(
        x=space.xs,
        y=space.ys,
        z=np.zeros((side, side), np.uint8),
        text=[said[row::side] for row in range(side)],
        hovertemplate="(%{x:.2f}, %{y:.2f}): %{text}<extra></extra>",
        colorscale=[[0, "rgba(0,0,0,0)"], [1, "rgba(0,0,0,0)"]],
        showscale=False,
    )
    across = Cursor("u", space.xs.tolist(), drag=True)
    return Chart(figure, [across, Cursor("v", space.ys.tolist(), along="y", drag=True)])
