"""What is the same for every visitor, kept ready: pages and files, made and compressed once.

A page is rendered at its first visit and then sent as it is, with a tag, so that a browser that has
it asks for nothing more; a file whose name holds its hash may be kept by browsers for ever.

Gradio writes the address that a visitor used into a page, near its end. It is rendered for an
address of no host, in whose place each visitor's own is put: another host costs no rendering.
"""

import asyncio
import hashlib
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import brotli
from cachetools import LRUCache
from starlette._utils import get_route_path
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from playground.ui import previews, reading, view_files
from playground.ui.tab import Tab

#: Bytes of pages and files that are kept.
BUDGET = 64_000_000
#: The host that pages are rendered for, and its address in them.
NOBODY = b"nobody.invalid"
PLACE = b"http://" + NOBODY
#: Bytes of their last parts, for the hosts of the last visitors.
ENDINGS = 4_000_000
#: What is asked of Gradio once, beside pages: it takes 30 to 130 ms each time.
ONCE = ("/config", "/gradio_api/info", "/gradio_api/openapi.json")
#: Names with a hash in them; what they hold never changes.
FOREVER = ("/assets/", "/kit/")
#: What an answer depends on beside its address.
VARY = "accept-encoding, x-forwarded-host, x-forwarded-proto"
#: The head of what gzip makes, with no name and no time (RFC 1952).
GZIP = b"\x1f\x8b\x08\0\0\0\0\0\x02\xff"
JSON = "application/json"
#: Brotli's level for files that are made here: 9 takes half as long for 6 % more, 11 twice as long
#: for 2 % less.
BROTLI = 10
#: Smaller ones are not worth the work of both sides.
SMALL = 1000


@dataclass(frozen=True)
class Body:
    """A finished answer: its `start`, plain and deflated, is the same for every host. `brotli`: all
    of it, where it never changes."""

    start: bytes
    deflated: bytes
    end: bytes
    media: str
    tag: str
    lasting: str
    brotli: bytes = b""

    @property
    def size(self) -> int:
        return len(self.start) + len(self.deflated) + len(self.end) + len(self.brotli)


#: Files that never change, by their path, once they were asked for: they are the same for all.
_lasting: LRUCache[str, Body] = LRUCache(BUDGET, lambda body: body.size)


def at_once(scope: Scope) -> Response | None:
    """The answer where it is one of those files, before any of the site's layers has looked: a
    browser's first visit asks for seventy."""
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
        return None
    body = _lasting.get(scope["path"])
    return _response(body, Headers(scope=scope)) if body else None


class Ready:
    """ASGI middleware around `pages`, Gradio's own files, and `files` (scripts in brotli), each by
    their paths.

    The rest passes. A query does not change a page: its scripts read it.
    """

    def __init__(self, app: ASGIApp, pages: Mapping[str, Tab], files: Mapping[str, bytes]) -> None:
        self.app, self.files = app, files
        self.pages = frozenset(f"/{path}" for path in pages)
        self.tabs = {tab.name: tab for tab in pages.values()}
        self.bodies: LRUCache[Any, Body] = LRUCache(BUDGET, lambda body: body.size)
        self.making: dict[Any, asyncio.Task[Body | Response]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = get_route_path(scope) if scope["type"] == "http" else ""
        if scope.get("method") not in ("GET", "HEAD") or not self._keeps(path):
            return await self.app(scope, receive, send)
        headers = Headers(scope=scope)
        if path == reading.ADDRESS:
            return await (await reading.respond(scope))(scope, receive, send)
        if path.startswith(previews.FOLDER):
            picture = await asyncio.to_thread(
                previews.answer, path, self.tabs, scope.get("query_string", b"")
            )
            return await picture(scope, receive, send)
        if path.startswith(view_files.FOLDER):
            return await _answer(path, headers)(scope, receive, send)
        key = (path, scope.get("root_path"))
        made = self.bodies.get(key) or await self._made(key, scope, path)
        if not isinstance(made, Response):
            view = previews.of_view(headers, scope.get("query_string", b""))
            made = _response(made, headers, origin(scope["scheme"], headers), view)
        return await made(scope, receive, send)

    def _keeps(self, path: str) -> bool:
        if not path:  # the root path without its slash, which leads to the one with it
            return False
        whole = path.rstrip("/") or "/"
        return whole in self.pages or whole in ONCE or path.startswith((*FOREVER, "/static/"))

    async def _made(self, key: Any, scope: Scope, path: str) -> Body | Response:
        """Visitors who come at the same time wait for one making."""
        if key not in self.making:
            self.making[key] = asyncio.create_task(self._make(key, scope, path))
            self.making[key].add_done_callback(lambda _: self.making.pop(key))
        return await asyncio.shield(self.making[key])

    async def _make(self, key: Any, scope: Scope, path: str) -> Body | Response:
        small = b""
        if path.startswith("/kit/"):
            found = self.files.get(path)
            if found is None:
                return Response("Not Found", 404)
            media, small = "text/javascript; charset=utf-8", found
            plain = brotli.decompress(small)
        else:
            status, started, plain = await self._asked(scope)
            if status != 200:
                return Response(plain, status, media_type=started.get("content-type"))
            media = started.get("content-type", "")
        body = await asyncio.to_thread(_body, plain, media, path, small)
        if body.size <= self.bodies.maxsize:
            self.bodies[key] = body
        if path.startswith(FOREVER) and body.size <= _lasting.maxsize:
            _lasting[path] = body
        return body

    async def _asked(self, scope: Scope) -> tuple[int, Headers, bytes]:
        """The whole answer of what is within, to a plain question."""
        headers = [(b"host", NOBODY)]
        plain = {**scope, "method": "GET", "query_string": b"", "headers": headers}
        plain["scheme"] = "http"
        messages: list[Message] = []
        questions: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]

        async def receive() -> Message:
            # Nobody leaves: what is made is kept for the next.
            return questions.pop() if questions else await asyncio.Future()

        async def send(message: Message) -> None:
            messages.append(message)

        await self.app(plain, receive, send)
        start, *parts = messages
        whole = b"".join(part.get("body", b"") for part in parts)
        return start["status"], Headers(raw=start["headers"]), whole


