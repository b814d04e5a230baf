"""Films: what is coded comes back, here and in the page's script."""

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from playground.ui import film

SCRIPT = Path(film.__file__).with_suffix(".js").read_text(encoding="utf-8")
#: The script without a page: what it would put on a canvas, as numbers.
RUN = """
const pixels = (width, height) => ({ data: new Uint8ClampedArray(4 * width * height) });
let put = null;
const pen = { createImageData: pixels, putImageData: (sheet) => { put = sheet.data; } };
const make = (_, size) => ({ ...size, getContext: () => pen });
globalThis.window = { playground: { make } };
%s
const film = JSON.parse(require("fs").readFileSync(0));
window.playground.film(film);
console.log(JSON.stringify(Array.from(put.filter((_, at) => at %% 4 === 0))));
"""
AXES = st.lists(st.integers(1, 4), min_size=1, max_size=3)


def blended(lengths: list[int], height: int, width: int, noise: int, seed: int) -> NDArray:
    """Frames that follow from each other along every axis, more or less."""
    rng = np.random.default_rng(seed)
    ends = rng.integers(-60, 316, (len(lengths) + 1, height, width))
    shares = np.stack(np.indices(lengths), -1).reshape(-1, len(lengths)) / max(lengths)
    frames = ends[0] + np.tensordot(shares, ends[1:] - ends[0], 1)
    return (frames + rng.integers(-noise, noise + 1, frames.shape)).clip(0, 255).astype(np.uint8)


def coded(frames: NDArray, lengths: list[int]) -> dict:
    """As a page is sent it."""
    return json.loads(json.dumps(film.made(frames, lengths).value(frames, lengths, 3)))


@settings(max_examples=60, deadline=None)
@given(AXES, st.integers(1, 9), st.integers(1, 9), st.sampled_from([0, 2, 200]), st.integers(0, 99))
def test_every_frame_comes_back(
    lengths: list[int], height: int, width: int, noise: int, seed: int
) -> None:
    frames = blended(lengths, height, width, noise, seed)
    np.testing.assert_array_equal(film.undone(coded(frames, lengths)), frames)


def test_frames_are_predicted_in_ways_that_fit() -> None:
    frames = blended([5, 6], 12, 12, 3, 0)
    assert set(film.made(frames, [5, 6]).ways) > {"0", "5"}
    assert film.made(frames[:1], [1]).ways in ("0", "1")
    assert set(film.made(blended([9], 12, 12, 0, 0), [9]).ways[2:]) == {"2"}


def test_what_moves_on_evenly_takes_few_bytes() -> None:
    even, noise = blended([60], 28, 28, 0, 0), blended([60], 28, 28, 255, 0)
    film_of_even, film_of_noise = film.made(even, [60]), film.made(noise, [60])
    assert film_of_even.bytes < even.size / 3 < film_of_noise.bytes
    assert film_of_even.share < 0.1 < 0.8 < film_of_noise.share


def test_the_text_holds_nothing_that_json_escapes() -> None:
    text = "".join(map(chr, film.CHARACTERS))
    assert len(set(text)) == 256
    assert json.dumps(text, ensure_ascii=False) == f'"{text}"'


@pytest.mark.skipif(shutil.which("node") is None, reason="no node")
@pytest.mark.parametrize("lengths", [[7], [3, 4], [2, 3, 4]])
@pytest.mark.parametrize("noise", [0, 3, 200])
def test_the_script_draws_the_same(lengths: list[int], noise: int) -> None:
    frames = blended(lengths, 6, 5, noise, 1)
    told = json.dumps(coded(frames, lengths))
    sent = subprocess.run(
        ["node", "-e", RUN % SCRIPT], input=told, capture_output=True, text=True, check=True
    )
    sheet = np.array(json.loads(sent.stdout)).reshape(-1, 3 * 5)
    for index, frame in enumerate(frames):
        top, left = 6 * (index // 3), 5 * (index % 3)
        np.testing.assert_array_equal(sheet[top : top + 6, left : left + 5], frame)
