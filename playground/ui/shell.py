"""The site: for each tab a page, with its layout, its events and its endpoint."""

import dataclasses
import gc
import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import gradio as gr

from playground.engine import cores, progress
from playground.engine.request import Request
from playground.ui import answer_files, endpoint, leaving, making, sessions, site, small_components
from playground.ui.events import open_at, wire
from playground.ui.layout import Page, lay
from playground.ui.line import QUICK_SECONDS
from playground.ui.request_guard import Door
from playground.ui.tab import Tab

#: Events that Gradio holds before they come to the line, which has its own bound.
WAITING = 1000

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Built:
    """The whole site; launch it with `page.launch_settings()`.

    `warm_up()` computes what every tab opens with, in the background, and loads what the first
    questions need.
    """

    demo: gr.Blocks
    warm_up: Callable[[], threading.Thread]


def build(tabs: Sequence[Tab]) -> Built:
    """The site of these tabs."""
    sessions.slim()
    questions = {tab.endpoint.name: tab.request for tab in tabs}
    settings = {"title": site.TITLE, "analytics_enabled": False}
    with making.pages():
        demo = Door(questions, **settings)
        pages = {path: _page(demo, path, tab) for path, tab in site.pages(tabs).items()}
        # Closed to calls past the queue: they would not wait in line.
        demo.queue(default_concurrency_limit=None, max_size=WAITING, api_open=False)
    leaving.follow(demo)
    # What a visitor sees first comes first.
    first = [subject.path for subject in site.subjects(tabs)]
    rest = [page for path, page in pages.items() if path not in first]
    return Built(demo, lambda: _warm_up([pages[path] for path in first], rest))


def _page(demo: Door, path: str, tab: Tab) -> Page:
    """A page of the site: a tab, what it answers to, and the way to the others."""
    with demo.route(tab.title, path) if path else demo:
        small_components.header(site.TITLE, site.TAGLINE)
        page = lay(tab)
        demo.load(None, js="() => playground.begin()", api_visibility="private")
        open_at(demo.load, page)
        wire(page)
        endpoint.expose(tab, answer_files.shared())
    return page


def _warm_up(first: Sequence[Page], rest: Sequence[Page]) -> threading.Thread:
    openings = [(page.tab, page.painted, page.tab.request()) for page in (*first, *rest)]
    # An opening that was kept has made nothing ready for the first question after it: networks,
    # and what all real images are to them.
    ready = [(page.tab, page.tab.answer, _quick(page.tab)) for page in first]
    works = [*openings, *ready]

    def compute() -> None:
        cores.give_way()  # a visitor's question comes first
        # Heard by nobody, but known to be under way: the program ends after its last step.
        with progress.listening(lambda *step: None):
            for index, (tab, work, request) in enumerate(works):
                progress.report(index, len(works))
                try:
                    work(request)
                except Exception as error:
                    log.warning("%s: no opening example: %s", tab.name, error)
        gc.collect()
        # What stands now stands for good: the collector would look through all of it again.
        gc.freeze()
        cores.give_back_memory()

    thread = threading.Thread(target=compute, name="warm-up", daemon=True)
    thread.start()
    return thread


def _quick(tab: Tab) -> Request:
    """What the tab opens with, or where that takes long the first of its cheap questions."""
    opening = tab.request()
    cheap = tab.examples[0] if opening.seconds > QUICK_SECONDS and tab.examples else {}
    return dataclasses.replace(opening, **cheap)
