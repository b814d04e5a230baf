"""Every tab in a real Chromium: painted, scrubbed, clicked and linked; light, dark, on a phone."""

import functools
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from playground.ui import openings, site
from playground.ui.tabs import TABS
from playground.ui.view import ABSENT

RANGE = ".pg-axis input[type=range]:visible"
PLOT = ".js-plotly-plot:visible"
DESK = {"width": 1366, "height": 768}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}

#: Each subject's first.
FIRST = [subject.pages[subject.path] for subject in site.subjects(TABS)]

Visits = Callable[..., Any]


def open_(v: Any, name: str, query: str = "") -> Page:
    """A tab with all its charts drawn."""
    v.open(f"?tab={name}{query}")
    return painted(v, name)


def enter(v: Any, name: str) -> Page:
    """Another page of the subject, with all its charts drawn."""
    title = next(tab.title for tab in TABS if tab.name == name)
    pages = v.page.get_by_role("navigation", name="Pages")
    pages.get_by_role("link", name=title, exact=True).click()
    return painted(v, name)


def painted(v: Any, name: str) -> Page:
    """The page, when every chart of the tab is drawn."""
    page: Page = v.page
    expect(page.locator(PLOT)).to_have_count(charts(name))
    v.settle()
    return page


@functools.cache
def charts(name: str) -> int:
    """How many the tab opens with."""
    (tab,) = (tab for tab in TABS if tab.name == name)
    filled = openings.shown(tab, tab.request())
    views = [view for view in tab.each() if view.script == "chart"]
    return sum(filled[view.name] != ABSENT for view in views)


def at(page: Page, group: str, axis: str) -> int:
    return int(page.evaluate(f"playground.at({group!r}, {axis!r})"))


def click(page: Page, across: float, down: float) -> None:
    """A click inside the last chart, at a share of its width and height."""
    plot = page.locator(f"{PLOT} .nsewdrag").last
    plot.scroll_into_view_if_needed()
    area = plot.bounding_box()
    assert area is not None
    place = area["x"] + across * area["width"], area["y"] + down * area["height"]
    page.mouse.move(*place)
    # plotly knows the point a moment after the pointer is there, and clicks on what it knows.
    page.wait_for_function("[...document.querySelectorAll('.pg-plot')].some((p) => p._hoverdata)")
    page.mouse.click(*place)


def canvas(page: Page, label: str, layout: str = "pg-picture") -> Locator:
    """The first picture of that label."""
    figures = page.locator(f"figure.{layout}:visible").filter(
        has=page.locator("figcaption").get_by_text(label, exact=True)
    )
    return figures.first.locator("canvas")


def drawn(page: Page, label: str) -> str:
    """What it shows."""
    return str(canvas(page, label).evaluate("canvas => canvas.toDataURL()"))


#: By tab: a slider, and a picture that it changes and that is seen with it without scrolling; but
#: for four corners, whose sheets stand above its pictures.
CHANGES = {
    "latent-plane": ("across", "VAE"),
    "latent-prior": ("T", "VAE, z ~ N(0, I)"),
    "latent-traversals": ("value", "One latent changed"),
    "latent-four-corners": ("across", "Pixel blend"),
    "latent-arithmetic": ("s", "a + s (c - b)"),
    "latent-reparameterisation": ("T", "Samples"),
}


def changes(v: Any, name: str) -> None:
    """The tab's slider changes its picture."""
    slider, label = CHANGES[name]
    picture, shown = canvas(v.page, label, "pg-one"), "canvas => canvas.toDataURL()"
    v.page.evaluate("scrollTo(0, 0)")
    box, before = picture.bounding_box(), picture.evaluate(shown)
    assert box is not None
    if name != "latent-four-corners":
        assert box["y"] + box["height"] <= 768, name
    v.page.locator(f"{RANGE}[aria-label='{slider}']").first.fill("1")
    v.until(lambda: picture.evaluate(shown) != before)


#: Where a slider that was let go asks for more images (`Cursor.rests`).
RESTS = ("truncation",)
#: Every other tab of a subject in the light, and those between in the dark.
LOOKS = [
    pytest.param(scheme, names, id=f"{subject.title}-{scheme}")
    for subject in site.subjects(TABS)
    for place, scheme in enumerate(("light", "dark"))
    if (names := [tab.name for tab in subject.pages.values()][place::2])
]


