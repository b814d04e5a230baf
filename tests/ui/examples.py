"""Cheap questions of every page: two that differ, and each form that an answer takes."""

from collections.abc import Iterator
from typing import Any

import pytest

from playground.ui.tab import Tab
from playground.ui.tabs import TABS


def questions(tab: Tab) -> list[dict[str, Any]]:
    """A page's examples, each once."""
    return [dict(one) for one in tab.examples]


def cases() -> Iterator[Any]:
    for tab in TABS:
        for place, asked in enumerate(questions(tab)):
            yield pytest.param(tab, asked, id=f"{tab.name}-{place}")
