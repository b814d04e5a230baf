"""The editing pages in a real Chromium: scrubbed, masked by hand, cancelled."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from playground.ui.tabs.diffusion import inpaint, redraw

Visits = Callable[..., Any]
SERVED = (redraw.TAB, inpaint.TAB)

RANGE = ".pg-axis input[type=range]:visible"


def drawn(page: Page, label: str) -> str:
    figure = page.locator("figure.pg-picture:visible", has_text=label)
    return str(figure.locator("canvas").evaluate("canvas => canvas.toDataURL()"))


def test_the_strength_scrubs_without_a_request(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page: Page = v.open("?tab=diffusion-redraw&steps=8&guidance=1")
        page.wait_for_function("document.querySelectorAll('.pg-plot .main-svg').length >= 3")
        v.settle(500)
        slider = page.locator(RANGE).bounding_box()
        assert slider is not None
        assert slider["y"] + slider["height"] <= 768
        sent, before = len(v.requests), drawn(page, "Redrawn")
        page.locator(RANGE).fill("0")
        v.settle()
        assert drawn(page, "Redrawn") != before
        expect(page.locator(".pg-caption")).to_have_text("1 of 8 steps, noise 0%")
        assert len(v.requests) == sent


def test_a_mask_is_drawn_by_hand_and_stays_where_it_was_drawn(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page: Page = v.open("?tab=diffusion-inpaint&steps=5&resamplings=1&guidance=1")
        page.locator(".pg-tab").get_by_text("More settings").last.click()
        pad = page.locator(".pg-field-diffusion-inpaint-stroke canvas.pg-pad")
        pad.scroll_into_view_if_needed()
        before = drawn(page, "Known, the rest is grey")
        box = pad.bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 0.1 * box["width"], box["y"] + 0.1 * box["height"])
        page.mouse.down()
        page.mouse.move(box["x"] + 0.4 * box["width"], box["y"] + 0.1 * box["height"], steps=4)
        page.mouse.up()
        page.wait_for_url("**stroke=data**")
        v.settle()
        assert drawn(page, "Known, the rest is grey") != before
        grey = page.locator("figure.pg-picture:visible", has_text="Known").locator("canvas")
        rows = grey.evaluate(
            "c => { const d = c.getContext('2d').getImageData(0, 0, 28, 28).data;"
            " return [...Array(784).keys()].filter(i => d[4 * i] === 128).map(i => i / 28 | 0) }"
        )
        assert rows
        assert max(rows) <= 6, "what was drawn at the top hides at the top"


def test_work_can_be_cancelled_and_the_server_goes_on(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page: Page = v.open("?tab=diffusion-inpaint&steps=50&resamplings=1&guidance=1")
        page.locator(".pg-tab").get_by_text("More settings").last.click()
        repeats = page.locator(".pg-field-diffusion-inpaint-resamplings input[type=range]")
        repeats.fill("10")
        page.get_by_role("button", name="Stop").click()
        expect(page.locator(".pg-calm:visible")).to_contain_text("as you asked")
        page.locator(".pg-field-diffusion-inpaint-steps input[type=range]").fill("5")
        repeats.fill("2")
        page.wait_for_url("**resamplings=2**")
