"""Pad: draws or takes up a picture of the visitor's own; its value is the field's text.

What is drawn or dropped on it is cropped, scaled and centred in the browser as the data set's
pictures were, so that a network meets what it knows; nothing but the 28 x 28 result is sent.
"""

from typing import Any

import gradio as gr

from playground.engine import pictures
from playground.ui.view import mounted


def component(
    group: str, *, caption: str, help: str, network: str, folded: bool = False, **html: Any
) -> gr.HTML:
    """A pad, which imitates the data set of a network, and says what that reads, until
    `playground.imitate(group, other)` is called; of "mask" none does. Folded, it is a button."""
    said: dict[str, Any] = {"caption": caption, "help": help, "network": network, "folded": folded}
    return mounted("pad", group=group, **said, **html)


def photo(group: str, *, caption: str, help: str, **html: Any) -> gr.HTML:
    """Takes up a photograph of the visitor's own, in colour; it is made small in the browser."""
    fits: dict[str, Any] = {"side": pictures.SHORTER, "longest": pictures.LONGEST_PHOTO}
    return mounted("photo", group=group, caption=caption, help=help, **fits, **html)
