"""Work under way: how far it is, on the page; and a visitor's wish to stop it."""

import functools
import inspect
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from playground.engine import progress
from playground.errors import PlaygroundError
from playground.ui import strip

#: Seconds between two messages about the same work.
PACE = 0.2


class Stopped(PlaygroundError):
    """The visitor asked for no more."""

    def __init__(self) -> None:
        super().__init__(
            "Stopped, as you asked. The picture before stays, and the settings say what it shows."
        )


@dataclass
class Visit:
    """One visitor's own on one tab, kept in the session: whether it shows an answer yet, and
    whether the work under way is to stop."""

    opened: bool = False
    stop: bool = False


def tracked(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function` with one more argument, last: the visitor's Visit. Its steps show as progress,
    and so do its pictures.

    Raises Stopped at the next step once the wish is there. Work that visitors share may be
    stopped by one of them: the others then take it up themselves.
    """

    @functools.wraps(function)
    def call(*args: Any) -> Any:
        *asked, visit = args
        visit.stop = False
        with progress.listening(Steps(visit)):
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


@dataclass
class Steps:
    """Tells the page of the steps under way, and shows the last picture among them.

    The picture travels as the progress's description, which the page shows as an image.
    """

    visit: Visit
    told: float = -math.inf
    picture: str | None = None

    def __call__(self, done: int, total: int, picture: progress.Picture | None) -> None:
        if self.visit.stop:
            raise Stopped
        now = time.monotonic()
        if now - self.told < PACE:
            return
        self.told = now
        if picture is not None:
            self.picture = strip.png(picture)
        gr.Progress()((done, total), desc=self.picture)


def stop(visit: Visit) -> None:
    """The visitor presses Stop."""
    visit.stop = True
