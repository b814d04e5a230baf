"""Figures that look alike: one template, one colour-blind-safe colourway, a helper a kind.

Text and grid colours are set by the page, which knows whether it is light or dark. plotly is
imported when the first figure is made, not when the app starts.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from playground.arrays import F64, Image8
from playground.ui import strip
from playground.ui.texts import Words

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

#: Okabe & Ito (2008), "Color Universal Design"; yellow last, it is faint on white.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#8C8C8C", "#F0E442")

#: One colour a class: the above, an olive and a violet. Ten are many: name them on the spot too.
CLASS_COLOURS = (*COLOURS, "#8A7A1F", "#8E52B5")

#: Also told apart by their dash, for more lines than colours and for print.
DASHES = ("solid", "dash", "dot", "dashdot")

#: The axis of a probability, with room for lines at 0 and 1.
SHARES = (-0.03, 1.03)

#: One hue, for quantities from none to much; readable in grey.
SEQUENTIAL = "Cividis"

#: Blue - white - orange, for signed quantities; give zmin = -zmax.
DIVERGING = ((0.0, "#0072B2"), (0.5, "#F7F7F7"), (1.0, "#D55E00"))


def figure(
    x: str = "",
    y: str = "",
    title: str = "",
    *,
    across: Mapping[str, Any] | None = None,
    up: Mapping[str, Any] | None = None,
    **layout: Any,
) -> "Figure":
    """An empty figure in the house's template; `across` and `up`: more about its axes."""
    import plotly.io
    from plotly.graph_objects import Figure

    plotly.io.templates.default = None
    # In one piece: each later update of a figure takes plotly some two milliseconds.
    whole: dict[str, Any] = {
        "colorway": COLOURS,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 40, "r": 16, "t": 40 if title else 16, "b": 44},
        "hovermode": "x unified",
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        "xaxis": _axis(x, **(across or {})),
        "yaxis": _axis(y, **(up or {})),
    }
    if title:
        whole["title"] = {"text": title, "x": 0, "xref": "paper", "font": {"size": 15}}
    for name, said in layout.items():
        whole[name] = {**whole.get(name, {}), **said} if isinstance(said, Mapping) else said
    return Figure(layout=whole)


def _axis(title: str, **more: Any) -> dict[str, Any]:
    # The standoff keeps a title clear of long tick labels.
    return {
        "title": {"text": title, "standoff": 8},
        "zeroline": False,
        "automargin": True,
        **more,
    }


