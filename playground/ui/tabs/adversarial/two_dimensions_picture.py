"""The plane drawn: regions and their confidence, points, and the attack under the cursor."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.adversarial.two_dimensions import CELLS, PlaneResult, Side
from playground.ui import figures

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

GRID = ("eps", "step")
CLASS_COLOURS = (figures.COLOURS[0], figures.COLOURS[1], figures.COLOURS[2])
#: Told apart without colour, too.
SYMBOLS = ("circle", "square", "triangle-up")
INK, PAPER, JUMP = "#111111", "#FFFFFF", "#B5177B"
#: Above a plane, on white of its own: the path is black, on slate too.
LEGEND = {
    "itemwidth": 30,
    "font": {"size": 13, "color": INK},
    "bgcolor": PAPER,
    "x": 0.5,
    "xanchor": "center",
}
#: How far a sure region takes its class's colour: points and paths must stand out on it.
_TINT = 0.55
#: Of an arrow that shows a direction and no length.
_ARROW = 0.09

Floats = NDArray[np.float32]


def picture(result: PlaneResult, side: Side) -> "Figure":
    """One network's plane. Its last four traces follow the cursor; see `moving`."""
    drawn = figures.figure(hovermode="closest")
    drawn.add_traces([_regions(side), *_boundaries(side), *_data(result)])
    drawn.add_traces([_gradient(result, side), *_attack(result)])
    drawn.update_xaxes(range=[0, 1], constrain="domain", showgrid=False, dtick=0.25)
    drawn.update_yaxes(
        range=[0, 1], scaleanchor="x", constrain="domain", showgrid=False, dtick=0.25
    )
    drawn.update_layout(
        margin={"l": 36, "r": 8, "t": 28, "b": 24},
        legend=LEGEND,
    )
    return drawn


def moving(result: PlaneResult, side: Side) -> dict[int, dict[str, NDArray[Any]]]:
    """For each of the last traces: x and y at every position of eps and step."""
    radii, states = side.path.shape[:2]
    shape = (radii, states)
    start = result.points.xy[result.index]
    until = np.minimum(np.arange(states)[None], np.arange(states)[:, None])
    curves = {
        "ball": _each(_ball(result), shape),
        "jump": _each(np.stack([np.broadcast_to(start, side.jump.shape), side.jump], 1), shape),
        "path": side.path[:, until].reshape(-1, states, 2),
        "head": side.path.reshape(-1, 1, 2),
    }
    first = 1 + _lines(side) + result.points.classes + 1
    return {
        first + i: {"x": curve[..., 0], "y": curve[..., 1]}
        for i, curve in enumerate(curves.values())
    }


def _each(curves: Floats, shape: tuple[int, int]) -> Floats:
    """[E, P, 2] -> [E (S+1), P, 2]: the same at every step."""
    return np.repeat(curves, shape[1], 0)


def _ball(result: PlaneResult) -> Floats:
    """The outline of each radius's ball [E, P, 2]."""
    if result.request.norm == "linf":
        unit = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1], [1, 1]], np.float32)
    else:
        angle = np.linspace(0, 2 * np.pi, 33)
        unit = np.stack([np.cos(angle), np.sin(angle)], 1).astype(np.float32)
    centre = result.points.xy[result.index]
    return (centre + result.eps[:, None, None] * unit).astype(np.float32)


def _centres() -> NDArray[np.float64]:
    return (np.arange(CELLS) + 0.5) / CELLS


def _regions(side: Side) -> Any:
    """One number a cell: its class, and how far between a toss-up and certainty (0 to 1) it is."""
    from plotly.graph_objects import Heatmap

    classes = side.probabilities.shape[-1]
    sure = (side.probabilities.max(-1) * classes - 1) / (classes - 1)
    scale = []
    for index in range(classes):
        ends = ((index, PAPER), (index + 0.999, _tinted(CLASS_COLOURS[index])))
        scale += [[place / classes, colour] for place, colour in ends]
    scale[-1][0] = 1.0
    return Heatmap(
        x=_centres(),
        y=_centres(),
        z=(side.probabilities.argmax(-1) + 0.999 * sure).astype(np.float32),
        zmin=0,
        zmax=classes,
        colorscale=scale,
        showscale=False,
        hoverinfo="none",
    )


