"""The smaller components of the shell: sentences, model cards, the link, a file to keep."""

from collections.abc import Sequence
from typing import Any

import gradio as gr

from playground.engine.cards import describe
from playground.errors import PlaygroundError
from playground.ui.error_notices import worded
from playground.ui.view import mounted


def hint(text: str, group: str) -> gr.HTML:
    """What to try, above all views: two lines of it, and a button for the rest."""
    return mounted("hint", group=group, text=text)


def header(title: str, tagline: str) -> gr.HTML:
    """The site's title, and the way to its pages."""
    return mounted("header", elem_classes="pg-site", title=title, tagline=tagline)


def cards() -> gr.HTML:
    """Model cards, folded; its value is `described(names)`."""
    return mounted("cards")


def snippet() -> gr.HTML:
    """Python that gives the page's numbers, folded."""
    return mounted("snippet")


def described(names: Sequence[str]) -> list[dict[str, Any]]:
    """The cards of these models; one that cannot be read says why in its place."""
    return [_described(name) for name in dict.fromkeys(names)]


def _described(name: str) -> dict[str, Any]:
    try:
        return describe(name)
    except PlaygroundError as error:
        return {"name": name, "error": worded(error.args[0])}


def fold() -> gr.HTML:
    """The button that unfolds a panel of controls, on a screen too small for it and the result."""
    return mounted("fold", elem_classes="pg-fold")


def refined(group: str) -> gr.HTML:
    """Tells (`rest`) where the pointer rests between positions; hands the answer to the views."""
    return mounted("refined", event="rest", group=group, visible="hidden")


def work(group: str) -> gr.HTML:
    """Gradio shows an event's progress over it; a picture among it is shown as an image. `anew`
    tells that the visitor has asked anew meanwhile."""
    return mounted("work", event="anew", group=group, elem_classes="pg-status")


def notice(group: str) -> gr.HTML:
    """What was refused, or stopped: over the views, and at the control that caused it. Its value is
    `error_notices.notice(...)`; `dismiss` tells that the visitor has read it."""
    return mounted("notices", event="dismiss", group=group, elem_classes="pg-notices")


def share() -> gr.HTML:
    """The button that copies the link, which its value keeps current, and links to other tabs."""
    return mounted("share")


def keep() -> gr.HTML:
    """Hands `{"name", "text"}` to the browser as a file."""
    return mounted("keep", visible="hidden")
