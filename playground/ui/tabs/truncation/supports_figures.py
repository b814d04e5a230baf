"""Two supports: their shapes with points and balls, and the estimates against their number."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from playground.engine.truncation.supports import (
    CELLS,
    COUNTS,
    EDGE,
    FAKE,
    KS,
    REAL,
    SHOWN,
    SIZES,
    STEP,
    SupportsResult,
)
from playground.ui import figures
from playground.ui.chart import Frames, Grips

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

BLUE, ORANGE, GREEN, PINK = (figures.COLOURS[i] for i in (0, 1, 2, 4))
NAMES = {REAL: "real", FAKE: "generated"}
#: Which colour, dash and shape a side's border and points have.
STYLES = {REAL: (BLUE, "solid", "circle"), FAKE: (ORANGE, "dash", "triangle-up")}
#: Tints of the places that no ball reaches, real balls alone, fake balls alone, both.
TINTS = ("rgba(0,0,0,0)", "rgba(0,114,178,0.28)", "rgba(230,159,0,0.30)", "rgba(0,158,115,0.42)")
#: The plane's cursors.
GRID = ("k", "N")
#: Measures on the chart against the number of points; the others are facts.
DRAWN = ("precision", "recall")


def plane(result: SupportsResult) -> "Figure":
    """Both shapes over what the balls reach; trace 0 is the balls, 1 and 2 the points."""
    from plotly.graph_objects import Heatmap, Scatter

    drawn = figures.figure("x", "y", hovermode="closest")
    axis = np.linspace(-EDGE, EDGE, CELLS)
    steps = [(i + end) / len(TINTS) for i in range(len(TINTS)) for end in (0, 1)]
    scale = [[step, TINTS[i // 2]] for i, step in enumerate(steps)]
    balls = Heatmap(x=axis, y=axis, z=result.balls[0, 0], zmin=-0.5, zmax=3.5, colorscale=scale)
    drawn.add_trace(balls.update(showscale=False, hovertemplate="x %{x:.1f}, y %{y:.1f}<extra/>"))
    for side, (colour, _, symbol) in STYLES.items():
        marker = {"color": colour, "symbol": symbol, "size": 5, "opacity": 0.8}
        x, y = result.points[side][:SHOWN].T
        points = Scatter(x=x, y=y, name=f"{NAMES[side]} points", mode="markers", marker=marker)
        drawn.add_trace(points.update(hoverinfo="skip", showlegend=False))
    for side, (colour, dash, _) in STYLES.items():
        for index, line in enumerate(result.borders[side]):
            border = Scatter(x=line[:, 0], y=line[:, 1], name=f"{NAMES[side]} support")
            border.update(mode="lines", line={"color": colour, "dash": dash, "width": 3})
            drawn.add_trace(border.update(showlegend=index == 0, hoverinfo="skip"))
    drawn.update_layout(legend={"font": {"size": 12}})
    drawn.update_xaxes(range=[-EDGE, EDGE], showgrid=False)
    return drawn.update_yaxes(range=[-EDGE, EDGE], showgrid=False, scaleanchor="x")


def grips(result: SupportsResult) -> list[Grips]:
    """Both shapes can be taken: trace 0, what the balls reach, fades while one moves."""
    first = 3  # after the balls and the points
    found = []
    for index, (side, (colour, _, _)) in enumerate(STYLES.items()):
        borders = range(first, first + len(result.borders[side]))
        first = borders.stop
        x, y, size = (float(getattr(result.request, f"{side}_{n}")) for n in ("x", "y", "size"))
        found.append(
            Grips(
                name=side,
                label=f"{NAMES[side]} support",
                colour=colour,
                **{"x": x, "y": y, "size": size},
                places=(-EDGE, EDGE),
                sizes=SIZES,
                step=STEP,
                traces=[index + 1, *borders],
                fades=[0],
                round=getattr(result.request, f"{side}_shape") != "square",
                rim=-1 if side == REAL else 1,
            )
        )
    return found


def plane_frames(result: SupportsResult) -> Frames:
    """What the balls reach, and so many points, at each k and number of points."""
    frames = len(KS) * len(COUNTS)
    data = {0: {"z": result.balls.reshape(frames, CELLS, CELLS)}}
    for trace, side in enumerate((REAL, FAKE), start=1):
        # Frames of one trace are of one length; what is not a number is not drawn.
        there = np.arange(SHOWN) < np.array(COUNTS)[:, None]
        shown = np.where(there[..., None], result.points[side][:SHOWN], np.nan)
        every = np.concatenate([shown] * len(KS))
        data[trace] = {"x": every[..., 0], "y": every[..., 1]}
    return Frames(GRID, data)


def curves(result: SupportsResult) -> "Figure":
    """Mean and range over the draws at each number of points; dotted: by area."""
    from plotly.graph_objects import Scatter

    drawn = figures.figure("points of each set, N", "share")
    at = np.arange(len(COUNTS))
    for name, colour in zip(DRAWN, (BLUE, PINK), strict=True):
        values = result.measured[name][0]
        figures.band(drawn, at, values.min(1), values.max(1), colour)
    exact = {"precision": result.exact.precision, "recall": result.exact.recall}
    ways = zip(DRAWN, (BLUE, PINK), ("circle", "square"), strict=True)
    for name, colour, symbol in ways:
        mean = result.measured[name].mean(2)[0]
        line = Scatter(x=at, y=mean, name=f"k-NN {name}", mode="lines+markers")
        marker = {"symbol": symbol, "size": 8}
        drawn.add_trace(line.update(line={"color": colour, "width": 2.5}, marker=marker))
    for name, colour, dash in zip(DRAWN, (BLUE, PINK), ("dot", "dashdot"), strict=True):
        level = Scatter(x=[at[0], at[-1]], y=[exact[name]] * 2, mode="lines")
        line_style = {"color": colour, "dash": dash, "width": 2}
        drawn.add_trace(level.update(name=f"{name} by area", line=line_style))
    drawn.update_xaxes(tickvals=at.tolist(), ticktext=[str(count) for count in COUNTS])
    return drawn.update_yaxes(range=[-0.03, 1.05])


def curve_frames(result: SupportsResult) -> Frames:
    """The bands and the lines at each k."""
    data = {i: {"y": _band(result, name)} for i, name in enumerate(DRAWN)}
    means = {i: {"y": result.measured[n].mean(2)} for i, n in enumerate(DRAWN, start=len(DRAWN))}
    return Frames("k", {**data, **means})


def _band(result: SupportsResult, name: str) -> NDArray[np.float64]:
    """Along the highest of all draws and back along the lowest: [K, 2 N], as a band is drawn."""
    values = result.measured[name]
    return np.concatenate([values.max(2), values.min(2)[:, ::-1]], axis=1)
