"""A classifier of small photographs that learns in minutes: max-pooled, white at the entrance."""

from collections.abc import Sequence
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from playground.models.shapes import check

#: Logits are this share of the head's products, so that a fresh network does not commit itself.
LOGITS = 1 / 9
#: Directions of colour: light, red against blue, green against the two.
COLOURS = ((1.0, 1.0, 1.0), (1.0, 0.0, -1.0), (-0.5, 1.0, -0.5))
#: Directions of a patch of 2 x 2 pixels (Haar): its mean, across, down, and both.
PATCHES = ((1.0, 1.0, 1.0, 1.0), (1.0, -1.0, 1.0, -1.0), (1.0, 1.0, -1.0, -1.0), (1.0, -1, -1, 1))


class PooledClassifier(nn.Module):
    """Three stages of two convolutions, each halved by max-pooling (after airbench94, Jordan 2024).

    What enters is whitened: a patch of 2 x 2 pixels in twelve directions, nearly independent in
    photographs, each brought to unit variance and taken with both signs.
    forward(images) -> logits [N, classes], features(images) -> [N, widths[-1]], for images
    [N, 3, size, size] in [0, 1]; normalisation happens inside.
    """

    channels = 3

    def __init__(
        self, classes: int = 10, widths: Sequence[int] = (64, 256, 256), size: int = 32
    ) -> None:
        super().__init__()
        self.size = size
        self.entrance = _whitening()
        inputs = [2 * len(_directions()), *widths]
        stages = [_stage(a, b) for a, b in zip(inputs, widths, strict=False)]
        self.body = nn.Sequential(*stages, nn.AdaptiveMaxPool2d(1), nn.Flatten())
        self.head = nn.Linear(widths[-1], classes, bias=False)

    def features(self, images: Tensor) -> Tensor:
        """Penultimate layer: [N, 3, H, W] -> [N, widths[-1]]. Raises BadValue."""
        check("images", images, (self.channels, self.size, self.size))
        white = self.entrance(2 * images - 1)
        return cast(Tensor, self.body(F.gelu(torch.cat([white, -white], dim=1))))

    def forward(self, images: Tensor) -> Tensor:
        """Logits [N, classes]."""
        return cast(Tensor, LOGITS * self.head(self.features(images)))


def _directions() -> Tensor:
    """Orthonormal directions of a patch [12, 3, 2, 2]: each of COLOURS by each of PATCHES."""
    colours, patches = torch.tensor(COLOURS), torch.tensor(PATCHES)
    both = torch.einsum("ac,bp->abcp", F.normalize(colours), F.normalize(patches))
    return both.reshape(-1, 3, 2, 2)


def _whitening() -> nn.Sequential:
    """Fixed directions, and their variances as the training images have them."""
    convolution = nn.Conv2d(3, len(_directions()), 2, bias=False).requires_grad_(False)
    convolution.weight.copy_(_directions())
    return nn.Sequential(convolution, nn.BatchNorm2d(len(_directions()), 1e-4, affine=False))


def _stage(inputs: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(
        *(_convolution(inputs, outputs), nn.MaxPool2d(2), _norm(outputs), nn.GELU()),
        *(_convolution(outputs, outputs), _norm(outputs), nn.GELU()),
    )


def _convolution(inputs: int, outputs: int) -> nn.Conv2d:
    """3 x 3; its first channels begin as those that come in."""
    convolution = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
    nn.init.dirac_(convolution.weight.detach()[:inputs])
    return convolution


def _norm(width: int) -> nn.BatchNorm2d:
    """Batch norm that shifts, and does not scale; its statistics follow a fast learner."""
    norm = nn.BatchNorm2d(width, momentum=0.4)
    norm.weight.requires_grad_(False)
    return norm
