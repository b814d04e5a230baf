"""How far the work under way is, on the page that waits for it."""

import contextvars

import gradio as gr

from playground.ui.line import Tell


def teller() -> Tell:
    """Tells the page whose event is being answered; from any thread.

    What is said travels as the progress's description, in which the page finds a picture, or how
    many questions are before its own.
    """
    event = contextvars.copy_context()

    def tell(done: int, total: int, said: str | None) -> None:
        event.copy().run(_show, done, total, said)

    return tell


def _show(done: int, total: int, said: str | None) -> None:
    # Gradio's word for them has no other language.
    gr.Progress()((done, total), desc=said, unit="")
