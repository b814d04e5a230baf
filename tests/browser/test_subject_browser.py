"""A subject of several tabs in a real Chromium: opened late, linked, left and entered again."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

PLOT = ".pg-plot .main-svg:visible"

Visits = Callable[..., Any]


def tab(page: Page, name: str) -> Any:
    return page.get_by_role("tab", name=name, exact=True)


def subject(page: Page, name: str) -> Any:
    return page.get_by_role("navigation").get_by_role("link", name=name, exact=True)


def joined(v: Any) -> int:
    """Questions that the page has sent to the server."""
    return sum("queue/join" in url for url in v.requests)


def test_an_inner_tab_is_asked_when_first_selected(visit: Visits, subject_url: str) -> None:
    with visit(subject_url) as v:
        page = v.open()
        v.settle()
        assert joined(v) == 1, "for the first tab"
        expect(page.get_by_role("tab")).to_have_count(2)
        tab(page, "Plane").click()
        page.locator(PLOT).first.wait_for()
        v.until(lambda: page.evaluate("playground.length('plane', 'u')") == 9)
        v.settle(600)
        assert joined(v) == 2
        page.wait_for_url("**tab=plane*")
        tab(page, "Sketch").click()
        tab(page, "Plane").click()
        page.locator(PLOT).first.wait_for()
        v.settle(600)
        assert joined(v) <= 3, "an open tab is not computed again"
        assert page.evaluate("playground.length('plane', 'u')") == 9


def test_a_link_opens_an_inner_tab_with_its_fields_and_cursors(
    visit: Visits, subject_url: str
) -> None:
    with visit(subject_url) as v:
        page = v.open("?tab=plane&seed=7&at.u=2&at.v=6")
        expect(subject(page, "Hands on")).to_have_attribute("aria-current", "page")
        expect(tab(page, "Plane")).to_have_attribute("aria-selected", "true")
        expect(page.get_by_label("Seed").last).to_have_value("7")
        v.until(lambda: page.evaluate("playground.at('plane', 'u')") == 2)
        assert page.evaluate("playground.at('plane', 'v')") == 6
        v.settle()
        assert all(part in page.url for part in ("tab=plane", "seed=7", "at.u=2", "at.v=6"))
        assert page.title().startswith("Plane · Hands on · ")
        tab(page, "Sketch").click()
        page.wait_for_function("document.title.startsWith('Sketch · ')")


def test_a_link_to_a_tab_of_another_page_leads_there(visit: Visits, subject_url: str) -> None:
    with visit(subject_url) as v:
        page = v.open("?tab=waves&noise=0.3&__theme=dark")
        expect(subject(page, "Waves")).to_have_attribute("aria-current", "page")
        assert "/waves?" in page.url
        assert "__theme=dark" in page.url
        expect(page.get_by_label("number input for Noise").last).to_have_value("0.3")
        page = v.open("waves?tab=plane")
        expect(tab(page, "Plane")).to_have_attribute("aria-selected", "true")
        assert "/waves" not in page.url


def test_a_subject_is_entered_where_it_was_left(visit: Visits, subject_url: str) -> None:
    with visit(subject_url) as v:
        page = v.open("?tab=plane&seed=7")
        page.wait_for_url("**tab=plane*")
        v.settle(600)
        subject(page, "Waves").click()
        page.wait_for_url("**tab=waves*")
        subject(page, "Hands on").click()
        page.wait_for_url("**tab=plane*")
        expect(page.locator(PLOT).first).to_be_visible()
        expect(tab(page, "Plane")).to_have_attribute("aria-selected", "true")
        expect(page.get_by_label("Seed").last).to_have_value("7")


def test_tabs_are_lesser_than_subjects_and_reached_by_keyboard(
    visit: Visits, subject_url: str
) -> None:
    with visit(subject_url) as v:
        page = v.open()
        outer, inner = subject(page, "Hands on"), tab(page, "Sketch")
        size = "node => parseFloat(getComputedStyle(node).fontSize)"
        assert inner.evaluate(size) < outer.evaluate(size)
        subject(page, "Hands on").focus()
        for _ in range(4):
            page.keyboard.press("Tab")
            if tab(page, "Plane").evaluate("node => node === document.activeElement"):
                break
        page.keyboard.press("Enter")
        page.wait_for_url("**tab=plane*")
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_french_reader_sees_french_tabs_and_the_names_of_the_data_set_chosen(
    visit: Visits, subject_url: str
) -> None:
    with visit(subject_url, locale="fr-FR") as v:
        page = v.open("?tab=sketch&dataset=fashion&shown=3")
        expect(subject(page, "À vous")).to_be_visible()
        expect(tab(page, "Plan")).to_be_visible()
        shown = page.get_by_label("Shown")
        expect(shown).to_have_value("Robe")
        page.get_by_label("mnist").check()
        expect(shown).to_have_value("three")
        shown.click()
        expect(page.get_by_role("option", name="three")).to_be_visible()
        page.keyboard.press("Escape")
        page.get_by_label("fashion").check()
        shown.click()
        expect(page.get_by_role("option", name="Robe")).to_be_visible()
        page.get_by_role("option", name="libre").click()
        page.wait_for_url("**shown=any*")
