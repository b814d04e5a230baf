"""A picture of each page for where its link is shared: the film strips that it opens with."""

import io

import orjson
from cachetools import LRUCache, cached
from PIL import Image
from starlette.responses import Response

from playground.ui import strip, view_files
from playground.ui.view_files import ViewFile

#: Where they are served.
FOLDER = "/kit/previews/"
#: What sites that show links ask for.
WIDTH, HEIGHT = 1200, 630
#: As many pages as the site may have.
KEPT = 64
DAY = "public, max-age=86400"


def answer(path: str, otherwise: str) -> Response:
    """The picture of the tab that a path names; of `otherwise`, where a page opens with none."""
    named = path.removeprefix(FOLDER).removesuffix(".png")
    files = (view_files.opening(tab) for tab in (named, otherwise))
    pictures = (picture for file in files if file and (picture := _picture(file)))
    found = next(pictures, None)
    if found is None:
        return Response("Not Found", 404)
    return Response(found, media_type="image/png", headers={"cache-control": DAY})


@cached(LRUCache(KEPT))
def _picture(file: ViewFile) -> bytes | None:
    values = orjson.loads(file.plain).values()
    sprites = (one for value in values if value for one in value.get("sprites", ()))
    first = next(sprites, None)
    return first and _fitted(strip.opened(first))


def _fitted(sprite: Image.Image) -> bytes:
    """Its upper left part, enlarged by a whole number until it fills the picture one way."""
    times = max(1, WIDTH // sprite.width, HEIGHT // sprite.height)
    part = sprite.crop((0, 0, WIDTH // times, HEIGHT // times))
    buffer = io.BytesIO()
    part.resize((WIDTH, HEIGHT), Image.Resampling.NEAREST).save(buffer, "PNG")
    return buffer.getvalue()
