"""The start page in a real browser, the ways to it, and the way back."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from playground.ui.tabs import TABS
from tests.browser.test_access_browser import serious

Visits = Callable[..., Any]
SERVED = tuple(tab for tab in TABS if tab.name in ("latent", "attention", "attention-dates"))
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
TITLE, TITRE = "Deep Learning Playground", "Laboratoire d'apprentissage profond"


def start(v: Any, query: str = "") -> Page:
    page: Page = v.page
    page.goto(f"{v.url}start{query}")
    v.settle()
    return page


def background(page: Page) -> str:
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def test_it_is_accessible_light_dark_and_on_a_phone(visit: Visits, url: str) -> None:
    for settings in ({}, PHONE):
        with visit(url, **settings) as v:
            page = start(v)
            assert (
                page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
            )
            seen = set()
            for _ in ("light", "dark"):
                assert serious(page) == []
                seen.add(background(page))
                page.get_by_role("button", name="Dark").click()
            assert len(seen) == 2


def test_what_was_chosen_on_a_page_holds_on_it(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = v.open()
        page.get_by_role("button", name="Dark").click()
        dark = page.evaluate("document.body.classList.contains('dark')")
        assert dark
        page.get_by_role("combobox", name="Language").select_option("fr")
        page.get_by_role("link", name=TITRE).click()
        expect(page).to_have_url(re.compile(r"/start\?lang=fr$"))
        expect(page.get_by_role("heading", level=1)).to_have_text(TITRE)
        assert background(page) == "rgb(18, 21, 25)"
        start(v, "?__theme=light")
        expect(page).to_have_url(re.compile("lang=fr"))
        assert background(page) == "rgb(251, 250, 247)"


def test_it_needs_no_script(visit: Visits, url: str) -> None:
    with visit(url, java_script_enabled=False) as v:
        page = v.page
        page.goto(f"{url}start?lang=fr")
        expect(page.get_by_role("img")).to_have_count(2)
        expect(page.get_by_role("button")).to_have_count(0)
        page.get_by_role("link", name="Une bottine devient un sac").click()
        expect(page).to_have_url(re.compile(r"lang=fr&dataset=fashion"))


def test_pictures_stand_still_for_whoever_wishes_it(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = start(v)
        assert not [one for one in v.requests if one.endswith(".still.png")]
        page.get_by_label("Still pictures").check()
        expect(page.locator(".halted").first).to_be_visible()
        expect(page.locator(".moving").first).to_be_hidden()
    with visit(url, reduced_motion="reduce") as v:
        page = start(v)
        assert not [one for one in v.requests if one.endswith(".webp")]
        assert page.locator("img:visible").first.evaluate("one => one.naturalWidth") > 0
        expect(page.get_by_label("Still pictures")).to_be_hidden()


def test_a_sign_leads_there_from_a_phone(visit: Visits, url: str) -> None:
    with visit(url, **PHONE) as v:
        link = v.open().get_by_role("link", name=TITLE)
        box = link.bounding_box()
        assert min(box["width"], box["height"]) >= 24
        link.click()
        expect(v.page).to_have_url(re.compile(r"/start\?lang=en$"))


def test_back_leads_one_page_back_to_what_was_on_show(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = v.open("?class_a=1&gan=seeds&frames=9")
        slider = page.locator(".pg-cursors input").first
        slider.focus()
        page.keyboard.press("Home")
        page.wait_for_url(re.compile("at.alpha=0"))
        page.get_by_role("link", name="Attention", exact=True).click()
        page.wait_for_url(re.compile("/attention"))
        page.locator(".pg-cursors input").first.wait_for()
        page.keyboard.press("End")
        v.settle(600)  # the address is written meanwhile
        page.go_back()
        page.wait_for_url(re.compile(r"class_a=1.*at\.alpha=0"))
        expect(page.locator(".pg-cursors output").first).to_have_text("0")
        page.go_forward()
        page.wait_for_url(re.compile("/attention"))
