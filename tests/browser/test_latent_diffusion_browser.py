"""Latent diffusion in a real Chromium: both flows under one cursor, scrubbed without a request."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from playground.ui.tabs.diffusion import latent

SERVED = (latent.TAB,)

expect.set_options(timeout=30_000)


def test_both_flows_are_scrubbed_without_a_request(visit: Callable[..., Any], url: str) -> None:
    with visit(url) as v:
        page = v.open("?tab=diffusion-latent&steps=4&samples=1")
        expect(page.locator(".js-plotly-plot:visible .main-svg").last).to_be_attached()
        cursor = page.locator(".pg-axis input[type=range]:visible")
        box = cursor.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 768  # pictures and cursor are seen without scrolling
        fact = page.locator(".pg-fact:visible").filter(has_text="latent over pixel")
        expect(fact).to_contain_text(re.compile(r"\d\.\d"))  # of times: any ratio
        sent = len(v.requests)
        for place in ("0", "4"):
            cursor.fill(place)
            page.wait_for_function(f"playground.at('diffusion-latent', 'step') === {place}")
        assert page.evaluate("playground.length('diffusion-latent', 'step')") == 5
        assert len(v.requests) == sent
