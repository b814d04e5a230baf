"""A classifier of small photographs: residual, strided, and light enough for a CPU."""

from typing import cast

from torch import Tensor, nn

from playground.errors import BadValue


class Residual(nn.Module):
    """x + f(x), f two convolutions of one width (He et al. 2016, fig. 2)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.body = nn.Sequential(_convolution(width, width), _convolution(width, width))

    def forward(self, x: Tensor) -> Tensor:
        """Same shape."""
        return cast(Tensor, x + self.body(x))


class ResidualClassifier(nn.Module):
    """A stem, two strided stages with a residual block each, one strided stage without.

    forward(images) -> logits [N, classes], features(images) -> [N, last], for images
    [N, C, size, size] in [0, 1]; normalisation to [-1, 1] happens inside.
    """

    def __init__(
        self,
        channels: int = 3,
        classes: int = 10,
        width: int = 48,
        last: int = 256,
        size: int = 32,
    ) -> None:
        super().__init__()
        self.channels, self.size = channels, size
        self.body = nn.Sequential(
            _convolution(channels, width),
            _convolution(width, 2 * width, stride=2),
            Residual(2 * width),
            _convolution(2 * width, 4 * width, stride=2),
            Residual(4 * width),
            _convolution(4 * width, last, stride=2),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
        )
        self.head = nn.Linear(last, classes)

    def features(self, images: Tensor) -> Tensor:
        """Penultimate layer: [N, C, H, W] -> [N, last]. Raises BadValue."""
        if images.dim() != 4 or images.shape[1:] != (self.channels, self.size, self.size):
            allowed = f"[N, {self.channels}, {self.size}, {self.size}]"
            raise BadValue("images.shape", tuple(images.shape), allowed, "Resize the images.")
        return cast(Tensor, self.body(2 * images - 1))

    def forward(self, images: Tensor) -> Tensor:
        """Logits [N, classes]."""
        return cast(Tensor, self.head(self.features(images)))


def _convolution(inputs: int, outputs: int, stride: int = 1) -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.GELU(),
    )
