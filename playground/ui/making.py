"""Gradio makes the whole server and its configuration anew with each page that is added, and finds
out the same of every component: here each is done once."""

import functools
import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import gradio as gr
from gradio import blocks
from gradio.routes import App


@contextmanager
def pages() -> Iterator[None]:
    """Within, pages are added and nothing is made of them: that is when the site is launched or
    mounted."""
    for kind in _kinds(blocks.Block):
        _sign(kind.__init__)
    instead = (
        (App, "create_app", staticmethod(_nothing)),
        (gr.Blocks, "get_config_file", _nothing),
        (blocks, "get_upload_folder", functools.cache(blocks.get_upload_folder)),
    )
    before = [(owner, name, vars(owner)[name]) for owner, name, _ in instead]
    for owner, name, function in instead:
        setattr(owner, name, function)
    try:
        yield
    finally:
        for owner, name, function in before:
            setattr(owner, name, function)


def _sign(function: Any) -> None:
    """Have Python keep the function's signature, which it else works out at each look."""
    for one in (function, getattr(function, "__wrapped__", function)):
        one.__signature__ = inspect.signature(one)


def _kinds(kind: type[Any]) -> Iterator[type[Any]]:
    yield kind
    for one in kind.__subclasses__():
        yield from _kinds(one)


def _nothing(*of: Any, **what: Any) -> None:
    pass
