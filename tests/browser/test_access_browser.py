"""What axe-core holds against a page, in light and in dark; and the way by keyboard."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from playground.ui import site
from playground.ui.tabs import TABS

Visits = Callable[..., Any]
FIRST = [subject.path for subject in site.subjects(TABS)]
OTHERS = [path for path in site.pages(TABS) if path not in FIRST]
DRAWN = ".pg-lines :is(.pg-frame, .js-plotly-plot, .pg-large-head, .pg-notice, table)"


#: What is asked of axe-core: of what is right, it keeps no list. Of a page in dark, that is the
#: same in light but for its colours, only these are judged.
ALL: dict[str, Any] = {"resultTypes": ["violations"]}
COLOURS = {**ALL, "runOnly": ["color-contrast"]}


def serious(page: Page, asked: dict[str, Any] = ALL) -> list[tuple[str, list[str]]]:
    """The rules that are broken seriously, and where."""
    found = Axe().run(page, options=asked).response["violations"]
    return [
        (one["id"], [str(node["target"]) for node in one["nodes"]])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


def look(visit: Visits, url: str, path: str) -> None:
    with visit(url) as v:
        page = v.open(f"/{path}")
        page.locator(DRAWN).first.wait_for()
        v.settle()
        assert serious(page) == []
        page.get_by_role("button", name="Dark").click()
        v.settle()
        assert serious(page, COLOURS) == []


@pytest.mark.parametrize("path", FIRST)
def test_a_subjects_first_page_is_accessible(visit: Visits, app_url: str, path: str) -> None:
    look(visit, app_url, path)


@pytest.mark.thorough
@pytest.mark.parametrize("path", OTHERS)
def test_every_page_is_accessible(visit: Visits, app_url: str, path: str) -> None:
    look(visit, app_url, path)


def test_a_fault_is_found(visit: Visits, app_url: str) -> None:
    with visit(app_url) as v:
        page = v.open("/")
        page.evaluate("document.querySelector('.pg-cursors input').removeAttribute('aria-label')")
        assert [rule for rule, _ in serious(page)] == ["label"]


def test_the_main_slider_is_two_presses_away(visit: Visits, app_url: str) -> None:
    with visit(app_url) as v:
        page = v.open("/")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator(".pg-cursors input").first).to_be_focused()
        page.keyboard.press("Home")
        expect(page.locator(".pg-cursors output").first).to_have_text("0")


def test_light_or_dark_is_chosen_for_later_visits(visit: Visits, app_url: str) -> None:
    with visit(app_url) as v:
        page, dark = v.open("/"), "document.body.classList.contains('dark')"
        assert not page.evaluate(dark)
        page.get_by_role("button", name="Dark").click()
        assert page.evaluate(dark)
        v.open("/")
        page.wait_for_function(dark)
        expect(page.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
        v.open("/?__theme=light")
        assert not page.evaluate(dark)
