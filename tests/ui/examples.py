"""Cheap questions of every page, by its endpoint: two that differ, and each form that it takes."""

from collections.abc import Iterator
from typing import Any

import pytest
from visitor import OTHER, SMALL

from playground.ui.tab import Tab
from playground.ui.tabs import TABS

#: Beside SMALL and OTHER: the forms of an answer that they do not take.
FORMS: dict[str, list[dict[str, Any]]] = {
    "attend": [{}],
    "attention_by_hand": [{"part": part} for part in ("decoder", "encoder")],
    "attend_all_heads": [{"part": part} for part in ("decoder", "encoder")],
}


def questions(tab: Tab) -> list[dict[str, Any]]:
    """A page's examples, each once."""
    name = tab.endpoint.name
    if tab.examples:
        return [dict(one) for one in tab.examples]
    return [SMALL[name], OTHER[name], *FORMS.get(name, ())]


def cases() -> Iterator[Any]:
    for tab in TABS:
        for place, asked in enumerate(questions(tab)):
            yield pytest.param(tab, asked, id=f"{tab.name}-{place}")
