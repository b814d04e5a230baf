"""The server's connections: who neither asks nor reads is hung up on, and nobody takes all."""

import asyncio
import contextlib
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from playground import settings
from playground.ui.ready import at_once

#: Seconds in which a client must have asked, or read some of its answer.
PATIENCE = 20.0
#: Seconds for which a connection at rest is kept: longer than clients keep it (5 or 10), who would
#: else ask on one that is being closed.
KEPT = 15
#: Connections in all; half of them for one address.
MOST = settings.whole("PLAYGROUND_CONNECTIONS", 4000)
#: Bytes of a request's head: a link may hold a photograph (`pictures.LONGEST_PHOTO`).
LONGEST_HEAD = 2**17


def bound(config: Any, most: int = MOST, patience: float = PATIENCE) -> None:
    """From now on a server of this uvicorn configuration keeps to these bounds."""
    config.h11_max_incomplete_event_size = LONGEST_HEAD
    config.timeout_keep_alive = KEPT
    config.http_protocol_class = _bounded(config.http_protocol_class, most, patience)
    _more_files(most)


def _bounded(protocol: Any, most: int, patience: float) -> Any:
    """uvicorn's protocol, which by itself waits for ever for a request to begin or an answer to be
    read."""

    class Bounded(protocol):
        app: ASGIApp

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.app = _front(self.app)
            self.watch: asyncio.TimerHandle | None = None

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            if self._crowded():
                transport.abort()
            else:
                self._look(None)

        def connection_lost(self, exc: Exception | None) -> None:
            if self.watch:
                self.watch.cancel()
            super().connection_lost(exc)

        def _crowded(self) -> bool:
            address = (self.client or ("",))[0]
            mine = sum(1 for one in self.connections if (one.client or ("",))[0] == address)
            # A proxy, whose word on its clients is taken, brings them all.
            proxies = self.config.forwarded_allow_ips or ""
            proxies = proxies.split(",") if isinstance(proxies, str) else proxies
            trusted = address in proxies or "*" in proxies
            return len(self.connections) > most or (mine > most // 2 and not trusted)

        def _look(self, before: tuple[bool, Any, int] | None) -> None:
            waiting = self.cycle is None or self.cycle.response_complete
            now = (waiting, self.cycle, self.transport.get_write_buffer_size())
            same = before is not None and before[1] is now[1] and before[2] == now[2]
            if same and (now[2] or (waiting and before and before[0])):
                self.transport.abort()
            else:
                self.watch = self.loop.call_later(patience, self._look, now)

    return Bounded


def _front(app: ASGIApp) -> ASGIApp:
    """What never changes is sent at once. HTTP/1.0 may leave out the host, which Gradio reads
    unasked where an origin is named."""

    async def named(scope: Scope, receive: Receive, send: Send) -> None:
        if ready := at_once(scope):
            await ready(scope, receive, send)
            return
        if scope["type"] == "http" and not any(name == b"host" for name, _ in scope["headers"]):
            scope = {**scope, "headers": [*scope["headers"], (b"host", b"localhost")]}
        await app(scope, receive, send)

    return named


def _more_files(most: int) -> None:
    """A connection is an open file, of which a process may by default have 1024."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = max(soft, most + 500)
        resource.setrlimit(
            resource.RLIMIT_NOFILE,
            (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard),
        )
