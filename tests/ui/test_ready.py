"""Pages and files as they are sent: made once, compressed once, with a tag; nothing of the server's
own paths in them."""

import re
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import brotli
import httpx
import plotly.graph_objects as go
import pytest
from visitor import ROOT

from playground.ui import page, ready, site
from playground.ui.tabs import TABS

CODINGS = ("identity", "gzip")
PLOTLY = brotli.decompress(page.PLOTLY.read_bytes())
PATHS = [f"/{subject.path}" for subject in site.subjects(TABS)]


@pytest.fixture(scope="module")
def raw(app_url: str) -> Any:
    with httpx.Client(base_url=app_url, timeout=60) as client:
        yield client


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_sent_compressed_once_and_not_again_to_who_has_it(
    raw: httpx.Client, path: str
) -> None:
    first = raw.get(path, headers={"accept-encoding": "gzip"})
    assert first.status_code == 200
    assert first.headers["content-encoding"] == "gzip"
    assert int(first.headers["content-length"]) < 300_000
    plain = raw.get(path, headers={"accept-encoding": "identity"})
    assert plain.text == first.text
    tag = first.headers["etag"]
    again = raw.get(f"{path}?seed=3", headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", [*PATHS, *ready.ONCE])
def test_no_path_of_the_server_is_told(raw: httpx.Client, path: str) -> None:
    said = raw.get(path).text
    assert str(ROOT) not in said
    assert "site-packages" not in said
    assert tempfile.gettempdir() + "/" not in said


ORIGINS = {
    "https://class.example.org": {"x-forwarded-host": "class.example.org, x"}
    | {"x-forwarded-proto": "https, http"},
    "http://class.example.org:81": {"host": "class.example.org:81"},
    "https://class.example.org:81": {"host": "class.example.org:81", "x-forwarded-proto": "https"},
    "http://[::1]:81": {"x-forwarded-host": "[::1]:81"},
}


@pytest.mark.parametrize("path", [*PATHS, *ready.ONCE])
@pytest.mark.parametrize("origin", ORIGINS)
def test_another_host_gets_a_page_of_its_own(raw: httpx.Client, path: str, origin: str) -> None:
    """Compressed or not; and nobody else gets it."""
    usual = raw.get(path)
    there = [raw.get(path, headers={**ORIGINS[origin], "accept-encoding": one}) for one in CODINGS]
    own = str(raw.base_url).rstrip("/")
    for sent in there:
        assert sent.text == usual.text.replace(own, origin)
        assert own not in sent.text
    assert there[0].headers["etag"] == there[1].headers["etag"]
    assert raw.get(path).text == usual.text
    if path != "/gradio_api/openapi.json":  # which names no host
        assert origin in there[0].text
        assert there[0].headers["etag"] != usual.headers["etag"]


@pytest.mark.parametrize(
    "host", ['a"><script>alert(1)</script>', "a b", "a/../b", "a?b", "a@b", "a" * 300, "", "\\"]
)
@pytest.mark.parametrize("header", ["host", "x-forwarded-host"])
def test_a_host_that_is_none_is_refused(raw: httpx.Client, header: str, host: str) -> None:
    sent = raw.get("/", headers={header: host})
    assert sent.status_code == 400
    assert f"{header} = " in sent.json()["detail"] or header == "host"
    told = raw.get("/", headers={"x-forwarded-proto": host})
    assert told.text == raw.get("/").text


def test_a_strangers_hosts_and_queries_cost_no_rendering(
    monkeypatch: pytest.MonkeyPatch, raw: httpx.Client
) -> None:
    raw.get("/config")
    rendered: list[Any] = []
    monkeypatch.setattr("gradio.route_utils.get_root_url", lambda *a, **k: rendered.append(a))
    for number in range(50):
        there = {"host": f"{number}.example.org", "x-gradio-server": "http://evil.example"}
        for path in (*PATHS, "/config", "/gradio_api/info"):
            query = {"lang": f"<{number}>", "__theme": "dark", "view": "x", "deep_link": "y"}
            sent = raw.get(path, params=query, headers=there)
            assert sent.status_code == 200
            assert "evil.example" not in sent.text
            assert f"<{number}>" not in sent.text
    assert rendered == []


def test_files_are_kept_for_ever_under_their_hash(raw: httpx.Client) -> None:
    [kit] = set(re.findall(r"/kit/kit[\w.-]+js", raw.get("/").text))
    [found] = set(re.findall(r"/kit/plotly[\w.-]+js", raw.get(kit).text))
    sent = raw.get(found, headers={"accept-encoding": "gzip"})
    assert "immutable" in sent.headers["cache-control"]
    assert int(sent.headers["content-length"]) < 450_000
    assert sent.content == PLOTLY
    brotlied = raw.get(found, headers={"accept-encoding": "gzip, br"})
    assert brotlied.headers["content-encoding"] == "br"
    assert int(brotlied.headers["content-length"]) < 345_000
    assert brotlied.content == PLOTLY
    assert raw.get("/kit/plotly.js").status_code == 404
    assert raw.get("/kit/../app.py").status_code == 404


def test_the_vendored_plotly_is_of_the_packages_generation_and_draws_what_pages_draw() -> None:
    spec = find_spec("plotly")
    assert spec is not None
    assert spec.origin is not None
    text = PLOTLY.decode()
    whole = Path(spec.origin).parent / "package_data" / "plotly.min.js"
    theirs, ours = (
        re.search(r"plotly\.js (?:\([\w, ]+ - minified\) )?v(\d+)\.", one[:300])
        for one in (whole.read_text(), text)
    )
    assert theirs is not None
    assert ours is not None
    assert theirs[1] == ours[1]
    assert "Licensed under the MIT license" in text[:300]
    for kind in (go.Scatter, go.Bar, go.Heatmap, go.Contour):
        assert f'name:"{kind().type}"' in text


def test_only_so_much_is_kept() -> None:
    kept = ready.Ready(lambda *_: None, {"": TABS[0]}, {})  # type: ignore[arg-type,return-value]
    for number in range(100):
        kept.bodies[number] = ready.Body(bytes([number]) * 1_000_000, b"", b"", "", "", "")
    assert kept.bodies.currsize <= ready.BUDGET
    assert 99 in kept.bodies
