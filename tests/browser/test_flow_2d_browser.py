"""The two-dimensional lab in a real Chromium: animated, pressed, taught, stopped, linked."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from playground.ui.tabs.diffusion.flow_2d import TAB

Visits = Callable[..., Any]
SERVED = (TAB,)

RANGE = ".pg-axis input[type=range]:visible"
PLANE = ".pg-plane"


def opened(v: Any, query: str = "") -> Page:
    page: Page = v.open(query)
    page.wait_for_function("document.querySelectorAll('.pg-plot .main-svg').length >= 3")
    v.settle(500)
    return page


def at(page: Page) -> int:
    return int(page.evaluate("playground.at('diffusion-flow-2d', 'step')"))


def drawn(page: Page, side: int) -> str:
    return str(page.locator(PLANE).nth(side).evaluate("canvas => canvas.toDataURL()"))


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_label(label, exact=True).click()
    page.get_by_role("option", name=option, exact=True).click()


def test_it_opens_painted_in_view_scrubs_and_plays_without_a_request(
    visit: Visits, url: str
) -> None:
    with visit(url) as v:
        page = opened(v)
        slider = page.locator(RANGE).bounding_box()
        assert slider is not None
        assert slider["y"] + slider["height"] <= 768, "planes and slider are in view at once"
        assert page.evaluate("document.documentElement.scrollWidth") <= 1366
        sent, before = len(v.requests), [drawn(page, side) for side in (0, 1)]
        assert before[0] != before[1]
        page.locator(RANGE).fill("0")
        v.settle()
        assert all(drawn(page, side) != before[side] for side in (0, 1))
        page.locator(RANGE).fill("28")
        v.settle()
        assert [drawn(page, side) for side in (0, 1)] == before
        page.locator(RANGE).fill("0")
        v.settle()
        still = drawn(page, 0)
        page.get_by_role("button", name="Play: step").click()
        page.wait_for_function("playground.at('diffusion-flow-2d', 'step') > 8")
        page.get_by_role("button", name="Pause: step").click()
        assert drawn(page, 0) != still
        assert len(v.requests) == sent


def test_a_press_on_the_plane_adds_a_point(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = opened(v)
        plane = page.locator(PLANE).first
        box = plane.bounding_box()
        assert box is not None
        for across, down, said in ((0.5, 0.25, "0,1.5"), (0.75, 0.5, "0,1.5; 1.5,0")):
            plane.click(position={"x": across * box["width"], "y": down * box["height"]})
            expect(page.get_by_label("Points x,y; x,y")).to_have_value(said)
        page.wait_for_url("**data=points**")
        page.get_by_label("Points x,y; x,y").fill("nonsense")
        page.get_by_label("Points x,y; x,y").press("Enter")
        expect(page.get_by_role("alert")).to_contain_text(" = 'nonsense'")


def test_learning_can_be_stopped_and_the_page_goes_on(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = opened(v, "?tab=diffusion-flow-2d&data=moons")
        choose(page, "Right", "Flow, learned now")
        page.get_by_role("button", name="Stop").click()
        expect(page.locator(".pg-calm:visible")).to_contain_text("as you asked")
        choose(page, "Right", "DDPM (SDE)")
        page.wait_for_url("**right=ddpm**")
        expect(page.get_by_text("Diffusion, SDE (DDPM)")).to_be_visible(timeout=30_000)


def test_a_link_opens_its_view_and_a_bad_one_is_told(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = opened(v, "?tab=diffusion-flow-2d&left=lines&steps=5&at.step=2")
        assert at(page) == 2
        assert page.evaluate("playground.length('diffusion-flow-2d', 'step')") == 6
        straight = page.locator(".pg-fact", has_text="curvature").first
        expect(straight).to_contain_text("curvature0.00")
        opened(v, "?tab=diffusion-flow-2d&steps=10000")
        expect(page.get_by_role("alert")).to_contain_text(" = 10000")


def test_a_french_phone_shows_all_within_its_width(visit: Visits, url: str) -> None:
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    with visit(url, locale="fr-FR", **phone) as v:
        page = opened(v)
        expect(page.get_by_text("Diffusion, EDO (DDIM)")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
