"""A lecture of two steps in a real browser: keys, a question, presenter mode, notes, a phone."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from playground.ui import lectures
from playground.ui.tabs import TABS
from tests.browser.conftest import serve
from tests.browser.test_access_browser import serious

Visits = Callable[..., Any]
SERVED = tuple(tab for tab in TABS if tab.name in ("latent", "diffusion-forward"))
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
FIRST, SECOND = re.compile(r"lecture=two\.1"), re.compile(r"label=7.*lecture=two\.2")
TWO = """
author = "A teacher"
title = { en = "Two steps", fr = "Deux pas" }
[[step]]
tab = "latent"
title = { en = "A path", fr = "Un chemin" }
say = { en = "Drag alpha.", fr = "Bougez alpha." }
[[step]]
tab = "diffusion-forward"
query = { label = "7" }
title = { en = "Noise", fr = "Bruit" }
say = { en = "Drag t.", fr = "Bougez t." }
predict.question = { en = "What is left?", fr = "Que reste-t-il ?" }
predict.choices = { en = ["The digit", "Noise"], fr = ["Le chiffre", "Du bruit"] }
predict.right = 2
predict.seen = { en = "Noise alone.", fr = "Du bruit seul." }
"""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("lectures")
    (folder / "two.toml").write_text(TWO, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lectures, "FOLDER", folder)
        demo, url = serve(SERVED)
        yield url
        demo.close(verbose=False)


def wide(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_keys_lead_forward_and_back_and_out(visit: Visits, url: str) -> None:
    with visit(url) as v:
        v.page.goto(f"{url}start")
        v.page.get_by_role("link", name="Two steps").click()
        v.page.get_by_role("link", name="Begin").click()
        bar = v.page.get_by_role("region", name="Lecture", exact=True)
        expect(bar).to_contain_text("1/2")
        expect(bar).to_contain_text("Drag alpha.")
        v.settle()
        v.page.keyboard.press("PageDown")
        expect(v.page).to_have_url(SECOND)
        expect(bar).to_contain_text("2/2")
        v.settle()
        expect(v.page).to_have_url(SECOND)  # once the page has written its address
        v.page.keyboard.press("PageUp")
        expect(v.page).to_have_url(FIRST)
        expect(bar).to_contain_text("1/2")
        v.settle()
        v.page.keyboard.press("Escape")
        expect(bar).to_have_count(0)
        expect(v.page).not_to_have_url(FIRST)


def test_a_question_covers_the_picture_until_it_is_answered(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = v.page
        page.goto(f"{url}lecture/two/2")
        choice = page.get_by_role("button", name="The digit", exact=True)
        expect(choice).to_be_visible()
        page.wait_for_selector(".pg-frame", state="attached")
        expect(page.locator(".pg-frame:visible")).to_have_count(0)
        expect(page.get_by_text("Drag t.", exact=True)).to_be_hidden()
        choice.click()
        expect(page.locator(".pg-outcome")).to_have_text("Not so. Noise alone.")
        expect(page.locator(".pg-frame").first).to_be_visible()
        expect(page.get_by_text("Drag t.", exact=True)).to_be_visible()
        assert serious(page) == []
        page.keyboard.press("p")
        expect(page.locator(".pg-panel")).to_be_hidden()
        expect(page.locator(".pg-outcome")).to_be_in_viewport()
        expect(page.locator(".pg-cursors input").first).to_be_in_viewport()
        expect(page.locator(".pg-frame:visible").first).to_be_in_viewport()


def test_presenting_shows_the_picture_and_its_cursor_alone(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = v.open("?present=1&lecture=two.1")
        expect(page.locator(".pg-panel")).to_be_hidden()
        expect(page.locator(".pg-site").first).to_be_hidden()
        expect(page.locator(".pg-cursors input").first).to_be_in_viewport()
        expect(page.locator(".pg-frame:visible").first).to_be_in_viewport()
        expect(page.locator(".pg-hint")).to_be_visible()
        assert (
            float(
                page.locator(".pg-hint").evaluate("n => parseFloat(getComputedStyle(n).fontSize)")
            )
            >= 28
        )
        page.keyboard.press("Escape")
        expect(page.locator(".pg-panel")).to_be_visible()
        expect(page.get_by_role("region", name="Lecture", exact=True)).to_be_visible()
        page.keyboard.press("p")
        expect(page.locator(".pg-panel")).to_be_hidden()


def test_the_speakers_notes_follow(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = v.open("?lecture=two.1")
        with page.expect_popup() as opened:
            page.get_by_role("button", name="Notes in a window").click()
        notes = opened.value
        expect(notes.locator("#say")).to_have_text("Drag alpha.")
        expect(notes.locator("#next")).to_have_text("Noise")
        page.get_by_role("button", name="Next step").click()
        expect(notes.locator("#say")).to_have_text("Drag t.")
        notes.keyboard.press("PageUp")
        expect(page).to_have_url(FIRST)
        notes.close()


def test_a_phone_scrolls_down_alone_and_shows_the_code(visit: Visits, url: str) -> None:
    with visit(url, **PHONE) as v:
        page = v.open("?lecture=two.1&lang=fr")
        assert not wide(page)
        page.get_by_role("button", name="Plus", exact=True).click()
        page.get_by_role("button", name="Code QR de cette vue").click()
        code = page.get_by_role("img", name="Code QR de cette vue")
        expect(code).to_be_visible()
        v.until(lambda: code.evaluate("one => one.naturalWidth") > 0)
        assert not wide(page)
