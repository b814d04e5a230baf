"""Films: grey frames along axes, coded without loss by what changes from frame to frame.

A sprite's coder sees neighbours within a picture alone. Here each frame is predicted from those
before it, in the way that fits it best, and what the prediction missed is sorted by how much moved
there before: equals stand together, where any compression finds them. `film.js` undoes it.
"""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.arrays import Image8

#: What a prediction missed, as characters: the frequent ones take a byte, and JSON escapes none.
CHARACTERS = np.array([*range(35, 92), *range(93, 127), *range(161, 326)], "<u2")
#: Classes of motion: bits of its sum around a pixel, at most 11; the last, where none is known.
UNKNOWN = 12
Whole = NDArray[np.int16]


@dataclass(frozen=True)
class Film:
    """`text`: a character a pixel, class by class, of which there are `sizes`. `ways`: how each
    frame is predicted. `share`: what is missed, of what is where every frame stands alone."""

    text: str
    sizes: list[int]
    ways: str
    share: float

    def value(self, frames: Image8, lengths: Sequence[int], columns: int) -> dict[str, Any]:
        """What the page's script undoes."""
        height, width = frames.shape[1:]
        size = {"width": width, "height": height, "columns": columns, "lengths": list(lengths)}
        return {"text": self.text, "sizes": self.sizes, "ways": self.ways, **size}

    @property
    def bytes(self) -> int:
        """About as many as it takes on the wire."""
        return len(zlib.compress(self.text.encode()))


def made(frames: Image8, lengths: Sequence[int]) -> Film:
    """Of grey frames uint8 [F, H, W], F the product of the axes' lengths in C order."""
    x = frames.astype(np.int16)
    before = _before(x, lengths)
    ways = np.stack(_ways(x, *before))
    costs = np.abs(x - ways).sum((2, 3), dtype=np.int64)
    best = costs.argmin(0)
    predicted = np.take_along_axis(ways, best[None, :, None, None], 0)[0]
    missed, classes = _folded(x - predicted, predicted), _classes(predicted, best, *before)
    order = np.argsort(classes.ravel(), kind="stable")
    text = CHARACTERS[missed.ravel()[order]].tobytes().decode("utf-16-le")
    changed = costs.min(0) > 0
    share = float(costs.min(0).sum() / max(1, costs[0][changed].sum()))
    sizes = np.bincount(classes.ravel(), minlength=2 * UNKNOWN + 2)
    return Film(text, sizes.tolist(), "".join(map(str, best)), share)


def undone(film: Mapping[str, Any]) -> Image8:
    """The frames of a film's value, as the page's script draws them."""
    height, width, ways = film["height"], film["width"], [int(way) for way in film["ways"]]
    x = np.zeros((len(ways) + 1, height, width), np.int16)
    numbers = np.zeros(CHARACTERS.max() + 1, np.int16)
    numbers[CHARACTERS] = np.arange(len(CHARACTERS))
    missed = numbers[np.frombuffer(film["text"].encode("utf-16-le"), "<u2")]
    streams = [list(part) for part in np.split(missed, np.cumsum(film["sizes"])[:-1])]
    left = [iter(stream) for stream in streams]
    places = _places(len(ways), film["lengths"])
    for frame, way in enumerate(ways):
        before = tuple(x[at[frame : frame + 1]] for at in places)
        if way == 0:
            _undo_inside(x[frame], left[-2:])
            continue
        predicted = _ways(x[frame : frame + 1], *before)[way]
        classes = _classes(predicted, np.array([way]), *before)
        folded = np.array([next(left[k]) for k in classes.ravel()], np.int16)
        x[frame] = (predicted + _unfolded(folded.reshape(predicted.shape), predicted))[0]
    return x[:-1].astype(np.uint8)


def _undo_inside(x: Whole, left: Sequence[Iterator[Any]]) -> None:
    wide = np.pad(x, [(1, 0), (1, 0)])
    for row, column in np.ndindex(*x.shape):
        corner, up, beside = wide[row, column], wide[row, column + 1], wide[row + 1, column]
        predicted = _between(beside, up, corner)
        folded = next(left[int(predicted in (0, 255))])
        wide[row + 1, column + 1] = predicted + _unfolded(folded, predicted)
    x[:] = wide[1:, 1:]


def _before(x: Whole, lengths: Sequence[int]) -> tuple[Whole, ...]:
    """Of each frame those before it: one and two back along the last axis, one back along the one
    outside, and both. Where there is none, another stands in: the script does the same."""
    nothing = np.concatenate([x, np.zeros_like(x[:1])])
    return tuple(nothing[places] for places in _places(len(x), lengths))


def _places(count: int, lengths: Sequence[int]) -> tuple[NDArray[Any], ...]:
    """Where those are; -1: nowhere."""
    index, at = np.arange(count), np.unravel_index(np.arange(count), tuple(lengths))
    stride, back = lengths[-1], np.full(count, -1)
    for length, place in zip(lengths[-2::-1], at[-2::-1], strict=True):
        back = np.where((back < 0) & (place > 0), index - stride, back)
        stride *= length
    one = np.where(at[-1] > 0, index - 1, back)
    two = np.where(at[-1] > 1, index - 2, one)
    up = np.where(back >= 0, back, one)
    corner = np.where((at[-1] > 0) & (back >= 0), back - 1, up)
    return one, two, up, corner


def _ways(x: Whole, one: Whole, two: Whole, up: Whole, corner: Whole) -> list[Whole]:
    """Ways to predict: from the picture itself, as before, as it went on, as on the other axis, and
    as both axes went on, between the two or beyond them."""
    wide = np.pad(x, [(0, 0), (1, 0), (1, 0)])
    inside = _between(wide[:, 1:, :-1], wide[:, :-1, 1:], wide[:, :-1, :-1])
    onward = [2 * one - two, up, _between(one, up, corner), one + up - corner]
    return [inside, one, *(np.clip(way, 0, 255) for way in onward)]


def _between(a: Whole, b: Whole, corner: Whole) -> Whole:
    return np.clip(a + b - corner, np.minimum(a, b), np.maximum(a, b))


def _folded(missed: Whole, predicted: Whole) -> Whole:
    """Whole numbers with a sign inside 0 to 255: small ones first, up and down in turn while both
    are possible."""
    room, far = np.minimum(predicted, 255 - predicted), np.abs(missed)
    return np.where(far <= room, 2 * far - (missed < 0), far + room)


def _unfolded(folded: Whole, predicted: Whole) -> Whole:
    room = np.minimum(predicted, 255 - predicted)
    near = np.where(folded % 2, -(folded + 1) // 2, folded // 2)
    far = np.where(predicted < 128, folded - room, room - folded)
    return np.where(folded <= 2 * room, near, far)


def _classes(
    predicted: Whole, ways: NDArray[Any], one: Whole, two: Whole, up: Whole, corner: Whole
) -> NDArray[Any]:
    """How much moved around each pixel before; in each class, ends of the grey scale apart."""
    moved = np.abs(one - two) + np.abs(up - corner) + np.abs(one - corner)
    wide = np.pad(moved, [(0, 0), (1, 1), (1, 1)])
    lines = wide[:, :-2] + wide[:, 1:-1] + wide[:, 2:]
    around = lines[..., :-2] + lines[..., 1:-1] + lines[..., 2:]
    bits = np.minimum(np.frexp(around.astype(np.float32))[1], UNKNOWN - 1)
    bits[ways == 0] = UNKNOWN
    return 2 * bits + ((predicted == 0) | (predicted == 255))