def _tinted(colour: str) -> str:
    return "rgb({}, {}, {})".format(*_mixed(colour, 1.0))


def _mixed(colour: str, share: Any) -> list[Any]:
    """Red, green and blue between white (share 0) and the colour's tint (share 1)."""
    channels = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return [np.rint(255 + _TINT * share * (channel - 255)).astype(int) for channel in channels]


def regions_as_pixels(side: Side) -> NDArray[np.uint8]:
    """The regions alone, a pixel a cell: uint8 [CELLS, CELLS, 3], y = 1 on top."""
    classes = side.probabilities.shape[-1]
    sure = (side.probabilities.max(-1) * classes - 1) / (classes - 1)
    each = [np.stack(_mixed(CLASS_COLOURS[k], sure), -1) for k in range(classes)]
    named = side.probabilities.argmax(-1)[None, ..., None]
    return np.take_along_axis(np.stack(each), named, 0)[0, ::-1].astype(np.uint8)


def _lines(side: Side) -> int:
    """With two classes, the boundary of one is that of the other."""
    classes = side.probabilities.shape[-1]
    return 1 if classes == 2 else classes


def _boundaries(side: Side) -> list[Any]:
    """Where a class's log-probability equals that of the best other."""
    from plotly.graph_objects import Contour

    logs = np.log(side.probabilities.clip(1e-30))
    found = []
    for index in range(_lines(side)):
        lead = logs[..., index] - np.delete(logs, index, -1).max(-1)
        found.append(
            Contour(
                x=_centres(),
                y=_centres(),
                z=lead.astype(np.float32),
                autocontour=False,
                contours={"start": 0, "end": 0, "size": 1, "coloring": "none"},
                line={"color": INK, "width": 2, "smoothing": 1},
                hoverinfo="skip",
                showlegend=False,
            )
        )
    return found


def _data(result: PlaneResult) -> list[Any]:
    from plotly.graph_objects import Scatter

    return [
        Scatter(
            x=result.points.xy[result.points.labels == label, 0],
            y=result.points.xy[result.points.labels == label, 1],
            mode="markers",
            name=f"class {label}",
            marker={
                "color": CLASS_COLOURS[label],
                "symbol": SYMBOLS[label],
                "size": 7,
                "line": {"color": PAPER, "width": 1},
            },
            hoverinfo="none",
            showlegend=False,
        )
        for label in range(result.points.classes)
    ]


def _gradient(result: PlaneResult, side: Side) -> Any:
    from plotly.graph_objects import Scatter

    start = result.points.xy[result.index]
    end = start + _ARROW * side.gradient
    return Scatter(
        x=[start[0], end[0]],
        y=[start[1], end[1]],
        mode="lines+markers",
        name="gradient",
        line={"color": INK, "width": 2, "dash": "dot"},
        marker={"symbol": "arrow", "angleref": "previous", "size": [0, 13], "color": INK},
        hoverinfo="skip",
    )


def _attack(result: PlaneResult) -> list[Any]:
    """The ball, the one step, the path and its head; where they are is in `moving`."""
    from plotly.graph_objects import Scatter

    step = "FGSM" if result.request.norm == "linf" else "one step"
    ring = {"color": INK, "width": 2}
    common: dict[str, Any] = {"x": [], "y": [], "hoverinfo": "skip"}
    line = {"width": 3, "color": INK}
    arrow = {"symbol": "arrow", "angleref": "previous", "size": 15, "color": JUMP}
    dots = {"color": PAPER, "size": 6, "line": {"color": INK, "width": 1.5}}
    head = {"symbol": "star", "size": 13, "color": "#F0E442", "line": ring}
    return [
        Scatter(**common, mode="lines", name="ball", line={**line, "width": 2, "dash": "dash"}),
        Scatter(**common, mode="lines+markers", name=step, line={"color": JUMP}, marker=arrow),
        Scatter(**common, mode="lines+markers", name="PGD", line=line, marker=dots),
        Scatter(**common, mode="markers", name="here", marker=head, showlegend=False),
    ]
