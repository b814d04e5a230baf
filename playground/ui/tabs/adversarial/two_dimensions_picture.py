"""The plane drawn: regions and their confidence, points, and the attack under the cursor."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from playground.arrays import F32, Image8
from playground.engine.adversarial.two_dimensions import CELLS, Attack2dResult, Side
from playground.ui import figures
from playground.ui.chart import Chart, Frames
from playground.ui.tabs.adversarial.common import (
    BALL,
    INK,
    ON_PLANE,
    PAPER,
    PATH,
    STAR,
    mixed,
    tinted,
)

GRID = ("eps", "step")
CLASS_COLOURS = figures.COLOURS[:3]
#: Told apart without colour, too.
SYMBOLS = ("circle", "square", "triangle-up")
JUMP = "#B5177B"
#: How far a sure region takes its class's colour: points and paths must stand out on it.
TINT = 0.55
#: Of an arrow that shows a direction and no length.
ARROW = 0.09
#: The middles of the cells, along either axis.
CENTRES = (np.arange(CELLS) + 0.5) / CELLS


def plane(result: Attack2dResult, side: Side) -> Chart:
    """One network's plane. Its last traces follow the cursors."""
    figure = figures.figure(hovermode="closest")
    figure.add_traces([_regions(side), *_boundaries(side), *_data(result)])
    figure.add_trace(_gradient(result, side))
    first = len(figure.data)
    step = "FGSM" if result.request.norm == "linf" else "one step"
    arrow = {"symbol": "arrow", "angleref": "previous", "size": 15, "color": JUMP}
    jump = {"mode": "lines+markers", "name": step, "line": {"color": JUMP}, "marker": arrow}
    here = {"name": "here", "showlegend": False, **STAR}
    for style in (BALL, jump, PATH, here):
        figure.add_scatter(x=[], y=[], hoverinfo="skip", **style)
    square: dict[str, Any] = {"range": [0, 1], "constrain": "domain", "dtick": 0.25}
    figure.update_xaxes(square, showgrid=False)
    figure.update_yaxes(square, showgrid=False, scaleanchor="x")
    figure.update_layout(margin={"l": 36, "r": 8, "t": 28, "b": 24}, legend=ON_PLANE)
    moving = enumerate(_moving(result, side), start=first)
    return Chart(
        figure, frames=Frames(GRID, {i: {"x": xy[..., 0], "y": xy[..., 1]} for i, xy in moving})
    )


def _moving(result: Attack2dResult, side: Side) -> Iterator[F32]:
    """Ball, one step, path and its head [E (S+1), P, 2], at every position of eps and step."""
    states, start = side.path.shape[1], result.points.xy[result.index]
    until = np.minimum(np.arange(states)[None], np.arange(states)[:, None])
    yield np.repeat(_ball(result), states, 0)
    jump = np.stack([np.broadcast_to(start, side.jump.shape), side.jump], 1)
    yield np.repeat(jump, states, 0)
    yield side.path[:, until].reshape(-1, states, 2)
    yield side.path.reshape(-1, 1, 2)


def _ball(result: Attack2dResult) -> F32:
    """The outline of each radius's ball [E, P, 2]."""
    if result.request.norm == "linf":
        unit = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1], [1, 1]], np.float32)
    else:
        unit = figures.circle(33).astype(np.float32)
    centre = result.points.xy[result.index]
    return (centre + result.eps[:, None, None] * unit).astype(np.float32)


def _sure(side: Side) -> F32:
    """How far between a toss-up (0) and certainty (1) each cell is: [G, G]."""
    classes = side.probabilities.shape[-1]
    return (side.probabilities.max(-1) * classes - 1) / (classes - 1)


def _regions(side: Side) -> dict[str, Any]:
    """One number a cell: its class, and how sure it is."""
    classes = side.probabilities.shape[-1]
    scale = [
        [(index + end) / classes, tinted(CLASS_COLOURS[index], TINT * bool(end))]
        for index in range(classes)
        for end in (0, 0.999)
    ]
    scale[-1][0] = 1.0
    return {
        "type": "heatmap",
        "x": CENTRES,
        "y": CENTRES,
        "z": (side.probabilities.argmax(-1) + 0.999 * _sure(side)).astype(np.float32),
        "zmin": 0,
        "zmax": classes,
        "colorscale": scale,
        "showscale": False,
        "hoverinfo": "none",
    }


def regions_as_pixels(side: Side) -> Image8:
    """The regions alone, a pixel a cell: uint8 [CELLS, CELLS, 3], y = 1 on top."""
    sure, classes = _sure(side), side.probabilities.shape[-1]
    each = [np.stack(mixed(CLASS_COLOURS[k], TINT * sure), -1) for k in range(classes)]
    named = side.probabilities.argmax(-1)[None, ..., None]
    return np.take_along_axis(np.stack(each), named, 0)[0, ::-1].astype(np.uint8)


def _boundaries(side: Side) -> Iterator[dict[str, Any]]:
    """Where a class's log-probability equals that of the best other."""
    logs = np.log(side.probabilities.clip(1e-30))
    classes = logs.shape[-1]
    # With two classes, the boundary of one is that of the other.
    for index in range(1 if classes == 2 else classes):
        lead = logs[..., index] - np.delete(logs, index, -1).max(-1)
        yield {
            "type": "contour",
            "x": CENTRES,
            "y": CENTRES,
            "z": lead.astype(np.float32),
            "autocontour": False,
            "contours": {"start": 0, "end": 0, "size": 1, "coloring": "none"},
            "line": {"color": INK, "width": 2, "smoothing": 1},
            "hoverinfo": "skip",
            "showlegend": False,
        }


def _data(result: Attack2dResult) -> Iterator[dict[str, Any]]:
    for label in range(result.points.classes):
        x, y = result.points.xy[result.points.labels == label].T
        rim = {"color": PAPER, "width": 1}
        marker = {"color": CLASS_COLOURS[label], "symbol": SYMBOLS[label], "size": 7, "line": rim}
        common = {"type": "scatter", "mode": "markers", "hoverinfo": "none", "showlegend": False}
        yield {"x": x, "y": y, "name": f"class {label}", "marker": marker, **common}


def _gradient(result: Attack2dResult, side: Side) -> dict[str, Any]:
    start = result.points.xy[result.index]
    x, y = np.stack([start, start + ARROW * side.gradient], 1)
    return {
        "type": "scatter",
        "x": x,
        "y": y,
        "mode": "lines+markers",
        "name": "gradient",
        "line": {"color": INK, "width": 2, "dash": "dot"},
        "marker": {"symbol": "arrow", "angleref": "previous", "size": [0, 13], "color": INK},
        "hoverinfo": "skip",
    }
