"""Pictures of answers as files: each once, in a folder that does not grow."""

import os
import re
import time
from pathlib import Path

import httpx
import numpy as np
import pytest
from gradio_client import Client
from PIL import Image

from playground.errors import PlaygroundError
from playground.ui import answer_files
from playground.ui.answer_files import LONGEST, OFFERED, AnswerFiles

RANDOM = np.random.default_rng(0)


def noise(side: int = 100) -> np.ndarray:
    return RANDOM.integers(0, 256, (side, side), np.uint8)


def held(files: AnswerFiles) -> dict[str, int]:
    return {one.name: one.stat().st_size for one in files.folder.iterdir()}


def age(files: AnswerFiles, name: str, seconds: float) -> None:
    then = time.time() - seconds
    os.utime(files.folder / name, (then, then))


@pytest.mark.parametrize(
    ("shape", "size"),
    [((4, 5), (5, 4)), ((4, 5, 3), (5, 4)), ((2, 4, 5), (5, 8)), ((2, 4, 5, 3), (5, 8))],
)
def test_pictures_of_every_kind_are_stacked(
    tmp_path: Path, shape: tuple[int, ...], size: tuple[int, int]
) -> None:
    files = AnswerFiles(tmp_path / "new", 10**6)
    picture = RANDOM.integers(0, 256, shape, np.uint8)
    kept = files.keep("name", picture)
    read = Image.open(files.folder / kept["path"])
    assert read.size == size
    assert np.asarray(read).tobytes() == picture.tobytes()
    assert kept["orig_name"] == "name.png"
    assert os.sep not in kept["path"]


def test_the_same_picture_is_one_file_and_is_not_written_again(tmp_path: Path) -> None:
    files, picture = AnswerFiles(tmp_path, 10**6), noise()
    first = files.keep("one", picture)
    inode = (tmp_path / first["path"]).stat().st_ino
    age(files, first["path"], 500)
    second = files.keep("other", picture.copy())
    assert first["path"] == second["path"]
    found = (tmp_path / first["path"]).stat()
    assert found.st_ino == inode
    assert time.time() - found.st_mtime < 100, "an answer has just offered it"
    assert files.keep("flat", picture.reshape(1, -1))["path"] != first["path"]


def test_the_oldest_go_first_and_what_was_just_offered_stays(tmp_path: Path) -> None:
    files = AnswerFiles(tmp_path, 100_000)  # nine of 10 kB, and a rest
    names = [files.keep("x", noise())["path"] for _ in range(9)]
    for place, name in enumerate(names):
        age(files, name, OFFERED + 1000 - place)
    age(files, names[0], OFFERED - 100)
    new = files.keep("x", noise(120))["path"]
    left = held(files)
    assert new in left
    assert names[0] in left
    assert names[1] not in left
    assert sum(left.values()) <= 100_000
    assert sorted(left) == sorted([new, names[0], *names[-(len(left) - 2) :]])


def test_where_all_may_still_be_fetched_the_next_is_refused_in_words(tmp_path: Path) -> None:
    files = AnswerFiles(tmp_path, 50_000)
    names = [files.keep("x", noise())["path"] for _ in range(4)]
    with pytest.raises(PlaygroundError, match="Ask again in 10 minutes"):
        files.keep("x", noise())
    assert sorted(held(files)) == sorted(names)
    age(files, names[2], OFFERED + 1)
    files.keep("x", noise())
    assert names[2] not in held(files)


def test_what_a_process_before_left_counts_and_goes(tmp_path: Path) -> None:
    before = AnswerFiles(tmp_path, 10**6)
    old, recent = (before.keep("x", noise())["path"] for _ in range(2))
    age(before, old, LONGEST + 1)
    after = AnswerFiles(tmp_path, 10**6)
    after.keep("x", noise())
    assert old not in held(after)
    assert recent in held(after)
    assert after._size == sum(held(after).values())


def test_an_endpoint_names_no_place_and_its_clients_fetch_the_files(url: str) -> None:
    """Both ways: the address in the answer, and the name that gradio_client asks for."""
    bare = Client(url, verbose=False, download_files=False)
    first, again = (bare.predict(steps=2, samples=1, api_name="/diffuse") for _ in range(2))
    assert first["images"] == again["images"]
    fetched = Client(url, verbose=False).predict(steps=2, samples=1, api_name="/diffuse")
    for name, picture in first["images"].items():
        assert re.fullmatch(answer_files.NAME, picture["path"])
        assert picture["url"] == f"{url}{answer_files.ADDRESS}{picture['path']}"
        sent = httpx.get(picture["url"], headers={"range": "bytes=9-x", "cookie": "mine=1"})
        assert sent.status_code == 200
        assert sent.headers["content-type"] == "image/png"
        assert "mine" not in str(sent.headers)
        assert Path(fetched["images"][name]).read_bytes() == sent.content
        assert httpx.head(picture["url"]).headers["content-length"] == str(len(sent.content))


@pytest.mark.parametrize(
    "name", ["0" * 40 + ".png", "../app.py", "%2e%2e/x.png", "x.png", "/etc/passwd", "a" * 40]
)
def test_no_other_file_is_served(url: str, name: str) -> None:
    assert httpx.get(url + answer_files.ADDRESS + name).status_code == 404
    assert httpx.post(url + answer_files.ADDRESS + name).status_code == 404
