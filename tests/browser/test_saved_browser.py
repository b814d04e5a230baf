"""A saved view opens from a file with no network, and is as alive as its answer."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kit_example import example
from playwright.sync_api import Browser, Page, expect

from playground.ui import saved_page

WAVES = example("waves")
LIVE = "https://example.org/?seed=0"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("saved") / "view.html"
    path.write_text(saved_page.saved(WAVES, WAVES.request(), "fr", LIVE), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def opened(browser: Browser, file: str) -> Iterator[Any]:
    """opened(address="", **settings): the file without a network; any request or error fails."""
    contexts, asked, errors = [], list[str](), list[str]()

    def visit(after: str = "", **settings: Any) -> Page:
        whole = {"viewport": {"width": 1366, "height": 768}, **settings}
        context = browser.new_context(offline=True, **whole)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: said.type == "error" and errors.append(said.text))
        page.goto(file + after)
        page.wait_for_selector(".pg-plot .main-svg")
        return page

    yield visit
    for context in contexts:
        context.close()
    assert errors == []
    foreign = [url for url in asked if not url.startswith((file, "data:", "blob:"))]
    assert foreign == []


def at(page: Page, axis: str = "phase") -> int:
    moved: int = page.evaluate("axis => playground.at('waves', axis)", axis)
    return moved


def test_a_strip_is_scrubbed_by_key(opened: Any) -> None:
    page = opened()
    before = at(page)
    page.locator(".pg-frame[role=slider]").first.press("ArrowRight")
    assert at(page) == before + 1


def test_a_click_in_a_chart_moves_the_cursor_and_says_what_the_file_is(opened: Any) -> None:
    page = opened()
    before = at(page)
    plot = page.locator(".pg-plot").first
    plot.scroll_into_view_if_needed()
    area = plot.locator(".nsewdrag").first.bounding_box()
    page.mouse.move(area["x"] + area["width"] * 0.8, area["y"] + area["height"] / 2)
    page.mouse.click(area["x"] + area["width"] * 0.8, area["y"] + area["height"] / 2)
    page.wait_for_function("before => playground.at('waves', 'phase') !== before", arg=before)


def test_what_would_ask_the_server_says_that_this_is_a_saved_view(opened: Any) -> None:
    page = opened()
    page.locator(".pg-tile").last.click()
    expect(page.locator(".pg-told")).to_contain_text("Ceci est une vue enregistrée")
    assert page.locator(".pg-told a").get_attribute("href") == LIVE


def test_it_plays_and_enlarges(opened: Any) -> None:
    page = opened()
    before = at(page)
    page.locator(".pg-play").first.click()
    page.wait_for_function("before => playground.at('waves', 'phase') !== before", arg=before)
    page.locator(".pg-play").first.click()
    page.locator(".pg-enlarge").first.click(force=True)
    expect(page.locator(".pg-enlarged")).to_have_count(1)


@pytest.mark.parametrize(
    ("after", "scheme", "dark"),
    [("", "dark", True), ("", "light", False), ("#theme=dark", "light", True)],
)
def test_light_and_dark(opened: Any, after: str, scheme: str, dark: bool) -> None:
    page = opened(after, color_scheme=scheme)
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert colour == ("rgb(18, 21, 25)" if dark else "rgb(251, 250, 247)")


def test_a_phone_scrolls_it_down_alone(opened: Any) -> None:
    page = opened(viewport={"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_it_lives_in_a_frame(browser: Browser, file: str) -> None:
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.set_content("<iframe width=900 height=600></iframe>")
    text = saved_page.saved(WAVES, WAVES.request())
    page.evaluate("text => { document.querySelector('iframe').srcdoc = text; }", text)
    expect(page.frame_locator("iframe").locator(".pg-plot .main-svg").first).to_be_visible()
    context.close()


def test_a_pages_button_saves_what_is_on_show(
    visit: Any, app_url: str, browser: Browser, tmp_path: Path
) -> None:
    """At the cursor's place, and in the reader's language."""
    with visit(f"{app_url}/attention", locale="fr-FR") as v:
        page = v.open("?place=3")
        with page.expect_download() as saved:
            page.get_by_role("button", name="Enregistrer cette vue").click()
        expect(page.get_by_text("HTML, 0,")).to_be_visible()
        saved.value.save_as(tmp_path / "view.html")
        said = page.locator(".pg-facts").first.inner_text()
    context = browser.new_context(offline=True)
    there = context.new_page()
    there.goto((tmp_path / "view.html").as_uri())
    expect(there.locator(".pg-facts").first).to_have_text(said, use_inner_text=True)
    context.close()