#: The last parts of pages, compressed, by page and host.
_endings: LRUCache[Any, bytes] = LRUCache(ENDINGS, len)


def _response(body: Body, asked: Headers, origin: bytes = b"", view: bytes = b"") -> Response:
    """view: what comes after the address of the page's picture."""
    end = body.end.replace(PLACE, origin).replace(b'.png">', b".png" + view + b'">', 1)
    host = hashlib.sha256(origin + view).hexdigest()[:20] if end else ""
    tag = f'"{body.tag}{host}"'
    headers = {"etag": tag, "cache-control": body.lasting, "vary": VARY}
    if tag in asked.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if body.brotli and _takes_brotli(asked):
        headers["content-encoding"] = "br"
        return Response(body.brotli, headers=headers, media_type=body.media)
    if not body.deflated or "gzip" not in asked.get("accept-encoding", ""):
        return Response(body.start + end, headers=headers, media_type=body.media)
    headers["content-encoding"] = "gzip"
    key = (body.tag, origin, view)
    if key not in _endings:
        _endings[key] = _ended(body, end)
    whole = GZIP + body.deflated + _endings[key]
    return Response(whole, headers=headers, media_type=body.media)


def _takes_brotli(asked: Headers) -> bool:
    return "br" in asked.get("accept-encoding", "").replace(" ", "").split(",")


def origin(scheme: str, headers: Headers) -> bytes:
    """The address that the visitor used, as Gradio reads it off the same headers."""
    forwarded = headers.get("x-forwarded-host", "").split(",")[0].strip()
    if headers.get("x-forwarded-proto", "").split(",")[0].strip() == "https":
        scheme = "https"
    elif forwarded:
        scheme = "http"
    return f"{scheme}://{forwarded or headers.get('host', '')}".encode("latin-1")


def _body(plain: bytes, media: str, path: str, small: bytes) -> Body:
    start, place, end = plain.partition(PLACE)
    tag = hashlib.sha256(plain).hexdigest()[:20]
    deflated = b""
    if len(plain) > SMALL:
        deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
        # Flushed so that what follows stands by itself.
        made = deflater.compress(start) + deflater.flush(zlib.Z_FULL_FLUSH)
        deflated = made if len(made) < len(start) else b""
        if path.startswith(FOREVER):
            small = small or brotli.compress(plain, quality=BROTLI)
    lasting = "public, max-age=31536000, immutable" if path.startswith(FOREVER) else "no-cache"
    return Body(start, deflated, place + end, media, tag, lasting, small)


def _ended(body: Body, end: bytes) -> bytes:
    """The last bytes of the compressed answer (RFC 1952): the end, checksum and length of all."""
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    check = zlib.crc32(end, zlib.crc32(body.start))
    length = (len(body.start) + len(end)) % 2**32
    return deflater.compress(end) + deflater.flush() + struct.pack("<II", check, length)


def _answer(path: str, asked: Headers) -> Response:
    """An answer may be a visitor's own: browsers keep it, and nothing between."""
    if not path.endswith(".json"):  # a tab's name
        file = view_files.opening(path.removeprefix(view_files.FOLDER))
        told = {"location": file.address.removeprefix(view_files.FOLDER)} if file else {}
        return Response(None, 302 if file else 204, {**told, "cache-control": "no-store"})
    file = view_files.find(path)
    if file is None:
        return Response("Not Found", 404)
    headers = {"cache-control": "private, max-age=31536000, immutable"}
    if _takes_brotli(asked):
        body, headers["content-encoding"] = file.packed, "br"
    elif "gzip" in asked.get("accept-encoding", ""):
        body, headers["content-encoding"] = file.gzipped, "gzip"
    else:
        body = file.plain
    return Response(body, headers={**headers, "vary": "accept-encoding"}, media_type=JSON)


def address(name: str, script: bytes) -> str:
    """Where a script of ours is served: its name with its hash, so that another has another."""
    return f"/kit/{name}.{hashlib.sha256(script).hexdigest()[:12]}.js"
