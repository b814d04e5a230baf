"""Errors become notices, in this one place."""

import functools
import html
import logging
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import gradio as gr

from playground.errors import PlaygroundError

P = ParamSpec("P")
R = TypeVar("R")

APOLOGY = "Something went wrong on our side. It has been logged; please try another setting."

log = logging.getLogger(__name__)


def noticed(function: Callable[P, R], *, escape: bool = True) -> Callable[P, R]:
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
            raise gr.Error(told(error, escape), duration=12, print_exception=False) from error

    return call


def told(error: Exception, escape: bool = True) -> str:
    """What a visitor reads. An unexpected error is logged with its traceback."""
    if isinstance(error, PlaygroundError):
        return html.escape(str(error), quote=False) if escape else str(error)
    log.exception("unexpected error", exc_info=error)
    return APOLOGY


def warn(error: Exception) -> None:
    """The error as a passing notice; the page goes on."""
    gr.Warning(told(error), duration=12)
