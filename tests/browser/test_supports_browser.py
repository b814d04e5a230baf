"""Two supports in a real Chromium: N is scrubbed in the page, a click moves a shape."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from playground.ui.tabs.truncation import supports

Visits = Callable[..., Any]
SERVED = (supports.TAB,)
PLOTS = "document.querySelectorAll('.js-plotly-plot')"
DRAWN = f"{PLOTS}.length === 2"


def test_n_is_scrubbed_without_a_request_and_a_click_moves_the_shape(
    visit: Visits, url: str
) -> None:
    with visit(url) as v:
        page = v.open("?tab=truncation-supports&draws=2")
        page.wait_for_function(DRAWN, timeout=90_000)
        v.settle()
        assert page.evaluate("document.documentElement.scrollWidth") <= 1366
        precision = page.locator(".pg-fact", has=page.locator("dt", has_text="precision")).first
        before, sent = precision.inner_text(), len(v.requests)
        page.locator(".pg-axis input[type=range]:visible").first.fill("5")
        page.wait_for_function(f"{PLOTS}[0]._fullData[1].x.filter(Number.isFinite).length === 150")
        expect(precision).not_to_have_text(before)
        v.settle()
        assert len(v.requests) == sent
        area = page.locator(".js-plotly-plot .nsewdrag").first.bounding_box()
        assert area is not None
        page.mouse.click(area["x"] + 0.5 * area["width"], area["y"] + 0.25 * area["height"])
        page.wait_for_function("/fake_x=-?0\\.[01]|fake_x=-?0&/.test(location.search + '&')")
        expect(precision).to_contain_text("by area")


def test_a_link_opens_its_shapes(visit: Visits, url: str) -> None:
    with visit(url) as v:
        query = "&draws=2&real_shape=square&fake_shape=square&real_size=1&fake_size=1&fake_x=1"
        page = v.open(f"?tab=truncation-supports{query}")
        page.wait_for_function(DRAWN, timeout=90_000)
        precision = page.locator(".pg-fact", has=page.locator("dt", has_text="precision")).first
        expect(precision).to_contain_text("0.500 by area")


def test_a_shape_is_moved_and_resized_by_its_grips(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = v.open("?tab=truncation-supports&draws=2")
        page.wait_for_function(DRAWN, timeout=90_000)
        v.settle()
        border = f"{PLOTS}[0]._fullData.at(-1)"
        before, sent = page.evaluate(f"{border}.y[0]"), len(v.requests)
        x, y = _middle(page, ".pg-grip-move[aria-label*=generated]")
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x - 20, y - 40, steps=3)
        page.wait_for_function(f"{border}.y[0] > {before} + 0.3")
        assert len(v.requests) == sent  # the border follows in the page
        page.mouse.up()
        page.wait_for_function("/fake_x=.*fake_y=0\\.\\d/.test(location.search)")
        v.settle()
        grip = page.locator(".pg-grip-size[aria-label*=real]")
        grip.press("ArrowLeft")
        page.wait_for_function("/real_size=1\\.6/.test(location.search)")
        v.settle()
        assert page.locator(".pg-grip").count() == 4


def test_a_french_reader_sees_commas_at_the_ends_of_sliders(visit: Visits, url: str) -> None:
    """Also of those in a fold, which are there once it is opened."""
    with visit(url, locale="fr-FR") as v:
        page = v.open("?tab=truncation-supports&draws=2")
        expect(page.locator(".max_value:visible").first).to_have_text("2,5")
        page.get_by_role("button", name="Plus de réglages").click()
        ends = page.locator(".min_value:visible, .max_value:visible")
        expect(ends.filter(has_text="-2,5")).to_have_count(4)
        assert [text for text in ends.all_inner_texts() if "." in text] == []


def _middle(page: Any, selector: str) -> tuple[float, float]:
    box = page.locator(selector).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
