"""What a page shows for a question, and every word in it."""

import json
import re
from collections.abc import Iterator
from typing import Any

from playground.ui.tab import Tab
from playground.ui.texts import DATASETS

#: What reads the same in both languages.
SAME = {"", "z", "T", "2", "16", "ε", "μ ± 2 σ", "FID", "KL", *DATASETS.values()}
SAME |= {f"{letter}{latent}" for letter in "zε" for latent in range(1, 17)} | set("0123456789")


def painted(tab: Tab, asked: dict[str, Any]) -> dict[str, Any]:
    """The values of the tab's views."""
    request = tab.request(**asked)
    return dict(tab.paint(request, tab.answer(request)))


def said(values: dict[str, Any]) -> Iterator[str]:
    """Every word of painted strips, charts, facts and tables; of a phrase, its template."""
    for value in values.values():
        shown = [axis["label"] for axis in (value or {}).get("axes", ())]
        for row in (value or {}).get("rows", ()):
            if isinstance(row, dict):
                shown += [row["label"], row["note"], *row["captions"]]
            else:  # of a table
                shown += [cell for cell in row if isinstance(cell, str)]
        for fact in (value or {}).get("facts", ()):
            shown += [fact["label"], fact["help"], *fact["texts"]]
        errors = (value or {}).get("errors", {}).values()
        shown += [name for name in (value or {}).get("columns", ()) if name not in errors]
        shown += (value or {}).get("constants", ())
        yield from (words["t"] if isinstance(words, dict) else words for words in shown)
        if value and "figure" in value:
            yield from _of_figure(json.loads(value["figure"]))


def _of_figure(figure: dict[str, Any]) -> Iterator[str]:
    layout = figure["layout"]
    for name, axis in layout.items():
        if re.fullmatch(r"[xy]axis\d*", name):
            yield axis.get("title", {}).get("text", "")
    yield from (one["text"] for one in layout.get("annotations", ()) if "<b>" not in one["text"])
    yield from (trace.get("name", "") for trace in figure["data"])
