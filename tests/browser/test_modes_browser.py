"""Dropped modes in a real Chromium: scrubbed in the page, a link opens its question."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from playground.ui.tabs.truncation import modes

Visits = Callable[..., Any]
SERVED = (modes.TAB,)
PLOTS = "document.querySelectorAll('.js-plotly-plot')"
DRAWN = f"{PLOTS}.length === 3"
#: The largest x of the trace of densities: the curve's recall where precision begins.
REACH = f"Math.max(...{PLOTS}[1]._fullData.find((one) => one.name === 'by density').x)"


def test_kept_modes_are_scrubbed_without_a_request(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = v.open("?tab=truncation-modes&samples=100")
        page.wait_for_function(DRAWN, timeout=90_000)
        v.settle()
        assert page.evaluate("document.documentElement.scrollWidth") <= 1366
        recall = page.locator(".pg-fact", has=page.locator("dt", has_text="k-NN recall")).first
        before, sent, reach = recall.inner_text(), len(v.requests), page.evaluate(REACH)
        page.locator(".pg-axis input[type=range]:visible").first.fill("7")
        page.wait_for_function(f"{REACH} > {reach} + 0.3")
        expect(recall).not_to_have_text(before)
        v.settle()
        assert len(v.requests) == sent


def test_a_link_opens_its_modes(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = v.open("?tab=truncation-modes&samples=100&modes=3&invented=2&at.kept=2")
        page.wait_for_function(DRAWN, timeout=90_000)
        expect(page.get_by_label("number input for Invented modes")).to_have_value("2")
        expect(page.locator(".pg-value:visible").first).to_have_text("3")


def test_the_table_holds_every_number_of_kept_modes(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = v.open("?tab=truncation-modes&modes=4&samples=100")
        rows = page.locator(".pg-table:visible tbody tr")
        expect(rows).to_have_count(4)
        rows.nth(3).click()
        v.until(lambda: page.evaluate("playground.at('truncation-modes', 'kept')") == 3)
        with page.expect_download() as download:
            page.get_by_role("button", name="Table as CSV").locator("visible=true").click()
        assert download.value.suggested_filename == "modes.csv"
