"""Every label, hint and help of every tab has its French."""

import pytest

from playground.engine.request import rules
from playground.ui.tab import Tab
from playground.ui.tabs import TABS
from playground.ui.texts import FRENCH


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.name)
def test_what_a_tab_says_is_said_in_french(tab: Tab) -> None:
    known = {**FRENCH, **{key: text for one in TABS for key, text in one.french.items()}}
    said = [tab.title, tab.hint, *(control.label for control in tab.controls)]
    said += [view.label for line in tab.views for view in line if view.label]
    said += [rules(tab.request)[control.field].help for control in tab.controls]
    assert [text for text in said if text not in known] == []
