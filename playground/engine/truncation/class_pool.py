"""Generated images class by class: classes can be dropped, and all other images stay the same."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from playground import device
from playground.arrays import Image8
from playground.caching import cached
from playground.core import truncation
from playground.engine import progress
from playground.engine.images import to_bytes
from playground.engine.networks import Networks
from playground.engine.truncation.truncation_methods import CHUNK, CLASSES


@dataclass(frozen=True, eq=False)
class Pool:
    """images uint8 [P, H, W]; labels int64 [P], rising; numbers int64 [P]: the how-manieth of its
    class each is. Class c is there as often as sets of its first c + 1 classes need it."""

    images: Image8
    labels: NDArray[np.int64]
    numbers: NDArray[np.int64]


def chosen(classes: int, samples: int) -> NDArray[np.int64]:
    """Places in the pool of `samples` images of the first `classes` classes in turn: [samples]."""
    starts = np.concatenate([[0], np.cumsum(_needed(samples))])
    number, label = np.divmod(np.arange(samples), classes)
    return starts[label] + number


def _needed(samples: int) -> list[int]:
    return [-(-samples // (label + 1)) for label in range(CLASSES)]


@cached
@torch.inference_mode()
def pool(dataset: str, psi: float, samples: int, seed: int) -> Pool:
    """What any set of `samples` images is chosen from, truncated by psi toward the mean of w."""
    network = Networks(dataset).gan
    needed = _needed(samples)
    labels = torch.arange(CLASSES).repeat_interleave(torch.tensor(needed))
    z = torch.cat([_latents(count, network.latents, (seed, c)) for c, count in enumerate(needed)])
    made: list[Image8] = []
    there = (one.to(device.pick()).split(CHUNK) for one in (z, labels))
    for part, kind in zip(*there, strict=True):
        w = truncation.toward_mean(network.mapping(part, kind), network.w_mean[kind], psi)
        made.append(to_bytes(network.synthesis(w)))
        progress.report(len(made), -(-len(z) // CHUNK))
    numbers = np.concatenate([np.arange(count) for count in needed])
    return Pool(np.concatenate(made), labels.numpy(), numbers)


def _latents(count: int, width: int, stream: tuple[int, int]) -> torch.Tensor:
    """z [count, width], each class from chance of its own."""
    seed, label = stream
    return torch.randn(count, width, generator=device.generator(seed, label))
