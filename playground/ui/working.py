"""Work under way: how far it is, on the page; and a visitor's wish to stop it."""

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from playground.engine import progress
from playground.errors import PlaygroundError


class Stopped(PlaygroundError):
    """The visitor asked for no more."""

    def __init__(self) -> None:
        super().__init__("Stopped, as you asked. The picture before stays.")


@dataclass
class Visit:
    """One visitor's own on one tab, kept in the session: whether it shows an answer yet, and
    whether the work under way is to stop."""

    opened: bool = False
    stop: bool = False


def tracked(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function` with one more argument, last: the visitor's Visit. Its steps show as progress.

    Raises Stopped at the next step once the wish is there. Work that visitors share may be
    stopped by one of them: the others then take it up themselves.
    """

    @functools.wraps(function)
    def call(*args: Any) -> Any:
        *asked, visit = args
        visit.stop = False
        with progress.listening(functools.partial(_step, visit)):
            while True:
                try:
                    return function(*asked)
                except Stopped:
                    if visit.stop:
                        raise

    call.__signature__ = _with_visit(function)  # type: ignore[attr-defined]
    return call


def _with_visit(function: Callable[..., Any]) -> inspect.Signature:
    """The function's signature and one more argument: Gradio counts them."""
    signature = inspect.signature(function)
    named = list(signature.parameters.values())
    if any(one.kind is one.VAR_POSITIONAL for one in named):
        return signature
    visit = inspect.Parameter("visit", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return signature.replace(parameters=[*named, visit])


def _step(visit: Visit, done: int, total: int) -> None:
    if visit.stop:
        raise Stopped
    gr.Progress()((done, total))


def stop(visit: Visit) -> None:
    """The visitor presses Stop."""
    visit.stop = True
