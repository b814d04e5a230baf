"""The start page: what it says, where it leads, and what it weighs."""

import io
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from kit_example import example
from loops import run
from PIL import Image

from playground.ui import answers, messages, moving, openings, previews, site, start, view_files
from playground.ui.starts import STARTS, View
from playground.ui.tabs import TABS

#: Bytes of the page with all that it shows.
MOST = 900_000
#: What a visitor waits for at most, as far as it can be told beforehand [s].
PATIENCE = 10
NAMED = {tab.name: tab for tab in TABS}
SUBJECTS = site.subjects(TABS)
VIEWS = [view for one in STARTS.values() for view in one.views]
by_view = pytest.mark.parametrize("view", VIEWS, ids=lambda view: f"{view.tab}-{view.title}")
HTML = {"accept": "text/html"}


def sent(query: str = "", root: str = "", subjects: Any = SUBJECTS, **headers: str) -> str:
    scope = {"root_path": root, "query_string": query.encode(), "scheme": "http"}
    scope["headers"] = [(key.replace("_", "-").encode(), v.encode()) for key, v in headers.items()]

    async def asked() -> str:
        app = start.page(subjects, scope)
        transport = httpx.ASGITransport(lambda given, *ways: app({**given, **scope}, *ways))
        async with httpx.AsyncClient(transport=transport, base_url="http://any") as client:
            return (await client.get("/")).text

    return run(asked())


def links(html: str) -> list[str]:
    return [unescape(one) for one in re.findall('href="([^"]*)"', html)]


# --- where it leads ---------------------------------------------------------------------------


def question(view: View) -> Any:
    """The request, and the cursors by their axes."""
    cursors = {key.removeprefix("at."): at for key, at in view.query.items() if key[:3] == "at."}
    fields = {key: text for key, text in view.query.items() if key[:3] != "at."}
    return NAMED[view.tab].request.parse(fields), cursors


@by_view
def test_a_view_asks_what_its_page_answers_soon(view: View) -> None:
    request, _ = question(view)
    assert request.seconds <= PATIENCE
    assert answers.possible(NAMED[view.tab], request) == request


@pytest.mark.parametrize("view", [one for one in VIEWS if question(one)[1]], ids=lambda v: v.title)
def test_a_view_s_cursors_stand_where_its_answer_has_a_place(view: View) -> None:
    request, cursors = question(view)
    values = openings.painted(NAMED[view.tab], request).values()
    axes = [one for value in values if isinstance(value, dict) for one in value.get("axes", ())]
    length = {one["name"]: len(one["values"]) for one in axes if isinstance(one, dict)}
    assert all(int(at) < length[axis] for axis, at in cursors.items())


#: Of views whose title says what a network reads: the label.
READ = {
    "A network that withstands an attack": "7",
    "A 7 that is read as a 3": "3",
    "A ship that is taken for an airplane": "airplane",
}


@pytest.mark.parametrize("title", READ)
def test_an_attacked_image_is_read_as_its_view_says(title: str) -> None:
    [view] = (one for one in VIEWS if one.title == title)
    request, cursors = question(view)
    strip = openings.painted(NAMED[view.tab], request)["pictures"]
    [row] = (one for one in strip["rows"] if one["label"] == "Adversarial image")
    eps, step = strip["axes"]
    at = int(cursors.get("eps", eps["start"])) * len(step["values"]) + step["start"]
    assert row["captions"][at]["args"]["label"] == READ[title]


def test_every_subject_has_a_start_and_five_views_of_its_pages() -> None:
    assert [one.pages[one.path].name for one in SUBJECTS] == [*STARTS]
    for subject, one in zip(SUBJECTS, STARTS.values(), strict=True):
        assert len({view.title for view in one.views}) == 5
        assert {view.tab for view in one.views} <= {tab.name for tab in subject.pages.values()}


@pytest.mark.parametrize("language", sorted(messages.catalogues()))
def test_all_is_said_in_every_language(language: str) -> None:
    said = [text for one in STARTS.values() for text in (one.about, one.picture)]
    said += [view.title for view in VIEWS]
    assert [text for text in said if messages.translated(language, text) is None] == []


def test_all_pages_and_views_are_linked() -> None:
    found = links(sent())
    assert {f"/{path}" for path in site.pages(TABS)} <= set(found)
    asked = [dict(parse_qsl(urlsplit(one).query)) for one in found]
    assert all(dict(view.query) in asked for view in VIEWS)
    assert start.PATH.strip("/") not in site.pages(TABS)


def test_a_site_of_other_tabs_has_a_start_page_of_them() -> None:
    html = sent(subjects=site.subjects((example("waves"),)))
    assert "Waves" in html
    assert html.count('class="views"></ul>') == 1


# --- in the reader's language, light or dark --------------------------------------------------


def test_the_language_is_the_link_s_else_the_browser_s() -> None:
    assert '<html lang="fr"' in sent(accept_language="de, fr;q=0.8")
    assert '<html lang="en"' in sent("lang=en", accept_language="fr")
    assert '<html lang="fr"' in sent("lang=xx", accept_language="fr")
    assert '<html lang="en"' in sent()