@pytest.mark.parametrize(("scheme", "names"), LOOKS)
def test_tabs_open_painted_scrub_without_a_request_and_fit_a_phone(
    visit: Visits, app_url: str, scheme: str, names: list[str]
) -> None:
    """The first by its link, the others from there; each narrowed to a phone's width in the end."""
    with visit(app_url, color_scheme=scheme) as v:
        for name in names:
            v.page.set_viewport_size(DESK)
            page = open_(v, name) if name == names[0] else enter(v, name)
            expect(page.locator(".pg-hint:visible")).to_have_count(1)
            assert page.evaluate("document.body.classList.contains('dark')") == (scheme == "dark")
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name
            sent = len(v.requests)
            if name in CHANGES:
                changes(v, name)
            for slider in page.locator(RANGE).all():
                slider.focus()
                page.keyboard.press("Home")
                page.keyboard.press("ArrowRight")
                assert slider.input_value() == "1", name
            v.settle(500)
            if name in RESTS:
                page.wait_for_function(f"playground.exact({name!r})", timeout=90_000)
            else:
                assert v.requests[sent:] == [], name
            page.set_viewport_size({"width": 390, "height": 844})
            v.until(lambda: v.page.evaluate("document.documentElement.scrollWidth") <= 390)


@pytest.mark.thorough
@pytest.mark.parametrize("name", [tab.name for tab in FIRST])
def test_a_phone_shows_a_tab_within_its_width(visit: Visits, app_url: str, name: str) -> None:
    with visit(app_url, **PHONE) as v:
        page = open_(v, name)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_diffusion_steps_end_where_both_pictures_agree_and_follow_a_click(
    visit: Visits, app_url: str
) -> None:
    with visit(app_url) as v:
        page = open_(v, "diffusion")
        box = page.locator(RANGE).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 768  # pictures and cursor are seen without scrolling
        held, image = "x_t: what the sampler holds", "Predicted image"
        assert drawn(page, held) != drawn(page, image)
        page.locator(RANGE).fill("20")
        v.until(lambda: drawn(page, held) == drawn(page, image))
        last = drawn(page, held)
        click(page, 0.1, 0.5)
        v.until(lambda: at(page, "diffusion", "step") < 5)
        v.until(lambda: drawn(page, held) != last)


def test_a_diffusion_link_opens_its_view(visit: Visits, app_url: str) -> None:
    with visit(app_url) as v:
        page = open_(v, "diffusion", "&label=7&sampler=euler&steps=5&at.step=2")
        assert page.evaluate("playground.length('diffusion', 'step')") == 6
        assert at(page, "diffusion", "step") == 2
        expect(page.get_by_text("Flow, Euler, 10 network calls")).to_have_count(0)
        expect(page.get_by_text("Flow, Euler, 5 network calls")).to_be_visible()


def test_a_link_may_name_a_tab_as_it_was_called_before(visit: Visits, app_url: str) -> None:
    with visit(app_url) as v:
        page = v.open("?tab=diffusion-lab&steps=5&particles=50&at.step=2")
        page.wait_for_url("**/diffusion-flow-2d?*")
        assert page.evaluate("playground.length('diffusion-flow-2d', 'step')") == 6
        assert at(page, "diffusion-flow-2d", "step") == 2


def test_truncation_shows_its_samples_at_every_strength(visit: Visits, app_url: str) -> None:
    with visit(app_url) as v:
        page = open_(v, "truncation")
        label = "GAN: w to class mean"
        before, sent = drawn(page, label), len(v.requests)
        page.locator(RANGE).fill("0")
        v.until(lambda: drawn(page, label) != before)
        assert len(v.requests) == sent


def test_long_work_shows_progress_and_can_be_stopped(visit: Visits, app_url: str) -> None:
    with visit(app_url) as v:
        page = open_(v, "truncation", "&samples=100")
        box = page.get_by_label("Images measured")
        box.fill("3000")
        box.press("Enter")
        stop = page.get_by_role("button", name="Stop")
        stop.click()
        expect(page.locator(".pg-calm:visible")).to_contain_text("as you asked")
        box.fill("120")
        box.press("Enter")
        page.wait_for_url("**samples=120**")


@pytest.mark.parametrize("path", [subject.path for subject in site.subjects(TABS)])
def test_a_page_prints_on_two_sheets(visit: Visits, app_url: str, path: str) -> None:
    """With its pictures and charts, and without what is pressed."""
    with visit(f"{app_url}/{path}") as v:
        page = v.open()
        page.emulate_media(media="print")
        for pressed in ("panel", "work", "pages", "cursors", "foot", "save"):
            expect(page.locator(f".pg-{pressed}:visible")).to_have_count(0)
        expect(page.locator(".pg-hint:visible")).to_have_count(1)
        assert page.locator(".pg-view:visible").count()
        if page.context.browser and "headless" in page.evaluate("navigator.userAgent").lower():
            sheets = page.pdf(format="A4", print_background=True).count(b"/Type /Page\n")
            assert 1 <= sheets <= 2
