"""What a visit costs over the wire, the opening's answer included."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext

from playground.ui import openings, site, view_files
from playground.ui.tab import Tab
from playground.ui.tabs import TABS

PATHS = [f"/{subject.path}" for subject in site.subjects(TABS)]
#: Bytes at most, of a first visit and of a second one.
BARS = (900_000, 150_000)
#: Pages that bring more: Plane has two lattices of a thousand pictures each, ImageNet twenty
#: photographs of 224 pixels in colour, without loss, as the network judges them.
LARGER = {"latent-plane": 1_370_000, "adversarial-imagenet": 1_760_000}
#: Bytes at most that a page does not name: headers, and what Gradio asks for on its way.
UNNAMED = 38_000


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


def named(http: httpx.Client, path: str) -> int:
    """Bytes of a page and of the files that it names, plotly.js among them."""
    page = http.get(path).text
    files = set(re.findall(r'<(?:link|script)[^>]* (?:href|src)="\.(/(?:assets|kit)/[^"]+)', page))
    [kit] = [file for file in files if file.startswith("/kit/kit.")]
    files |= set(re.findall(r"/kit/plotly[\w.-]+js", http.get(kit).text))
    return sum(size(http, file) for file in {path, *files})


def size(http: httpx.Client, path: str) -> int:
    with http.stream("GET", path) as sent:
        assert sent.status_code == 200, path
        return len(b"".join(sent.iter_raw()))


def opening(tab: Tab) -> int:
    """Bytes of what a page opens with."""
    values = openings.shown(tab, tab.request())
    return len(view_files.write({view.name: values[view.name] for view in tab.each()}).packed)


@pytest.fixture(scope="module")
def http(app_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=app_url, headers={"accept-encoding": "gzip, br"}) as client:
        yield client


@pytest.mark.thorough
@pytest.mark.parametrize("path", site.pages(TABS))
def test_each_page_brings_little(http: httpx.Client, path: str) -> None:
    tab = site.pages(TABS)[path]
    assert named(http, f"/{path}") + UNNAMED + opening(tab) <= LARGER.get(tab.name, BARS[0])


@pytest.mark.thorough
@pytest.mark.parametrize("path", PATHS)
def test_a_visit_brings_little_and_a_second_one_hardly_anything(
    browser: Browser, app_url: str, http: httpx.Client, path: str
) -> None:
    with browser.new_context(viewport={"width": 1366, "height": 768}) as context:
        first, second = (sent(context, app_url + path) for _ in range(2))
    tab = site.pages(TABS)[path.removeprefix("/")]
    assert 0 < first - named(http, path) - opening(tab) < UNNAMED
    assert first <= BARS[0]
    assert second <= BARS[1]
