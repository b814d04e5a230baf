"""The figures of the page on improving samples: its planes, and how reliable the estimate is."""

from typing import TYPE_CHECKING, Any

import numpy as np

from playground.engine.truncation.sample_selection import ImproveResult, Outcome
from playground.ui import chart, figures
from playground.ui.chart import Frames
from playground.ui.tabs.truncation import common
from playground.ui.tabs.truncation.sample_selection_words import SHORT

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

#: A colour and a shape each: they lie close together.
MARKS = {
    "plain": (figures.CLASS_COLOURS[6], "circle"),
    "psi-0.85": (figures.CLASS_COLOURS[3], "diamond"),
    "psi-0.7": (figures.CLASS_COLOURS[3], "diamond-tall"),
    "drs": (figures.CLASS_COLOURS[0], "square"),
    "obrs": (figures.CLASS_COLOURS[2], "cross"),
    "mh": (figures.CLASS_COLOURS[1], "triangle-up"),
    "sir": (figures.CLASS_COLOURS[4], "pentagon"),
    "latent": (figures.CLASS_COLOURS[7], "hourglass"),
    "dot": (figures.CLASS_COLOURS[5], "star-square"),
    "dgflow": (figures.CLASS_COLOURS[8], "hexagon"),
    "ddls": (figures.CLASS_COLOURS[9], "triangle-down"),
}


def plane(result: ImproveResult, across: str, up: str) -> dict[str, Any]:
    """A mark and its two bands a way, hollow where both differences are within noise."""
    drawn = figures.figure(across, up, hovermode="closest")
    drawn.update_layout(legend_font_size=12)
    for one in result.outcomes:
        _mark(drawn, one, result.plain, across, up)
    star = {"size": 13, "symbol": "star", "color": figures.COLOURS[2]}
    drawn.add_scatter(
        x=[result.ceiling[across]],
        y=[result.ceiling[up]],
        mode="markers",
        marker=star,
        name="real against real",
    )
    xs, ys = ([one.band(name)[0] for one in result.outcomes] for name in (across, up))
    moving = common.ring(drawn, xs, ys)
    return chart.value(drawn, frames=Frames("way", moving))


def _mark(drawn: "Figure", one: Outcome, plain: Outcome, across: str, up: str) -> None:
    colour, symbol = MARKS[one.name]
    away = any(one.beyond_noise(plain, name) for name in (across, up))
    solid = away or one is plain
    ends: dict[str, Any] = {}
    for symbol, name in (("x", across), ("y", up)):
        mean, half = one.band(name)
        ends[symbol] = [mean]
        ends[f"error_{symbol}"] = {"array": [half], "thickness": 1, "width": 0}
    drawn.add_scatter(
        **ends,
        mode="markers",
        marker={
            "size": 11,
            "symbol": symbol if solid else f"{symbol}-open",
            "color": colour,
            "line": {"width": 1 if solid else 2.5, "color": colour},
        },
        name=SHORT[one.name],
    )


def reliability(result: ImproveResult) -> "Figure":
    """Said against observed, on images that calibration has not seen."""
    drawn = figures.figure("probability of being real, as said", "share that is real")
    for name, one, colour in (
        ("as trained", result.before, figures.COLOURS[1]),
        ("calibrated", result.after, figures.COLOURS[0]),
    ):
        drawn.add_scatter(
            x=one.predicted.numpy(),
            y=one.observed.numpy(),
            mode="lines+markers",
            marker={"size": 4 + 14 * np.sqrt(one.count.numpy() / one.count.sum().item())},
            line={"color": colour, "width": 2.5},
            name=name,
        )
    grey = {"color": figures.COLOURS[6], "dash": "dash", "width": 1.5}
    drawn.add_scatter(x=[0, 1], y=[0, 1], mode="lines", line=grey, name="perfect")
    return drawn.update_xaxes(range=[-0.02, 1.02]).update_yaxes(range=[-0.02, 1.02])
