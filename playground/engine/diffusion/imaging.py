"""What a state looks like, and what the classifier reads in it."""

import math
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground import device
from playground.arrays import F32, Image8
from playground.engine.networks import Networks
from playground.engine.result import Result

#: Gaussian noise is painted from -3 to 3, where 99.7 % of it lies.
NOISE_RANGE = 3.0
#: Samples that are seen while work goes on.
GLIMPSED = 16


def probabilities(dataset: str, images: Tensor) -> F32:
    """The classifier's softmax: [..., C, H, W] in [-1, 1], clipped there -> [..., 10]."""
    judge = Networks(dataset).classifier
    flat = ((images.flatten(0, -4).to(device.pick()) + 1) / 2).clamp(0, 1)
    logits = torch.cat([judge(part) for part in flat.split(256)])
    return logits.softmax(-1).reshape(*images.shape[:-3], -1).cpu().numpy()


class Read(Result):
    """What the classifier reads in the images that each of S steps predicts: probabilities
    [S, N, 10]."""

    probabilities: F32

    @property
    def predicted(self) -> NDArray[np.int64]:
        """The class that each sample ends in. [N]"""
        return self.probabilities[-1].argmax(-1)

    def numbers(self) -> dict[str, Any]:
        return super().numbers() | {"predicted": self.predicted}

    @property
    def decided(self) -> NDArray[np.int64]:
        """The first step from which each sample's likeliest class is the one it ends in. [N]"""
        differs = self.probabilities.argmax(-1) != self.predicted
        last = len(differs) - 1 - differs[::-1].argmax(0)
        return np.where(differs.any(0), last + 1, 0)


def painted(images: Tensor) -> Image8:
    """[..., 1, H, W] in [-1, 1], clipped there -> uint8 [..., H, W]."""
    return ((images.squeeze(-3).clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8).cpu().numpy()


def model_space(images: Image8) -> Tensor:
    """uint8 [..., H, W] -> [..., 1, H, W] in [-1, 1], on the device."""
    pixels = torch.from_numpy(np.array(images)).to(device.pick())
    return (pixels.float() / 127.5 - 1).unsqueeze(-3)


def glimpse(*batches: Tensor) -> Image8:
    """The first of each batch [N, 1, H, W] in [-1, 1] as a square, side by side: uint8 [h, w]."""
    images = painted(torch.stack([batch[:GLIMPSED] for batch in batches]))
    columns = math.ceil(math.sqrt(images.shape[1]))
    missing = -images.shape[1] % columns
    full = np.pad(images, ((0, 0), (0, missing), (1, 1), (1, 1)), constant_values=128)
    squares = full.reshape(len(batches), -1, columns, *full.shape[2:]).swapaxes(2, 3)
    return np.concatenate([s.reshape(-1, columns * full.shape[3]) for s in squares], axis=1)
