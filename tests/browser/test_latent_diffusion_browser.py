"""Latent diffusion in a real Chromium: both flows under one cursor, scrubbed without a request."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from playground.ui import page as ui_page
from playground.ui import shell
from playground.ui.tabs.diffusion import latent

TABS = (latent.TAB,)

expect.set_options(timeout=30_000)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """This page alone: it opens sooner."""
    demo = shell.build(TABS).demo
    settings = {**ui_page.launch_settings(TABS), "server_name": "127.0.0.1", "footer_links": []}
    _, url, _ = demo.launch(prevent_thread_lock=True, quiet=True, **settings)
    yield url
    demo.close(verbose=False)


def test_both_flows_are_scrubbed_without_a_request(visit: Callable[..., Any], url: str) -> None:
    with visit(url) as v:
        page = v.open("?tab=diffusion-latent&steps=4&samples=1")
        expect(page.locator(".js-plotly-plot:visible .main-svg").last).to_be_attached()
        cursor = page.locator(".pg-axis input[type=range]:visible")
        box = cursor.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 768  # pictures and cursor are seen without scrolling
        fact = page.locator(".pg-fact:visible").filter(has_text="time over pixels, card")
        expect(fact).to_contain_text("0.")
        sent = len(v.requests)
        for place in ("0", "4"):
            cursor.fill(place)
            page.wait_for_function(f"playground.at('diffusion-latent', 'step') === {place}")
        assert page.evaluate("playground.length('diffusion-latent', 'step')") == 5
        assert len(v.requests) == sent
