"""A page's or an endpoint's way to an answer: through the line in which all questions wait."""

import asyncio
from collections.abc import Callable, Hashable
from typing import Any
from urllib.parse import parse_qs

import gradio as gr
from gradio.context import LocalContext
from starlette.types import Scope

from playground import caching
from playground.engine.request import Request
from playground.ui.layout import Page
from playground.ui.line import LINE, Asker
from playground.ui.progress import teller

#: Seconds between two words on how many questions are before one's own.
PATIENCE = 1.0
#: What names a visit in a query.
VISIT = "session_hash"


async def painted(page: Page, request: Request) -> dict[str, Any]:
    """The values of the page's views, at once where they are ready."""
    if caching.keeps(page.painted, request):
        return page.painted(request)
    key = (page.painted, request)
    return await asked(page.tab.name, key, request.seconds, lambda: page.painted(request))


async def asked(place: str, key: Hashable, seconds: float, compute: Callable[[], Any]) -> Any:
    """What is computed for the visitor whose event is being answered, when its turn has come.

    Raises Stopped, Superseded, Full, TooLong, and what `compute` raises.
    """
    asker = Asker(*_visitor(), place)
    tell = teller()
    answer = LINE.ask(asker, key, seconds, compute, tell)
    come = asyncio.wrap_future(answer)
    try:
        while not (await asyncio.wait([come], timeout=PATIENCE))[0]:
            before = LINE.before(answer)
            if before is not None:
                tell(0, 1, f"before:{before}")
    except asyncio.CancelledError:
        leave(place)
        raise
    return come.result()


async def aside(
    scope: Scope, place: str, key: Hashable, seconds: float, compute: Callable[[], Any]
) -> Any:
    """The same for what a page asks past Gradio's events; the query may name a visit (`limits` has
    looked at its name), of which the newest question in that place counts."""
    query = parse_qs(scope["query_string"].decode("latin-1"))
    address, visit = (scope.get("client") or ("",))[0], query.get(VISIT, [""])[-1]
    answer = LINE.ask(Asker(address, visit, place), key, seconds, compute, _silent)
    return await asyncio.wrap_future(answer)


def _silent(done: int, total: int, said: str | None) -> None:
    """Nobody watches."""


def leave(place: str | None = None, why: Exception | None = None) -> None:
    """The visitor whose event is being answered waits no longer, in that place or in any."""
    LINE.leave(_visitor()[1], place, why)


def _visitor() -> tuple[str, str]:
    """Address and session of the event under way; empty outside of any."""
    browser: gr.Request | None = LocalContext.request.get(None)
    if browser is None:
        return "", ""
    client = browser.client
    return client.host if client else "", browser.session_hash or ""
