"""Transformer layers that return their attention weights."""

import math

import torch
from torch import Tensor, nn


class Attend(nn.Module):
    """Multi-head attention that returns its weights. Vaswani et al. 2017, section 3.2."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key_value = nn.Linear(width, 2 * width)
        self.out = nn.Linear(width, width)

    def forward(self, x: Tensor, memory: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """x [N, T, width], memory [N, S, width], mask bool [N, T, S] or [N, 1, S], True = may look.

        Returns [N, T, width] and weights [N, heads, T, S].
        """
        return self.mix(*self.project(x, memory), mask)

    def mix(self, q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """What queries get of values, and their weights, both as `forward`; all as `project`."""
        scores = q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1])
        weights = scores.masked_fill(~mask[:, None], -math.inf).softmax(dim=-1)
        return self.out((weights.to(v.dtype) @ v).transpose(1, 2).flatten(2)), weights

    def project(self, x: Tensor, memory: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Queries [N, heads, T, D], keys and values [N, heads, S, D] of each head."""
        k, v = (self._split(part) for part in self.key_value(memory).chunk(2, dim=-1))
        return self._split(self.query(x)), k, v

    def _split(self, x: Tensor) -> Tensor:
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)


class Block(nn.Module):
    """x + attention(norm x), then x + feed-forward(norm x). Xiong et al. 2020, norms first.

    mlp: False leaves the feed-forward network out; dropout: of what both add, in training.
    """

    def __init__(self, width: int, heads: int, mlp: bool = True, dropout: float = 0.0) -> None:
        super().__init__()
        self.norm1, self.attend = nn.LayerNorm(width), Attend(width, heads)
        self.norm2 = nn.LayerNorm(width) if mlp else None
        self.forward_network = feed_forward(width) if mlp else None
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor, past: "Past | None" = None) -> tuple[Tensor, Tensor]:
        """States [N, T, width] under a mask as of `Attend`; weights [N, heads, T, S].

        S = T tokens, and those of the `past` before them, which grows by these.
        """
        normed = self.norm1(x)
        q, k, v = self.attend.project(normed, normed)
        if past is not None:
            k, v = past.grow(k, v)
        mixed, weights = self.attend.mix(q, k, v, mask)
        x = x + self.drop(mixed)
        if self.norm2 is not None and self.forward_network is not None:
            x = x + self.drop(self.forward_network(self.norm2(x)))
        return x, weights


class Past:
    """Keys and values of the tokens that a layer has read: later ones look back at them."""

    def __init__(self) -> None:
        self.keys: Tensor | None = None
        self.values: Tensor | None = None

    def __len__(self) -> int:
        return 0 if self.keys is None else self.keys.shape[2]

    def grow(self, keys: Tensor, values: Tensor) -> tuple[Tensor, Tensor]:
        """Those of all tokens so far, [N, heads, S, D], for the new ones' [N, heads, T, D]."""
        if self.keys is not None and self.values is not None:
            keys, values = torch.cat([self.keys, keys], 2), torch.cat([self.values, values], 2)
        self.keys, self.values = keys, values
        return keys, values


def feed_forward(width: int) -> nn.Sequential:
    """Vaswani et al. 2017, eq. 2, with GELU."""
    return nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))


def causal_mask(length: int, device: torch.device, before: int = 0) -> Tensor:
    """bool [1, T, before + T]: token t may look at all those before, and at tokens 0 ... t."""
    return torch.ones(1, length, before + length, dtype=torch.bool, device=device).tril(before)
