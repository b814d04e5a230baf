"""A visitor's own picture as a text: a PNG or a JPEG as a data URL, read as a browser shows it."""

import base64
import io
from typing import TYPE_CHECKING

import numpy as np

from playground.arrays import Image8
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
TOO_LONG = (
    "Its file has {size} kB, and {most} kB are the limit: save it with fewer pixels, without"
    " metadata or at a lower quality."
)
#: Pixels of a photograph's shorter side that networks look at, at most.
SHORTER = 256
#: sRGB as a PNG tells it: gamma, then x and y of white, red, green and blue.
SRGB = (0.45455, 0.3127, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06)


def read(text: str) -> Image8:
    """The picture, grey uint8 [28, 28]; what is transparent is black. ValueError says why not."""
    picture = np.array(_read(text, (START,), LONGEST, (SIDE, SIDE), "black").convert("L"))
    if picture.min() == picture.max():
        raise ValueError("Its picture is blank.")
    return picture


def read_photo(text: str) -> Image8:
    """The photograph, uint8 [H, W, 3]; what is transparent is white. ValueError says why not."""
    return np.array(_read(text, tuple(FORMATS), LONGEST_PHOTO, (SMALLEST, LARGEST), "white"))


def _read(
    text: str, starts: tuple[str, ...], longest: int, sides: tuple[int, int], ground: str
) -> "Image.Image":
    """Upright and RGB, on a ground of that colour.

    The header is looked at before anything is unpacked: a small file may claim a huge picture.
    """
    from PIL import Image, ImageOps

    data, kind = _unpacked(text, starts)
    opened = _opened(data, kind)
    width, height = opened.size
    if not sides[0] <= min(width, height) <= max(width, height) <= sides[1]:
        raise ValueError(Filled("Its picture is {w} x {h}.", w=width, h=height))
    if len(text) > longest:
        held = Filled(TOO_LONG, size=-(-len(data) // 1000), most=kilobytes(longest))
        raise ValueError(held)
    depth = data[24] if kind == "PNG" else 8
    _check(opened, depth)
    try:
        opened.load()
        ink = _in_srgb(_in_bytes(ImageOps.exif_transpose(opened), depth))
    # A broken file raises OSError, SyntaxError, ValueError, zlib.error, struct.error ...
    except Exception as error:
        raise ValueError("Its file is broken or cut short.") from error
    return Image.alpha_composite(Image.new("RGBA", ink.size, ground), ink).convert("RGB")


def kilobytes(characters: int) -> int:
    """What a file may have whose text has so many."""
    return (characters - len(max(FORMATS, key=len))) * 3 // 4000


def _unpacked(text: str, starts: tuple[str, ...]) -> tuple[bytes, str]:
    """The bytes of a data URL, and their format. ValueError says why not."""
    start = next(filter(text.startswith, starts), None)
    if start is None:
        template = "It does not start with {start} as such a data URL does."
        raise ValueError(Filled(template, start=" / ".join(starts)))
    try:
        return base64.b64decode(text[len(start) :], validate=True), FORMATS[start]
    except ValueError as error:
        raise ValueError("Its base64 is broken.") from error


def _opened(data: bytes, kind: str) -> "Image.Image":
    """The file with its header read."""
    from PIL.JpegImagePlugin import JpegImageFile
    from PIL.PngImagePlugin import PngImageFile

    try:
        return {"PNG": PngImageFile, "JPEG": JpegImageFile}[kind](io.BytesIO(data))
    except Exception as error:
        raise ValueError(Filled("It holds no {kind}.", kind=kind)) from error


def _check(opened: "Image.Image", depth: int) -> None:
    """Refuses what would be read otherwise than a browser shows it. ValueError."""
    info = opened.info
    if getattr(opened, "is_animated", False):
        raise ValueError("It is animated: send one picture of it.")
    if depth == 16 and "transparency" in info:
        raise ValueError("Its transparent colour has 16 bits: save it with 8.")
    told = (info.get("gamma", SRGB[0]), *info.get("chromaticity", SRGB[1:]))
    if not {"icc_profile", "srgb"} & set(info) and not np.allclose(told, SRGB, atol=0.005):
        raise ValueError("Its colours are not those of sRGB: save it as sRGB.")


def _in_bytes(image: "Image.Image", depth: int) -> "Image.Image":
    """Samples of 8 bits, and the one transparent grey of fewer bits in the same range."""
    from PIL import Image

    if image.mode.startswith("I"):  # 16 bits a pixel, which PIL would cut at 255
        high = Image.fromarray((np.asarray(image).astype(np.uint16) >> 8).astype(np.uint8))
        high.info = image.info
        return high
    if image.mode == "L" and depth < 8 and "transparency" in image.info:
        image.info["transparency"] *= 255 // (2**depth - 1)
    return image


def _in_srgb(image: "Image.Image") -> "Image.Image":
    """RGBA; colours by the file's own profile, where it fits them, as browsers do."""
    from PIL import ImageCms

    rgba, profile = image.convert("RGBA"), image.info.get("icc_profile")
    if not profile:
        return rgba
    plain = image.convert({"L": "L", "LA": "L", "CMYK": "CMYK"}.get(image.mode, "RGB"))
    try:
        srgb, own = ImageCms.createProfile("sRGB"), ImageCms.ImageCmsProfile(io.BytesIO(profile))
        flat = ImageCms.profileToProfile(plain, own, srgb, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return rgba
    assert flat is not None
    flat.putalpha(rgba.getchannel("A"))
    return flat
