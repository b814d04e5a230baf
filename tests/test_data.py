"""Shipped images: verified, counted, and replaced by the full set where it is on disk."""

import hashlib
import io
from pathlib import Path

import numpy as np
import pytest
from torchvision.datasets import MNIST

from playground import data
from playground.errors import DataError, UnknownName, WeightsError


def test_the_shipped_images_are_what_they_say() -> None:
    examples, reference = data.examples("mnist"), data.reference("mnist")
    assert examples.images.shape == (1000, 28, 28)
    assert reference.images.shape[0] >= 10_000
    assert examples.images.dtype == reference.images.dtype == np.uint8
    assert set(examples.labels) == set(range(10))
    assert all(len(examples.of_class(label)) >= 50 for label in range(10))
    assert "CC BY-SA" in data.licence("mnist")


def test_an_unknown_data_set_is_refused() -> None:
    with pytest.raises(UnknownName, match="mnist"):
        data.examples("imagenet")


def ship(folder: Path, monkeypatch: pytest.MonkeyPatch, packed: bytes) -> None:
    (folder / "odd.npz").write_bytes(packed)
    sha256 = hashlib.sha256(packed).hexdigest()
    entry = f'[data.odd]\nfile = "odd.npz"\nsha256 = "{sha256}"\nlicence = "none"\n'
    (folder / "catalog.toml").write_text(entry, encoding="utf-8")
    monkeypatch.setenv("PLAYGROUND_TRAINED", str(folder))
    monkeypatch.setattr(data, "examples", data.examples.__wrapped__)  # type: ignore[attr-defined]


def test_a_file_that_is_no_archive_is_said_clearly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ship(tmp_path, monkeypatch, b"not an archive")
    with pytest.raises(DataError, match=r"odd\.npz"):
        data.examples("odd")


def test_pickled_objects_are_never_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    buffer = io.BytesIO()
    np.savez(buffer, test_images=np.array([object()]), test_labels=np.zeros(1))
    ship(tmp_path, monkeypatch, buffer.getvalue())
    with pytest.raises(DataError, match="allow_pickle"):
        data.examples("odd")


def test_an_altered_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ship(tmp_path, monkeypatch, b"some bytes")
    (tmp_path / "odd.npz").write_bytes(b"other bytes")
    with pytest.raises(WeightsError, match="truncated or altered"):
        data.examples("odd")


def test_the_full_set_is_used_where_it_is_on_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = tmp_path / "MNIST" / "raw"
    raw.mkdir(parents=True)
    images = np.arange(12 * 28 * 28, dtype=np.uint8).reshape(12, 28, 28)
    for split in ("train", "t10k"):
        header = np.array([0x803, 12, 28, 28], dtype=">i4").tobytes()
        (raw / f"{split}-images-idx3-ubyte").write_bytes(header + images.tobytes())
        header = np.array([0x801, 12], dtype=">i4").tobytes()
        (raw / f"{split}-labels-idx1-ubyte").write_bytes(header + bytes(range(10)) + bytes(2))
    assert len(MNIST(str(tmp_path), download=False)) == 12
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path))
    full = data.reference.__wrapped__("mnist")  # type: ignore[attr-defined]
    assert full.source == "all 12 training images"
    assert np.array_equal(full.images, images)
