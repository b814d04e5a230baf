"""A causal Transformer that continues a sequence of tokens, and shows where each one looked."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from playground.errors import BadValue
from playground.models.layers import Block, causal_mask


class GPT(nn.Module):
    """forward(ids) -> logits [N, T, vocabulary] of every next token, for int64 ids [N, T].

    Radford et al. 2019: norms first, learned places; the output matrix is the input's (Press &
    Wolf 2017). mlp=False leaves attention alone, as in Elhage et al. 2021.
    """

    def __init__(
        self,
        vocabulary: int,
        width: int = 128,
        layers: int = 4,
        heads: int = 4,
        context: int = 128,
        mlp: bool = True,
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        self.vocabulary, self.context = vocabulary, context
        self.enter = nn.Embedding(vocabulary, width)
        nn.init.normal_(self.enter.weight, std=0.02)
        self.place = nn.Parameter(0.02 * torch.randn(context, width))
        self.drop = nn.Dropout(dropout)
        self.blocks = nn.ModuleList(Block(width, heads, mlp, dropout) for _ in range(layers))
        self.norm = nn.LayerNorm(width)

    def forward(self, ids: Tensor) -> Tensor:
        """Logits. Raises BadValue for ids that are no batch of known tokens, or too many."""
        return self._run(ids)[0]

    def attend(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        """Logits, and all attention weights [L, N, H, T, T]: row t is where token t looked."""
        logits, weights = self._run(ids)
        return logits, torch.stack(weights)

    @torch.inference_mode()
    def generate(
        self,
        ids: Tensor,
        count: int,
        *,
        temperature: float = 1.0,
        generator: torch.Generator | None = None,
    ) -> Tensor:
        """ids [N, T] and `count` more tokens: each drawn from softmax(logits / temperature), or
        the likeliest at temperature 0. What it sees is the last `context` tokens.

        Raises BadValue for a negative temperature or count.
        """
        if not temperature >= 0:
            raise BadValue("temperature", temperature, "0 or more", "0 takes the likeliest token.")
        if count < 0:
            raise BadValue("count", count, "0 or more", "Ask for at least no token.")
        for _ in range(count):
            logits = self(ids[:, -self.context :])[:, -1].float()
            if temperature == 0:
                following = logits.argmax(dim=-1, keepdim=True)
            else:
                chances = (logits / temperature).softmax(dim=-1).cpu()
                following = torch.multinomial(chances, 1, generator=generator).to(ids.device)
            ids = torch.cat([ids, following], dim=1)
        return ids

    def _run(self, ids: Tensor) -> tuple[Tensor, list[Tensor]]:
        self._check(ids)
        length = ids.shape[1]
        mask, weights = causal_mask(length, ids.device), []
        x = self.drop(self.enter(ids) + self.place[:length])
        for block in self.blocks:
            x, seen = block(x, mask)
            weights.append(seen)
        return F.linear(self.norm(x), self.enter.weight), weights

    def _check(self, ids: Tensor) -> None:
        if ids.dim() != 2 or not 1 <= ids.shape[1] <= self.context:
            allowed = f"[N, 1 to {self.context}]"
            raise BadValue("ids.shape", tuple(ids.shape), allowed, "Keep the last tokens.")
        if ids.min() < 0 or ids.max() >= self.vocabulary:
            worst = ids.min() if ids.min() < 0 else ids.max()
            allowed = f"0 to {self.vocabulary - 1}"
            raise BadValue("ids", int(worst), allowed, "Encode the text with the model's tokens.")
