"""The page on improving samples in a real Chromium: painted, scrubbed, measured anew, linked."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from playground.ui.tabs.truncation import sample_selection

Visits = Callable[..., Any]
SERVED = (sample_selection.TAB,)
PLOTS = "document.querySelectorAll('.js-plotly-plot')"


def opened(v: Any, query: str = "") -> Page:
    """The page with its three charts drawn, and its last requests sent."""
    page: Page = v.open(f"?tab=truncation-sample-selection{query}")
    page.wait_for_function(f"{PLOTS}.length === 3", timeout=90_000)
    v.settle()
    return page


def fact(page: Page, label: str) -> Any:
    return page.locator(".pg-fact", has=page.locator("dt", has_text=label)).first


def test_the_cursor_goes_from_way_to_way_and_a_press_measures_more(visit: Visits, url: str) -> None:
    with visit(url) as v:
        page = opened(v)
        assert page.evaluate("document.documentElement.scrollWidth") <= 1366
        expect(page.locator(".pg-one:visible")).to_have_count(2)
        expect(fact(page, "calls a sample")).to_contain_text("3")
        expect(fact(page, "accepted")).to_contain_text("33%")
        sent = len(v.requests)
        page.locator(".pg-axis input[type=range]:visible").first.fill("2")
        expect(fact(page, "calls a sample")).to_contain_text("1")
        expect(page.get_by_text("the same latents before")).to_be_visible()
        page.locator(".pg-table tbody tr").first.click()
        expect(page.get_by_text("nothing is left out")).to_be_visible()
        expect(page.locator(".pg-table tr[data-here]")).to_contain_text("Plain generator")
        v.settle()
        assert len(v.requests) == sent

        rows = page.locator(".pg-table tbody tr")
        before = rows.count()
        page.get_by_label("Gradient methods").check()
        v.settle()
        assert rows.count() == before
        page.get_by_role("button", name="Measure", exact=True).click()
        expect(rows).to_have_count(before + 3, timeout=240_000)
        page.wait_for_function("location.search.includes('gradients=true')")
        names = f"() => {PLOTS}[0]._fullData.map((one) => one.name)"
        page.wait_for_function(f"({names})().includes('DDLS')")
