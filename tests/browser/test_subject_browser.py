"""Pages of a subject in a real Chromium: linked, left and entered again."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

PLOT = ".pg-plot .main-svg:visible"

Visits = Callable[..., Any]


def link(page: Page, name: str, among: str = "Pages") -> Any:
    return page.get_by_role("navigation", name=among).get_by_role("link", name=name, exact=True)


def subject(page: Page, name: str) -> Any:
    return link(page, name, "Subjects")


def joined(v: Any) -> int:
    """Questions that the page has sent to the server."""
    return sum("queue/join" in url for url in v.requests)


def test_a_page_asks_for_itself_alone(visit: Visits, subject_url: str) -> None:
    with visit(subject_url) as v:
        page = v.open()
        v.settle()
        assert joined(v) == 1
        answers = [url.rpartition("/")[2] for url in v.requests if "/kit/answers/" in url]
        assert answers[0] == "sketch", "asked for before the page is laid out"
        assert len(answers) == 2, "and fetched once"
        expect(page.get_by_role("navigation", name="Pages").get_by_role("link")).to_have_count(2)
        expect(link(page, "Sketch")).to_have_attribute("aria-current", "page")
        link(page, "Plane").click()
        page.locator(PLOT).first.wait_for()
        v.until(lambda: page.evaluate("playground.length('plane', 'u')") == 9)
        v.settle(600)
        assert joined(v) == 2
        assert page.url.split("?")[0] == f"{subject_url}plane"
        page.go_back()
        expect(link(page, "Sketch")).to_have_attribute("aria-current", "page")


def test_a_link_opens_a_page_with_its_fields_and_cursors(visit: Visits, subject_url: str) -> None:
    with visit(subject_url) as v:
        page = v.open("plane?seed=7&at.u=2&at.v=6&utm_source=slides&fbclid=x")
        expect(subject(page, "Hands on")).to_have_attribute("aria-current", "page")
        expect(link(page, "Plane")).to_have_attribute("aria-current", "page")
        expect(page.get_by_label("Seed").last).to_have_value("7")
        v.until(lambda: page.evaluate("playground.at('plane', 'u')") == 2)
        assert page.evaluate("playground.at('plane', 'v')") == 6
        page.wait_for_url(lambda url: "utm" not in url)
        assert all(part in page.url for part in ("/plane?", "seed=7", "at.u=2", "at.v=6"))
        assert page.title().startswith("Plane · Hands on · ")
        expect(page.get_by_role("alert")).to_have_count(0)


def test_a_link_may_name_a_tab_as_all_once_did(visit: Visits, subject_url: str) -> None:
    with visit(subject_url) as v:
        page = v.open("?tab=waves&noise=0.3&__theme=dark")
        expect(subject(page, "Waves")).to_have_attribute("aria-current", "page")
        assert "/waves?" in page.url
        assert "__theme=dark" in page.url
        expect(page.get_by_label("number input for Noise").last).to_have_value("0.3")
        page = v.open("waves?tab=plane&seed=7&at.u=2")
        expect(link(page, "Plane")).to_have_attribute("aria-current", "page")
        expect(page.get_by_label("Seed").last).to_have_value("7")
        v.until(lambda: page.evaluate("playground.at('plane', 'u')") == 2)
        page.wait_for_url("**/plane?*")


def test_a_page_is_entered_where_it_was_left(visit: Visits, subject_url: str) -> None:
    with visit(subject_url) as v:
        page = v.open("plane?seed=7&at.u=2")
        page.wait_for_url("**at.u=2*")
        v.settle(600)
        subject(page, "Waves").click()
        page.wait_for_url("**/waves*")
        subject(page, "Hands on").click()
        page.wait_for_function("document.title.startsWith('Sketch · ')")
        link(page, "Plane").click()
        page.wait_for_url("**/plane?*")
        expect(page.locator(PLOT).first).to_be_visible()
        expect(page.get_by_label("Seed").last).to_have_value("7")
        assert page.evaluate("playground.at('plane', 'u')") == 2


def test_pages_are_lesser_than_subjects_and_reached_by_keyboard(
    visit: Visits, subject_url: str
) -> None:
    with visit(subject_url) as v:
        page = v.open()
        outer, inner = subject(page, "Hands on"), link(page, "Sketch")
        size = "node => parseFloat(getComputedStyle(node).fontSize)"
        assert inner.evaluate(size) < outer.evaluate(size)
        subject(page, "Hands on").focus()
        for _ in range(5):
            page.keyboard.press("Tab")
            if link(page, "Plane").evaluate("node => node === document.activeElement"):
                break
        page.keyboard.press("Enter")
        page.wait_for_url("**/plane*")
        expect(link(page, "Plane")).to_have_attribute("aria-current", "page")
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_one_page_leads_to_the_next_and_past_the_pages_to_the_picture(
    visit: Visits, subject_url: str
) -> None:
    with visit(subject_url) as v:
        page = v.open()
        expect(page.get_by_role("link", name="←")).to_have_count(0)
        page.get_by_role("link", name="Plane →").click()
        page.wait_for_url("**/plane*")
        page.get_by_role("link", name="Waves →").click()
        page.wait_for_url("**/waves*")
        expect(page.get_by_role("link", name="← Plane")).to_be_visible()
        expect(page.get_by_role("link", name="→")).to_have_count(0)
        page.get_by_role("link", name="To the picture").focus()
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.closest('.pg-stage') !== null")


def test_a_french_reader_sees_french_pages_and_the_names_of_the_data_set_chosen(
    visit: Visits, subject_url: str
) -> None:
    with visit(subject_url, locale="fr-FR") as v:
        page = v.open("?dataset=fashion&shown=3")
        expect(link(page, "À vous", "Sujets")).to_be_visible()
        expect(link(page, "Plan")).to_be_visible()
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
