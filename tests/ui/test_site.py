"""The site's pages: their paths, and what a browser has to go through before the first picture."""

import json
import re
from html import unescape

import httpx
import pytest
from kit_example import example
from kit_subject import plane, sketch

from playground.ui import shell, site
from playground.ui.tabs import TABS


def test_every_tab_has_a_page_and_a_subjects_path_is_that_of_its_first() -> None:
    hands_on, waves = site.subjects((sketch(), plane(), example("waves")))
    assert (hands_on.title, list(hands_on.pages)) == ("Hands on", ["", "plane"])
    assert (waves.title, list(waves.pages)) == ("Waves", ["waves"])


def test_the_five_subjects_keep_their_order_and_their_paths() -> None:
    assert [(one.title, one.path) for one in site.subjects(TABS)] == [
        ("Latent interpolation", ""),
        ("Diffusion", "diffusion"),
        ("Attention", "attention"),
        ("Adversarial attacks", "adversarial-attacks"),
        ("Truncation", "truncation"),
    ]
    assert len(site.pages(TABS)) == len(TABS)
    assert site.pages(TABS)["diffusion-reverse"].name == "diffusion"


@pytest.fixture(scope="module")
def config() -> dict:
    return shell.build(TABS).demo.get_config_file()


def test_a_page_holds_its_own_parts(config: dict) -> None:
    parts = [set(page["components"]) for page in config["page"].values()]
    assert len(set().union(*parts)) == sum(map(len, parts))


@pytest.mark.parametrize("path", [*site.pages(TABS)])
def test_a_page_is_small_on_its_way_whatever_else_the_site_holds(
    http: httpx.Client, path: str
) -> None:
    answer = http.get(f"/{path}")
    assert answer.status_code == 200
    assert answer.headers["content-encoding"] == "gzip"
    assert 5_000 < int(answer.headers["content-length"]) < 20_000
    [written] = re.findall(r"gradio_config = (\{.*?\});</script>", answer.text)
    own = json.loads(written)
    assert set(own["page"]) == {path}
    assert len(own["components"]) < 150


def test_an_address_that_leads_nowhere_shows_a_browser_the_pages(http: httpx.Client) -> None:
    asks = {"accept": "text/html", "accept-language": "de, fr;q=0.8"}
    sent = http.get("/gan", headers=asks)
    assert sent.status_code == 404
    assert {*site.pages(TABS)} <= {*re.findall('href="/([^"]*)"', sent.text)}
    assert '<html lang="fr"' in sent.text
    assert "Il n'y a pas de page" in unescape(sent.text)
    assert "There is no page" in http.get("/gan", headers={"accept": "text/html"}).text
    assert http.get("/gan").json() == {"detail": "Not Found"}
