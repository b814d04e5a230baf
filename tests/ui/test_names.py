"""A page's file, tab, title and test file have one name; former names of tabs still open it."""

import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from playground.engine.request import rules
from playground.ui import site
from playground.ui.events import linked
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


@pytest.mark.parametrize(
    ("name", "before", "now"),
    [
        ("diffusion", {"digit": "7"}, {"label": "7"}),
        ("adversarial", {"digit": "3", "pace": "1.5"}, {"label": 3, "relative_step": 1.5}),
        ("diffusion-forward", {"noises": "5"}, {"samples": 5}),
        ("diffusion-flow-2d", {"particles": "60"}, {"samples": 60}),
        ("latent-midpoints", {"pairs": "120"}, {"samples": 120}),
        ("attention-deletion", {"images": "20"}, {"samples": 20}),
        ("adversarial-robustness", {"count": "40"}, {"samples": 40}),
        ("truncation-compare", {"knobs": "w", "digit": "2"}, {"methods": "w", "label": "2"}),
    ],
)
def test_a_link_may_name_its_fields_as_before(
    name: str, before: dict[str, str], now: dict[str, Any]
) -> None:
    (tab,) = (tab for tab in TABS if tab.name == name)
    assert linked(tab, before) == (tab.request(**now), None)


def test_former_fields_of_ones_own_pictures_are_found() -> None:
    called = {tab.name: tab for tab in TABS}
    assert site.field(called["latent"], "own_a") == "image_a"
    assert site.field(called["adversarial"], "own") == "image"
    assert site.field(called["adversarial"], "photograph") == "photo"
    assert site.field(called["adversarial-imagenet"], "own") == "photo"
    assert site.field(called["diffusion-redraw"], "drawing") == "image"


def test_no_field_is_called_as_another_was() -> None:
    fields = {field for tab in TABS for field in rules(tab.request)}
    assert not fields & set(site.FORMER_FIELDS)


def test_the_glossary_lists_every_page() -> None:
    text = (TESTS.parent / "docs" / "GLOSSARY.md").read_text(encoding="utf-8")
    for tab in TABS:
        folder, module = place(tab)
        assert f"| {folder} | `{module}` | {tab.title} | `/{tab.endpoint.name}` |" in text
