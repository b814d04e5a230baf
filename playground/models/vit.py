"""A small Vision Transformer that can show where it looks."""

from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from playground.models.layers import feed_forward
from playground.models.shapes import check


class Block(nn.Module):
    """Pre-norm Transformer encoder block (Dosovitskiy et al. 2021, eqs. 2 and 3)."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.mlp = feed_forward(width)

    def forward(self, x: Tensor) -> Tensor:
        """[N, T, width] -> the same shape."""
        return self._rest(x, F.scaled_dot_product_attention(*self._heads(x)))

    def attend(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """The same, and the weights softmax(q k^T / sqrt d) [N, H, T, T]; rows sum to 1."""
        q, k, v = self._heads(x)
        weights = (q @ k.transpose(-1, -2) * q.shape[-1] ** -0.5).softmax(dim=-1)
        return self._rest(x, weights @ v), weights

    def _heads(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        q, k, v = self.qkv(self.norm1(x)).unflatten(-1, (3, self.heads, -1)).permute(2, 0, 3, 1, 4)
        return q, k, v

    def _rest(self, x: Tensor, mixed: Tensor) -> Tensor:
        x = x + self.out(mixed.transpose(1, 2).flatten(2))
        return cast(Tensor, x + self.mlp(self.norm2(x)))


class ViT(nn.Module):
    """forward(images) -> logits [N, classes], for images [N, C, size, size] in [0, 1].

    Token 0 is the class token, then the patches row by row: T = 1 + (size / patch)^2.
    """

    def __init__(
        self,
        channels: int = 1,
        classes: int = 10,
        size: int = 28,
        patch: int = 4,
        width: int = 64,
        layers: int = 4,
        heads: int = 4,
    ) -> None:
        super().__init__()
        self.channels, self.size = channels, size
        self.embed = nn.Conv2d(channels, width, patch, stride=patch)
        self.first = nn.Parameter(torch.zeros(1, 1, width))
        self.position = nn.Parameter(0.02 * torch.randn(1, 1 + (size // patch) ** 2, width))
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(layers))
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, classes)

    def forward(self, images: Tensor) -> Tensor:
        """Logits [N, classes]. Raises BadValue for images of another shape."""
        return cast(Tensor, self.head(self.features(images)))

    def features(self, images: Tensor) -> Tensor:
        """The class token before the last layer, [N, width]."""
        x = self._tokens(images)
        for block in self.blocks:
            x = block(x)
        return self._read(x)

    def attend(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Logits [N, classes], and attention weights of all layers [L, N, H, T, T]."""
        x, weights = self._tokens(images), []
        for block in self.blocks:
            x, found = cast(Block, block).attend(x)
            weights.append(found)
        return self.head(self._read(x)), torch.stack(weights)

    def _tokens(self, images: Tensor) -> Tensor:
        check("images", images, (self.channels, self.size, self.size))
        patches = self.embed(2 * images - 1).flatten(2).transpose(1, 2)
        return torch.cat([self.first.expand(len(images), -1, -1), patches], dim=1) + self.position

    def _read(self, x: Tensor) -> Tensor:
        return cast(Tensor, self.norm(x[:, 0]))
