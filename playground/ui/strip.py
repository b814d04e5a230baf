"""Film strip: every frame of an answer in one sprite, scrubbed in the page without a request.

Strip(
    axes=[Axis("alpha", "alpha", [0.0, 0.5, 1.0])],
    rows=[
        Row("Model", frames, axes=("alpha",), captions=["a 3", "in between", "an 8"]),
        Row("All steps", frames, axes=("alpha",), layout="all"),
        Row("Start", frames[:1]),
    ],
)
"""

import base64
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from playground.arrays import Image8
from playground.ui.texts import Words
from playground.ui.view import Answered, Asked, Draw, View

#: Sprites stay narrower than every browser's texture limit.
SPRITE_WIDTH = 2048
#: Pixels a side that a WebP may have.
WEBP_SIDE = 16_383


@dataclass(frozen=True)
class Axis:
    """One cursor of the group: its name on the bus, its label, what each position is called."""

    name: str
    label: str
    values: Sequence[float | Words]
    start: int = 0


@dataclass(frozen=True)
class Row:
    """Pictures under the cursor.

    `frames` is uint8 [F, H, W] or [F, H, W, 3]; F is the product of the lengths of `axes`, in C
    order. `axes=()` is a still picture (F = 1). `layout="one"` shows the cursor's frame, large;
    `"all"` shows a contact sheet with the cursor's frame outlined (with two axes: the first runs
    down, the second across). `captions`: one text a frame. `note`: one text for the row.
    `size`: how large a picture is beside its neighbours. `file`: the name under which the picture
    on show can be kept alone, pixel for pixel.
    """

    label: Words
    frames: Image8
    axes: tuple[str, ...] = ()
    layout: Literal["one", "all"] = "one"
    note: Words = ""
    captions: Sequence[Words] = ()
    size: Literal["small", "medium", "large"] = "medium"
    file: str = ""


@dataclass(frozen=True)
class Strip:
    """Rows under common cursors. ValueError when frames, captions and axes do not fit together."""

    axes: Sequence[Axis]
    rows: Sequence[Row]

    def __post_init__(self) -> None:
        lengths = {axis.name: len(axis.values) for axis in self.axes}
        for axis in self.axes:
            if not 0 <= axis.start < len(axis.values):
                raise ValueError(
                    f"axis {axis.name!r}: start {axis.start} of {len(axis.values)} values"
                )
        for row in self.rows:
            _check(row, lengths)

    def value(self) -> dict[str, Any]:
        """What the page's script draws."""
        sprites, places = _pack([row.frames for row in self.rows])
        return {
            "axes": [_axis(axis) for axis in self.axes],
            "rows": [_row(row, place) for row, place in zip(self.rows, places, strict=True)],
            "sprites": [webp(sprite) for sprite in sprites],
        }


def view(
    heading: str, draw: Draw[Asked, Answered, Strip], *, controls: bool = True, **more: Any
) -> View[Asked, Answered]:
    """A strip; `controls=False` leaves the sliders out, for a second one under the same cursors."""
    return View(heading, draw, "strip", props={"controls": controls}, **more)


def refined(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """What a strip's first rows show at a place between their frames: one picture each, with its
    caption and note (`Tab.refine`)."""
    return [
        {"source": png(row.frames[0]), "caption": row.captions[0], "note": row.note} for row in rows
    ]


def tile(frames: Image8, columns: int, gap: int = 1, ink: int = 0) -> Image8:
    """[F, N, H, W] or [F, N, H, W, 3] -> [F, h, w(, 3)]: the N pictures of each frame as a grid."""
    count, pictures, height, width = frames.shape[:4]
    lines = math.ceil(pictures / columns)
    shape = (count, lines * (height + gap) - gap, columns * (width + gap) - gap, *frames.shape[4:])
    grid = np.full(shape, ink, np.uint8)
    for index in range(pictures):
        top, left = (index // columns) * (height + gap), (index % columns) * (width + gap)
        grid[:, top : top + height, left : left + width] = frames[:, index]
    return grid


def _check(row: Row, lengths: dict[str, int]) -> None:
    frames = row.frames
    if frames.dtype != np.uint8 or not (
        frames.ndim == 3 or (frames.ndim == 4 and frames.shape[3] == 3)
    ):
        raise ValueError(
            f"row {row.label!r}: frames are {frames.dtype} {frames.shape}, "
            "not uint8 [F, H, W] or [F, H, W, 3]"
        )
    unknown = set(row.axes) - set(lengths)
    if unknown:
        raise ValueError(f"row {row.label!r}: no axis {sorted(unknown)}, only {sorted(lengths)}")
    expected = math.prod(lengths[name] for name in row.axes)
    if len(frames) != expected:
        raise ValueError(f"row {row.label!r}: {len(frames)} frames, its axes want {expected}")
    if len(row.captions) not in (0, len(frames)):
        raise ValueError(f"row {row.label!r}: {len(row.captions)} captions, {len(frames)} frames")


def _axis(axis: Axis) -> dict[str, Any]:
    values = [float(v) if isinstance(v, (int, float, np.number)) else v for v in axis.values]
    return {"name": axis.name, "label": axis.label, "values": values, "start": axis.start}


def _row(row: Row, place: dict[str, int]) -> dict[str, Any]:
    said = {name: value for name, value in vars(row).items() if name != "frames"}
    return said | place


def _pack(
    blocks: Sequence[Image8],
) -> tuple[list[Image8], list[dict[str, int]]]:
    """Grey rows in one sprite, coloured rows in another; the blocks of rows are stacked."""
    stacks: dict[int, list[Image8]] = {}
    places = []
    for frames in blocks:
        stack = stacks.setdefault(frames.ndim, [])
        count, height, width = frames.shape[:3]
        columns = max(1, min(count, SPRITE_WIDTH // width))
        place = {"x": 0, "y": sum(len(block) for block in stack), "columns": columns}
        size = {"width": width, "height": height, "count": count}
        places.append({"sprite": list(stacks).index(frames.ndim), **place, **size})
        stack.append(_block(frames, columns))
    return [_stacked(stack) for stack in stacks.values()], places


def _block(frames: Image8, columns: int) -> Image8:
    """[F, H, W(, 3)] -> the frames laid out in reading order, `columns` a line."""
    count, height, width, *colour = frames.shape
    lines = math.ceil(count / columns)
    padded = np.zeros((lines * columns, height, width, *colour), np.uint8)
    padded[:count] = frames
    grid = padded.reshape(lines, columns, height, width, *colour)
    return grid.swapaxes(1, 2).reshape(lines * height, columns * width, *colour)


def _stacked(blocks: Sequence[Image8]) -> Image8:
    width = max(block.shape[1] for block in blocks)
    fill = [np.pad(b, [(0, 0), (0, width - b.shape[1])] + [(0, 0)] * (b.ndim - 2)) for b in blocks]
    return np.concatenate(fill)


def png(picture: Image8) -> str:
    """A picture [H, W] or [H, W, 3] as a data URI."""
    # Level 1: noise does not compress further, and the rest is drawn before a person notices.
    return _uri(picture, "png", compress_level=1)


def webp(picture: Image8) -> str:
    """The same without loss in fewer bytes (colour: half), for twice the time or more."""
    if max(picture.shape) > WEBP_SIDE:
        return png(picture)
    return _uri(picture, "webp", lossless=True, quality=50, method=3)


def _uri(picture: Image8, kind: str, **how: Any) -> str:
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, kind, **how)
    return f"data:image/{kind};base64," + base64.b64encode(buffer.getvalue()).decode()
