"""The generators' page in a real Chromium: stepped through, and flows measured on request."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from playground.engine.truncation import generators
from playground.ui.tabs.truncation.generators import TAB

Visits = Callable[..., Any]
SERVED = (TAB,)
PLOTS = "document.querySelectorAll('.js-plotly-plot')"


def opened(v: Any, query: str = "") -> Page:
    """The page with both planes drawn, and its last requests sent."""
    page: Page = v.open(f"?tab=truncation-generators&samples=100{query}")
    page.wait_for_function(f"{PLOTS}.length === 2", timeout=90_000)
    v.settle()
    return page


def test_the_cursor_goes_from_generator_to_generator_and_flows_are_measured_on_request(
    visit: Visits, url: str
) -> None:
    with visit(url) as v:
        page = opened(v, "&steps=2")
        assert page.evaluate("document.documentElement.scrollWidth") <= 1366
        here = page.locator(".pg-table tr[data-here] td:first-child")
        names = list(generators.generators("mnist", flows=False))
        expect(here).to_have_text(names[0].removeprefix("mnist-"))
        sent = len(v.requests)
        at = names.index("mnist-vae16")
        page.locator(".pg-axis input[type=range]:visible").first.fill(str(at))
        expect(here).to_have_text("vae16")
        expect(page.get_by_text("A variational autoencoder").first).to_be_visible()
        ring = f"{PLOTS}[0]._fullData.find((one) => one.name === 'here').x[0]"
        mark = f"{PLOTS}[0]._fullData.find((one) => one.name === 'vae16').x[0]"
        page.wait_for_function(f"Math.abs({ring} - {mark}) < 1e-6")
        v.settle()
        assert len(v.requests) == sent

        rows = page.locator(".pg-table tbody tr")
        before, after = (len(generators.generators("mnist", flows)) for flows in (False, True))
        expect(rows).to_have_count(before + 1)
        page.get_by_label("Flows too").check()
        page.get_by_role("button", name="Measure", exact=True).click()
        expect(rows).to_have_count(after + 1, timeout=120_000)
        page.wait_for_function("location.search.includes('flows=true')")
