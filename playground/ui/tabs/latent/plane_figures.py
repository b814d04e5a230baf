"""The charts of the map: codes over what the classifier reads, and the decoded manifold."""

import base64
import io
import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.latent import spaces
from playground.engine.latent.plane import Map, PlaneResult
from playground.ui import figures
from playground.ui.chart import Cursor
from playground.ui.tabs.latent import common

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

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
    "bgcolor": "rgba(255,255,255,0.72)",
    "font": {"color": "#111111", "size": 13},
}

#: A plate's height, a letter's width and what a plate adds to its letters, in shares of a chart.
HEIGHT, LETTER, MARGIN = 0.075, 0.026, 0.02
#: How often plates that cover each other are moved: more changes nothing that is seen.
ROUNDS = 60


def codes(result: PlaneResult, found: Map) -> "Figure":
    """The examples' codes in their classes' colours, over the readings of the lattice."""
    drawn = _empty(found)
    _backdrop(drawn, found, _tint(found.probabilities, len(found.xs)))
    drawn.add_traces(_points(result, found))
    _name_classes(drawn, result, found)
    _mark(drawn, found)
    drawn.add_trace(_everywhere(result, found))
    return drawn


def manifold(result: PlaneResult, found: Map) -> "Figure":
    """The decoded lattice itself, each picture at its own place."""
    drawn = _empty(found)
    _backdrop(drawn, found, _tiles(found))
    _mark(drawn, found)
    drawn.add_trace(_everywhere(result, found))
    return drawn


def cursors(found: Map) -> list[Cursor]:
    """Dragging anywhere in a map moves u across and v down."""
    across = Cursor("u", found.xs.tolist(), drag=True)
    return [across, Cursor("v", found.ys.tolist(), along="y", drag=True)]


def _empty(found: Map) -> "Figure":
    names = ("z1", "z2") if not found.distances.any() else ("along A to B", "towards C")
    drawn = figures.figure(*names, hovermode="closest", showlegend=False)
    half_x, half_y = _halves(found)
    drawn.update_xaxes(range=[found.xs[0] - half_x, found.xs[-1] + half_x], showgrid=False)
    drawn.update_yaxes(range=[found.ys[-1] - half_y, found.ys[0] + half_y], showgrid=False)
    return drawn


def _halves(found: Map) -> tuple[float, float]:
    """Half a cell of the lattice: a picture belongs to the cell around its point."""
    steps = len(found.xs) - 1
    width, height = found.xs[-1] - found.xs[0], found.ys[0] - found.ys[-1]
    return float(width) / steps / 2, float(height) / steps / 2


def _backdrop(drawn: "Figure", found: Map, picture: NDArray[np.uint8]) -> None:
    half_x, half_y = _halves(found)
    drawn.add_layout_image(
        source=_png(picture),
        xref="x",
        yref="y",
        x=float(found.xs[0]) - half_x,
        y=float(found.ys[0]) + half_y,
        sizex=float(found.xs[-1] - found.xs[0]) + 2 * half_x,
        sizey=float(found.ys[0] - found.ys[-1]) + 2 * half_y,
        sizing="stretch",
        layer="below",
    )


def _tint(probabilities: NDArray[np.float32], side: int) -> NDArray[np.uint8]:
    """[S*S, 10] -> RGBA [S, S, 4]: the classes' colours mixed, the fainter the less sure."""
    colours = np.array([_rgb(colour) for colour in figures.CLASS_COLOURS])
    sure = (probabilities.max(1, keepdims=True) - 0.1) / 0.9
    tinted = np.concatenate([probabilities @ colours, 255 * TINT * sure**2], axis=1)
    return tinted.round().astype(np.uint8).reshape(side, side, 4).swapaxes(0, 1)


def _tiles(found: Map) -> NDArray[np.uint8]:
    """Every so many-th picture of the lattice, edge to edge, as one: uint8 [h, w].

    Skipped pictures leave no gap: each tile stands for the cells around it, so the lattice is
    read at the tiles' own centres.
    """
    side = len(found.xs)
    count = min(TILES, side)
    centres = ((np.arange(count) + 0.5) * side / count).astype(int)
    frames = found.frames.reshape(side, side, *found.frames.shape[1:])[np.ix_(centres, centres)]
    height, width = frames.shape[2:]
    return frames.transpose(1, 2, 0, 3).reshape(count * height, count * width)


def _points(result: PlaneResult, found: Map) -> list[Any]:
    """One trace a class; a code far from the plane is small and faint."""
    from plotly.graph_objects import Scatter

    size = float(np.ptp(found.xs))
    near = np.exp2(-((found.distances / (FADE * size)) ** 2)) if found.distances.any() else None
    traces = []
    for label, name in enumerate(spaces.classes(result.dataset)):
        mine = result.labels == label
        weight = 1.0 if near is None else near[mine]
        marker = {
            "color": figures.CLASS_COLOURS[label],
            "size": 3 + 3 * weight,
            "opacity": 0.15 + 0.7 * weight,
        }
        traces.append(
            Scatter(
                x=found.codes[mine, 0],
                y=found.codes[mine, 1],
                mode="markers",
                name=name,
                marker=marker,
                customdata=found.distances[mine],
                hovertemplate=HOVER if near is None else HOVER_FAR,
            )
        )
    return traces


def _name_classes(drawn: "Figure", result: PlaneResult, found: Map) -> None:
    """Each class by its name, near the median of its codes, in its colour's frame."""
    names = spaces.classes(result.dataset)
    there = [label for label in range(len(names)) if (result.labels == label).any()]
    medians = [np.median(found.codes[result.labels == label], axis=0) for label in there]
    size = np.array([found.xs[-1] - found.xs[0], found.ys[0] - found.ys[-1]])
    places = apart(np.array(medians) / size, [len(names[label]) for label in there]) * size
    for label, (x, y) in zip(there, places, strict=True):
        frame = {"bordercolor": figures.CLASS_COLOURS[label], "borderwidth": 2}
        drawn.add_annotation(x=x, y=y, text=names[label], showarrow=False, **frame, **PLATE)


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


def _mark(drawn: "Figure", found: Map) -> None:
    """The path from A to B, and the marked codes by their letters."""
    from plotly.graph_objects import Scatter

    for colour, width in (("#FFFFFF", 6), ("#D0021B", 3)):
        line = {"color": colour, "width": width}
        drawn.add_trace(
            Scatter(
                x=found.path[:, 0], y=found.path[:, 1], mode="lines", line=line, hoverinfo="skip"
            )
        )
    for letter, (x, y) in zip("ABC", found.marked, strict=False):
        drawn.add_annotation(
            x=x, y=y, text=f"<b>{letter}</b>", showarrow=False, bordercolor="#D0021B", **PLATE
        )


def _everywhere(result: PlaneResult, found: Map) -> Any:
    """Nothing to see, but a reading to hover and a point to click wherever the pointer is."""
    from plotly.graph_objects import Heatmap

    side = len(found.xs)
    said = [common.reading(result.dataset, one) for one in found.probabilities]
    clear = [[0, "rgba(0,0,0,0)"], [1, "rgba(0,0,0,0)"]]
    return Heatmap(
        x=found.xs,
        y=found.ys,
        z=np.zeros((side, side), np.uint8),
        text=[said[row::side] for row in range(side)],
        hovertemplate="(%{x:.2f}, %{y:.2f}): %{text}<extra></extra>",
        colorscale=clear,
        showscale=False,
    )


def _rgb(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def _png(picture: NDArray[np.uint8]) -> str:
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "PNG", compress_level=1)
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
