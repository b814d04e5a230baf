"""On each screen the main picture and its sliders are seen together, without scrolling."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from playground.ui import site
from playground.ui.tabs import TABS

Visits = Callable[..., Any]
#: Of a laptop under a browser, an old projector, a laptop at 150 %, and a phone; and how high
#: a page's head may be there.
SCREENS = {(1366, 633): 150, (1024, 768): 150, (911, 512): 150, (390, 844): 110}
#: What has no picture: a table of steps.
OTHERWISE = ("attention-by-hand",)
ALL = list(site.pages(TABS))
FIRST = [subject.path for subject in site.subjects(TABS)]
READY = (
    "() => [...document.querySelectorAll('.pg-line')].some((line) => line.offsetWidth)"
    " && ![...document.querySelectorAll('.pg-empty')].some((one) => one.offsetWidth)"
)
#: Where the head ends, where the first picture ends, and where the bar of cursors is.
PLACES = """() => {
  const kinds = [".pg-frame", ".pg-chart", ".pg-plane", ".pg-large-head", ".pg-token-text-words"];
  const boxes = [...document.querySelectorAll(kinds.map((kind) => `.pg-lines ${kind}`))]
    .filter((one) => one.offsetWidth).map((one) => one.getBoundingClientRect());
  const bar = document.querySelector(".pg-cursors"), place = bar.getBoundingClientRect();
  return {
    head: document.querySelector(".pg-hint").getBoundingClientRect().bottom,
    picture: boxes.sort((one, other) => one.top - other.top)[0]?.bottom,
    bar: bar.offsetWidth ? [place.top, place.bottom] : null,
    width: document.documentElement.scrollWidth,
  };
}"""


def seen(visit: Visits, url: str, path: str) -> None:
    with visit(url) as v:
        page = v.open(f"/{path}")
        page.wait_for_function(READY, timeout=90_000)
        for (width, height), head in SCREENS.items():
            page.set_viewport_size({"width": width, "height": height})
            v.settle()
            found = page.evaluate(PLACES)
            top, bottom = found["bar"] or (height, height)
            screen = f"{path} on {width} x {height}: {found}"
            assert found["width"] <= width, screen
            assert found["head"] <= head + 1, screen
            assert bottom <= height + 1, screen
            assert path in OTHERWISE or found["picture"] <= top, screen


@pytest.mark.parametrize("path", FIRST)
def test_a_first_picture_and_its_sliders_are_seen_together(
    visit: Visits, app_url: str, path: str
) -> None:
    seen(visit, app_url, path)


@pytest.mark.thorough
@pytest.mark.parametrize("path", [one for one in ALL if one not in FIRST])
def test_every_picture_and_its_sliders_are_seen_together(
    visit: Visits, app_url: str, path: str
) -> None:
    seen(visit, app_url, path)


def test_the_rest_of_a_long_sentence_is_a_press_away(visit: Visits, app_url: str) -> None:
    with visit(app_url, viewport={"width": 390, "height": 844}) as v:
        page = v.open("/")
        hint, more = page.locator(".pg-hint"), page.get_by_role("button", name="The whole sentence")
        whole, shown = hint.evaluate("(one) => [one.scrollHeight, one.clientHeight]")
        assert shown < whole
        more.click()
        assert hint.evaluate("(one) => one.clientHeight") >= whole
        assert more.get_attribute("aria-expanded") == "true"
        more.click()
        assert hint.evaluate("(one) => one.clientHeight") == shown


def test_the_cursors_stay_while_a_view_is_on_the_screen(visit: Visits, app_url: str) -> None:
    with visit(app_url, viewport={"width": 1366, "height": 633}) as v:
        page = v.open("/")
        page.wait_for_function("document.querySelectorAll('.js-plotly-plot').length > 4")
        bar = page.locator(".pg-cursors")
        page.locator(".pg-chart").nth(5).scroll_into_view_if_needed()
        box = bar.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] == pytest.approx(633, abs=2)
        page.locator(".pg-turns").scroll_into_view_if_needed()
        below = bar.bounding_box()
        assert below is not None
        assert below["y"] < 300


def test_cursors_without_pictures_keep_their_heading(visit: Visits, app_url: str) -> None:
    with visit(app_url) as v:
        page = v.open("/latent-prior")
        page.locator(".pg-cursors .pg-axis").nth(1).wait_for()
        expect(page.get_by_role("heading", name="Latent by latent")).to_be_visible()
