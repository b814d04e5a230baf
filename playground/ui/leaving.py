"""Visitors who leave: their work ends, and what they did not fetch is not kept for them."""

import threading
import time
from typing import Any

import gradio as gr

from playground.ui.line import LINE

#: Seconds for which an answer waits for whoever asked.
KEPT = 60


def follow(demo: gr.Blocks) -> None:
    """From now on, who leaves this site waits no longer in the line."""
    queue = demo._queue
    clean = queue.clean_events

    async def cleaned(*, session_hash: str | None = None, event_id: str | None = None) -> None:
        event = queue.event_ids_to_events.get(event_id or "")
        LINE.leave(session_hash or (event.session_hash if event else ""))
        await clean(session_hash=session_hash, event_id=event_id)

    queue.clean_events = cleaned  # type: ignore[method-assign]
    queue.ANALYTICS_MAX_EVENTS = 1  # Gradio makes a table of them after each error
    threading.Thread(target=_watch, args=(queue,), name="unread", daemon=True).start()


def _watch(queue: Any) -> None:
    waiting: dict[str, int] = {}
    while not queue.stopped:
        time.sleep(KEPT)
        waiting = forget(queue, waiting)


def forget(queue: Any, waiting: dict[str, int]) -> dict[str, int]:
    """Drop the sessions whose oldest message waits since the last look, `waiting`; who reads takes
    each at once. Returns which messages wait now, by their session."""
    now = {}
    for session, messages in [*queue.pending_messages_per_session.items()]:
        for oldest in [*messages._queue][:1]:
            now[session] = id(oldest)
    for session in now.keys() & waiting.keys():
        if now[session] == waiting[session]:
            queue.pending_messages_per_session.pop(session, None)
            queue.pending_event_ids_session.pop(session, None)
            LINE.leave(session)
    return now
