"""The interpolation tab in a real Chromium: painted, scrubbed, clicked, linked."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

RANGE = ".pg-axis input[type=range]:visible"
PLOT = ".js-plotly-plot:visible"
CHARTS = 8
LINK = "?tab=latent"

Visits = Callable[..., Any]


def open_(v: Any, query: str = LINK) -> Page:
    """The tab with all that it paints."""
    page: Page = v.open(query)
    expect(page.locator(PLOT)).to_have_count(CHARTS, timeout=30_000)
    expect(page.locator(f"{PLOT} .main-svg").last).to_be_attached()
    v.settle(600)
    return page


def drawn(page: Page, label: str) -> str:
    """What the first picture of that label shows."""
    figures = page.locator("figure.pg-one:visible").filter(
        has=page.locator("figcaption").get_by_text(label, exact=True)
    )
    return str(figures.first.locator("canvas").evaluate("canvas => canvas.toDataURL()"))


def at(page: Page) -> int:
    return int(page.evaluate("playground.at('latent', 'alpha')"))


def line(page: Page, chart: int) -> float:
    """Where a chart's cursor line stands."""
    return float(page.locator(PLOT).nth(chart).evaluate("plot => plot.layout.shapes.at(-1).x0"))


def test_it_opens_painted_scrubs_without_a_request_and_repaints_another_path(
    visit: Visits, app_url: str
) -> None:
    with visit(app_url) as v:
        page = open_(v)
        assert at(page) == 16
        box = page.locator(RANGE).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 768  # pictures and cursor are seen without scrolling
        sent, middle, blend = len(v.requests), drawn(page, "VAE"), drawn(page, "Pixel blend")
        assert middle != blend
        for position in (0, 8, 24, 32):
            page.locator(RANGE).fill(str(position))
            v.settle(300)
            assert [line(page, chart) for chart in (0, 2)] == pytest.approx([position / 32] * 2)
        assert drawn(page, "VAE") != middle
        assert len(v.requests) == sent

        page.locator(RANGE).fill("16")
        page.get_by_label("Straight line (lerp)").check()
        page.wait_for_url("**path=lerp**")
        v.until(lambda: drawn(page, "VAE") != middle)
        assert drawn(page, "Pixel blend") == blend


def test_the_pixel_blend_ends_on_the_originals_and_a_click_on_a_chart_moves_it(
    visit: Visits, app_url: str
) -> None:
    with visit(app_url) as v:
        page = open_(v)
        middle = drawn(page, "Autoencoder")
        for position, original in (("0", "Image A"), ("32", "Image B")):
            page.locator(RANGE).fill(position)
            v.settle(100)
            assert drawn(page, "Pixel blend") == drawn(page, original)

        page.locator(RANGE).fill("16")
        v.until(lambda: drawn(page, "Autoencoder") == middle)
        area = page.locator(f"{PLOT} .nsewdrag").first.bounding_box()
        assert area is not None
        page.mouse.click(area["x"] + 0.9 * area["width"], area["y"] + 0.5 * area["height"])
        v.settle()
        assert at(page) > 24
        assert drawn(page, "Autoencoder") != middle


def test_a_link_opens_its_view(visit: Visits, app_url: str) -> None:
    with visit(app_url) as v:
        page = open_(v, f"{LINK}&class_a=4&class_b=0&path=lerp&gan=seeds&frames=9")
        expect(page.locator("figure.pg-one:visible").first).to_contain_text("4, example 96")
        expect(page.get_by_label("Straight line (lerp)")).to_be_checked()
        assert page.evaluate("playground.length('latent', 'alpha')") == 9


def test_a_bad_link_is_told_and_the_default_shown(visit: Visits, app_url: str) -> None:
    with visit(app_url) as v:
        page = v.open(f"{LINK}&frames=5000")
        expect(page.get_by_role("alert")).to_contain_text(" = 5000")
        assert at(page) == 16


def test_a_press_in_the_gallery_takes_that_example(visit: Visits, app_url: str) -> None:
    with visit(app_url) as v:
        page = open_(v, f"{LINK}&gan=seeds&frames=9")
        before = drawn(page, "Image A")
        page.locator("fieldset:visible").filter(has_text="Image A: example").get_by_label(
            "no. 5", exact=True
        ).click()
        page.wait_for_url("**index_a=5**")
        expect(page.locator("figure.pg-one:visible").first).to_contain_text("example 5")
        v.until(lambda: drawn(page, "Image A") != before)


def test_a_stroke_on_the_pad_becomes_image_a(visit: Visits, app_url: str) -> None:
    with visit(app_url) as v:
        page = open_(v, f"{LINK}&from_a=own&gan=seeds&frames=9")
        first = page.locator("figure.pg-one:visible").first
        expect(first).to_contain_text("example 96")  # nothing drawn yet
        pad = page.locator(".pg-field-latent-image_a canvas:visible").first
        pad.scroll_into_view_if_needed()
        box = pad.bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.2 * box["height"])
        page.mouse.down()
        page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.8 * box["height"], steps=8)
        page.mouse.up()
        expect(first).to_contain_text("your picture", timeout=30_000)
        expect(first).to_contain_text("read as 1")


def test_the_comparison_is_measured_when_its_button_is_pressed(visit: Visits, app_url: str) -> None:
    with visit(app_url) as v:
        page = v.open("?tab=latent-midpoints&samples=100")
        shared = page.locator(".pg-note:visible").filter(has_text="pairs:")
        expect(shared).to_contain_text("pairs: 100", timeout=30_000)
        expect(page.locator(".pg-table:visible")).to_contain_text("VAE, arc")
        expect(page.locator(PLOT)).to_have_count(1, timeout=30_000)
        page.locator(".pg-field-latent-midpoints-samples input:visible").first.fill("120")
        expect(shared).to_contain_text("pairs: 100")  # the question waits for the button
        page.get_by_role("button", name="Measure").click()
        expect(shared).to_contain_text("pairs: 120", timeout=30_000)
