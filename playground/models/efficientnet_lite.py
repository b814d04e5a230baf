"""EfficientNet-Lite: EfficientNet without squeeze-and-excitation, with ReLU6 for swish.

Tan & Le 2019, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks"; its Lite
variants are Google's of 2020. Each batch norm is folded into the convolution before it, so that it
only reads: it is not made to be trained.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

#: Of Lite0: kernel, stride, expansion, channels, blocks.
STAGES = (
    (3, 1, 1, 16, 1),
    (3, 2, 6, 24, 2),
    (5, 2, 6, 40, 2),
    (3, 2, 6, 80, 3),
    (5, 1, 6, 112, 3),
    (5, 2, 6, 192, 4),
    (3, 1, 6, 320, 1),
)
STEM, HEAD = 32, 1280


class Convolution(nn.Conv2d):
    """With TensorFlow's padding, where the stride divides the sides: of an odd number of zeros the
    last row and column get one more."""

    def __init__(
        self, inputs: int, outputs: int, kernel: int = 1, stride: int = 1, groups: int = 1
    ) -> None:
        zeros = kernel - stride
        self.even = zeros % 2 == 0
        padding = zeros // 2 if self.even else 0
        super().__init__(inputs, outputs, kernel, stride, padding, groups=groups)
        self.sides = (zeros // 2, zeros - zeros // 2) * 2

    def forward(self, images: Tensor) -> Tensor:
        return super().forward(images if self.even else F.pad(images, self.sides))


class Block(nn.Module):
    """Wider by 1 x 1, each channel by itself, narrower by 1 x 1 (Sandler et al. 2018)."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, expansion: int) -> None:
        super().__init__()
        wide = inputs * expansion
        self.layers = nn.Sequential(
            *((Convolution(inputs, wide), nn.ReLU6()) if expansion > 1 else ()),
            Convolution(wide, wide, kernel, stride, groups=wide),
            nn.ReLU6(),
            Convolution(wide, outputs),
        )
        self.residual = stride == 1 and inputs == outputs

    def forward(self, images: Tensor) -> Tensor:
        changed: Tensor = self.layers(images)
        return images + changed if self.residual else changed


class EfficientNetLite(nn.Module):
    """forward([N, 3, 224, 224], normalised) -> logits [N, classes]; sides are multiples of 32."""

    def __init__(self, classes: int = 1000) -> None:
        super().__init__()
        blocks, inputs = [], STEM
        for kernel, stride, expansion, outputs, repeats in STAGES:
            for turn in range(repeats):
                blocks.append(Block(inputs, outputs, kernel, 1 if turn else stride, expansion))
                inputs = outputs
        self.stem = nn.Sequential(Convolution(3, STEM, 3, 2), nn.ReLU6())
        self.blocks = nn.Sequential(*blocks)
        self.head = nn.Sequential(Convolution(inputs, HEAD), nn.ReLU6())
        self.classify = nn.Linear(HEAD, classes)

    def forward(self, images: Tensor) -> Tensor:
        maps = self.head(self.blocks(self.stem(images)))
        logits: Tensor = self.classify(torch.mean(maps, (2, 3)))
        return logits
