"""The picture of a page where its link is shared."""

import base64
import io
import re

import httpx
import numpy as np
import pytest
from PIL import Image

from playground.ui import previews, view_files
from playground.ui.tabs import TABS as SITE_TABS

TABS = ("drawn", "bare")
FRAME = np.arange(98, dtype=np.uint8).reshape(7, 14) * 2


def sprite() -> str:
    buffer = io.BytesIO()
    Image.fromarray(FRAME).save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


@pytest.fixture(scope="module")
def kept() -> list[view_files.ViewFile]:
    drawn = {"chart": {"figure": ""}, "absent": None, "strip": {"sprites": [sprite(), "later"]}}
    files = {"drawn": drawn, "bare": {"chart": {"figure": ""}}}
    found = [view_files.write(values) for values in files.values()]
    for name, file in zip(files, found, strict=True):
        view_files.open_with(name, file)
    return found


@pytest.mark.parametrize("name", TABS)
def test_a_page_shows_its_strips_and_one_without_the_first_pages(name: str, kept: object) -> None:
    sent = previews.answer(f"{previews.FOLDER}{name}.png", dict.fromkeys(TABS))
    assert sent.status_code == 200
    with Image.open(io.BytesIO(sent.body)) as picture:
        assert picture.size == (1200, 630)
        found = np.asarray(picture)
    times = 630 // 7
    middles = found[times // 2 :: times, times // 2 : 13 * times : times]
    assert abs(middles.astype(int) - FRAME[:, :13]).max() <= 4


def test_a_site_without_pictures_says_so(kept: object) -> None:
    assert previews.answer(f"{previews.FOLDER}bare.png", {"bare": None}).status_code == 404


def test_what_is_no_page_has_no_picture(kept: object) -> None:
    assert previews.answer(f"{previews.FOLDER}unknown.png", dict.fromkeys(TABS)).status_code == 404


CRAWLER = {"user-agent": "Mozilla/5.0 (compatible; SomeBot/1.0)"}
NAMED_PICTURE = re.compile('og:image" content="([^"]*)"')


def test_a_view_whose_answer_is_kept_is_shown_where_its_link_is() -> None:
    [tab] = [one for one in SITE_TABS if one.name == "attention"]
    other = tab.request(place=2)
    file = view_files.write({"strip": {"sprites": [sprite()]}})
    view_files.answer_with(tab.name, other, file)
    query = b"place=2&lang=fr&at.step=1&utm_source=x"
    path, tabs = f"{previews.FOLDER}{tab.name}.png", {tab.name: tab}
    sent = previews.answer(path, tabs, query)
    assert sent.headers["cache-control"] == previews.DAY
    with Image.open(io.BytesIO(sent.body)) as picture:
        assert picture.size == (1200, 630)
    for asked in (b"place=3", b"place=-1", b"nothing=2", b"place=2&" + b"x" * 2000):
        assert previews.answer(path, tabs, asked).status_code == 404, "no opening is there"


def test_only_who_reads_a_page_for_its_link_is_told_of_the_views_picture(app_url: str) -> None:
    """The hostile part of a link stays text."""
    for query, told in (
        ("seed=3&class_a=1", "?seed=3&amp;class_a=1"),
        ("a=%22%3E<b>", "?a=%22%3E%3Cb%3E"),
        ("a=" + "x" * 2000, ""),
    ):
        page = httpx.get(f"{app_url}/?{query}", headers=CRAWLER).text
        [picture] = NAMED_PICTURE.findall(page)
        assert picture.endswith(f"/kit/previews/latent.png{told}")
        [plain] = NAMED_PICTURE.findall(httpx.get(f"{app_url}/?{query}").text)
        assert plain.endswith("/kit/previews/latent.png")
