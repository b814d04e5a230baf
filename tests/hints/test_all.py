"""Every page's sentence is held to by two tests: as the page opens, and elsewhere."""

import re
from pathlib import Path

import pytest

from playground.ui.tab import Tab
from playground.ui.tabs import TABS

WRITTEN = "\n".join(one.read_text() for one in Path(__file__).parent.glob("test_*.py"))


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.name)
def test_a_page_is_held_to_its_sentence(tab: Tab) -> None:
    name = tab.name.replace("-", "_")
    for where in ("as_it_opens", "elsewhere"):
        assert re.search(rf"^def test_{name}_{where}\(", WRITTEN, re.M), where
