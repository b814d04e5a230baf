"""Film strip: every frame of an answer at once, scrubbed in the page without a request.

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
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from playground.arrays import Image8
from playground.ui import film
from playground.ui.texts import Words
from playground.ui.view import Answered, Asked, Draw, View

if TYPE_CHECKING:
    from PIL import Image

#: Sprites stay narrower than every browser's texture limit.
SPRITE_WIDTH = 2048
#: Pixels a side that a WebP may have.
WEBP_SIDE = 16_383
#: Rows that stand in one sprite.
STACKED = ("grey", "coloured")
#: Rows of fewer pixels are no films: what these tell of themselves is not worth it.
FEW = 20_000
#: Below the first share of what is missed (`Film.share`) a film is the smaller, above the second a
#: picture; between them both are made.
LIKE = (0.3, 0.85)


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
        lengths = {axis.name: len(axis.values) for axis in self.axes}
        sprites, places = _pack(self.rows, lengths)
        return {
            "axes": [_axis(axis) for axis in self.axes],
            "rows": [_row(row, place) for row, place in zip(self.rows, places, strict=True)],
            "sprites": sprites,
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
    rows: Sequence[Row], lengths: Mapping[str, int]
) -> tuple[list[Any], list[dict[str, int]]]:
    """Rows whose frames follow from each other are sprites of their own; of the others the grey
    ones stand in one, the blocks of rows stacked, and the coloured ones in another."""
    sheets: dict[Any, list[Any]] = {}
    places = list[dict[str, int]]()
    for row in rows:
        frames = row.frames
        count, height, width = frames.shape[:3]
        columns = max(1, min(count, SPRITE_WIDTH // width))
        place = {"x": 0, "columns": columns, "width": width, "height": height, "count": count}
        alone = _alone(frames, [lengths[name] for name in row.axes], columns)
        key = len(places) if alone else STACKED[frames.ndim - 3]
        sheet = sheets.setdefault(key, [])
        places.append({"sprite": list(sheets).index(key), "y": sum(map(len, sheet)), **place})
        sheet.append(alone or _block(frames, columns))
    return [
        webp(_stacked(one)) if key in STACKED else one[0] for key, one in sheets.items()
    ], places


def _alone(frames: Image8, lengths: Sequence[int], columns: int) -> Any:
    """A sprite of these frames alone, where their sequence promises fewer bytes; else None."""
    if frames.ndim == 4 or len(frames) == 1 or frames.size < FEW:
        return None
    coded = film.made(frames, lengths)
    if coded.share > LIKE[1]:
        return None
    if coded.share > LIKE[0]:
        picture = webp(_block(frames, columns))
        if coded.bytes > 3 / 4 * len(picture):
            return picture
    return coded.value(frames, lengths, columns)


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


def opened(sprite: str | Mapping[str, Any]) -> "Image.Image":
    """A sprite of a strip's value as a picture."""
    from PIL import Image

    if isinstance(sprite, str):
        return Image.open(io.BytesIO(base64.b64decode(sprite.partition(",")[2])))
    return Image.fromarray(_block(film.undone(sprite), sprite["columns"]))


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