def style(index: int, width: float = 2.5) -> dict[str, Any]:
    """The line of a chart's curve by its place: another colour first, then another dash."""
    dash = DASHES[index // len(COLOURS) % len(DASHES)]
    return {"color": COLOURS[index % len(COLOURS)], "dash": dash, "width": width}


def lines(
    xs: ArrayLike,
    curves: Mapping[str, ArrayLike],
    *,
    x: str = "",
    y: str = "",
    title: str = "",
    log_x: bool = False,
    log_y: bool = False,
    markers: bool = False,
    styles: Sequence[tuple[int, str]] = (),
    **layout: Any,
) -> "Figure":
    """Curves [len(xs)] over shared xs, by name; `styles`: which of CLASS_COLOURS each has, and
    which dash, where it matters."""
    from plotly.graph_objects import Scatter

    log = {"type": "log"}
    fig = figure(x, y, title, across=log if log_x else {}, up=log if log_y else {}, **layout)
    for index, (name, ys) in enumerate(curves.items()):
        line = style(index)
        if styles:
            colour, dash = styles[index]
            line |= {"color": CLASS_COLOURS[colour], "dash": dash}
        mode = "lines+markers" if markers else "lines"
        places = {"x": np.asarray(xs), "y": np.asarray(ys)}
        fig.add_trace(Scatter(**places, name=name, mode=mode, line=line))
    return fig


def curve(
    fig: "Figure",
    xs: ArrayLike,
    ys: ArrayLike,
    name: str,
    colour: str,
    *,
    dash: str = "solid",
    width: float = 2.5,
    symbol: str = "",
    **more: Any,
) -> None:
    """A curve over its xs, with a mark on each where it has a symbol."""
    marked: dict[str, Any] = {"mode": "lines"}
    if symbol:
        marked = {"mode": "lines+markers", "marker": {"symbol": symbol, "size": 8}}
    fig.add_scatter(
        x=np.asarray(xs),
        y=np.asarray(ys),
        name=name,
        line={"color": colour, "dash": dash, "width": width},
        **{**marked, **more},
    )


def marks(
    fig: "Figure",
    xs: ArrayLike | Sequence[None],
    ys: ArrayLike | Sequence[None],
    name: str,
    colour: str | Sequence[str],
    symbol: str = "circle",
    size: int = 15,
    **more: Any,
) -> None:
    """Marks of one kind; at [None] nothing is drawn, until frames move it."""
    marker = {"color": colour, "symbol": symbol, "size": size, **more.pop("marker", {})}
    fig.add_scatter(x=xs, y=ys, mode="markers", marker=marker, name=name, **more)


def circle(points: int) -> F64:
    """So many points around the unit circle, the last at the first: [points, 2]."""
    angle = np.linspace(0, 2 * np.pi, points)
    return np.stack([np.cos(angle), np.sin(angle)], 1)


def notice(fig: "Figure", text: str) -> None:
    """Words in the middle of a figure that has nothing else to show."""
    place = {"x": 0.5, "y": 0.5, "xref": "paper", "yref": "paper"}
    fig.add_annotation(text=text, showarrow=False, **place)


def band(
    fig: "Figure", xs: ArrayLike, low: ArrayLike, high: ArrayLike, colour: str, name: str = ""
) -> None:
    """The area between two curves over shared xs, in a line's colour, under what is drawn next;
    in the legend where it has a name."""
    across, bottom, top = (np.asarray(values) for values in (xs, low, high))
    fig.add_scatter(
        x=np.concatenate([across, across[::-1]]),
        y=np.concatenate([top, bottom[::-1]]),
        mode="lines",
        fill="toself",
        fillcolor=colour,
        opacity=0.2,
        line={"width": 0},
        hoverinfo="skip",
        name=name,
        showlegend=bool(name),
    )


def points(
    fig: "Figure",
    xs: ArrayLike,
    ys: ArrayLike,
    marker: Mapping[str, Any],
    texts: Sequence[str],
    *,
    name: str = "",
    mode: str = "markers",
) -> None:
    """Points whose texts are shown by the pointer, and with "markers+text" above them; in the
    legend where they have a name."""
    fig.add_scatter(
        x=np.asarray(xs),
        y=np.asarray(ys),
        mode=mode,
        marker=dict(marker),
        text=list(texts),
        textposition="top center",
        name=name,
        showlegend=None if name else False,
        hovertemplate="%{text}<br>%{x:.3f}, %{y:.3f}<extra></extra>",
    )


def bars(
    names: Sequence[Words],
    series: Mapping[str, ArrayLike],
    *,
    x: str = "",
    y: str = "",
    title: str = "",
    highest: float | None = 1.0,
) -> "Figure":
    """Bars [len(names)] by series; `highest` fixes the y axis, so that frames compare."""
    from plotly.graph_objects import Bar

    fig = figure(
        *(x, y, title),
        across={"type": "category", "dtick": 1},
        up={} if highest is None else {"range": [0, highest]},
        hovermode="closest",
        bargap=0.25,
        showlegend=len(series) > 1,
    )
    for index, (name, heights) in enumerate(series.items()):
        colour = {"color": COLOURS[index % len(COLOURS)]}
        fig.add_trace(Bar(x=list(names), y=np.asarray(heights), name=name, marker=colour))
    return fig


def heatmap(
    z: ArrayLike,
    columns: Sequence[Words],
    rows: Sequence[Words],
    *,
    x: str = "",
    y: str = "",
    title: str = "",
    low: float | None = 0.0,
    high: float | None = 1.0,
    diverging: bool = False,
) -> "Figure":
    """z [rows, columns], the first row on top, with the names of rows and columns as ticks.

    Both axes are numbered 0, 1, 2 ..., so that a cursor's band finds its cell and equal words stay
    apart.
    """
    from plotly.graph_objects import Heatmap

    names = {"tickvals": list(range(len(columns))), "ticktext": list(columns), "showgrid": False}
    kinds = {"tickvals": list(range(len(rows))), "ticktext": list(rows), "showgrid": False}
    kinds["autorange"] = "reversed"
    fig = figure(x, y, title, across=names, up=kinds, hovermode="closest")
    scale: Any = [list(stop) for stop in DIVERGING] if diverging else SEQUENTIAL
    fig.add_trace(Heatmap(z=np.asarray(z), zmin=low, zmax=high, colorscale=scale, xgap=1, ygap=1))
    return fig


def underlay(
    fig: "Figure", picture: Image8, left: float, right: float, bottom: float, top: float
) -> "Figure":
    """A picture below all traces, its edges at these places."""
    there = {"x": left, "y": top, "sizex": abs(right - left), "sizey": abs(top - bottom)}
    scaled = {"xref": "x", "yref": "y", "sizing": "stretch", "layer": "below"}
    return fig.add_layout_image(source=strip.webp(picture), **there, **scaled)
