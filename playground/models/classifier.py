"""A small image classifier whose penultimate layer is the feature space of fidelity metrics."""

import math
from typing import cast

from torch import Tensor, nn
from torch.nn import functional as F

from playground.models.shapes import check

#: Width of the penultimate layer.
FEATURES = 128


class Classifier(nn.Module):
    """Three strided convolutions and two linear layers; no pooling, so features are cheap.

    forward(images) -> logits [N, classes], features(images) -> [N, 128], for images
    [N, C, size, size] in [0, 1]; normalisation to [-1, 1] happens inside.
    """

    def __init__(
        self, channels: int = 1, classes: int = 10, width: int = 32, size: int = 28
    ) -> None:
        super().__init__()
        self.channels, self.size = channels, size
        self.body = nn.Sequential(
            *_stage(channels, width, 5),
            *_stage(width, 2 * width, 3),
            *_stage(2 * width, 4 * width, 3),
            nn.Flatten(),
            nn.Linear(4 * width * math.ceil(size / 8) ** 2, FEATURES, bias=False),
            nn.BatchNorm1d(FEATURES),
        )
        self.head = nn.Linear(FEATURES, classes)

    def features(self, images: Tensor) -> Tensor:
        """Penultimate layer, rectified: [N, C, H, W] -> [N, 128]. Raises BadValue."""
        check("images", images, (self.channels, self.size, self.size))
        return F.relu(self.body(2 * images - 1))

    def forward(self, images: Tensor) -> Tensor:
        """Logits [N, classes]."""
        return cast(Tensor, self.head(self.features(images)))


def _stage(inputs: int, outputs: int, kernel: int) -> list[nn.Module]:
    """Convolution of stride 2, batch norm, ReLU."""
    convolution = nn.Conv2d(inputs, outputs, kernel, stride=2, padding=kernel // 2, bias=False)
    return [convolution, nn.BatchNorm2d(outputs), nn.ReLU()]
