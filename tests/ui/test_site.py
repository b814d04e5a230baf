"""The site's pages: their paths, and what a browser has to go through before the first picture."""

import httpx
import pytest
from kit_example import example
from kit_subject import plane, sketch

from playground.ui import shell, site
from playground.ui.tabs import TABS

#: Gradio's start looks at every event for every component; 100,000 looks take about 0.4 s.
LOOKS = 100_000


def test_neighbours_of_a_subject_share_a_page_and_the_first_is_the_root() -> None:
    pages = site.subjects((sketch(), plane(), example("waves")))
    assert [page.path for page in pages] == ["", "waves"]
    assert [[tab.name for tab in page.tabs] for page in pages] == [["sketch", "plane"], ["waves"]]
    assert [page["title"] for page in site.described(TABS)] == [
        "Latent interpolation",
        "Diffusion",
        "Attention",
        "Adversarial attacks",
        "Truncation",
    ]


@pytest.fixture(scope="module")
def config() -> dict:
    return shell.build(TABS).demo.get_config_file()


@pytest.mark.parametrize("path", [page.path for page in site.subjects(TABS)])
def test_a_page_holds_its_own_parts_and_no_more_than_a_browser_starts_soon(
    config: dict, path: str
) -> None:
    page = config["page"][path]
    assert len(page["components"]) * len(page["dependencies"]) < LOOKS
    others = [config["page"][other]["components"] for other in config["page"] if other != path]
    assert not set(page["components"]).intersection(*others)


@pytest.mark.parametrize("path", [page.path for page in site.subjects(TABS)])
def test_a_page_is_small_on_its_way(http: httpx.Client, path: str) -> None:
    answer = http.get(f"/{path}")
    assert answer.status_code == 200
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) < 250_000 < len(answer.content)
