"""Chart: a Plotly figure of Python's plotly, drawn by the plotly.js that the plotly package ships.

    Chart(
        figures.lines(alphas, {"3": p3, "8": p8}, x="alpha", y="probability"),
        cursor=Cursor("alpha", alphas),
    )

The cursor line follows the group's cursor; a click moves it to the nearest x, and reaches Python as
the component's `pick` event (`{"axis", "index", "trace", "point", "x", "y", "custom"}`).
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from playground.ui.view import Answered, Asked, Draw, View

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


@dataclass(frozen=True)
class Cursor:
    """Binds the cursor of `axis` to the figure: position i stands at `xs[i]`.

    `along="y"` draws it across (xs are then positions on the y axis). `band=True` marks a whole
    cell of a categorical axis or of a heatmap, from xs[i] - 1/2 to xs[i] + 1/2 (give positions
    0, 1, 2 ... there). `refs`: the subplots' axes that carry it, e.g. ("x", "x2"). `drag=True`:
    a press anywhere in the plot moves it, and goes on while the pointer is held; so do the arrow
    keys. `rests=True`: where it is let go at a position, by a slider or a key, what is exactly
    there is asked for as well (`Tab.refine`). Two such cursors, one along each axis, move together
    and carry a ring where they cross.
    """

    axis: str
    xs: Sequence[float | str]
    along: Literal["x", "y"] = "x"
    band: bool = False
    refs: tuple[str, ...] = ()
    drag: bool = False
    rests: bool = False


@dataclass(frozen=True)
class Frames:
    """What the traces show at each position of `axis` (a name, or several in C order).

    `data[trace][attribute]` is an array or list whose first dimension is the position:
    `Frames("alpha", {0: {"y": probabilities}})` with probabilities [A, 10] redraws trace 0 as
    bars of the cursor's ten probabilities. `titles`: one chart title a position.
    """

    axis: str | tuple[str, ...]
    data: Mapping[int, Mapping[str, NDArray[Any] | Sequence[Any]]]
    titles: Sequence[Any] = ()


@dataclass(frozen=True)
class Grips:
    """A shape that is moved by a grip at its centre and resized by one at its rim, in `step`s.

    `traces` follow at once, and those of `fades`, which no longer hold, fade. When the shape is let
    go its `name`, x, y and size reach Python as a `pick`. `places`, `sizes`: the bounds of both.
    `rim`: 1 or -1, whether the second grip is to the right or to the left.
    """

    name: str
    label: str
    colour: str
    x: float
    y: float
    size: float
    places: tuple[float, float]
    sizes: tuple[float, float]
    step: float
    traces: Sequence[int]
    fades: Sequence[int] = ()
    round: bool = True
    rim: int = 1


@dataclass(frozen=True)
class Chart:
    """A figure, its cursors, what it shows under them, and what can be dragged in it."""

    figure: "Figure"
    cursor: Cursor | Sequence[Cursor] | None = None
    frames: Frames | None = None
    grips: Sequence[Grips] = ()

    def value(self) -> dict[str, Any]:
        """What the page's script draws."""
        one = isinstance(self.cursor, Cursor)
        cursors: Any = [self.cursor] if one else self.cursor or ()
        return {
            # A string: Gradio passes it on as it is, arrays inside it stay binary.
            "figure": self.figure.to_json(validate=False),
            "cursors": [_cursor(one) for one in cursors],
            "frames": _frames(self.frames) if self.frames else None,
            "grips": [asdict(one) for one in self.grips],
        }


def view(
    heading: str, draw: Draw[Asked, Answered, Chart], *, height: int = 320, **more: Any
) -> View[Asked, Answered]:
    """A chart; `height` in CSS pixels."""
    return View(heading, draw, "chart", props={"height": height}, **more)


def refined(traces: Mapping[int, Mapping[str, NDArray[Any]]]) -> dict[str, Any]:
    """What traces show between their frames, attribute by attribute (`Tab.refine`)."""
    return {
        str(trace): {name: values.tolist() for name, values in attributes.items()}
        for trace, attributes in traces.items()
    }


def _cursor(cursor: Cursor) -> dict[str, Any]:
    xs = [x if isinstance(x, str) else float(x) for x in cursor.xs]
    refs = list(cursor.refs or (cursor.along,))
    return {**vars(cursor), "xs": xs, "refs": refs}


def _frames(frames: Frames) -> dict[str, Any]:
    axes = [frames.axis] if isinstance(frames.axis, str) else list(frames.axis)
    data = {
        str(trace): {name: _packed(values) for name, values in attributes.items()}
        for trace, attributes in frames.data.items()
    }
    lengths = {len(v) for attributes in frames.data.values() for v in attributes.values()}
    if len(lengths) > 1:
        raise ValueError(f"frames of different lengths {sorted(lengths)} share one cursor")
    return {"axes": axes, "data": data, "titles": list(frames.titles), "count": max(lengths)}


def _packed(values: NDArray[Any] | Sequence[Any]) -> Any:
    """Numbers as base64 of little-endian float32, the rest as lists."""
    array = np.asarray(values)
    if array.dtype.kind not in "fiu":
        return array.tolist() if isinstance(values, np.ndarray) else list(values)
    binary = np.ascontiguousarray(array, dtype="<f4").tobytes()
    return {"float32": base64.b64encode(binary).decode(), "shape": list(array.shape)}
