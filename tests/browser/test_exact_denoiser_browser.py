"""The exact denoiser's page in a real Chromium."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from playground.ui.tabs.diffusion.exact_denoiser import TAB

RANGE = ".pg-axis input[type=range]:visible"
SERVED = (TAB,)


def test_it_remembers_and_scrubs_without_a_request(visit: Callable[..., Any], url: str) -> None:
    with visit(url) as v:
        page: Page = v.open("?tab=diffusion-exact-denoiser&steps=6")
        page.wait_for_function("document.querySelectorAll('.pg-plot .main-svg').length >= 3")
        v.settle(500)
        captions = page.locator(".pg-caption")
        expect(captions.nth(1)).to_have_text("distance 0.00 · 0.00 · 0.00")
        slider = page.locator(RANGE).first.bounding_box()
        assert slider is not None
        assert slider["y"] + slider["height"] <= 768
        sent, mixed = len(v.requests), captions.nth(2).text_content()
        learned, exact = captions.nth(0).text_content(), captions.nth(1).text_content()
        page.locator(RANGE).first.fill("0")
        expect(captions.nth(2)).to_have_text(str(learned))
        page.locator(RANGE).first.fill("4")
        expect(captions.nth(2)).to_have_text(str(exact))
        assert mixed not in (learned, exact)
        page.locator(RANGE).nth(1).fill("0")
        expect(captions.nth(1)).not_to_have_text(str(exact))
        assert len(v.requests) == sent
