"""The branching page in a real Chromium: scrubbed, branched by a click, cancelled."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from playground.ui.tabs.diffusion.branch import START, TAB

Visits = Callable[..., Any]
SERVED = (TAB,)

RANGE = ".pg-axis input[type=range]:visible"


def opened(v: Any) -> Page:
    page: Page = v.open("?tab=diffusion-branch&steps=8")
    page.wait_for_function("document.querySelectorAll('.pg-plot .main-svg').length >= 3")
    v.settle(500)
    return page


def at(page: Page, axis: str) -> int:
    return int(page.evaluate(f"playground.at('diffusion-branch', {axis!r})"))


def test_a_click_in_the_tree_shows_that_way_and_work_can_be_cancelled(
    visit: Visits, url: str
) -> None:
    with visit(url) as v:
        page = opened(v)
        assert at(page, "branch") == START
        last = page.locator(RANGE).nth(2).bounding_box()
        assert last is not None
        assert last["y"] + last["height"] <= 768, "the tree and its sliders are in view at once"
        way = page.locator("figure.pg-picture", has_text="Continuation").locator("canvas")
        sent, before = len(v.requests), way.evaluate("canvas => canvas.toDataURL()")
        tree = page.get_by_role("slider", name="Results: the lower")
        box = tree.bounding_box()
        assert box is not None
        tree.click(position={"x": 0.95 * box["width"], "y": 0.05 * box["height"]})
        assert (at(page, "branch"), at(page, "continuation")) == (0, 7)
        v.settle()
        assert way.evaluate("canvas => canvas.toDataURL()") != before
        page.locator(RANGE).nth(2).fill("0")
        expect(page.locator(".pg-caption").first).to_contain_text("0 steps in common")
        assert len(v.requests) == sent

        page.get_by_text("More settings").click()
        steps = page.locator(".pg-field-diffusion-branch-steps input[type=range]")
        steps.fill("50")
        page.get_by_role("button", name="Stop").click()
        expect(page.locator(".pg-calm:visible")).to_contain_text("as you asked")
        steps.fill("6")
        page.wait_for_url("**steps=6**")
