"""The ball explorer's charts: the plane with its points, before and after, and lost classes."""

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.diffusion.network import class_names
from playground.engine.truncation.balls import GENERATED, REAL, BallsResult
from playground.ui import figures

if TYPE_CHECKING:
    from plotly.graph_objects import Figure, Scatter

#: What is compared; the Fréchet distance has a scale of its own.
MEASURES = ("precision", "recall", "density", "coverage")
BLUE, ORANGE, RED, PINK, YELLOW = (figures.COLOURS[i] for i in (0, 1, 3, 4, 7))
#: A kind of point: its shape, its colour and its size. Shapes tell it apart without the colour.
STYLES = {
    "real, covered": ("circle", BLUE, 6),
    "real, missed": ("circle-open", BLUE, 7),
    "fake, admitted": ("triangle-up", ORANGE, 7),
    "fake, outside": ("x-thin-open", RED, 7),
}
#: Most points lie within these percentiles; the window holds them, with a margin.
WINDOW, MARGIN = (0.5, 99.5), 0.12


def plane(result: BallsResult) -> "Figure":
    """Both sets in the plane where the reals spread most, the chosen image and its ball."""
    scene = result.scene
    drawn = figures.figure("first principal component", "second principal component")
    drawn.update_layout(
        hovermode="closest", legend={"font": {"size": 12}, "itemsizing": "constant"}
    )
    for side, names in (
        (REAL, ("real, covered", "real, missed")),
        (GENERATED, ("fake, admitted", "fake, outside")),
    ):
        points = scene.points(side)
        for name, which in zip(names, (points.reached, ~points.reached), strict=True):
            drawn.add_trace(_points(result, side, name, np.flatnonzero(which)))
    if result.outlier is not None:
        drawn.add_trace(_outlier(result, result.outlier))
    drawn.add_traces(_ball(result))
    _frame(drawn, [scene.real.places, scene.generated.places])
    return drawn


def _points(result: BallsResult, side: str, name: str, which: NDArray[np.int64]) -> "Scatter":
    points, classes = result.scene.points(side), class_names(result.request.dataset)
    symbol, colour, size = STYLES[name]
    marker = {"symbol": symbol, "color": colour, "size": size, "opacity": 0.75}
    marker["line"] = {"width": 1.5, "color": colour} if "open" in symbol else {"width": 0}
    return _scatter(
        points.places[which],
        name,
        marker,
        customdata=[[side, int(i)] for i in which],
        text=[classes[label] for label in points.labels[which]],
    )


def _outlier(result: BallsResult, index: int) -> "Scatter":
    marker = {"symbol": "diamond", "color": PINK, "size": 13, "line": {"width": 1.5}}
    place = result.scene.real.places[index : index + 1]
    return _scatter(place, "outlier", marker, customdata=[[REAL, index]], text=[""])


def _ball(result: BallsResult) -> list["Scatter"]:
    """The ball of a clicked real, or the one that admits a clicked fake, as its shadow; and who."""
    scene, chosen = result.scene, result.chosen
    holder = chosen.side == GENERATED
    index, radius = (chosen.best, chosen.best_radius) if holder else (chosen.index, chosen.radius)
    centre = scene.real.places[index]
    angle = np.linspace(0, 2 * math.pi, 121)
    rim = centre + radius * np.stack([np.cos(angle), np.sin(angle)], 1)
    line = {"color": BLUE, "width": 2, "dash": "solid" if chosen.reach >= 1 else "dot"}
    shadow = _scatter(rim, "ball's shadow", None, line=line, mode="lines")
    mark = {"symbol": "star", "size": 17, "color": YELLOW, "line": {"width": 1.5}}
    here = scene.points(chosen.side).places[chosen.index]
    ends = _scatter(
        np.stack([centre, here]),
        "",
        None,
        line={**line, "width": 1},
        mode="lines",
        showlegend=False,
    )
    return [shadow, ends, _scatter(here[None], "chosen", mark)]


def _scatter(
    places: NDArray[np.float64], name: str, marker: dict[str, Any] | None, **more: Any
) -> "Scatter":
    from plotly.graph_objects import Scatter

    hover = "%{text}<extra>%{fullData.name}</extra>" if "text" in more else None
    ask: dict[str, Any] = {"mode": "markers", "hovertemplate": hover, **more}
    ask |= {} if hover else {"hoverinfo": "skip"}
    return Scatter(x=places[:, 0], y=places[:, 1], name=name, marker=marker, **ask)


def _frame(drawn: "Figure", places: list[NDArray[np.float64]]) -> None:
    """Nearly all points, with lengths the same both ways: a ball's shadow is a disc."""
    low, high = np.percentile(np.concatenate(places), WINDOW, axis=0)
    margin = MARGIN * (high - low)
    drawn.update_xaxes(range=[low[0] - margin[0], high[0] + margin[0]], zeroline=False)
    drawn.update_yaxes(range=[low[1] - margin[1], high[1] + margin[1]], zeroline=False)
    drawn.update_yaxes(scaleanchor="x", scaleratio=1)


def comparison(result: BallsResult) -> "Figure":
    """The measures without the outlier, and with it where it is there: bars with their numbers."""
    from plotly.graph_objects import Bar

    sides = {"without the outlier": result.scene.before}
    if result.outlier is not None:
        sides["with it"] = result.scene.after
    longest = max(1.0, *(one[name] for one in sides.values() for name in MEASURES))
    drawn = figures.figure("share", hovermode="closest", bargap=0.3, bargroupgap=0.08)
    looks = ((BLUE, ""), (ORANGE, "/"))
    for (name, measured), (colour, hatch) in zip(sides.items(), looks, strict=False):
        lengths = [measured[one] for one in MEASURES]
        bars = Bar(x=lengths, y=list(MEASURES), name=name, orientation="h")
        marker = {"color": colour, "pattern": {"shape": hatch}}
        said = {"texttemplate": "%{x:.3f}", "textposition": "outside"}
        drawn.add_trace(bars.update(marker=marker, **said))
    drawn.update_xaxes(range=[0, 1.28 * longest])
    drawn.update_yaxes(autorange="reversed")
    return drawn


def classes(result: BallsResult) -> "Figure":
    """What each measure says when the generator draws fewer classes."""
    counts = np.arange(1, 11)
    curves = {name: result.scene.curve[name] for name in MEASURES}
    drawn = figures.lines(
        counts, curves, x="classes that the generator draws", y="share", markers=True
    )
    for trace, symbol in zip(drawn.data, ("circle", "square", "diamond", "x"), strict=True):
        trace.marker.update(symbol=symbol, size=8)
    drawn.add_vline(result.request.classes, line={"width": 1.5, "dash": "dot", "color": "#8C8C8C"})
    drawn.update_xaxes(dtick=1)
    drawn.update_yaxes(rangemode="tozero")
    return drawn
