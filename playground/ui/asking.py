"""A page's or an endpoint's way to an answer: through the line in which all questions wait."""

import asyncio
from collections.abc import Callable, Hashable
from typing import Any

import gradio as gr
from gradio.context import LocalContext

from playground import caching
from playground.engine.request import Request
from playground.ui.layout import Page
from playground.ui.line import LINE, Asker
from playground.ui.progress import teller

#: Seconds between two words on how many questions are before one's own.
PATIENCE = 1.0


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