def test_what_a_link_says_of_the_reader_is_kept_and_nothing_else() -> None:
    html = sent("lang=fr&__theme=dark&seed=<b>&at.alpha=3")
    assert 'class="dark"' in html
    inside = [one for one in links(html) if one.startswith("/")]
    assert all("lang=fr" in one and "__theme=dark" in one for one in inside)
    assert "seed" not in html
    assert 'class=""' in sent('__theme="><script>')


def test_the_root_s_path_and_the_host_are_escaped() -> None:
    html = sent(root='/"><b>', host="class.example:81")
    assert '/"><b>' not in html
    assert "/&quot;&gt;&lt;b&gt;/diffusion" in html
    assert 'og:image" content="http://class.example:81/&quot;' in html


# --- served -----------------------------------------------------------------------------------


def test_it_is_served_small_and_to_every_way_of_reading(http: httpx.Client) -> None:
    first = http.get(start.PATH)
    assert (first.status_code, first.headers["content-encoding"]) == (200, "gzip")
    assert int(first.headers["content-length"]) < 10_000
    assert "accept-language" in first.headers["vary"].lower()
    assert http.get(f"{start.PATH}/?lang=fr").text.count('lang="fr"') >= 1
    head = http.head(start.PATH)
    assert (head.status_code, head.content) == (200, b"")
    assert http.post(start.PATH).status_code == 404
    assert http.get(f"{start.PATH}/x").status_code == 404


def test_an_address_that_leads_nowhere_shows_it(http: httpx.Client) -> None:
    lost = http.get("/gan?lang=fr", headers=HTML)
    assert lost.status_code == 404
    assert "Il n'y a pas de page" in unescape(lost.text)
    assert "/diffusion-race?lang=fr" in lost.text
    assert "no page" not in http.get(start.PATH, headers=HTML).text


# --- its pictures -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def opened() -> Iterator[None]:
    """What the subjects' first pages open with is known."""
    before = dict(view_files._openings)
    for name in STARTS:
        tab = NAMED[name]
        values = openings.shown(tab, tab.request())
        view_files.open_with(name, view_files.write({v.name: values[v.name] for v in tab.each()}))
    yield
    view_files._openings.clear()
    view_files._openings.update(before)


def picture(name: str) -> bytes:
    answer = previews.answer(f"{previews.FOLDER}{name}", dict.fromkeys(NAMED))
    assert answer.status_code == 200
    assert "max-age" in answer.headers["cache-control"]
    return bytes(answer.body)


@pytest.mark.parametrize("name", STARTS)
def test_a_first_page_s_opening_moves_in_a_square(name: str, opened: None) -> None:
    moves, still = picture(f"{name}.webp"), picture(f"{name}.still.png")
    assert len(moves) <= moving.MOST
    with Image.open(io.BytesIO(moves)) as film, Image.open(io.BytesIO(still)) as one:
        assert film.size == one.size == (moving.SIDE, moving.SIDE)
        frames = [_frame(film, at) for at in range(film.n_frames)]
    assert len(frames) >= 8
    assert len(set(frames)) == len(frames) // 2 + 1  # there and back


def _frame(film: Any, at: int) -> bytes:
    film.seek(at)
    return film.convert("RGBA").tobytes()


def test_the_whole_page_is_light_and_nothing_on_it_jumps(opened: None) -> None:
    html = sent()
    shown = re.findall('src(?:set)?="/kit/previews/([^"]*)"', html)
    assert len(set(shown)) == 2 * len(STARTS)
    weight = len(html.encode()) + sum(len(picture(name)) for name in set(shown))
    assert weight < MOST
    images = re.findall("<img [^>]*>", html)
    assert all(f'width="{moving.SIDE}" height="{moving.SIDE}"' in one for one in images)
    assert all(re.search('alt="[^"]{40,}"', one) for one in images)
    assert "fatigué" in html


def test_where_its_link_is_shared_all_subjects_are_seen(opened: None) -> None:
    assert 'og:image" content="http:///kit/previews/start.png"' in sent()
    with Image.open(io.BytesIO(picture("start.png"))) as shared:
        assert shared.size == (previews.WIDTH, previews.HEIGHT)


@pytest.mark.parametrize(
    "name",
    ["nobody.webp", "latent.gif", "latent-plane.webp", "start.webp", ".png", "latent", "x/y"],
)
def test_no_other_picture_is_there(name: str, opened: None) -> None:
    assert previews.answer(f"{previews.FOLDER}{name}", dict.fromkeys(NAMED)).status_code == 404


def test_a_class_that_comes_at_once_waits_for_one_making(
    opened: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Any] = []
    monkeypatch.setattr(previews, "KINDS", {"png": lambda values: made.append(values) or b"one"})
    file = view_files.write({"waves": None})
    monkeypatch.setitem(view_files._openings, "latent", file)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(picture, ["latent.png"] * 8))
    assert (set(found), len(made)) == ({b"one"}, 1)


def test_a_picture_that_is_not_ready_leaves_its_place_empty() -> None:
    before = dict(view_files._openings)
    view_files._openings.clear()
    try:
        html = sent()
        assert "<img" not in html
        assert html.count('<figure class="seen"></figure>') == len(STARTS)
        assert (
            previews.answer(f"{previews.FOLDER}start.png", dict.fromkeys(NAMED)).status_code == 404
        )
    finally:
        view_files._openings.update(before)
