"""Views in a real Chromium: one alone on the screen, figures at the cursor, what facts mean."""

from collections.abc import Callable
from typing import Any

from kit_example import AT
from playwright.sync_api import expect

Visits = Callable[..., Any]
RANGE = ".pg-cursors input[type=range]:visible"
VIEWS = ".pg-view:visible"


def test_a_view_fills_the_screen_beside_its_cursor_and_goes_back(
    visit: Visits, kit_url: str
) -> None:
    with visit(kit_url) as v:
        page = v.open()
        page.locator(".pg-frame:visible").first.wait_for()
        views, canvas = page.locator(VIEWS).count(), page.locator(".pg-one canvas").first
        small = canvas.bounding_box()
        page.get_by_role("button", name="Larger").first.click()
        expect(page.locator(VIEWS)).to_have_count(1)
        large = canvas.bounding_box()
        assert small
        assert large
        assert large["width"] > small["width"]
        page.locator(RANGE).first.fill("7")
        assert page.evaluate("playground.at('waves', 'phase')") == 7
        page.keyboard.press("Escape")
        expect(page.locator(VIEWS)).to_have_count(views)
        expect(page.get_by_role("button", name="Larger").first).to_be_focused()


def test_a_chart_tells_its_curves_at_the_cursor(visit: Visits, kit_url: str) -> None:
    with visit(kit_url) as v:
        page = v.open()
        told = page.locator(".pg-readout:visible b")
        for place in (2, len(AT) - 1):
            page.locator(RANGE).first.fill(str(place))
            height = f"document.querySelector('.pg-plot')._fullData[0].y[{place}]"
            v.until(
                lambda height=height: (
                    told.first.text_content() == page.evaluate(f"playground.number({height})")
                )
            )


def test_what_a_fact_means_is_read_at_a_press(visit: Visits, kit_url: str) -> None:
    with visit(kit_url) as v:
        page = v.open()
        meant = page.get_by_text("what it says of itself")
        expect(meant).to_be_hidden()
        page.get_by_role("button", name="What do these mean?").click()
        expect(meant).to_be_visible()
