"""A transformer that translates sentences of a small vocabulary, and shows where it looked."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from playground.models.layers import Attend, Block, causal_mask, feed_forward
from playground.models.sequences import PAD, Memory, Prediction, SequenceToSequence, embedding


class DecoderLayer(nn.Module):
    """Causal self-attention, attention over the source, and a feed-forward network."""

    def __init__(self, width: int, heads: int, cross_heads: int) -> None:
        super().__init__()
        self.norm1, self.norm2, self.norm3 = (nn.LayerNorm(width) for _ in range(3))
        self.attend = Attend(width, heads)
        self.cross = Attend(width, cross_heads)
        self.forward_network = feed_forward(width)

    def forward(self, y: Tensor, causal: Tensor, memory: Memory) -> tuple[Tensor, Tensor, Tensor]:
        """States [N, T, width], weights over the source and over what was said."""
        normed = self.norm1(y)
        mixed, own = self.attend(normed, normed, causal)
        y = y + mixed
        mixed, cross = self.cross(self.norm2(y), memory.states, memory.known[:, None])
        y = y + mixed
        return y + self.forward_network(self.norm3(y)), cross, own


class Translator(SequenceToSequence):
    """Vaswani et al. 2017, with the norms first (Xiong et al. 2020)."""

    def __init__(
        self,
        source: Sequence[str],
        target: Sequence[str],
        width: int = 96,
        heads: int = 4,
        cross_heads: int = 1,
        encoder_layers: int = 2,
        decoder_layers: int = 1,
        longest: Sequence[int] = (20, 32),
        unit: str = "word",
    ) -> None:
        super().__init__(source, target, longest, unit)
        self.enter = embedding(self.reads, width)
        self.say = embedding(self.says, width)
        self.place = nn.Parameter(0.1 * torch.randn(max(longest) + 1, width))
        self.encoder = nn.ModuleList(Block(width, heads) for _ in range(encoder_layers))
        self.decoder = nn.ModuleList(
            DecoderLayer(width, heads, cross_heads) for _ in range(decoder_layers)
        )
        self.norm_memory, self.norm = nn.LayerNorm(width), nn.LayerNorm(width)
        self.choose = nn.Linear(width, self.says.size)

    def encode(self, source: Tensor, ordered: bool = True) -> Memory:
        """ordered=False leaves the places out: the words become a bag of words."""
        known = source != PAD
        x, weights = self.enter(source), []
        if ordered:
            x = x + self.place[: source.shape[1]]
        for layer in self.encoder:
            x, seen = layer(x, known[:, None])
            weights.append(seen)
        return Memory(self.norm_memory(x), known, torch.stack(weights, dim=1))

    def decode(self, memory: Memory, said: Tensor) -> Prediction:
        length = said.shape[1]
        causal = causal_mask(length, said.device)
        y, crosses, owns = self.say(said) + self.place[:length], [], []
        for layer in self.decoder:
            y, cross, own = layer(y, causal, memory)
            crosses.append(cross)
            owns.append(own)
        logits = self.choose(self.norm(y))
        return Prediction(logits, torch.stack(crosses, dim=1), torch.stack(owns, dim=1))
