"""The film strip's value: frames come out of the sprite as they went in."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from playground.ui import strip
from playground.ui.strip import Axis, Row, Strip


def random_frames(count: int, height: int, width: int, colour: bool) -> NDArray[np.uint8]:
    shape = (count, height, width, 3) if colour else (count, height, width)
    return np.random.default_rng(count + width).integers(0, 256, shape, np.uint8)


def unpacked(value: dict[str, Any], row: int) -> NDArray[np.uint8]:
    """The frames of a row, read back the way the page reads them."""
    place = value["rows"][row]
    sprite = decoded(value["sprites"][place["sprite"]])
    found = []
    for index in range(place["count"]):
        left = place["x"] + index % place["columns"] * place["width"]
        top = place["y"] + index // place["columns"] * place["height"]
        found.append(sprite[top : top + place["height"], left : left + place["width"]])
    return np.stack(found)


def decoded(sprite: Any) -> NDArray[np.uint8]:
    picture = strip.opened(sprite)
    if isinstance(sprite, str):
        assert sprite.startswith(f"data:image/{(picture.format or '').lower()};base64,")
        assert (picture.format == "WEBP") == (max(picture.size) <= strip.WEBP_SIDE)
    red, green, blue = np.moveaxis(np.asarray(picture.convert("RGB")), -1, 0)
    grey = (red == green).all() and (red == blue).all()
    return red if grey else np.stack([red, green, blue], -1)


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.integers(1, 80), st.integers(1, 40), st.integers(1, 60), st.booleans()),
        min_size=1,
        max_size=4,
    )
)
def test_every_frame_comes_back(rows: list[tuple[int, int, int, bool]]) -> None:
    axes = [Axis(f"a{i}", "a", range(row[0])) for i, row in enumerate(rows)]
    drawn = [random_frames(*row) for row in rows]
    value = Strip(axes, [Row("r", f, (a.name,)) for f, a in zip(drawn, axes, strict=True)]).value()
    for index, frames in enumerate(drawn):
        np.testing.assert_array_equal(unpacked(value, index), frames)


def moving(count: int, side: int, pace: float) -> NDArray[np.uint8]:
    """A wave that goes on."""
    y, x = np.mgrid[:side, :side] / 3
    waves = [127 + 120 * np.sin(x + y / 2 + pace * frame) for frame in range(count)]
    return np.array(waves).astype(np.uint8)


def test_rows_that_move_on_are_films_and_others_pictures() -> None:
    slow, noise = moving(40, 28, 0.05), random_frames(40, 28, 28, False)
    rows = [Row("noise", noise, ("i",)), Row("slow", slow, ("i",)), Row("one", noise[:1])]
    value = Strip([Axis("i", "i", range(40))], rows).value()
    assert [isinstance(one, str) for one in value["sprites"]] == [True, False]
    for index, row in enumerate(rows):
        np.testing.assert_array_equal(unpacked(value, index), row.frames)


def test_sprites_stay_narrow_enough_for_a_browser() -> None:
    frames = random_frames(500, 28, 28, False)
    sprite = Strip([Axis("i", "i", range(500))], [Row("r", frames, ("i",))]).value()["sprites"][0]
    assert decoded(sprite).shape[1] <= strip.SPRITE_WIDTH


def test_grey_and_coloured_rows_take_one_sprite_each() -> None:
    grey, coloured = random_frames(2, 4, 4, False), random_frames(2, 4, 4, True)
    value = Strip(
        [Axis("i", "i", [0, 1])], [Row("a", grey, ("i",)), Row("b", coloured, ("i",))] * 2
    ).value()
    assert len(value["sprites"]) == 2


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (Row("r", np.zeros((3, 4, 4)), ("i",)), "float64"),
        (Row("r", np.zeros((4, 4), np.uint8), ("i",)), r"\(4, 4\)"),
        (Row("r", np.zeros((4, 4, 4), np.uint8), ("i",)), "4 frames, its axes want 3"),
        (Row("r", np.zeros((3, 4, 4), np.uint8), ("k",)), "no axis"),
        (Row("r", np.zeros((3, 4, 4), np.uint8), ("i",), captions=["one"]), "1 captions"),
    ],
)
def test_rows_that_do_not_fit_are_refused(row: Row, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Strip([Axis("i", "i", [0, 1, 2])], [row]).value()


def test_a_start_outside_its_axis_is_refused() -> None:
    with pytest.raises(ValueError, match="start 3 of 3"):
        Strip([Axis("i", "i", [0, 1, 2], start=3)], []).value()


def test_tile_lays_pictures_in_reading_order() -> None:
    frames = np.arange(2 * 5, dtype=np.uint8).reshape(2, 5, 1, 1)
    grid = strip.tile(frames, columns=3, gap=1, ink=99)
    expected = [[0, 99, 1, 99, 2], [99] * 5, [3, 99, 4, 99, 99]]
    np.testing.assert_array_equal(grid[0], expected)
    np.testing.assert_array_equal(
        grid[1], np.where(np.array(expected) < 99, np.array(expected) + 5, 99)
    )


def test_a_sprite_that_is_taller_than_webp_may_be_is_a_png() -> None:
    frames = random_frames(1, strip.WEBP_SIDE + 1, 2, False)
    value = Strip([], [Row("r", frames)]).value()
    np.testing.assert_array_equal(unpacked(value, 0), frames)
