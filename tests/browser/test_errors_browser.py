"""After an error, after Stop, and without an answer: said in place, and the page stays whole."""

import dataclasses
import re
from collections.abc import Callable
from typing import Any

from kit_example import Answer, Question, answer, example
from kit_subject import plane
from playwright.sync_api import Locator, Page, expect

from playground.errors import DataError
from playground.ui import chart
from playground.ui.chart import Chart
from playground.ui.tab import Tab

RANGE = ".pg-axis input[type=range]:visible"
TOLD = ".pg-told:visible"
FORMER = "What is shown answers the question before."

Visits = Callable[..., Any]


def _lost(question: Question) -> Answer:
    if question.shape == "wave":
        raise DataError("The waves are missing. Choose the ring.")
    return answer(question)


def _broken(question: Question, found: Answer) -> Chart:
    raise ArithmeticError("the tide is out")


def lost() -> Tab:
    """Cannot answer what it opens with."""
    return dataclasses.replace(example("lost"), answer=_lost)


def bare() -> Tab:
    """Answers at a press, but for one view that fails, and says what is missing."""
    whole = example("bare")
    views = (*whole.views[:-1], (chart.view("Brightness", _broken, name="curve"),))
    said = "The tide is not on this machine: fetch it."
    return dataclasses.replace(
        whole, views=views, lacking=lambda question, found: said, button="Draw it"
    )


SERVED = (example("waves"), plane(), lost(), bare())


def pixels(page: Page) -> str:
    return page.evaluate("document.querySelector('.pg-one canvas').toDataURL()")


def noise(page: Page) -> Locator:
    return page.get_by_label("number input for Noise").locator("visible=true")


def unharmed(page: Page) -> None:
    """Nothing is dimmed, no toast is up, and no card of work under way is left."""
    stage = page.locator(".pg-stage:visible").first
    assert stage.evaluate("node => getComputedStyle(node).opacity") == "1"
    expect(page.get_by_test_id("toast-body")).to_have_count(0)
    expect(page.locator(".pg-work:visible")).to_have_count(0)


def test_a_refused_number_is_told_until_it_is_put_right_or_taken_back(
    visit: Visits, url: str
) -> None:
    with visit(url) as v:
        v.open()
        for look in (refused, dismissed, typed):
            look(v)


def refused(v: Any) -> None:
    """It stays in its box with its limit, and the page answers all else."""
    page = v.page
    before = pixels(page)
    noise(page).fill("42")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Noise = 42 is not allowed: it must be a number from 0 to 1.")
    expect(alert).to_contain_text(FORMER)
    page.get_by_label("Words").first.focus()
    v.settle()
    expect(noise(page)).to_have_value("42")
    expect(noise(page)).to_have_attribute("aria-invalid", "true")
    described = noise(page).get_attribute("aria-describedby")
    expect(page.locator(f"#{described}")).to_have_text(
        "It must be a number from 0 to 1. How much noise lies over the picture."
    )
    assert pixels(page) == before
    unharmed(page)
    page.locator(RANGE).first.fill("7")
    assert page.evaluate("playground.at('waves', 'phase')") == 7
    v.until(lambda: pixels(page) != before)
    painted = pixels(page)
    noise(page).fill("0.5")
    expect(page.locator(TOLD)).to_have_count(0)
    expect(page.locator("[aria-invalid]")).to_have_count(0)
    expect(page.locator(".pg-former, .pg-refused, .pg-limit")).to_have_count(0)
    v.until(lambda: pixels(page) != painted)


def dismissed(v: Any) -> None:
    """By keyboard or Escape: the control shows the picture's value, and has the focus."""
    page = v.page
    noise(page).fill("42")
    page.get_by_role("button", name="Back to what is shown").focus()
    page.keyboard.press("Enter")
    expect(page.locator(TOLD)).to_have_count(0)
    expect(noise(page)).to_have_value("0.5")
    expect(noise(page)).to_be_focused()
    noise(page).fill("")
    expect(page.get_by_role("alert")).to_contain_text("Noise = nothing is not allowed")
    noise(page).fill("42")
    expect(page.get_by_role("alert")).to_contain_text("Noise = 42 is not allowed")

    page.locator("body").click(position={"x": 2, "y": 2})
    page.keyboard.press("Escape")
    expect(page.locator(TOLD)).to_have_count(0)
    expect(noise(page)).to_have_value("0.5")
    expect(noise(page)).to_be_focused()


