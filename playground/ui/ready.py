"""What is the same for every visitor, kept ready: pages and files, made and compressed once.

A page is rendered at its first visit and then sent as it is, with a tag, so that a browser that has
it asks for nothing more; a file whose name holds its hash may be kept by browsers for ever.
"""

import asyncio
import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cachetools import LRUCache
from starlette._utils import get_route_path
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Bytes of pages and files that are kept.
BUDGET = 64_000_000
#: What a page's addresses are made of: another host, another page.
ORIGIN = ("host", "x-forwarded-host", "x-forwarded-proto", "x-gradio-server")
#: Names with a hash in them; what they hold never changes.
FOREVER = ("/assets/", "/kit/")
#: Smaller ones are not worth the work of both sides.
SMALL = 1000


@dataclass(frozen=True)
class Body:
    """A finished answer, plain and compressed."""

    plain: bytes
    small: bytes
    media: str
    tag: str
    lasting: str

    @property
    def size(self) -> int:
        return len(self.plain) + len(self.small)


class Ready:
    """ASGI middleware around `pages` (paths), Gradio's own files, and `files` by their paths.

    The rest passes. A query does not change a page: its scripts read it.
    """

    def __init__(self, app: ASGIApp, pages: tuple[str, ...], files: Mapping[str, Path]) -> None:
        self.app, self.pages, self.files = app, frozenset(pages), files
        self.bodies: LRUCache[Any, Body] = LRUCache(BUDGET, lambda body: body.size)
        self.making: dict[Any, asyncio.Task[Body | Response]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = get_route_path(scope) if scope["type"] == "http" else ""
        if scope.get("method") not in ("GET", "HEAD") or not self._keeps(path):
            return await self.app(scope, receive, send)
        headers = Headers(scope=scope)
        key = (path, scope.get("root_path"), *(headers.get(name) for name in ORIGIN))
        made = self.bodies.get(key) or await self._made(key, scope, path)
        response = made if isinstance(made, Response) else _response(made, headers)
        return await response(scope, receive, send)

    def _keeps(self, path: str) -> bool:
        return (path.rstrip("/") or "/") in self.pages or path.startswith((*FOREVER, "/static/"))

    async def _made(self, key: Any, scope: Scope, path: str) -> Body | Response:
        """Visitors who come at the same time wait for one making."""
        if key not in self.making:
            self.making[key] = asyncio.create_task(self._make(key, scope, path))
            self.making[key].add_done_callback(lambda _: self.making.pop(key))
        return await asyncio.shield(self.making[key])

    async def _make(self, key: Any, scope: Scope, path: str) -> Body | Response:
        if path.startswith("/kit/"):
            found = self.files.get(path)
            if found is None:
                return Response("Not Found", 404)
            media, plain = "text/javascript; charset=utf-8", found.read_bytes()
        else:
            status, started, plain = await self._asked(scope)
            if status != 200:
                return Response(plain, status, media_type=started.get("content-type"))
            media = started.get("content-type", "")
        body = await asyncio.to_thread(_body, plain, media, path)
        if body.size <= self.bodies.maxsize:
            self.bodies[key] = body
        return body

    async def _asked(self, scope: Scope) -> tuple[int, Headers, bytes]:
        """The whole answer of what is within, to a plain question."""
        asked = {"accept-encoding", "if-none-match", "if-modified-since", "range"}
        headers = [(k, v) for k, v in scope["headers"] if k.decode("latin-1").lower() not in asked]
        plain = {**scope, "method": "GET", "query_string": b"", "headers": headers}
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


def _body(plain: bytes, media: str, path: str) -> Body:
    tag = f'"{hashlib.sha256(plain).hexdigest()[:20]}"'
    small = gzip.compress(plain, 9, mtime=0) if len(plain) > SMALL else plain
    lasting = "public, max-age=31536000, immutable" if path.startswith(FOREVER) else "no-cache"
    return Body(plain, min(small, plain, key=len), media, tag, lasting)


def _response(body: Body, asked: Headers) -> Response:
    headers = {"etag": body.tag, "cache-control": body.lasting, "vary": "accept-encoding"}
    if body.tag in asked.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if body.small is not body.plain and "gzip" in asked.get("accept-encoding", ""):
        headers["content-encoding"] = "gzip"
        return Response(body.small, headers=headers, media_type=body.media)
    return Response(body.plain, headers=headers, media_type=body.media)


def address(file: Path) -> str:
    """Where a file of ours is served: its name with its hash, so that another has another."""
    digest = hashlib.sha256(file.read_bytes()).hexdigest()[:12]
    return f"/kit/{file.name.removesuffix(file.suffix)}.{digest}{file.suffix}"
