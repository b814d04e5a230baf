"""Values that a stranger might send, by hand and by chance."""

import base64
import functools
import io
import json
import random
import struct
import zlib
from collections.abc import Iterator
from typing import Any

from PIL import Image

from playground.engine.request import Picture, Rule

NESTED: Any = "bottom"
for _ in range(200):
    NESTED = [NESTED]
META = {"_type": "gradio.FileData"}
NUMBERS = [float("nan"), float("inf"), -float("inf"), 1e308, -1e308, 5e-324, -0.0, 10**400]
NUMBERS += [-(10**30), 2**63, -1, 0.5, True, False]
SHAPES = [None, [], {}, [1], [None], {"a": 1}, NESTED, ["x"] * 10_000]
SHAPES += [
    {"path": "/etc/passwd", "meta": META},
    {"path": "http://127.0.0.1:1/a.png", "url": "http://127.0.0.1:1/a.png", "meta": META},
    {"url": "file:///etc/passwd", "path": "", "meta": META},
    {"__type__": "update", "value": 1},
]
TEXTS = [
    *("", " ", "\n", "\x00", "\x1b[2J", "".join(map(chr, range(32))), "\u202egnp.evil", "\u2066a"),
    *("\ud800", "\udfff x", "\ufeff", "\u0301" * 200, "🎛️" * 20, "１２", "ﬁ", "İ", "ß" * 50),
    *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</script>", "&lt;b&gt;"),
    *("' OR 1=1 --", "'; DROP TABLE users; --", "../../etc/passwd", "..%2f..%2fetc", "C:\\x"),
    *(
        "/etc/passwd",
        "file:///etc/passwd",
        "http://127.0.0.1:1/",
        "{0.__class__}",
        "%s%n",
        "${7*7}",
    ),
    *("NaN", "inf", "1e999", "0x10", "1_000", "True", "null", "1,5", "x" * 100_000, "a b " * 9_000),
]
VALUES = [*NUMBERS, *SHAPES, *TEXTS]


def url(data: bytes, kind: str = "png") -> str:
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(*chunks: bytes, side: tuple[int, int] = (28, 28)) -> bytes:
    """A PNG that says how large it is, whatever it holds."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", *side, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + chunk(b"IEND", b"")


def drawn(kind: str, side: int, **more: Any) -> bytes:
    written = io.BytesIO()
    picture = Image.effect_noise((side, side), 90)
    picture.save(written, kind, **more)
    return written.getvalue()


def frames(kind: str, count: int) -> bytes:
    others = [Image.effect_noise((28, 28), 90) for _ in range(count)]
    return drawn(kind, 28, save_all=True, append_images=others)


@functools.cache
def pictures() -> dict[str, str]:
    """Files that claim what they are not, by what is wrong with them."""
    pixels = chunk(b"IDAT", zlib.compress(bytes(29 * 28)))
    bomb = zlib.compress(bytes(50_000_000), 9)
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
    good = drawn("PNG", 28)
    return {
        "60,000 a side": url(png(pixels, side=(60_000, 60_000))),
        "2^31 a side": url(png(pixels, side=(2**31 - 1, 2**31 - 1))),
        "no side": url(png(pixels, side=(0, 28))),
        "50 MB of pixels": url(png(chunk(b"IDAT", bomb))),
        "50 MB of text": url(png(chunk(b"zTXt", b"a\0\0" + bomb), pixels)),
        "50 MB of profile": url(png(chunk(b"iCCP", b"a\0\0" + bomb), pixels)),
        "no pixels": url(png()),
        "cut short": url(good[:-30]),
        "a bit wrong": url(good[:60] + bytes([good[60] ^ 1]) + good[61:]),
        "many pictures": url(frames("PNG", 30)),
        "GIF of many": url(frames("GIF", 200), "gif"),
        "GIF called PNG": url(frames("GIF", 2)),
        "TIFF called PNG": url(drawn("TIFF", 28)),
        "SVG": url(svg, "svg+xml"),
        "SVG called PNG": url(svg),
        "JPEG called PNG": url(drawn("JPEG", 28)),
        "JPEG cut short": url(drawn("JPEG", 64)[:300], "jpeg"),
        "a large one": url(drawn("PNG", 1500)),
        "nothing": url(b""),
        "no base64": "data:image/png;base64,<script>",
        "a page": "data:text/html,<script>alert(1)</script>",
        "an address": "http://127.0.0.1:1/a.png",
        "a file": "file:///etc/passwd",
    }


def of(rule: Rule) -> list[Any]:
    """The table for a field."""
    return [*VALUES, *(pictures().values() if isinstance(rule, Picture) else ())]


def by_chance(rule: Rule, seed: str, count: int) -> Iterator[Any]:
    """Values of all kinds; for a picture also a good one with some of its bytes changed."""
    chance = random.Random(seed)
    good = drawn("PNG", 28)
    for _ in range(count):
        kinds = [_number, _text, _number, _text, _shape]
        if isinstance(rule, Picture):
            broken = bytearray(good)
            for _ in range(chance.randint(1, 4)):
                broken[chance.randrange(len(broken))] = chance.randrange(256)
            yield url(bytes(broken))
        yield chance.choice(kinds)(chance)


def _number(chance: random.Random) -> Any:
    if chance.random() < 0.5:
        return struct.unpack("d", chance.randbytes(8))[0]
    return chance.randint(-1, 1) * chance.getrandbits(chance.randint(1, 200))


def _text(chance: random.Random) -> str:
    top = chance.choice([128, 0x300, 0x3000, 0x110000])
    return "".join(chr(chance.randrange(top)) for _ in range(chance.randint(0, 300)))


def _shape(chance: random.Random, depth: int = 3) -> Any:
    inner = [_number, _text] if depth == 0 else [_number, _text, lambda c: _shape(c, depth - 1)]
    parts = [chance.choice(inner)(chance) for _ in range(chance.randint(0, 4))]
    return parts if chance.random() < 0.5 else {_text(chance)[:9]: one for one in parts}


def short(value: Any) -> str:
    """The value, for a test that fails over it."""
    return repr(value)[:100] if not isinstance(value, (dict, list)) else json.dumps(value)[:100]
