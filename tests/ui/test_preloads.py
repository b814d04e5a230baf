"""A page tells its browser at once which of Gradio's files it will need."""

import re

import httpx
import pytest

from playground.ui import preloads


@pytest.fixture(scope="module")
def told(http: httpx.Client) -> list[str]:
    page = http.get("/").text
    link = r'<link rel="(?:modulepreload|preload)"[^>]* href="\./assets/([^"]+)">'
    found = re.findall(link, page)
    assert page.index(found[0]) < page.index("gradio_config")
    return found


def test_all_that_is_told_is_there_and_told_once(http: httpx.Client, told: list[str]) -> None:
    assert len(set(told)) == len(told)
    for name in told:
        answer = http.get(f"/assets/{name}")
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"], name


@pytest.mark.parametrize("start", ["index-", "core-", "Blocks-", "HTML-"])
def test_what_every_page_needs_is_told(told: list[str], start: str) -> None:
    assert [name for name in told if name.startswith(start) and name.endswith(".js")]


def test_kinds_that_a_page_lacks_are_not_told() -> None:
    first = '<script type="module" crossorigin src="./assets/{}"></script>'
    [script] = [path.name for path in preloads.ASSETS.glob("index-*.js")]
    few, more = (preloads.links(first.format(script) + kind) for kind in ("", '"type":"code"'))
    assert len(few) < len(more)


@pytest.mark.parametrize("page", ["", "<html>", 'src="./assets/index-other.js"'])
def test_another_build_is_left_to_its_browser(page: str) -> None:
    assert preloads.links(page) == ""
