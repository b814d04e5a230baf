"""What is wrong with an installation is said in one sentence: at the start, or on the page."""

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from torchvision.datasets import CIFAR10
from torchvision.datasets.utils import calculate_md5

from playground import data, installation, shipped
from playground.errors import DataError, PlaygroundError, WeightsError

ROOT = Path(__file__).parent.parent
#: Settings with which no question could be answered, and what is said of them.
REFUSED = {
    "PLAYGROUND_DEVICE=tpu": "it must be auto, cpu, cuda or cuda:N",
    "PLAYGROUND_DEVICE=cuda:63": "Set PLAYGROUND_DEVICE=cpu",
    "PLAYGROUND_CACHE_MB=lots": "PLAYGROUND_CACHE_MB = 'lots' is not allowed",
    "PLAYGROUND_TRAINED=tests": "catalog.toml cannot be read",
    "PLAYGROUND_DATA=nowhere": "PLAYGROUND_DATA = 'nowhere' is no folder",
}


@pytest.fixture(scope="module")
def starts() -> Iterator[dict[str, Any]]:
    """The server, started with each of them, all at once."""
    started = {
        one: subprocess.Popen(
            [sys.executable, "app.py"],
            env={**os.environ, **dict([one.split("=")])},
            cwd=ROOT,
            stderr=subprocess.PIPE,
            text=True,
        )
        for one in REFUSED
    }
    yield started
    for one in started.values():
        one.kill()


@pytest.mark.parametrize("setting", REFUSED)
def test_a_server_that_could_not_answer_does_not_start(
    starts: dict[str, Any], setting: str
) -> None:
    _, said = starts[setting].communicate()
    assert said.startswith("The playground cannot start. ")
    assert said.count("\n") == 1
    assert REFUSED[setting] in said
    assert starts[setting].returncode == 1


@pytest.fixture
def trained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose catalog names two models and no data."""
    monkeypatch.setenv("PLAYGROUND_TRAINED", str(tmp_path))
    cards = (f'[models.{name}]\nweights = "{name}.safetensors"\n' for name in ("a", "b"))
    (tmp_path / "catalog.toml").write_text("".join(cards))
    (tmp_path / "a.safetensors").write_bytes(bytes(100))
    return tmp_path


@pytest.mark.parametrize("content", [b"", b"[models", b"\xff\xfe"])
def test_a_broken_catalog_names_its_folder_to_who_starts_the_server(
    trained: Path, content: bytes
) -> None:
    (trained / "catalog.toml").write_bytes(content)
    with pytest.raises(PlaygroundError, match=str(trained)):
        installation.check()


def test_files_that_are_not_there_are_logged_and_the_rest_goes_on(
    trained: Path, caplog: pytest.LogCaptureFixture
) -> None:
    installation.check()
    assert "1 files are missing" in caplog.text
    assert "b.safetensors" in caplog.text
    assert "a.safetensors" not in caplog.text
    (trained / "b.safetensors").write_bytes(shipped.POINTER + b"\noid sha256:12\nsize 3\n")
    caplog.clear()
    installation.check()
    assert "git lfs pull" in caplog.text
    (trained / "b.safetensors").write_bytes(bytes(100))
    caplog.clear()
    installation.check()
    assert not caplog.text


@pytest.mark.parametrize(
    ("content", "said"),
    [(shipped.POINTER + b"\n", "git lfs pull"), (b"", "truncated or altered"), (None, "No such")],
)
def test_a_visitor_reads_what_is_wrong_and_no_path(
    trained: Path, content: bytes | None, said: str
) -> None:
    if content is not None:
        (trained / "b.safetensors").write_bytes(content)
    with pytest.raises(WeightsError, match=said) as refused:
        shipped.verified_bytes("b.safetensors", "0" * 64)
    assert str(refused.value).startswith("b.safetensors ")
    assert str(trained) not in str(refused.value)


@pytest.mark.parametrize("content", [None, b"[models", b"\xff\xfe"])
def test_nor_does_a_broken_catalog_tell_a_visitor_where_it_is(
    trained: Path, content: bytes | None
) -> None:
    (trained / "catalog.toml").unlink()
    if content is not None:
        (trained / "catalog.toml").write_bytes(content)
    with pytest.raises(WeightsError) as refused:
        shipped.catalog_table("models")
    assert str(trained) not in str(refused.value)


full = data.reference.__wrapped__  # type: ignore[attr-defined]


@pytest.mark.parametrize("broken", ["train-images-idx3-ubyte", "train-labels-idx1-ubyte"])
@pytest.mark.parametrize("content", [None, b"", bytes(16 + 3 * 784)])
def test_a_broken_file_of_the_full_set_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str, content: bytes | None
) -> None:
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path))
    raw = tmp_path / "FashionMNIST" / "raw"
    raw.mkdir(parents=True)
    (raw / "train-images-idx3-ubyte").write_bytes(bytes(16 + 2 * 784))
    (raw / "train-labels-idx1-ubyte").write_bytes(bytes(8 + 2))
    assert full("fashion").images.shape == (2, 28, 28)
    (raw / broken).unlink()
    if content is not None:
        (raw / broken).write_bytes(content)
    with pytest.raises(DataError, match=r"FashionMNIST/raw/train-.* PLAYGROUND_DATA") as refused:
        full("fashion")
    assert str(tmp_path) not in str(refused.value)


def test_photographs_are_read_once_their_hashes_fit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path))
    folder = tmp_path / CIFAR10.base_folder
    folder.mkdir()
    with pytest.raises(DataError, match="cifar-10-batches-py/data_batch_1 is missing"):
        full("cifar10")
    entries = {"b": {"data": bytes(0), "labels": []}, "m": {"label_names": []}}
    entries["b"] = {"data": [[7] * 3072] * 4, "labels": [0, 1, 2, 3]}
    for name, entry in entries.items():
        (folder / name).write_bytes(pickle.dumps(entry))
    md5 = {name: calculate_md5(str(folder / name)) for name in entries}
    monkeypatch.setattr(CIFAR10, "train_list", [["b", md5["b"]]])
    monkeypatch.setattr(CIFAR10, "test_list", [])
    meta = {"filename": "m", "key": "label_names", "md5": md5["m"]}
    monkeypatch.setattr(CIFAR10, "meta", meta)
    found = full("cifar10")
    assert found.images.shape == (4, 32, 32, 3)
    assert found.labels.tolist() == [0, 1, 2, 3]
    (folder / "b").write_bytes(b"")
    with pytest.raises(DataError, match="cifar-10-batches-py/b is missing or broken"):
        full("cifar10")
