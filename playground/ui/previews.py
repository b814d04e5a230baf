"""Pictures of what pages open with: for where a link is shared, and for the start page."""

import io
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import parse_qsl

import orjson
from cachetools import LRUCache, cached
from PIL import Image, ImageDraw, ImageFont
from starlette.datastructures import Headers
from starlette.responses import Response

from playground.ui import events, moving, site, view_files
from playground.ui.starts import STARTS
from playground.ui.strip import opened
from playground.ui.tab import Tab
from playground.ui.view_files import ViewFile

#: Where they are served.
FOLDER = "/kit/previews/"
#: Named in a tab's place: the whole site.
SITE = "start"
#: What sites that show links ask for.
WIDTH, HEIGHT = 1200, 630
#: Of the whole site: pixels a side of a picture, and between two.
TILE, GAP = 290, 16
PAPER, INK = "#fbfaf7", "#191d22"
#: As many pages as the site may have.
KEPT = 64
#: Those who read a page to show a link to it.
READERS = re.compile(
    "bot|crawl|preview|facebookexternalhit|whatsapp|slack|skype|teams|mastodon", re.IGNORECASE
)
#: Bytes of a question at most; one that holds a picture is longer.
LONGEST = 1000
DAY = "public, max-age=86400"


def answer(path: str, tabs: Mapping[str, Tab], query: bytes = b"") -> Response:
    """The picture that a path names, of one of these tabs; where its page opens with none, that of
    the first. query: of the question that a link holds, whose answer is shown while it is kept."""
    name, _, kind = path.removeprefix(FOLDER).partition(".")
    found = _of_view(name, kind, query, tabs) if query else None
    headers = {"cache-control": DAY if found or not query else "no-cache"}
    if found is None:
        found = _site() if (name, kind) == (SITE, "png") else _of_tab(name, kind, tuple(tabs))
    if found is None:
        return Response("Not Found", 404)
    media = f"image/{kind.rpartition('.')[2]}"
    return Response(found, media_type=media, headers=headers)


def of_view(headers: Headers, query: bytes) -> bytes:
    """What comes after a picture's address in a page that is read to show a link to it: nothing
    computes for such a reader, but what is there already is shown."""
    if not query or len(query) > LONGEST or not READERS.search(headers.get("user-agent", "")):
        return b""
    return b"?" + escape(query.decode("latin-1")).encode("latin-1")


def _of_view(name: str, kind: str, query: bytes, tabs: Mapping[str, Tab]) -> bytes | None:
    if name not in tabs or kind != "png" or len(query) > LONGEST:
        return None
    fields = dict(parse_qsl(query.decode("latin-1"), keep_blank_values=True))
    request, refused = events.linked(tabs[name], fields)
    file = None if refused else view_files.answered(name, request)
    return _made(file, kind) if file else None


@cached(LRUCache(KEPT), condition=threading.Condition())
def _named(file: ViewFile) -> tuple[list[str], list[str]]:
    return moving.words(_values(file))


def words(tab: str) -> tuple[list[str], list[str]] | None:
    """What the rows and the columns are called of a tab's picture, where it is a map; None while
    what the tab opens with is not known."""
    file = view_files.opening(tab)
    return _named(file) if file else None


def _of_tab(name: str, kind: str, tabs: Sequence[str]) -> bytes | None:
    if name not in tabs or kind not in KINDS:
        return None
    # What moves takes a while to make: that of a subject's first page alone.
    meant = (name, tabs[0]) if kind == "png" else (name,) if name in STARTS else ()
    files = (view_files.opening(tab) for tab in meant)
    return next((made for file in files if file and (made := _made(file, kind))), None)


@cached(
    LRUCache(KEPT), key=lambda file, kind: (file.address, kind), condition=threading.Condition()
)
def _made(file: ViewFile, kind: str) -> bytes | None:
    return KINDS[kind](_values(file))


def _values(file: ViewFile) -> Mapping[str, Any]:
    return orjson.loads(file.plain)


def _shared(values: Mapping[str, Any]) -> bytes | None:
    """The first strip's upper left part, enlarged by a whole number until it fills the picture one
    way."""
    found = (value for value in values.values() if isinstance(value, dict))
    sprites = (opened(one) for value in found for one in value.get("sprites", ()))
    sprite = next(sprites, None)
    if sprite is None:
        return None
    times = max(1, WIDTH // sprite.width, HEIGHT // sprite.height)
    part = sprite.crop((0, 0, WIDTH // times, HEIGHT // times))
    return _png(part.resize((WIDTH, HEIGHT), Image.Resampling.NEAREST))


def _still(values: Mapping[str, Any]) -> bytes | None:
    picture = moving.still(values)
    return _png(picture) if picture else None


KINDS: Mapping[str, Callable[[Mapping[str, Any]], bytes | None]] = {
    "png": _shared,
    "still.png": _still,
    "webp": moving.moving,
}


def _site() -> bytes | None:
    found = (_of_tab(name, "still.png", tuple(STARTS)) for name in STARTS)
    stills = tuple(one for one in found if one)
    return _beside(stills) if stills else None


@cached(LRUCache(1), condition=threading.Condition())
def _beside(stills: Sequence[bytes]) -> bytes:
    """The subjects' pictures, three a line, and the site's name."""
    canvas, far = Image.new("RGB", (WIDTH, HEIGHT), PAPER), TILE + GAP
    left, top = (WIDTH + GAP - 3 * far) // 2, (HEIGHT + GAP - 2 * far) // 2
    places = [(left + i % 3 * far, top + i // 3 * far) for i in range(6)]
    for place, one in zip(places, stills, strict=False):
        small = Image.open(io.BytesIO(one)).resize((TILE, TILE), Image.Resampling.LANCZOS)
        canvas.paste(small, place, small)
    title, font = site.TITLE.replace(" ", "\n"), ImageFont.load_default(50)
    x, y = places[-1]
    ImageDraw.Draw(canvas).multiline_text((x + 12, y + 50), title, INK, font, spacing=16)
    return _png(canvas)


def _png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()
