"""A visitor's own picture as a text: a PNG or a JPEG as a data URL, read with care."""

import base64
import io
import struct
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from playground.errors import Filled

if TYPE_CHECKING:
    from PIL import Image

#: Pixels a side: what the models of all data sets look at.
SIDE = 28
#: Characters of the text; 28 x 28 pixels of noise in colour take 4,300.
LONGEST = 8192
START = "data:image/png;base64,"
#: A photograph: its format by its start, its sides in pixels, and the characters of its text: a
#: link of twice as many is more than servers take.
FORMATS = {START: "PNG", "data:image/jpeg;base64,": "JPEG"}
SMALLEST, LARGEST, LONGEST_PHOTO = 16, 1024, 48_000
#: Pixels of a photograph's shorter side that networks look at, at most.
SHORTER = 256
SIZED = "Its picture is {w} x {h}."
SIGNATURE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"


def read(text: str) -> NDArray[np.uint8]:
    """The picture, grey and uint8 [28, 28]; what is transparent is black. ValueError says why not.

    The header is looked at before anything is unpacked: a small file may claim a huge picture.
    """
    data = _unpacked(text, START, LONGEST)
    if not data.startswith(SIGNATURE) or len(data) < 24:
        raise ValueError("It holds no PNG.")
    width, height = struct.unpack(">II", data[16:24])
    if (width, height) != (SIDE, SIDE):
        raise ValueError(Filled(SIZED, w=width, h=height))
    picture = _decoded(data)
    if picture.min() == picture.max():
        raise ValueError("Its picture is blank.")
    return picture


def read_photo(text: str) -> NDArray[np.uint8]:
    """The photograph, uint8 [H, W, 3]; what is transparent is white. ValueError says why not."""
    from PIL import Image

    start = next((one for one in FORMATS if text.startswith(one)), START)
    data = _unpacked(text, start, LONGEST_PHOTO)
    try:
        with Image.open(io.BytesIO(data), formats=[FORMATS[start]]) as opened:
            width, height = opened.size  # of the header: nothing is unpacked yet
            if not SMALLEST <= min(opened.size) <= max(opened.size) <= LARGEST:
                raise _Size(Filled(SIZED, w=width, h=height))
            opened.load()
            white = Image.new("RGBA", opened.size, "white")
            return np.array(Image.alpha_composite(white, opened.convert("RGBA")).convert("RGB"))
    except _Size:
        raise
    except Exception as error:
        raise ValueError("Its file is broken or cut short.") from error


class _Size(ValueError):
    """The picture is too small or too large."""


def _unpacked(text: str, start: str, longest: int) -> bytes:
    """The bytes of a data URL. ValueError says why not."""
    if len(text) > longest:
        template = "It has {count} characters, and {most} are the limit."
        raise ValueError(Filled(template, count=len(text), most=longest))
    if not text.startswith(start):
        raise ValueError(Filled("It does not start with {start}", start=start))
    try:
        return base64.b64decode(text[len(start) :], validate=True)
    except ValueError as error:
        raise ValueError("Its base64 is broken.") from error


def _decoded(data: bytes) -> NDArray[np.uint8]:
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data), formats=["PNG"]) as opened:
            opened.load()
            return _grey(opened)
    # A broken PNG raises OSError, SyntaxError, ValueError, zlib.error, struct.error ...
    except Exception as error:
        raise ValueError("Its PNG is broken or cut short.") from error


def _grey(opened: "Image.Image") -> NDArray[np.uint8]:
    from PIL import Image

    if opened.mode.startswith("I"):  # 16 bits a pixel, which PIL would cut at 255
        return (np.asarray(opened).astype(np.uint16) >> 8).astype(np.uint8)
    ink = opened.convert("RGBA")
    black = Image.new("RGBA", ink.size, "black")
    return np.array(Image.alpha_composite(black, ink).convert("L"))
