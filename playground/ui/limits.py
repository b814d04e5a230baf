"""What one client may hold of the server: its bodies are short and soon whole, its streams few."""

import asyncio
import json
import re
from collections import Counter
from typing import Any
from urllib.parse import parse_qs

from starlette._utils import get_route_path
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from playground import settings
from playground.errors import BadValue, PlaygroundError

#: Bytes of a request's body at most: a question is a few hundred.
LARGEST = 5_000_000
#: Seconds that a body may take on its way.
PATIENCE = 20
#: Streams of events in all; half of them for one address, behind which a whole class may sit.
STREAMS = settings.whole("PLAYGROUND_STREAMS", 2000)
#: A session's name as browsers and gradio_client make it. The server keeps it, so it is short.
SESSION = re.compile(r"[\w-]{1,64}", re.ASCII)
STREAM = re.compile(r"GET /gradio_api/(queue/data|heartbeat/|call/)")


class Refused(Exception):
    """A request that is answered with a status and words."""

    def __init__(self, status: int, words: object) -> None:
        self.answer = JSONResponse({"detail": str(words)}, status, {"connection": "close"})


class WholeBodies:
    """ASGI middleware: a body is read whole before anything is done with it.

    One that is too large (413), too slow (408), or names a session otherwise than its page does
    (400) goes no further.
    """

    def __init__(self, app: ASGIApp, largest: int = LARGEST, patience: float = PATIENCE) -> None:
        self.app, self.largest, self.patience = app, largest, patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        try:
            query = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
            for named in query.get("session_hash", ()):
                _check_session(named)
            if scope["method"] == "POST":
                body = await self._body(scope, receive)
                _check_session(_named(body))
                receive = _replayed(body, receive)
        except Refused as refused:
            return await refused.answer(scope, receive, send)
        return await self.app(scope, receive, send)

    async def _body(self, scope: Scope, receive: Receive) -> bytes:
        declared = dict(scope["headers"]).get(b"content-length", b"")
        if declared.isdigit() and int(declared) > self.largest:
            raise self._too_large(int(declared))
        try:
            return await asyncio.wait_for(self._read(receive), self.patience)
        except asyncio.TimeoutError:
            allowed = f"sent within {self.patience:g} seconds"
            raise Refused(408, BadValue("body", "...", allowed, "Send it at once.")) from None

    async def _read(self, receive: Receive) -> bytes:
        """A body may also come in chunks, with no length declared."""
        body = bytearray()
        while True:
            message = await receive()
            body += message.get("body", b"")
            if len(body) > self.largest:
                raise self._too_large(len(body))
            if not message.get("more_body"):
                return bytes(body)

    def _too_large(self, size: int) -> Refused:
        allowed = f"at most {self.largest} bytes"
        return Refused(413, BadValue("body", size, allowed, "Send a question."))


def _named(body: bytes) -> Any:
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        return None  # of which Gradio says what is wrong
    return read.get("session_hash") if isinstance(read, dict) else None


def _check_session(named: Any) -> None:
    if named is not None and not (isinstance(named, str) and SESSION.fullmatch(named)):
        allowed = "1 to 64 letters, digits, - and _"
        raise Refused(400, BadValue("session_hash", named, allowed, "Leave it out, or make one."))


def _replayed(body: bytes, receive: Receive) -> Receive:
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return messages.pop() if messages else await receive()

    return replayed


def _asked(scope: Scope) -> str:
    return f"{scope['method']} {get_route_path(scope)}"


class FewStreams:
    """ASGI middleware: so many streams of events in all, and half as many for one address.

    A stream of no session, to which Gradio raises an error in its midst, ends as if it were done.
    """

    def __init__(self, app: ASGIApp, most: int = STREAMS) -> None:
        self.app, self.most = app, most
        self.open: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not STREAM.match(_asked(scope)):
            return await self.app(scope, receive, send)
        address = (scope.get("client") or ("",))[0]
        if self.open[address] >= max(self.most // 2, 1) or self.open.total() >= self.most:
            refusal = PlaygroundError(self._crowded(address))
            return await Refused(503, refusal).answer(scope, receive, send)
        self.open[address] += 1
        try:
            return await _unless_unknown(self.app, scope, receive, send)
        finally:
            self.open[address] -= 1
            self.open += Counter()  # which drops those at zero

    def _crowded(self, address: str) -> str:
        return (
            f"{self.open[address]} streams of events are open from this address, and"
            f" {self.open.total()} in all: {self.most} are the limit, half of them for one address."
            " Close other windows of this page, or come again later."
        )


class RefusedByValue:
    """ASGI middleware: past its queue Gradio calls every refusal an error of the server (500)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        past = scope["type"] == "http" and get_route_path(scope).startswith("/gradio_api/run/")
        await self.app(scope, receive, _told(send) if past else send)


def _told(send: Send) -> Send:
    start: Message = {}

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            return start.update(message)
        # An error that has no words is the server's own.
        if start and start["status"] == 500 and b'"error":null' not in message["body"]:
            start["status"] = 422
        if start:
            await send({**start})
            start.clear()
        return await send(message)

    return sent


async def _unless_unknown(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    try:
        await app(scope, receive, send)
    except RuntimeError as error:
        if not isinstance(error.__cause__, HTTPException):
            raise
        await send({"type": "http.response.body", "body": b""})
