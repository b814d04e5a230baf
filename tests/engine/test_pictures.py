"""A visitor's picture: what a field of a question lets through, and what it says of the rest."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from picture_files import PHOTO, READ, REFUSED, url
from picture_files import saved as png
from PIL import Image

from playground.engine import pictures
from playground.engine.pictures import read_photo
from playground.engine.request import Request, picture, picture_pixels
from playground.errors import BadValue


@dataclass(frozen=True)
class Ask(Request):
    drawn: str = picture("Draw it on the pad.")


@pytest.fixture
def digit() -> NDArray[np.uint8]:
    return np.random.default_rng(0).integers(0, 256, (28, 28), np.uint8)


def test_none_is_none() -> None:
    assert Ask().drawn == ""
    assert picture_pixels("") is None


@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA", "P", "1"])
def test_any_png_is_read_as_grey(mode: str, digit: NDArray[np.uint8]) -> None:
    image = Image.fromarray(digit).convert(mode)
    text = url(png(image))
    expected = np.array(image.convert("L"))
    assert Ask(drawn=text).drawn == text
    assert np.array_equal(picture_pixels(text), expected)  # type: ignore[arg-type]


def test_sixteen_bits_keep_their_greys(digit: NDArray[np.uint8]) -> None:
    text = url(png(Image.fromarray(digit.astype(np.uint16) << 8)))
    assert np.array_equal(picture_pixels(text), digit)  # type: ignore[arg-type]


def test_what_is_transparent_is_black(digit: NDArray[np.uint8]) -> None:
    white = np.full((28, 28, 4), 255, np.uint8)
    white[..., 3] = digit
    assert np.array_equal(picture_pixels(url(png(Image.fromarray(white)))), digit)  # type: ignore[arg-type]


def test_a_link_carries_the_picture(digit: NDArray[np.uint8]) -> None:
    ask = Ask(drawn=url(png(Image.fromarray(digit))))
    assert Ask.parse(ask.to_query()) == ask


def small(digit: NDArray[np.uint8]) -> bytes:
    return png(Image.fromarray(digit))


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (lambda d: "hello", "does not start"),
        (lambda d: "data:image/png;base64,???", "base64"),
        (lambda d: "data:image/png;base64,é", "base64"),
        (lambda d: url(b"GIF89a"), "no PNG"),
        (lambda d: url(png(Image.fromarray(d), "JPEG")), "does not start"),
        (lambda d: url(small(d)[:20]), "no PNG"),
        (lambda d: url(small(d)[:-300]), "cut short"),
        (lambda d: url(small(d)[:60] + b"\0\0\0\0" + small(d)[64:]), "broken"),
        (lambda d: url(REFUSED["huge"][0]), "32767 x 32767"),
        (lambda d: url(png(Image.fromarray(d[:27]))), "28 x 27"),
        (lambda d: url(png(Image.new("L", (28, 28)))), "blank"),
        (lambda d: url(small(d) + b"\0" * 8000), "has 9 kB, and 6 kB are the limit: save it"),
    ],
)
def test_the_rest_is_refused_in_words(broken: Any, said: str, digit: NDArray[np.uint8]) -> None:
    with pytest.raises(BadValue, match=r"drawn = .*28 x 28") as refusal:
        Ask(drawn=broken(digit))
    assert said in str(refusal.value)
    assert "Draw it on the pad." in str(refusal.value)
    assert len(str(refusal.value)) < 300


@pytest.mark.parametrize("value", [None, 5, True, b"x", {"path": "/etc/passwd"}])
def test_only_a_text_is_a_picture(value: Any) -> None:
    with pytest.raises(BadValue, match="drawn"):
        Ask(drawn=value)


@given(st.binary(max_size=200))
def test_no_bytes_after_the_header_break_the_reader(junk: bytes) -> None:
    head = png(Image.effect_noise((28, 28), 60))[:33]
    with pytest.raises(BadValue, match="drawn"):
        Ask(drawn=url(head + junk))


@pytest.mark.parametrize("name", READ)
def test_a_photograph_is_read_as_a_browser_shows_it(name: str) -> None:
    data, shown = READ[name]
    found = read_photo(url(data))
    assert found.shape == shown.shape
    off = np.abs(found.astype(int) - shown)
    assert off.max() <= (40 if data.startswith(b"\xff\xd8") else 1)
    assert off.mean() <= 4


@pytest.mark.parametrize("name", REFUSED)
def test_what_would_be_read_otherwise_is_refused_in_words(name: str) -> None:
    data, said = REFUSED[name]
    with pytest.raises(ValueError, match=said):
        read_photo(url(data))


def test_a_turned_drawing_is_read_upright(digit: NDArray[np.uint8]) -> None:
    exif = Image.Exif()
    exif[0x0112] = 3
    stored = Image.fromarray(digit[::-1, ::-1])
    assert np.array_equal(picture_pixels(url(png(stored, exif=exif))), digit)  # type: ignore[arg-type]


def test_a_photograph_has_bounds() -> None:
    with pytest.raises(ValueError, match="15 x 36"):
        read_photo(url(png(PHOTO.crop((0, 0, 15, 36)))))
    with pytest.raises(ValueError, match="4000 x 3000"):
        read_photo(url(png(PHOTO.resize((4000, 3000)), "JPEG")))
    with pytest.raises(ValueError, match="png;base64, / data:image/jpeg;base64,"):
        read_photo("data:image/gif;base64,R0lGODlh")


@pytest.mark.parametrize("quality", [60, 80, 95])
def test_a_photograph_that_is_too_large_is_told_its_size_and_what_to_do(quality: int) -> None:
    """A limit in kilobytes is that of the text's characters: what is under it is read."""
    most = pictures.kilobytes(pictures.LONGEST_PHOTO)
    for side in (120, 180, 240, 600):
        noise = np.random.default_rng(side).integers(0, 256, (side, side, 3), np.uint8)
        data = png(Image.fromarray(noise), "JPEG", quality=quality)
        if len(data) <= 1000 * most:
            assert read_photo(url(data)).shape == (side, side, 3)
        elif len(data) > 1000 * (most + 1):
            size = -(-len(data) // 1000)
            said = f"has {size} kB, and {most} kB are the limit: save it with fewer pixels"
            with pytest.raises(ValueError, match=said):
                read_photo(url(data))
