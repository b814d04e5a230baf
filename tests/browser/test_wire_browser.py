"""What a visit costs over the wire, the opening's answer included."""

from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from playground.ui import site
from playground.ui.tabs import TABS

PATHS = [f"/{subject.path}" for subject in site.subjects(TABS)]
#: Bytes at most, of a first visit and of a second one.
BARS = (900_000, 150_000)


def sent(context: BrowserContext, url: str) -> int:
    """Bytes that a visit brings, as the browser counts them."""
    page, sizes = context.new_page(), dict[str, int]()
    network = context.new_cdp_session(page)
    network.send("Network.enable")

    def finished(said: dict[str, Any]) -> None:
        sizes[said["requestId"]] = said["encodedDataLength"]

    network.on("Network.loadingFinished", finished)
    page.goto(url)
    page.wait_for_selector(".pg-frame:visible, .pg-axis:visible, .pg-large-head:visible")
    page.wait_for_function("Boolean(window.Plotly)")
    page.close()
    return sum(sizes.values())


@pytest.mark.thorough
@pytest.mark.parametrize("path", PATHS)
def test_a_visit_brings_little_and_a_second_one_hardly_anything(
    browser: Browser, app_url: str, path: str
) -> None:
    with browser.new_context(viewport={"width": 1366, "height": 768}) as context:
        first, second = (sent(context, app_url + path) for _ in range(2))
    assert 300_000 < first <= BARS[0]
    assert second <= BARS[1]
