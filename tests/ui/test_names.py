"""A page's file, tab, title and test file have one name; former names of tabs still open it."""

import re
from importlib import import_module
from pathlib import Path

import pytest

from playground.ui import site
from playground.ui.tab import Tab
from playground.ui.tabs import TABS

TESTS = Path(__file__).parent.parent
#: The page that its subject is known by has its name alone, so that short links stay.
KNOWN_BY = {"path", "reverse", "translation", "one_image", "truncation"}
by_page = pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.name)


def place(tab: Tab) -> tuple[str, str]:
    """The subject's folder and the page's module, by where its question is defined."""
    *_, folder, module = tab.request.__module__.split(".")
    return folder, module


def slug(title: str, folder: str) -> str:
    """The title as a module is called, without the subject's own word where more is left."""
    words = re.findall(r"[a-z0-9]+", title.lower())
    return "_".join([word for word in words if word != folder] or words)


@by_page
def test_a_page_has_one_name(tab: Tab) -> None:
    folder, module = place(tab)
    assert slug(tab.title, folder) == module
    assert tab.answer.__module__ == tab.request.__module__
    assert import_module(f"playground.ui.tabs.{folder}.{module}").TAB is tab
    assert tab.name == (folder if module in KNOWN_BY else f"{folder}-{module.replace('_', '-')}")
    assert (TESTS / "engine" / folder / f"test_{module}.py").is_file()


def test_no_two_pages_share_a_tab_or_an_endpoint() -> None:
    assert len({tab.name for tab in TABS}) == len({tab.endpoint.name for tab in TABS}) == len(TABS)


def test_former_names_lead_to_tabs_and_hide_none() -> None:
    names = {tab.name for tab in TABS}
    assert set(site.FORMER.values()) <= names
    assert not names & set(site.FORMER)
