"""One photograph in many kinds of file: what a reader must make of each, or say of it."""

import base64
import io
import struct
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

from playground.arrays import Image8
from playground.data import examples

#: How a photograph lies in its file, so that its orientation tag turns it upright.
STORED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
PHOTO = Image.fromarray(examples("cifar10").images[3, :24]).resize((48, 36))
RGB, GREY = np.array(PHOTO), np.array(PHOTO.convert("L"))
FADE = np.broadcast_to(np.linspace(0, 255, 48).astype(np.uint8), GREY.shape)


def saved(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def png(
    rows: NDArray[Any], depth: int, colour: int, side: tuple[int, int] = (48, 36), **chunks: bytes
) -> bytes:
    """A PNG of rows [H, bytes] as PIL writes none: any depth and colour type, any chunks."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", *side, depth, colour, 0, 0, 0)
    extra = b"".join(chunk(name.encode(), body) for name, body in chunks.items())
    body = zlib.compress(b"".join(b"\0" + row.tobytes() for row in rows))
    parts = chunk(b"IHDR", header), extra, chunk(b"IDAT", body), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def wide(samples: Image8) -> NDArray[np.uint16]:
    """The samples with noise in 8 more bits, as rows of a PNG."""
    noise = np.random.default_rng(0).integers(0, 256, samples.shape)
    return (256 * samples.astype(int) + noise).astype(">u2").reshape(36, -1)


def narrow(depth: int) -> tuple[Image8, Image8]:
    """The grey photograph in so many bits: as rows of a PNG, and as it is shown."""
    levels = GREY >> (8 - depth)
    bits = np.unpackbits(levels[..., None], axis=2)[..., 8 - depth :]
    return np.packbits(bits.reshape(36, -1), axis=1), levels * np.uint8(255 // (2**depth - 1))


def on_white(samples: Image8, alpha: Image8) -> Image8:
    shown = samples * (alpha / 255)[..., None] + 255.0 - alpha[..., None]
    return shown.round().astype(np.uint8)


def triple(grey: Image8) -> Image8:
    return np.repeat(grey[..., None], 3, axis=2)


def profile(swapped: bool) -> bytes:
    """A colour profile: sRGB's, or with red and blue swapped, as no one could overlook."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    if not swapped:
        return srgb
    return srgb.replace(b"rXYZ", b"tmp_").replace(b"bXYZ", b"rXYZ").replace(b"tmp_", b"bXYZ")


def turned() -> dict[str, tuple[bytes, Image8]]:
    found = {}
    for orientation, way in STORED.items():
        exif = Image.Exif()
        exif[0x0112] = orientation
        stored = PHOTO.transpose(way)
        found[f"PNG turned by {orientation}"] = saved(stored, exif=exif), RGB
        found[f"JPEG turned by {orientation}"] = saved(stored, "JPEG", quality=98, exif=exif), RGB
    return found


def jpegs() -> dict[str, tuple[bytes, Image8]]:
    ink = np.dstack([255 - RGB, np.full_like(GREY, 60)])
    inks = saved(Image.fromarray(ink, "CMYK"), "JPEG", quality=98)
    start = inks.index(b"\xff\xee")  # Adobe's mark, without which inks mean the same
    bare = inks[:start] + inks[start + 2 + struct.unpack(">H", inks[start + 2 : start + 4])[0] :]
    dark = (RGB * (195 / 255)).round().astype(np.uint8)
    return {
        "progressive": (saved(PHOTO, "JPEG", quality=98, progressive=True), RGB),
        "grey JPEG": (saved(PHOTO.convert("L"), "JPEG", quality=98), triple(GREY)),
        "CMYK of Adobe": (inks, dark),
        "CMYK": (bare, dark),
    }


def pngs() -> dict[str, tuple[bytes, Image8]]:
    palette = PHOTO.quantize(16)
    colours = np.array(palette.convert("RGB"))
    see_through = np.arange(0, 256, 17, dtype=np.uint8)
    found = {
        "16 bits, grey": (png(wide(GREY), 16, 0), triple(GREY)),
        "16 bits": (png(wide(RGB), 16, 2), RGB),
        "16 bits, grey, alpha": (
            png(wide(np.dstack([GREY, FADE])), 16, 4),
            on_white(triple(GREY), FADE),
        ),
        "16 bits, alpha": (png(wide(np.dstack([RGB, FADE])), 16, 6), on_white(RGB, FADE)),
        "alpha": (saved(Image.fromarray(np.dstack([RGB, FADE]))), on_white(RGB, FADE)),
        "grey, alpha": (
            saved(Image.fromarray(np.dstack([GREY, FADE]), "LA")),
            on_white(triple(GREY), FADE),
        ),
        "palette": (saved(palette), colours),
        "palette, alpha": (
            saved(palette, transparency=see_through.tobytes()),
            on_white(colours, see_through[np.array(palette)]),
        ),
        "another profile": (saved(PHOTO, icc_profile=profile(True)), RGB[..., ::-1]),
        "sRGB's profile": (saved(PHOTO, icc_profile=profile(False)), RGB),
        "a broken profile": (saved(PHOTO, icc_profile=b"none" * 40), RGB),
        "sRGB's gamma": (png(RGB.reshape(36, -1), 8, 2, gAMA=struct.pack(">I", 45455)), RGB),
    }
    for depth in (1, 2, 4, 8):
        rows, shown = narrow(depth)
        clear = np.where(shown == shown.max(), 0, 255).astype(np.uint8)
        top = struct.pack(">H", int((GREY >> (8 - depth)).max()))
        found[f"{depth} bits"] = png(rows, depth, 0), triple(shown)
        found[f"{depth} bits, one clear"] = (
            png(rows, depth, 0, tRNS=top),
            on_white(triple(shown), clear),
        )
    return found


READ = {**turned(), **jpegs(), **pngs()}
REFUSED = {
    "16 bits, one clear": (png(wide(GREY), 16, 0, tRNS=b"\0\1"), "has 16 bits"),
    "linear": (png(RGB.reshape(36, -1), 8, 2, gAMA=struct.pack(">I", 100_000)), "save it as sRGB"),
    "animated": (saved(PHOTO, save_all=True, append_images=[PHOTO.rotate(180)]), "animated"),
    "huge": (png(RGB, 8, 2, (32767, 32767)), "32767 x 32767"),
}


def url(data: bytes) -> str:
    kind = "jpeg" if data.startswith(b"\xff\xd8") else "png"
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"
