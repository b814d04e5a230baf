"""The page's words: an English phrase is its own key.

Labels of Gradio's components go through `label`; everything that a component of ours shows (row
labels, axis titles, captions) may be a plain English string, which the page translates when a
catalogue (`messages`) holds it, a `phrase` with values in it, or a word that is not ours (`own`).
"""

from typing import Any

import gradio as gr

from playground.ui import messages

#: What a component may be given to show: a string, a `phrase`, a word of one's `own`, or several.
Words = str | dict[str, Any] | list[Any]

#: What a data set is called; names need no translation.
DATASETS = {"mnist": "MNIST", "fashion": "Fashion-MNIST", "cifar10": "CIFAR-10"}


def phrase(template: str, **values: Words | int | float) -> dict[str, Any]:
    """Words with values in them, the template being the key: `phrase("a {label}", label=7)`."""
    return {"t": template, "args": values}


def phrases(template: str, **columns: Any) -> list[Words]:
    """A phrase for each row of the columns, which are lists; what is none is the same in all."""
    lists = {name: column for name, column in columns.items() if isinstance(column, list)}
    rows = [dict(zip(lists, row, strict=True)) for row in zip(*lists.values(), strict=True)]
    return [phrase(template, **{**columns, **row}) for row in rows]


def own(text: str) -> Words:
    """A word that no language changes: a visitor's, or a model's."""
    return {"own": text}


def label(text: str, tab: str = "") -> Any:
    """A Gradio label, hint or title that is shown in the reader's language, in the tab's words."""
    if "}" in text:
        raise ValueError(f"{text!r}: Gradio cannot translate a text with braces")
    return gr.I18n()(messages.key(text, tab))