def typed(v: Any) -> None:
    """It is asked for when it is typed, and not on the way."""
    page = v.page
    before = pixels(page)
    page.evaluate(
        "new MutationObserver(() => { window.told ||= !!document.querySelector('.pg-told'); })"
        ".observe(document.body, { childList: true, subtree: true })"
    )
    noise(page).select_text()
    for key in ("1", "2", "Backspace"):
        page.keyboard.press(key)
    v.until(lambda: pixels(page) != before)
    v.settle()
    assert not page.evaluate("Boolean(window.told)")
    page.wait_for_url("**noise=1**")
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Noise = 12 is not allowed")


def test_a_die_waits_for_the_button_that_asks(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = v.open("?tab=bare")
        page.get_by_role("button", name="More settings").locator("visible=true").click()
        seed = page.get_by_label("Seed", exact=True).locator("visible=true")
        before = pixels(page)
        noise(page).fill("0.5")
        page.get_by_role("button", name="⚄").locator("visible=true").click()
        expect(seed).not_to_have_value("0")
        v.settle()
        assert pixels(page) == before
        assert "seed" not in page.url
        page.get_by_role("button", name="Draw it").click()
        page.wait_for_url(f"**seed={seed.input_value()}**noise=0.5**")
        expect(noise(page)).to_have_value("0.5")


def test_no_number_box_makes_a_third_value_of_a_refused_one(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = v.open("?tab=waves&seed=3")
        page.get_by_role("button", name="More settings").first.click()
        seed = page.get_by_label("Seed", exact=True).first
        seed.fill("1000000")
        expect(page.get_by_role("alert")).to_contain_text("Seed = 1000000 is not allowed")
        seed.press("Tab")
        v.settle()
        expect(seed).to_have_value("1000000")
        # What the die draws is shown, and nothing is left of what was refused.
        page.get_by_role("button", name="⚄").first.click()
        expect(page.locator(TOLD)).to_have_count(0)
        expect(seed).not_to_have_value("1000000")
        noise(page).fill("-3")
        expect(page.get_by_role("alert")).to_contain_text("Noise = -3 is not allowed")
        page.get_by_label("ring").first.check()
        expect(page.get_by_role("alert")).to_contain_text("Noise = -3 is not allowed")
        expect(noise(page)).to_have_value("-3")
        # Another view of the question on show: the boxes say which.
        page.locator(".pg-tile:visible", has_text="ring").click()
        expect(page.locator(TOLD)).to_have_count(0)
        expect(noise(page)).to_have_value("0.1")


def test_a_sliders_reset_is_a_question_as_well(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = v.open("?tab=waves&noise=0.9")
        before = pixels(page)
        page.get_by_test_id("reset-button").first.click()
        expect(noise(page)).to_have_value("0.1")
        v.until(lambda: pixels(page) != before)
        page.wait_for_url(lambda url: "noise" not in url)


def test_stop_is_a_calm_notice_and_all_stays_as_it_was(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = v.open("?tab=plane")
        v.until(lambda: page.evaluate("playground.length('plane', 'u')") == 9)
        work = page.get_by_label("Work").locator("visible=true")
        work.fill("80")
        page.get_by_role("button", name="Stop").locator("visible=true").click()
        told = page.locator(TOLD)
        expect(told).to_contain_text("Stopped, as you asked. The picture before stays")
        expect(told).to_have_attribute("role", "status")
        expect(page.get_by_role("alert")).to_have_count(0)
        expect(work).to_have_value("0")
        expect(page.locator(".pg-former, .pg-refused")).to_have_count(0)
        unharmed(page)
        told.get_by_role("button", name="Close").click()
        expect(page.locator(TOLD)).to_have_count(0)
        work.fill("1")
        page.wait_for_url("**work=1*")
        assert v.errors == []


def test_a_refusal_is_said_in_the_readers_language(visit: Visits, url: str) -> None:
    with visit(url, locale="fr-FR") as v:
        page = v.open()
        page.get_by_label("Bruit : nombre").first.fill("42")
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text(
            "Bruit = 42 n'est pas permis : il faut un nombre de 0 à 1. Le bruit posé sur l'image."
        )
        expect(alert).to_contain_text("Ce qui est montré répond à la question précédente.")
        expect(page.get_by_role("button", name="Revenir à ce qui est montré")).to_be_visible()
        expect(page.locator(".pg-limit")).to_contain_text("Il faut un nombre de 0 à 1.")


def test_how_far_work_is_stands_in_figures_of_the_readers_language(visit: Visits, url: str) -> None:
    with visit(url, locale="fr-FR") as v:
        page = v.open("?tab=plane")
        page.get_by_label("Work").locator("visible=true").fill("80")
        far = page.locator(".pg-work:visible .progress-text")
        expect(far).to_have_text(re.compile(r"^[\d\s/,|]+s$"))
        expect(far).to_have_text(re.compile(r"\d,\ds$"))
        page.get_by_role("button", name="Arrêter").locator("visible=true").click()


def test_a_bad_link_is_told_and_the_page_opens_all_the_same(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = v.open("?tab=waves&noise=7&words=hi")
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("Noise = 7 is not allowed: it must be a number from 0 to 1.")
        expect(alert).to_contain_text("The page opens with its own example instead.")
        expect(noise(page)).to_have_value("0.1")
        expect(page.locator("[aria-invalid], .pg-limit")).to_have_count(0)
        expect(page.locator(".pg-caption:visible").first).to_contain_text("hello")
        unharmed(page)


def test_what_cannot_open_says_why_and_answers_the_next_question(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = v.open("?tab=lost")
        expect(page.get_by_role("alert")).to_have_count(1)
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("The waves are missing. Choose the ring.")
        expect(alert).to_contain_text("Nothing could be computed to open with.")
        place = page.locator(".pg-empty:visible")
        expect(place.first).to_have_text("Nothing to show: the reason stands above.")
        unharmed(page)
        page.get_by_label("ring").locator("visible=true").first.check()
        expect(page.locator(".pg-frame:visible").first).to_be_visible()
        expect(page.locator(TOLD)).to_have_count(0)
        expect(page.locator(".pg-empty:visible")).to_have_count(0)


def test_a_link_without_an_answer_gives_way_to_the_pages_own(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = v.open("?tab=waves&broken=true&noise=0.4")
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("Broken = True is not allowed: it must be false.")
        expect(alert).to_contain_text("The page opens with its own example instead.")
        expect(page.locator(".pg-frame:visible").first).to_be_visible()
        expect(noise(page)).to_have_value("0.1")


def test_what_is_missing_is_said_at_every_press_and_the_other_views_stand(
    visit: Visits, url: str
) -> None:
    with visit(url) as v:
        page = v.open("?tab=bare")
        alert = page.locator(TOLD)
        expect(alert).to_contain_text("The tide is not on this machine: fetch it.")
        expect(page.locator(".pg-error:visible")).to_contain_text("A fault of the program")
        expect(page.locator(".pg-frame:visible").first).to_be_visible()
        alert.get_by_role("button", name="Close").click()
        expect(page.locator(TOLD)).to_have_count(0)
        page.get_by_role("button", name="Draw it").click()
        expect(alert).to_contain_text("The tide is not on this machine: fetch it.")
        unharmed(page)


def test_a_phone_sees_the_refusal_within_its_width(visit: Visits, url: str) -> None:
    size = {"width": 390, "height": 844}
    with visit(url, viewport=size, has_touch=True, is_mobile=True) as v:
        page = v.open()
        page.get_by_role("button", name="Settings", exact=True).click()
        noise(page).fill("42")
        expect(page.locator(".pg-limit")).to_be_in_viewport()
        page.get_by_role("button", name="Settings", exact=True).click()
        expect(page.get_by_role("alert")).to_be_in_viewport()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
