"""Two supports: their shapes with points and balls, and the estimates against their number."""

from typing import Any

import numpy as np

from playground.arrays import F64
from playground.engine.truncation import supports
from playground.engine.truncation.supports import COUNTS, REAL, SupportsRequest, SupportsResult
from playground.ui import figures
from playground.ui.chart import Chart, Cursor, Frames, Grips

BLUE, ORANGE, PINK = (figures.COLOURS[i] for i in (0, 1, 4))
NAMES = {REAL: "real", supports.FAKE: "generated"}
#: Which colour, dash and shape a side's border and points have.
STYLES = {REAL: (BLUE, "solid", "circle"), supports.FAKE: (ORANGE, "dash", "triangle-up")}
#: Tints of the places that no ball reaches, real balls alone, fake balls alone, both.
TINTS = ("rgba(0,0,0,0)", "rgba(0,114,178,0.28)", "rgba(230,159,0,0.30)", "rgba(0,158,115,0.42)")
#: The plane's cursors.
GRID = ("k", "N")
#: Measures on the chart against the number of points: colour, mark, and the dash of the area's.
DRAWN = {"precision": (BLUE, "circle", "dot"), "recall": (PINK, "square", "dashdot")}


def plane(request: SupportsRequest, result: SupportsResult) -> Chart:
    """Both shapes over what the balls reach; trace 0 is the balls, 1 and 2 the points."""
    figure = figures.figure("x", "y", hovermode="closest", legend_font_size=13)
    axis = np.linspace(-supports.EDGE, supports.EDGE, supports.CELLS)
    steps = [(i + end) / len(TINTS) for i in range(len(TINTS)) for end in (0, 1)]
    figure.add_heatmap(
        x=axis,
        y=axis,
        z=result.balls[0, 0],
        zmin=-0.5,
        zmax=3.5,
        colorscale=[[step, TINTS[i // 2]] for i, step in enumerate(steps)],
        showscale=False,
        hovertemplate="x %{x:.1f}, y %{y:.1f}<extra/>",
    )
    quiet: dict[str, Any] = {"hoverinfo": "skip", "showlegend": False}
    for side, (colour, _, symbol) in STYLES.items():
        x, y = result.points[side][: supports.SHOWN].T
        faint, name = {"opacity": 0.8}, f"{NAMES[side]} points"
        figures.marks(figure, x, y, name, colour, symbol, 5, marker=faint, **quiet)
    grips = [_grips(result, side, 1 + i) for i, side in enumerate(STYLES)]
    for side, (colour, dash, _) in STYLES.items():
        for index, (x, y) in enumerate(border.T for border in result.borders[side]):
            name, legend = f"{NAMES[side]} support", {**quiet, "showlegend": index == 0}
            figures.curve(figure, x, y, name, colour, dash=dash, width=3, **legend)
    figure.update_xaxes(range=[-supports.EDGE, supports.EDGE], showgrid=False)
    figure.update_yaxes(range=[-supports.EDGE, supports.EDGE], showgrid=False, scaleanchor="x")
    return Chart(figure, frames=_points_and_balls(result), grips=grips)


def _grips(result: SupportsResult, side: str, points: int) -> Grips:
    """A shape can be taken: trace 0, what the balls reach, fades while it moves."""
    before = 3 + (
        len(result.borders[REAL]) if side == supports.FAKE else 0
    )  # after balls and points
    borders = range(before, before + len(result.borders[side]))
    shape = result.request.asked(side)
    return Grips(
        name=side,
        label=f"{NAMES[side]} support",
        colour=STYLES[side][0],
        x=shape["x"],
        y=shape["y"],
        size=shape["size"],
        places=(-supports.EDGE, supports.EDGE),
        sizes=supports.SIZES,
        step=supports.STEP,
        traces=[points, *borders],
        fades=[0],
        round=shape["support"] != "square",
        rim=-1 if side == REAL else 1,
    )


def _points_and_balls(result: SupportsResult) -> Frames:
    """What the balls reach, and so many points, at each k and number of points."""
    data = {0: {"z": result.balls.reshape(-1, supports.CELLS, supports.CELLS)}}
    for trace, side in enumerate(STYLES, start=1):
        # Frames of one trace are of one length; what is not a number is not drawn.
        there = np.arange(supports.SHOWN) < np.array(COUNTS)[:, None]
        shown = np.where(there[..., None], result.points[side][: supports.SHOWN], np.nan)
        every = np.concatenate([shown] * len(supports.KS))
        data[trace] = {"x": every[..., 0], "y": every[..., 1]}
    return Frames(GRID, data)


def curves(request: SupportsRequest, result: SupportsResult) -> Chart:
    """Mean and range over the draws at each number of points; dotted: by area."""
    figure, at = figures.figure("points of each set, N", "share"), np.arange(len(COUNTS))
    frames: dict[int, dict[str, F64]] = {}
    for name, (colour, _, _) in DRAWN.items():
        values = result.measured[name]
        # Along the highest of all draws and back along the lowest: [K, 2 N], as a band is drawn.
        band = np.concatenate([values.max(2), values.min(2)[:, ::-1]], axis=1)
        frames[len(figure.data)] = {"y": band}
        figures.band(figure, at, values[0].min(1), values[0].max(1), colour)
    for name, (colour, symbol, _) in DRAWN.items():
        means = result.measured[name].mean(2)
        frames[len(figure.data)] = {"y": means}
        figures.curve(figure, at, means[0], f"k-NN {name}", colour, symbol=symbol)
    for name, (colour, _, dash) in DRAWN.items():
        ends, exact = [at[0], at[-1]], [getattr(result.exact, name)] * 2
        figures.curve(figure, ends, exact, f"{name} by area", colour, dash=dash, width=2)
    figure.update_xaxes(tickvals=at.tolist(), ticktext=[str(count) for count in COUNTS])
    figure.update_yaxes(range=[-0.03, 1.05])
    return Chart(figure, Cursor("N", at.tolist()), Frames("k", frames))
