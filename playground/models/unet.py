"""A small conditional U-Net that predicts the velocity of a flow from noise to image."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from playground.models.shapes import check

_GROUPS = 8
# The highest frequency of the time embedding: steps of 1/200 in t are still told apart.
_FREQUENCIES = 200.0


def time_features(t: Tensor, width: int) -> Tensor:
    """cos and sin of t at `width / 2` frequencies, geometric from 1 to 200. [N] -> [N, width]."""
    scale = torch.linspace(0, math.log(_FREQUENCIES), width // 2, device=t.device)
    angle = t.float()[:, None] * scale.exp()
    return torch.cat([angle.cos(), angle.sin()], dim=1)


class Block(nn.Module):
    """Residual block, two 3x3 convolutions; the condition scales and shifts the second norm."""

    def __init__(self, inputs: int, outputs: int, condition: int) -> None:
        super().__init__()
        self.norm1 = nn.GroupNorm(_GROUPS, inputs)
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=1)
        self.modulation = nn.Linear(condition, 2 * outputs)
        self.norm2 = nn.GroupNorm(_GROUPS, outputs)
        self.conv2 = _zero(nn.Conv2d(outputs, outputs, 3, padding=1))
        self.skip = nn.Conv2d(inputs, outputs, 1) if inputs != outputs else nn.Identity()

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        """[N, inputs, H, W], [N, condition] -> [N, outputs, H, W]."""
        h = self.conv1(F.silu(self.norm1(x)))
        scale, shift = self.modulation(condition)[:, :, None, None].chunk(2, dim=1)
        h = self.norm2(h) * (1 + scale) + shift
        return self.skip(x) + self.conv2(F.silu(h))


class SelfAttention(nn.Module):
    """Residual self-attention over all positions of a feature map."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm = nn.GroupNorm(_GROUPS, width)
        self.qkv = nn.Conv2d(width, 3 * width, 1)
        self.out = _zero(nn.Conv2d(width, width, 1))

    def forward(self, x: Tensor) -> Tensor:
        """[N, width, H, W] -> the same shape."""
        n, width, height, across = x.shape
        parts = self.qkv(self.norm(x)).reshape(n, 3, self.heads, width // self.heads, -1)
        q, k, v = parts.transpose(-1, -2).unbind(1)
        mixed = F.scaled_dot_product_attention(q, k, v).transpose(-1, -2)
        return x + self.out(mixed.reshape(n, width, height, across))


class UNet(nn.Module):
    """velocity(x, t, label), where x_t = t image + (1 - t) noise and velocity = image - noise.

    Pixels are first folded into channels (space to depth), so that the widest layers work on
    a map of a quarter of the positions; two resolutions follow, with attention on the lower.
    size (pixels) is a multiple of 2 fold. Lipman et al. 2023, "Flow Matching for Generative
    Modeling", eq. 23 with sigma_min = 0.
    """

    def __init__(
        self,
        channels: int = 1,
        classes: int = 10,
        size: int = 28,
        widths: Sequence[int] = (48, 96),
        blocks: int = 2,
        fold: int = 2,
        condition: int = 128,
        heads: int = 4,
    ) -> None:
        super().__init__()
        self.classes, self.fold, self.shape = classes, fold, (channels, size, size)
        fine, coarse = widths
        self.condition = condition
        self.time = nn.Sequential(
            nn.Linear(condition, condition), nn.SiLU(), nn.Linear(condition, condition)
        )
        self.label = nn.Embedding(classes + 1, condition)
        self.enter = nn.Conv2d(channels * fold**2, fine, 3, padding=1)
        self.down = _stack([fine] * blocks, fine, condition)
        self.shrink = nn.Conv2d(fine, coarse, 3, stride=2, padding=1)
        self.bottom = _stack([coarse] * blocks, coarse, condition)
        self.attention = SelfAttention(coarse, heads)
        self.rise = _stack([2 * coarse] * blocks, coarse, condition)
        self.grow = nn.Conv2d(coarse, fine, 3, padding=1)
        self.up = _stack([2 * fine] * blocks, fine, condition)
        self.norm = nn.GroupNorm(_GROUPS, fine)
        self.leave = _zero(nn.Conv2d(fine, channels * fold**2, 3, padding=1))

    def forward(self, x: Tensor, t: Tensor, labels: Tensor) -> Tensor:
        """Velocity of a state.

        x [N, C, size, size] in model space (images in [-1, 1]);
        t [N] in [0, 1], 0 = noise, 1 = image; labels int64 [N], `classes` = no class.
        Returns [N, C, size, size]. Raises BadValue for x of another shape.
        """
        check("x", x, self.shape)
        condition = F.silu(self.time(time_features(t, self.condition)) + self.label(labels))
        h = self.enter(F.pixel_unshuffle(x, self.fold))
        fine: list[Tensor] = []
        for block in self.down:
            fine.append(h := block(h, condition))
        h = self._coarse(self.shrink(h), condition)
        h = self.grow(F.interpolate(h, scale_factor=2.0, mode="nearest"))
        for block in self.up:
            h = block(torch.cat([h, fine.pop()], dim=1), condition)
        return F.pixel_shuffle(self.leave(F.silu(self.norm(h))), self.fold)

    def _coarse(self, h: Tensor, condition: Tensor) -> Tensor:
        """The lower resolution: down, attention, up, with its own skips."""
        coarse: list[Tensor] = []
        for block in self.bottom:
            coarse.append(h := block(h, condition))
        h = self.attention(h)
        for block in self.rise:
            h = block(torch.cat([h, coarse.pop()], dim=1), condition)
        return h


def _stack(inputs: list[int], outputs: int, condition: int) -> nn.ModuleList:
    return nn.ModuleList(Block(width, outputs, condition) for width in inputs)


def _zero(layer: nn.Conv2d) -> nn.Conv2d:
    """Start a residual branch at zero, so that the network begins as the identity."""
    nn.init.zeros_(layer.weight)
    assert layer.bias is not None
    nn.init.zeros_(layer.bias)
    return layer
