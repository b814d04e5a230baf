"""Several pictures as one: on grey, or under names of rows and columns as a chart."""

import math
from collections.abc import Sequence

import numpy as np

from playground.arrays import Image8
from playground.ui import figures, strip
from playground.ui.texts import Words

#: Grey of what is not there, and of the gaps.
BLANK, GAP = 128, 4


def tile(frames: Image8, columns: int = 0, ink: int = BLANK) -> Image8:
    """[F, N, h, w] -> [F, H, W]: a square, unless `columns` are told."""
    return strip.tile(frames, columns or math.ceil(math.sqrt(frames.shape[1])), ink=ink)


def sheet(cells: Image8) -> Image8:
    """[rows, columns, h, w] -> one picture, each cell with a gap to its right and below."""
    padded = np.pad(cells, ((0, 0), (0, 0), (0, GAP), (0, GAP)), constant_values=BLANK)
    rows, columns, height, width = padded.shape
    return padded.transpose(0, 2, 1, 3).reshape(rows * height, columns * width)


def labelled(
    cells: Image8,
    columns: Sequence[Words],
    rows: Sequence[Words],
    x: str = "",
    y: str = "",
) -> "figures.Figure":
    """The sheet as a figure: a cell is one unit of either axis, so that a band marks it."""
    from plotly.graph_objects import Heatmap

    height, width = (size + GAP for size in cells.shape[2:])
    figure = figures.figure(x, y, hovermode="closest")
    edges = (-0.5, len(columns) - 0.5, len(rows) - 0.5, -0.5)
    figures.underlay(figure, sheet(cells), *edges)
    # What a press finds: a picture is no point of a trace.
    seen = {"opacity": 0, "showscale": False, "hoverinfo": "none"}
    figure.add_trace(Heatmap(z=np.zeros((len(rows), len(columns))), **seen))
    across, down = ({"tickvals": list(range(len(n))), "ticktext": list(n)} for n in (columns, rows))
    figure.update_xaxes(**across, side="top", showgrid=False, constrain="domain", range=edges[:2])
    figure.update_yaxes(**down, showgrid=False, range=edges[2:])
    return figure.update_yaxes(
        scaleanchor="x", scaleratio=height / width, constrain="domain", constraintoward="top"
    )
