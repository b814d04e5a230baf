"""Real images: the shipped examples, and the training set that models are compared with."""

import io
import os
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from playground.arrays import Image8
from playground.caching import cached
from playground.errors import DataError, Filled, Own, UnknownName
from playground.shipped import catalog_table, verified_bytes

#: Data sets, and the name of torchvision's class that reads the full one.
DATASETS = {"mnist": "MNIST", "fashion": "FashionMNIST", "cifar10": "CIFAR10"}

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
    """The full training set from a torchvision folder, or None where there is none."""
    root = os.environ.get("PLAYGROUND_DATA")
    folder = DATASETS.get(dataset)
    if not root or not folder or not (Path(root) / folder).is_dir():
        return None
    from torchvision import datasets

    full = getattr(datasets, folder)(root=root, train=True, download=False)
    source = f"all {len(full.data):,} training images"
    return Images(full.data.numpy(), full.targets.numpy().astype(np.int64), source)
