"""Gradio makes the whole server and its configuration anew with each page that is added: here they
are made once, when it is launched or mounted."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import gradio as gr
from gradio.routes import App


@contextmanager
def pages() -> Iterator[None]:
    """Within, pages are added and nothing is made of them."""
    server, configuration = App.create_app, gr.Blocks.get_config_file
    App.create_app = staticmethod(_nothing)  # type: ignore[method-assign,assignment]
    gr.Blocks.get_config_file = _nothing  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        App.create_app = staticmethod(server)  # type: ignore[method-assign]
        gr.Blocks.get_config_file = configuration  # type: ignore[method-assign]


def _nothing(*of: Any, **what: Any) -> None:
    pass
