"""The picture of a page where its link is shared."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from playground.ui import previews, view_files

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
    sent = previews.answer(f"{previews.FOLDER}{name}.png", TABS)
    assert sent.status_code == 200
    with Image.open(io.BytesIO(sent.body)) as picture:
        assert picture.size == (1200, 630)
        found = np.asarray(picture)
    times = 630 // 7
    middles = found[times // 2 :: times, times // 2 : 13 * times : times]
    assert abs(middles.astype(int) - FRAME[:, :13]).max() <= 4


def test_a_site_without_pictures_says_so(kept: object) -> None:
    assert previews.answer(f"{previews.FOLDER}bare.png", ["bare"]).status_code == 404


def test_what_is_no_page_has_no_picture(kept: object) -> None:
    assert previews.answer(f"{previews.FOLDER}unknown.png", TABS).status_code == 404
