"""Pages and files as they are sent: made once, compressed once, with a tag; nothing of the server's
own paths in them."""

import gzip
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx
import plotly.graph_objects as go
import pytest
from visitor import ROOT

from playground.ui import page, ready, site
from playground.ui.tabs import TABS

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


@pytest.mark.parametrize("path", [*PATHS, "/config"])
def test_no_path_of_the_server_is_told(raw: httpx.Client, path: str) -> None:
    said = raw.get(path).text
    assert str(ROOT) not in said
    assert "site-packages" not in said


def test_another_host_gets_a_page_of_its_own(raw: httpx.Client) -> None:
    there = {"x-forwarded-host": "class.example.org", "x-forwarded-proto": "https"}
    assert "https://class.example.org" in raw.get("/", headers=there).text
    assert "class.example.org" not in raw.get("/").text


def test_files_are_kept_for_ever_under_their_hash(raw: httpx.Client) -> None:
    [found] = set(re.findall(r"/kit/plotly[\w.-]+js", raw.get("/").text))
    sent = raw.get(found, headers={"accept-encoding": "gzip"})
    assert "immutable" in sent.headers["cache-control"]
    assert int(sent.headers["content-length"]) < 500_000
    assert sent.content == page.PLOTLY.read_bytes()
    assert raw.get("/kit/plotly.js").status_code == 404
    assert raw.get("/kit/../app.py").status_code == 404


def test_the_vendored_plotly_is_of_the_packages_generation_and_draws_what_pages_draw() -> None:
    spec = find_spec("plotly")
    assert spec is not None
    assert spec.origin is not None
    whole = Path(spec.origin).parent / "package_data" / "plotly.min.js"
    theirs, ours = (
        re.search(r"plotly\.js (?:\(cartesian - minified\) )?v(\d+)\.", one.read_text()[:300])
        for one in (whole, page.PLOTLY)
    )
    assert theirs is not None
    assert ours is not None
    assert theirs[1] == ours[1]
    text = page.PLOTLY.read_text()
    assert "Licensed under the MIT license" in text[:300]
    for kind in (go.Scatter, go.Bar, go.Heatmap, go.Contour, go.Image):
        assert f'name:"{kind().type}"' in text


def test_only_so_much_is_kept() -> None:
    kept = ready.Ready(lambda *_: None, (), {})  # type: ignore[arg-type,return-value]
    for number in range(100):
        plain = bytes([number]) * 1_000_000
        body = ready.Body(plain, gzip.compress(plain), "text/html", "", "")
        kept.bodies[number] = body
    assert kept.bodies.currsize <= ready.BUDGET
    assert 99 in kept.bodies
