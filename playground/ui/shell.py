"""The page: title, tabs, and for each tab its layout, its events, its link and its endpoint."""

import json
import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

import gradio as gr

from playground.ui import endpoint, parts
from playground.ui.door import Door
from playground.ui.events import OPENING, WORK, WORKERS, open_when, wire
from playground.ui.layout import Page, lay
from playground.ui.tab import Tab
from playground.ui.texts import label

TITLE = "Deep Learning Playground"
TAGLINE = "Drag a slider and see what a network does: real models, real data, computed here."

#: Endpoints' files are looked at every hour, and deleted when older than that [s].
CLEANING = (3600, 3600)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Built:
    """The whole page; launch it with `page.launch_settings(tabs)`.

    `warm_up()` computes what every tab opens with, in the background.
    """

    demo: gr.Blocks
    warm_up: Callable[[], threading.Thread]


def build(tabs: Sequence[Tab]) -> Built:
    """The page of these tabs."""
    questions = {tab.endpoint.name: tab.request for tab in tabs}
    settings = {"title": TITLE, "analytics_enabled": False, "delete_cache": CLEANING}
    files: set[str] = set()
    with Door(questions, **settings) as demo:
        demo.temp_file_sets.append(files)
        parts.prose(("h1", "pg-title", TITLE), ("p", "pg-tagline", TAGLINE))
        with gr.Tabs(overflow_behavior="wrap"):
            subjects = [_subject(list(group)) for _, group in groupby(tabs, _group)]
        pages = [page for subject in subjects for page in subject]
        names = json.dumps([[page.tab.name for page in subject] for subject in subjects])
        demo.load(None, js=f"() => playground.begin({names})", api_visibility="private")
        for first, *others in subjects:
            open_when(demo.load, first)
            for page in others:
                open_when(page.holder.select, page)
        for page in pages:
            wire(page)
            endpoint.expose(page.tab, files, concurrency_id=WORK, concurrency_limit=WORKERS)
    # Closed to calls past the queue: they would not wait in line.
    demo.queue(default_concurrency_limit=OPENING, max_size=128, api_open=False)
    # What a visitor sees first comes first.
    in_order = [subject[0] for subject in subjects]
    in_order += [page for subject in subjects for page in subject[1:]]
    return Built(demo, lambda: _warm_up(in_order))


def _group(tab: Tab) -> str:
    return tab.subject or tab.name


def _subject(tabs: Sequence[Tab]) -> list[Page]:
    """The tabs of one subject, in a tab of their own where they are several."""
    first = tabs[0]
    if len(tabs) == 1:
        return [lay(first)]
    with (
        gr.Tab(label(first.subject), elem_id=f"subject-{first.name}") as holder,
        gr.Tabs(overflow_behavior="wrap", elem_classes="pg-inner"),
    ):
        pages = [lay(tab) for tab in tabs]
    holder.select(None, js=f"() => playground.enter({first.name!r})", api_visibility="private")
    return pages


def _warm_up(pages: Sequence[Page]) -> threading.Thread:
    def compute() -> None:
        for page in pages:
            try:
                page.painted(page.tab.request())
            except Exception as error:
                log.warning("%s: no opening example: %s", page.tab.name, error)

    thread = threading.Thread(target=compute, name="warm-up", daemon=True)
    thread.start()
    return thread
