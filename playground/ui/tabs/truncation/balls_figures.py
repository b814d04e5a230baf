"""The ball explorer's charts: the plane with its points, before and after, and lost classes."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.arrays import F64
from playground.engine.classes import class_names
from playground.engine.truncation.balls import GENERATED, REAL, BallsRequest, BallsResult
from playground.engine.truncation.real import SHARES
from playground.ui import figures
from playground.ui.chart import Chart

BLUE, ORANGE, RED, PINK, YELLOW = (figures.COLOURS[i] for i in (0, 1, 3, 4, 7))
#: A kind of point: its shape, its colour and its size. Shapes tell it apart without the colour.
STYLES = {
    "real, covered": ("circle", BLUE, 6),
    "real, missed": ("circle-open", BLUE, 7),
    "fake, admitted": ("triangle-up", ORANGE, 7),
    "fake, outside": ("x-thin-open", RED, 7),
}
HOVER = "%{text}<extra>%{fullData.name}</extra>"
#: Most points lie within these percentiles; the window holds them, with a margin.
WINDOW, MARGIN = (0.5, 99.5), 0.12


def plane(request: BallsRequest, result: BallsResult) -> Chart:
    """Both sets in the plane where the reals spread most, the chosen image and its ball."""
    scene, first, second = result.scene, "first principal component", "second principal component"
    figure = figures.figure(first, second, hovermode="closest", legend_font_size=13)
    figure.update_layout(legend_itemsizing="constant")
    for side, names in (
        (REAL, ("real, covered", "real, missed")),
        (GENERATED, ("fake, admitted", "fake, outside")),
    ):
        reached = scene.points(side).reached
        for name, which in zip(names, (reached, ~reached), strict=True):
            figure.add_scatter(**_points(result, side, name, np.flatnonzero(which)))
    if result.outlier is not None:
        marker = {"symbol": "diamond", "color": PINK, "size": 13, "line": {"width": 1.5}}
        asked = {"customdata": [[REAL, result.outlier]], "text": [""], "hovertemplate": HOVER}
        place = scene.real.places[[result.outlier]]
        figure.add_scatter(**_at(place, "outlier"), mode="markers", marker=marker, **asked)
    for trace in _ball(result):
        figure.add_scatter(**trace, hoverinfo="skip")
    _frame(figure, [scene.real.places, scene.generated.places])
    return Chart(figure)


def _at(places: F64, name: str) -> dict[str, Any]:
    return {"x": places[:, 0], "y": places[:, 1], "name": name}


def _points(result: BallsResult, side: str, name: str, which: NDArray[np.int64]) -> dict[str, Any]:
    points, classes = result.scene.points(side), class_names(result.request.dataset)
    symbol, colour, size = STYLES[name]
    line = {"width": 1.5, "color": colour} if "open" in symbol else {"width": 0}
    return {
        **_at(points.places[which], name),
        "mode": "markers",
        "marker": {"symbol": symbol, "color": colour, "size": size, "opacity": 0.75, "line": line},
        "customdata": [[side, int(i)] for i in which],
        "text": [classes[label] for label in points.labels[which]],
        "hovertemplate": HOVER,
    }


def _ball(result: BallsResult) -> list[dict[str, Any]]:
    """The ball of a clicked real, or the one that admits a clicked fake, as its shadow; and who."""
    scene, chosen = result.scene, result.chosen
    holder = chosen.side == GENERATED
    index, radius = (chosen.best, chosen.best_radius) if holder else (chosen.index, chosen.radius)
    centre, here = scene.real.places[index], scene.points(chosen.side).places[chosen.index]
    rim = centre + radius * figures.circle(121)
    line = {"color": BLUE, "width": 2, "dash": "solid" if chosen.reach >= 1 else "dot"}
    thin = {"line": {**line, "width": 1}, "mode": "lines", "showlegend": False}
    star = {"symbol": "star", "size": 17, "color": YELLOW, "line": {"width": 1.5}}
    return [
        {**_at(rim, "ball's shadow"), "line": line, "mode": "lines"},
        {**_at(np.stack([centre, here]), ""), **thin},
        {**_at(here[None], "chosen"), "mode": "markers", "marker": star},
    ]


def _frame(figure: "figures.Figure", places: list[F64]) -> None:
    """Nearly all points, with lengths the same both ways: a ball's shadow is a disc."""
    low, high = np.percentile(np.concatenate(places), WINDOW, axis=0)
    margin = MARGIN * (high - low)
    figure.update_xaxes(range=[low[0] - margin[0], high[0] + margin[0]], zeroline=False)
    figure.update_yaxes(range=[low[1] - margin[1], high[1] + margin[1]], zeroline=False)
    figure.update_yaxes(scaleanchor="x", scaleratio=1)


def comparison(request: BallsRequest, result: BallsResult) -> Chart:
    """The measures without the outlier, and with it where it is there: bars with their numbers."""
    sides = {"without the outlier": result.scene.before}
    if result.outlier is not None:
        sides["with it"] = result.scene.after
    longest = max(1.0, *(one[name] for one in sides.values() for name in SHARES))
    figure = figures.figure("share", hovermode="closest", bargap=0.3, bargroupgap=0.08)
    for (name, scores), colour, hatch in zip(
        sides.items(), (BLUE, ORANGE), ("", "/"), strict=False
    ):
        lengths = [scores[one] for one in SHARES]
        figure.add_bar(
            x=lengths,
            y=list(SHARES),
            name=name,
            orientation="h",
            text=[f"{length:.3f}" for length in lengths],
            textposition="outside",
            marker={"color": colour, "pattern": {"shape": hatch}},
        )
    figure.update_xaxes(range=[0, 1.28 * longest]).update_yaxes(autorange="reversed")
    return Chart(figure)


def classes(request: BallsRequest, result: BallsResult) -> Chart:
    """What each measure says when the generator draws fewer classes."""
    curves = {name: result.scene.curve[name] for name in SHARES}
    across = "classes that the generator draws"
    figure = figures.lines(np.arange(1, 11), curves, x=across, y="share", markers=True)
    for trace, symbol in zip(figure.data, ("circle", "square", "diamond", "x"), strict=True):
        trace.marker.update(symbol=symbol, size=8)
    figure.add_vline(request.classes, line={"width": 1.5, "dash": "dot", "color": "#8C8C8C"})
    figure.update_xaxes(dtick=1).update_yaxes(rangemode="tozero")
    return Chart(figure)
