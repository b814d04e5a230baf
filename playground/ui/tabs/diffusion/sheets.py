"""A sheet of pictures with names along its rows and columns, as a chart whose cells are units."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.ui import figures, strip
from playground.ui.texts import Words

#: Grey of what is not there, and of the gaps.
BLANK, GAP = 128, 4


def sheet(cells: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """[rows, columns, h, w] -> one picture, each cell with a gap to its right and below."""
    padded = np.pad(cells, ((0, 0), (0, 0), (0, GAP), (0, GAP)), constant_values=BLANK)
    rows, columns, height, width = padded.shape
    return padded.transpose(0, 2, 1, 3).reshape(rows * height, columns * width)


def labelled(
    cells: NDArray[np.uint8],
    columns: Sequence[Words],
    rows: Sequence[Words],
    x: str = "",
    y: str = "",
) -> Any:
    """The sheet as a figure: a cell is one unit of either axis, so that a band marks it."""
    from plotly.graph_objects import Image

    height, width = (size + GAP for size in cells.shape[2:])
    drawn = figures.figure(x, y, hovermode="closest")
    dx, dy = 1 / width, 1 / height
    place = {"x0": (dx - 1) / 2, "y0": (dy - 1) / 2, "dx": dx, "dy": dy}
    drawn.add_trace(Image(source=strip.png(sheet(cells)), hoverinfo="none", **place))
    drawn.update_xaxes(
        tickvals=list(range(len(columns))),
        ticktext=list(columns),
        side="top",
        showgrid=False,
        range=[-0.5, len(columns) - 0.5],
    )
    drawn.update_yaxes(
        tickvals=list(range(len(rows))),
        ticktext=list(rows),
        showgrid=False,
        range=[len(rows) - 0.5, -0.5],
        scaleanchor="x",
        scaleratio=height / width,
        constrain="domain",
        constraintoward="top",
    )
    return drawn
