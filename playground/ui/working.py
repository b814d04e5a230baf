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
class Wish:
    """One visitor's own, kept in the session: whether the work under way is to stop."""

    stop: bool = False


def tracked(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function` with one more argument, last: the visitor's Wish. Its steps show as progress.

    Raises Stopped at the next step once the wish is there. Work that visitors share may be
    stopped by one of them: the others then take it up themselves.
    """

    @functools.wraps(function)
    def call(*args: Any) -> Any:
        *asked, wish = args
        wish.stop = False
        with progress.listening(functools.partial(_step, wish)):
            while True:
                try:
                    return function(*asked)
                except Stopped:
                    if wish.stop:
                        raise

    call.__signature__ = _with_wish(function)  # type: ignore[attr-defined]
    return call


def _with_wish(function: Callable[..., Any]) -> inspect.Signature:
    """The function's signature and one more argument: Gradio counts them."""
    signature = inspect.signature(function)
    named = list(signature.parameters.values())
    if any(one.kind is one.VAR_POSITIONAL for one in named):
        return signature
    wish = inspect.Parameter("wish", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return signature.replace(parameters=[*named, wish])


def _step(wish: Wish, done: int, total: int) -> None:
    if wish.stop:
        raise Stopped
    gr.Progress()((done, total))


def stop(wish: Wish) -> None:
    """The visitor presses Stop."""
    wish.stop = True
