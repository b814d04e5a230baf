"""The classifiers and the images that are attacked."""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from playground import data
from playground.device import pick
from playground.errors import BadValue
from playground.models import catalog

Bytes = NDArray[np.uint8]

#: Kinds of classifier, in the order of the page; a card is "<data set>-<kind>".
KINDS = ("classifier", "robust", "vit")
#: Images in one pass: their activations fit the cache, and progress is seen.
CHUNK = 64
#: On a GPU a larger batch is hardly slower than a small one.
GPU_CHUNK = 1024
# Noise, or a random start, that shares a seed with another draw must not share its numbers.
STREAM = 1 << 32


def kinds(dataset: str) -> tuple[str, ...]:
    """The kinds of classifier that ship for a data set."""
    return tuple(kind for kind in KINDS if f"{dataset}-{kind}" in catalog.cards())


def datasets() -> tuple[str, ...]:
    """The data sets with a classifier."""
    return tuple(name for name in data.DATASETS if kinds(name))


def known_kinds() -> tuple[str, ...]:
    """The kinds that ship for any data set."""
    return tuple(kind for kind in KINDS if any(kind in kinds(name) for name in datasets()))


def network(dataset: str, kind: str) -> nn.Module:
    """The classifier, on the device that computes."""
    return catalog.load(f"{dataset}-{kind}", pick())


def pixels(images: Bytes) -> Tensor:
    """uint8 [..., H, W] or [..., H, W, 3] -> [..., C, H, W] in [0, 1], where it is computed."""
    found = torch.from_numpy(np.ascontiguousarray(images)).to(pick()).float().div(255)
    return found.movedim(-1, -3) if found.shape[-1] == 3 else found.unsqueeze(-3)


def rounded(images: Tensor) -> Bytes:
    """[..., C, H, W] in [0, 1] -> uint8 [..., H, W] or [..., H, W, 3], as a PNG file keeps them."""
    return laid_out((images * 255).round().to(torch.uint8))


def laid_out(images: Tensor) -> NDArray[Any]:
    """[..., 1, H, W] -> [..., H, W], [..., 3, H, W] -> [..., H, W, 3]."""
    grey = images.shape[-3] == 1
    found: NDArray[Any] = (images.squeeze(-3) if grey else images.movedim(-3, -1)).cpu().numpy()
    return found


def chunk() -> int:
    return CHUNK if pick().type == "cpu" else GPU_CHUNK


def first(dataset: str, count: int) -> data.Images:
    """The first `count` of the shipped test images: their order is that of the test set."""
    there = data.examples(dataset)
    return data.Images(there.images[:count], there.labels[:count], there.source)


def read(model: nn.Module, images: Tensor) -> NDArray[np.int64]:
    """The class that the network names for each image [N, C, H, W]."""
    parts = [model(part).argmax(1) for part in images.split(chunk())]
    found: Any = torch.cat(parts).cpu().numpy()
    return found


def example(dataset: str, label: int, index: int) -> Bytes:
    """One shipped test image [H, W(, 3)] of a class. Raises BadValue where there are not enough."""
    there = data.examples(dataset)
    members = there.of_class(label)
    if index >= len(members):
        allowed = f"a whole number from 0 to {len(members) - 1}"
        raise BadValue("index", index, allowed, f"There are {len(members)} examples of {label}.")
    return there.images[members[index]]
