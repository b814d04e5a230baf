"""Real images: the shipped examples, and the training set that models are compared with."""

import io
import os
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.arrays import Image8
from playground.caching import cached
from playground.errors import DataError, Filled, Own, UnknownName
from playground.shipped import catalog_table, verified_bytes

#: Data sets, and the name of torchvision's class that reads the full one.
DATASETS = {"mnist": "MNIST", "fashion": "FashionMNIST", "cifar10": "CIFAR10"}

#: torchvision's folders of their full training sets.
FOLDERS = {"mnist": "MNIST", "fashion": "FashionMNIST", "cifar10": "cifar-10-batches-py"}

#: Those of photographs, in colour; the others are grey.
COLOUR = ("cifar10",)

#: What each class is called, in the order of the labels.
CLASSES = {
    "mnist": tuple("0123456789"),
    "fashion": (
        "T-shirt/top",
        "Trouser",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
        "Sneaker",
        "Bag",
        "Ankle boot",
    ),
    "cifar10": (
        "airplane",
        "automobile",
        "bird",
        "cat",
        "deer",
        "dog",
        "frog",
        "horse",
        "ship",
        "truck",
    ),
}

#: Photographs that ship, as large as networks of ImageNet look at them.
PHOTOGRAPHS = (
    "coffee",
    "cat",
    "camera",
    "temple",
    "flower",
    "rocket",
    "astronaut",
    "clock",
    "coins",
    "bricks",
    "grass",
    "galaxies",
)

BROKEN = (
    "{file} is missing or broken in the folder that PLAYGROUND_DATA names. Whoever runs this server"
    " can download it again, or leave PLAYGROUND_DATA out."
)


@dataclass(frozen=True)
class Images:
    """images: uint8 [N, H, W], or [N, H, W, 3] in colour; labels: int64 [N]; source: which."""

    images: Image8
    labels: NDArray[np.int64]
    source: str

    def of_class(self, label: int) -> NDArray[np.int64]:
        """The indices of one class, in order."""
        return np.flatnonzero(self.labels == label)


@cached
def examples(dataset: str) -> Images:
    """The 1,000 shipped test images: what a visitor chooses from."""
    return _shipped(dataset, "test", "1,000 shipped test images")


@cached
def reference(dataset: str) -> Images:
    """Training images: all of them where PLAYGROUND_DATA holds the set, else the shipped 10,000.

    They serve as nearest neighbours, as real features and for the exact denoiser.
    """
    return _full(dataset) or _shipped(dataset, "train", "10,000 shipped training images")


@dataclass(frozen=True)
class Photograph:
    """pixels: uint8 [H, W, 3], the shorter side 256; credit: its author and licence."""

    pixels: Image8
    credit: str


@cached
def photograph(name: str) -> Photograph:
    """One of PHOTOGRAPHS."""
    from PIL import Image

    entry = _entry(f"photograph-{name}")
    file = io.BytesIO(verified_bytes(entry["file"], entry["sha256"]))
    return Photograph(np.array(Image.open(file).convert("RGB")), entry["licence"])


def stamp() -> list[tuple[str, int, int]]:
    """Which full training sets are on disk: their files, sizes and times."""
    root = Path(os.environ.get("PLAYGROUND_DATA") or os.devnull)
    files = (file for folder in FOLDERS.values() for file in sorted((root / folder).rglob("*")))
    return [(str(file), file.stat().st_size, file.stat().st_mtime_ns) for file in files]


def licence(dataset: str) -> str:
    """The licence and authors of a data set, as its card states them."""
    return str(_entry(dataset)["licence"])


def _entry(dataset: str) -> dict[str, str]:
    entries = catalog_table("data")
    if dataset not in entries:
        raise UnknownName("dataset", dataset, sorted(entries))
    return entries[dataset]


def _shipped(dataset: str, split: str, source: str) -> Images:
    entry = _entry(dataset)
    packed = verified_bytes(entry["file"], entry["sha256"])
    try:
        with np.load(io.BytesIO(packed), allow_pickle=False) as arrays:
            images, labels = arrays[f"{split}_images"], arrays[f"{split}_labels"]
    except (KeyError, ValueError, OSError, zipfile.BadZipFile) as error:
        raise DataError(
            Filled("{file} is not what its card says: {why}.", file=entry["file"], why=Own(error))
        ) from error
    return Images(images, labels.astype(np.int64), source)


def _full(dataset: str) -> Images | None:
    """The full training set from a torchvision folder, or None where there is none.

    Raises DataError for a file that is missing or broken.
    """
    root = os.environ.get("PLAYGROUND_DATA")
    if not root or dataset not in FOLDERS or not (Path(root) / FOLDERS[dataset]).is_dir():
        return None
    images, labels = (_batches if dataset in COLOUR else _idx)(Path(root), FOLDERS[dataset])
    return Images(images, labels.astype(np.int64), f"all {len(images):,} training images")


def _idx(root: Path, folder: str) -> tuple[Image8, NDArray[Any]]:
    """Files of bytes behind a header: four bytes that name the kind, and the shape (ubyte-idx)."""
    labels = _read(root, f"{folder}/raw/train-labels-idx1-ubyte", (-1,))
    return _read(root, f"{folder}/raw/train-images-idx3-ubyte", (len(labels), 28, 28)), labels


def _read(root: Path, file: str, shape: tuple[int, ...]) -> Image8:
    try:
        packed = np.fromfile(root / file, np.uint8)
        return packed[4 * (len(shape) + 1) :].reshape(shape)
    except (OSError, ValueError) as error:
        raise _broken(file) from error


def _batches(root: Path, folder: str) -> tuple[Image8, NDArray[Any]]:
    """CIFAR-10 as torchvision reads it, once its files have the hashes that it knows."""
    from torchvision.datasets import CIFAR10
    from torchvision.datasets.utils import check_integrity

    for name, md5 in (*CIFAR10.train_list, *CIFAR10.test_list):
        if not check_integrity(root / folder / name, md5):
            raise _broken(f"{folder}/{name}")
    try:
        full = CIFAR10(root)
    except RuntimeError as error:
        raise _broken(f"{folder}/{CIFAR10.meta['filename']}") from error
    return full.data, np.array(full.targets)


def _broken(file: str) -> DataError:
    return DataError(Filled(BROKEN, file=file))
