"""Networks of photographs: whose weights may be had, from where, and what is read of them."""

import dataclasses
import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
import torch
from PIL import Image
from torchvision import models
from torchvision.transforms import functional

from playground.engine.adversarial.imagenet import cut
from playground.errors import BadValue, DataError
from playground.models import hub, imagenet

NAME = "resnet50"
BILINEAR = functional.InterpolationMode.BILINEAR
WEIGHTS = b"as good as weights" * 1000
STARTS = hashlib.sha256(WEIGHTS).hexdigest()[:8]


class Source(BaseHTTPRequestHandler):
    """torchvision's address, made here."""

    body: ClassVar[bytes] = WEIGHTS
    claimed: ClassVar[int] = len(WEIGHTS)
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.send_header("Content-Length", str(self.claimed))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[type[Source]]:
    """An address that has the weights, an empty folder for them, and leave to fetch them."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Source)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}/{NAME}-{STARTS}.pth"
    known = dataclasses.replace(imagenet.facts(NAME), url=url)
    monkeypatch.setattr(imagenet, "facts", lambda name: known)
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    monkeypatch.setenv(hub.SWITCH, "1")
    monkeypatch.setattr(Source, "asked", [])
    yield Source
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("name", imagenet.TORCHVISION)
def test_torchvision_says_what_its_networks_read(name: str) -> None:
    known, weights = imagenet.facts(name), models.get_model_weights(name).DEFAULT
    shown = weights.transforms()
    assert known.url == weights.url
    assert known.megabytes == round(weights.meta["_file_size"])
    assert ([known.resize], [known.crop]) == (shown.resize_size, shown.crop_size)
    assert ([*known.mean], [*known.std]) == (shown.mean, shown.std)
    assert [*imagenet.classes()] == weights.meta["categories"]
    assert imagenet.classes()[859] == "toaster"
    assert len(known.sha256) == 8


@pytest.mark.parametrize("size", [(300, 200), (200, 300), (224, 224), (97, 1000), (501, 333)])
@pytest.mark.parametrize("name", imagenet.NETWORKS)
def test_a_photograph_is_cut_as_torchvision_cuts_it(name: str, size: tuple[int, int]) -> None:
    chance = np.random.default_rng(0)
    photo = chance.integers(0, 256, (*size, 3), np.uint8)
    known = imagenet.facts(name)
    how = functional.InterpolationMode.BICUBIC if known.bicubic else BILINEAR
    resized = functional.resize(Image.fromarray(photo), [known.resize], how)
    expected = functional.center_crop(resized, [known.crop])
    assert np.array_equal(cut(photo, known.resize, known.crop, known.bicubic), expected)


def test_weights_are_fetched_once_and_told_of(source: type[Source], tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    file = imagenet.fetch(NAME, lambda *step: told.append(step))
    assert file.read_bytes() == WEIGHTS
    assert tmp_path in file.parents
    assert told == [(len(WEIGHTS), len(WEIGHTS))]
    assert imagenet.fetch(NAME) == file
    assert len(source.asked) == 1
    assert [one.name for one in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize("switch", ["", "0", "google-bert/*", "torchvision/vit_b_16"])
def test_nothing_is_fetched_unless_it_was_allowed(
    switch: str, source: type[Source], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(hub.SWITCH, switch)
    with pytest.raises(BadValue, match="torchvision/resnet50"):
        imagenet.fetch(NAME)
    assert not imagenet.fetchable(NAME)
    assert source.asked == []
    monkeypatch.setenv(hub.SWITCH, "torchvision/*")
    assert imagenet.fetchable(NAME)
    assert imagenet.fetch(NAME).is_file()


@pytest.mark.parametrize(
    ("more", "match"),
    [
        ({"body": WEIGHTS[:-1] + b"!"}, "sha256"),
        ({"body": WEIGHTS[:100], "claimed": 100}, "sha256"),
        ({"claimed": imagenet.LARGEST + 1}, "more than"),
    ],
)
def test_altered_short_and_huge_weights_are_refused(
    more: dict[str, Any], match: str, source: type[Source], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in more.items():
        monkeypatch.setattr(source, name, value)
    with pytest.raises(DataError, match=match):
        imagenet.fetch(NAME)
    assert list(imagenet.facts(NAME).file.parent.iterdir()) == []


class Halt(Exception):
    pass


def test_a_stopped_download_leaves_nothing_behind(source: type[Source]) -> None:
    def stop(done: int, total: int) -> None:
        raise Halt

    with pytest.raises(Halt):
        imagenet.fetch(NAME, stop)
    assert list(imagenet.facts(NAME).file.parent.iterdir()) == []
    assert imagenet.fetch(NAME).is_file()


def test_without_a_net_a_sentence_says_so(
    source: type[Source], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*args: Any, **more: Any) -> None:
        raise OSError("no route to host")

    monkeypatch.setattr(imagenet.urllib.request, "urlopen", refused)
    with pytest.raises(DataError, match=r"could not be fetched.*go on working"):
        imagenet.fetch(NAME)


def test_what_holds_no_weights_of_it_is_refused(source: type[Source]) -> None:
    file = imagenet.fetch(NAME)
    with pytest.raises(DataError, match="holds no weights of resnet50"):
        imagenet.opened(NAME, file, "cpu")
    file.write_bytes(b"altered")
    with pytest.raises(DataError, match="Delete it"):
        imagenet.opened(NAME, file, "cpu")


class Harm:
    """A pickle that would run code."""

    def __reduce__(self) -> Any:
        return (print, ("harm",))


def test_a_pickle_that_runs_code_is_not_run(
    source: type[Source], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = imagenet.facts(NAME).file
    file.parent.mkdir(parents=True)
    torch.save(Harm(), file)
    starts = hashlib.sha256(file.read_bytes()).hexdigest()[:8]
    named = file.rename(file.with_name(f"{NAME}-{starts}.pth"))
    known = dataclasses.replace(imagenet.facts(NAME), url=f"http://127.0.0.1/{named.name}")
    monkeypatch.setattr(imagenet, "facts", lambda name: known)
    with pytest.raises(DataError, match="holds no weights"):
        imagenet.opened(NAME, imagenet.fetch(NAME), "cpu")
    assert capsys.readouterr().out == ""
