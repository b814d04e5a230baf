"""A saved view holds all that it needs, says it in the reader's language, and refuses in words."""

import base64
import gzip
import json
import re
from pathlib import Path

import httpx
import orjson
import pytest
from kit_example import example

from playground import export
from playground.errors import BadValue, UnknownName
from playground.ui import openings, saved_page
from playground.ui.tabs import TABS

MOST = 1_500_000
WAVES = example("waves")
#: One of each form: a chart beside strips, words and heads, pictures alone.
SOME = ("attention-by-hand", "diffusion-forward", "truncation-balls")


def part(text: str, name: str) -> bytes:
    found = re.search(f'id="pg-{name}">([^<]*)<', text)
    assert found is not None
    return gzip.decompress(base64.b64decode(found[1]))


def saves_whole(name: str) -> None:
    tab, request = saved_page.asked(TABS, name, "")
    text = saved_page.saved(tab, request)
    shown = openings.shown(tab, request)
    values = {view.name: shown[view.name] for view in tab.each()}
    written = orjson.loads(orjson.dumps(values, option=orjson.OPT_NON_STR_KEYS))
    assert json.loads(part(text, "answer")) == written
    packed = len(base64.b64encode(gzip.compress(part(text, "answer"), 9)))
    assert len(text) - packed < MOST
    assert not re.search(r"<[^>]+\s(src|href)=", text)
    charts = any(view.script == "chart" for view in tab.each())
    assert ('id="pg-plotly"' in text) == charts


@pytest.mark.parametrize("name", SOME)
def test_it_holds_the_answer_and_asks_nothing_of_elsewhere(name: str) -> None:
    saves_whole(name)


@pytest.mark.thorough
@pytest.mark.parametrize("name", [tab.name for tab in TABS])
def test_every_page_can_be_saved(name: str) -> None:
    saves_whole(name)


def test_no_request_is_allowed_to_the_browser() -> None:
    text = saved_page.saved(WAVES, WAVES.request())
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None
    assert "default-src 'none'" in policy[1]
    assert "http" not in policy[1]


def test_it_speaks_the_language_that_was_asked() -> None:
    tab, request = saved_page.asked(TABS, "truncation-balls", "")
    text = saved_page.saved(tab, request, "fr")
    assert '<html lang="fr">' in text
    assert "<title>Boules ·" in text
    assert '"language": "fr"' in part(text, "kit").decode()
    assert "Enregistré depuis {site}." in part(text, "kit").decode()


def test_it_links_to_the_question_on_a_live_site() -> None:
    request = WAVES.request(seed=3)
    live = saved_page.live((WAVES,), WAVES, request, "en", "https://example.org/p/")
    assert live.startswith("https://example.org/p/?")
    assert "seed=3" in live
    assert saved_page.live((WAVES,), WAVES, request, "en", "") == ""
    with pytest.raises(BadValue, match="home"):
        saved_page.live((WAVES,), WAVES, request, "en", "javascript:alert(1)")


def test_a_link_s_cursors_are_no_fields() -> None:
    _, request = saved_page.asked((WAVES,), "waves", "?seed=3&at.phase=4&lang=fr")
    assert request == WAVES.request(seed=3)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "tab = 'nowhere' is not allowed"),
        (["diffusion-race", "--query", "seed=-1"], "seed"),
        (["diffusion-race", "--query", "nothing=1"], "nothing"),
        (["diffusion-race", "--lang", "xx"], "lang = 'xx' is not allowed"),
        (["diffusion-race", "--home", "ftp://x"], "home"),
    ],
)
def test_refusals_end_in_one_sentence(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "view.html"
    assert export.main([*arguments, "-o", str(file)]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert "Traceback" not in error
    assert not file.exists()


def test_a_language_that_is_not_known_is_refused() -> None:
    with pytest.raises(UnknownName):
        saved_page.saved(WAVES, WAVES.request(), "xx")


def test_what_an_answer_holds_ends_no_script() -> None:
    """A visitor's words are packed: they cannot close the element that holds them."""
    text = saved_page.saved(WAVES, WAVES.request(words="</script><b>"))
    assert "<b>" not in text


def test_the_folder_s_first_page_names_every_page() -> None:
    text = saved_page.catalogue(TABS, "fr")
    assert set(re.findall(r'href="([^"]+)\.html"', text)) == {tab.name for tab in TABS}


def test_a_page_gives_its_view_as_a_file(app_url: str) -> None:
    asked = {"place": "3", "lang": "fr", "session_hash": "a1"}
    sent = httpx.get(f"{app_url}/kit/saved/attention", params=asked, timeout=60)
    assert sent.status_code == 200
    assert sent.headers["content-disposition"] == 'attachment; filename="attention.html"'
    assert sent.headers["cache-control"] == "no-store"
    told = json.loads(part(sent.text, "told"))
    assert told["live"] == f"{app_url}/attention?place=3&lang=fr"
    tab, request = saved_page.asked(TABS, "attention", "place=3")
    assert sent.text == saved_page.saved(
        tab, request, "fr", told["live"], "place=3&lang=fr&session_hash=a1"
    )


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("nothing", "nothing"),
        ("attention?place=99", "place"),
        ("attention?plaec=1", "plaec"),
        ("attention?lang=xx", "lang"),
        ("../app.py", "Not Found"),
        ("attention?session_hash=<b>", "session_hash"),
    ],
)
def test_what_is_no_view_is_refused_in_words(app_url: str, path: str, said: str) -> None:
    sent = httpx.get(f"{app_url}/kit/saved/{path}", timeout=60)
    assert sent.status_code in (400, 404)
    assert said in sent.text
    assert "Traceback" not in sent.text
