"""Tiles: words and pictures come to the page as they went in."""

import json

import numpy as np
import pytest

from playground.ui import strip
from playground.ui.texts import phrase
from playground.ui.tiles import Group, Tiles


def test_words_and_phrases_pass_as_they_are() -> None:
    said = phrase("no. {i}", i=3)
    value = Tiles([Group("Who", ["the cat", said], chosen=1), Group("Does", ["sees"])]).value()
    assert json.loads(json.dumps(value)) == {
        "groups": [
            {"label": "Who", "options": ["the cat", said], "chosen": 1},
            {"label": "Does", "options": ["sees"], "chosen": None},
        ],
        "find": "",
    }


@pytest.mark.parametrize("shape", [(23, 6, 5), (23, 6, 5, 3), (1, 6, 5)])
def test_each_picture_is_found_where_the_page_looks_for_it(shape: tuple[int, ...]) -> None:
    pictures = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    names = [str(i) for i in range(len(pictures))]
    [group] = Tiles([Group("Which", names, pictures=pictures)]).value()["groups"]
    picture = strip.opened(group["sprite"])
    sprite = np.asarray(picture.convert("RGB" if pictures.ndim == 4 else "L"))
    for place, picture in enumerate(pictures):
        top, left = place // group["columns"] * 6, place % group["columns"] * 5
        assert np.array_equal(sprite[top : top + 6, left : left + 5], picture)


def test_a_picture_too_few_is_refused() -> None:
    with pytest.raises(ValueError, match="2 pictures, 3 options"):
        Tiles([Group("Which", list("abc"), pictures=np.zeros((2, 4, 4), np.uint8))]).value()
