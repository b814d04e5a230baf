"""What a page opens with, in one square picture: moving, an animated WebP of the frames under its
first cursor, to and fro; or still, where that cursor stands."""

import base64
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from playground.ui.strip import opened

#: Pixels a side: two pictures of 28 pixels, six times as large, and a gap.
SIDE = 346
GAP = 4
#: Pictures at most, the first of a strip's rows.
ROWS = 4
#: Bytes at most, for which positions are left out.
MOST = 150_000
POSITIONS = (17, 13, 9, 7, 5)
#: How long a position is seen, and the first and the last [ms].
STEP, PAUSE = 170, 900
#: The row of a map that is looked at, as on the pages.
CURSOR = "#D55E00"

Values = Mapping[str, Any]


def moving(values: Values) -> bytes | None:
    """An animated WebP of at most MOST bytes; None where nothing moves under a cursor."""
    frames, _ = _frames(values)
    if len(frames) < 2:
        return None
    made = (_animated(frames, count) for count in POSITIONS)
    return next((one for one in made if len(one) <= MOST), None)


def still(values: Values) -> Image.Image | None:
    """The frame at which the page opens."""
    frames, start = _frames(values)
    return frames[start] if frames else None


def words(values: Values) -> tuple[list[str], list[str]]:
    """What the rows and the columns of a map are called; no words where the picture is no map."""
    figure = None if _strip(values) else _map(values)
    if figure is None:
        return [], []
    queries, keys = (figure["layout"][axis]["ticktext"] for axis in ("yaxis", "xaxis"))
    return queries, keys


def _frames(values: Values) -> tuple[list[Image.Image], int]:
    strip, figure = _strip(values), _map(values)
    if strip:
        axis = strip["axes"][0]
        panels = [_panel(strip, row) for row in _rows(strip)]
        return [_joined(panels, at) for at in range(len(axis["values"]))], axis["start"]
    return (_read(figure) if figure else []), 0


def _strip(values: Values) -> Values | None:
    found = (one for one in values.values() if isinstance(one, dict) and "sprites" in one)
    return next((one for one in found if one["axes"] and _rows(one)), None)


def _rows(strip: Values) -> Sequence[Values]:
    return [row for row in strip["rows"] if row["size"] != "small"][:ROWS]


def _panel(strip: Values, row: Values) -> list[Image.Image]:
    """The row's pictures under the first cursor, the others where they start."""
    sprite = opened(strip["sprites"][row["sprite"]])
    axes = {axis["name"]: axis for axis in strip["axes"]}
    shape = [len(axes[name]["values"]) for name in row["axes"]]
    at = [axes[name]["start"] for name in row["axes"]]
    first = strip["axes"][0]
    if first["name"] in row["axes"]:
        at[row["axes"].index(first["name"])] = np.arange(len(first["values"]))
    numbers = np.ravel_multi_index(at, shape) if shape else 0
    return [_cut(sprite, row, int(one)) for one in np.atleast_1d(numbers)]


def _cut(sprite: Image.Image, row: Values, number: int) -> Image.Image:
    """A square: of a sheet its left part."""
    line, column = divmod(number, row["columns"])
    x, y = row["x"] + column * row["width"], row["y"] + line * row["height"]
    side = min(row["width"], row["height"])
    return sprite.crop((x, y, x + side, y + side)).convert("RGB")


def _joined(panels: Sequence[Sequence[Image.Image]], at: int) -> Image.Image:
    """Each enlarged by a whole number."""
    room = SIDE if len(panels) == 1 else (SIDE - GAP) // 2
    canvas = Image.new("RGBA", (SIDE, SIDE))
    for number, panel in enumerate(panels):
        picture = panel[at % len(panel)]
        side = picture.width * max(1, room // picture.width)
        large = picture.resize((side, side), Image.Resampling.NEAREST)
        canvas.paste(large, (number % 2 * (SIDE - side), number // 2 * (SIDE - side)))
    return canvas


def _map(values: Values) -> dict[str, Any] | None:
    """The first figure that is a map of weights, between words."""
    found = (one["figure"] for one in values.values() if isinstance(one, dict) and "figure" in one)
    figures = (json.loads(one) for one in found if '"heatmap"' in one)
    return next((one for one in figures if "ticktext" in one["layout"]["yaxis"]), None)


def _read(figure: dict[str, Any]) -> list[Image.Image]:
    """The map, its rows outlined one after another."""
    trace = next(one for one in figure["data"] if one["type"] == "heatmap")
    packed = trace["z"]
    plain = np.frombuffer(base64.b64decode(packed["bdata"]), packed["dtype"])
    weights = plain.reshape([int(one) for one in packed["shape"].split(",")])
    drawn = _drawn(weights, trace["colorscale"])
    return [_outlined(drawn, row, len(weights)) for row in range(len(weights))]


def _drawn(weights: NDArray[Any], scale: Sequence[tuple[float, str]]) -> Image.Image:
    """Weights from 0 to 1 [Q, K], in the colours of the page."""
    stops = [share for share, _ in scale]
    colours = np.array([tuple(bytes.fromhex(colour[1:])) for _, colour in scale])
    canvas = Image.new("RGBA", (SIDE, SIDE))
    draw = ImageDraw.Draw(canvas)
    down, across = (SIDE / count for count in weights.shape)
    for (row, column), weight in np.ndenumerate(weights):
        fill = tuple(round(np.interp(weight, stops, one)) for one in colours.T)
        x, y = column * across, row * down
        draw.rectangle((x + 2, y + 2, x + across - 3, y + down - 3), fill)
    return canvas


def _outlined(drawn: Image.Image, row: int, rows: int) -> Image.Image:
    canvas, down = drawn.copy(), SIDE / rows
    box = (0, row * down, SIDE - 1, (row + 1) * down - 1)
    ImageDraw.Draw(canvas).rectangle(box, outline=CURSOR, width=5)
    return canvas


def _animated(frames: Sequence[Image.Image], count: int) -> bytes:
    there = np.unique(np.linspace(0, len(frames) - 1, count).round().astype(int)).tolist()
    first, *rest = (frames[at] for at in [*there, *there[-2:0:-1]])
    times = [PAUSE if at in (0, len(there) - 1) else STEP for at in range(1 + len(rest))]
    buffer = io.BytesIO()
    how = {"lossless": True, "quality": 50, "method": 3, "loop": 0}
    first.save(buffer, "WEBP", save_all=True, append_images=rest, duration=times, **how)
    return buffer.getvalue()
