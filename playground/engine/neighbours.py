"""The training images that are nearest to given ones, and how near a test image is to its own."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground import data
from playground.arrays import F32, Image8
from playground.caching import cached
from playground.core.knn.nearest import Index
from playground.engine.codes import Band
from playground.engine.images import tensor
from playground.engine.networks import Networks

#: One in so many examples tells how far a test image is from its nearest training image.
SKIPPED = 5


@dataclass(frozen=True)
class Neighbours:
    """The nearest training image of each frame: Euclidean distance between pixels in [0, 1] [F],
    the image [F, H, W] and its class [F]."""

    distances: F32
    images: Image8
    labels: NDArray[np.int64]


def nearest(networks: Networks, images: Tensor) -> Neighbours:
    """Of images [F, 1, H, W] in [0, 1]."""
    there = data.reference(networks.dataset)
    found = _index(networks).nearest(images.flatten(1))
    at = found.index.cpu().numpy()
    return Neighbours(found.distance.cpu().numpy(), there.images[at], there.labels[at])


@cached
def usual_distance(networks: Networks) -> Band:
    """From test images to their nearest training image: 5th, 50th and 95th percentile."""
    images = tensor(data.examples(networks.dataset).images[::SKIPPED], networks.device)
    away = _index(networks).nearest(images.flatten(1)).distance.cpu()
    return Band(*torch.quantile(away, torch.tensor([0.05, 0.5, 0.95])).tolist())


@cached
def _index(networks: Networks) -> Index:
    there = torch.from_numpy(data.reference(networks.dataset).images).to(networks.device)
    return Index(there.flatten(1), scale=1 / 255)
