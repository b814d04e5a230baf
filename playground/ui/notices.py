"""Errors become notices, in this one place, in the reader's language."""

import functools
import html
import logging
from collections.abc import Callable, Mapping
from typing import ParamSpec, TypeVar

import gradio as gr
from gradio.context import LocalContext

from playground.errors import PlaygroundError
from playground.ui.refusals import in_french

P = ParamSpec("P")
R = TypeVar("R")
#: French words of the tab that speaks, by their English; None: programs read English.
Words = Mapping[str, str] | None

APOLOGY = "Something went wrong on our side. It has been logged; please try another setting."

log = logging.getLogger(__name__)


def noticed(
    function: Callable[P, R], words: Words = None, *, escape: bool = True
) -> Callable[P, R]:
    """Raise gr.Error in place of any error: our own in its words, the unexpected as an apology.

    `escape`: the page reads a notice as HTML, and our errors quote what a visitor wrote.
    """

    @functools.wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except gr.Error:
            raise
        except Exception as error:
            said = told(error, words, escape=escape)
            raise gr.Error(said, duration=12, print_exception=False) from error

    return call


def told(error: Exception, words: Words = None, *, escape: bool = True) -> str:
    """What a visitor reads. An unexpected error is logged with its traceback."""
    if not isinstance(error, PlaygroundError):
        log.exception("unexpected error", exc_info=error)
        error = PlaygroundError(APOLOGY)
    said = str(error) if words is None or _language() != "fr" else in_french(error, words)
    return html.escape(said, quote=False) if escape else said


def warn(error: Exception, words: Words = None) -> None:
    """The error as a passing notice; the page goes on."""
    gr.Warning(told(error, words), duration=12)


def _language() -> str:
    """The reader's, as the browser names it with the event under way."""
    request = LocalContext.request.get(None)
    accepted = request.headers.get("accept-language", "") if request else ""
    return accepted[:2].lower()
