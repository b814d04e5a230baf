"""A causal Transformer that continues a sequence of tokens, and shows where each one looked."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from playground.errors import BadValue
from playground.models.layers import Block, Past, causal_mask


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

    def after(self, ids: Tensor) -> Tensor:
        """Logits [N, vocabulary] of what follows the last token. Raises as `forward`."""
        return self._run(ids, last=True)[0][:, 0]

    def attend(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        """Logits, and all attention weights [L, N, H, T, T]: row t is where token t looked."""
        logits, weights = self._run(ids)
        return logits, torch.stack(weights)

    @torch.inference_mode()
    def generate(self, ids: Tensor, count: int, choose: Callable[[Tensor], Tensor]) -> Tensor:
        """ids [N, T] and `count` more tokens: choose(logits [N, vocabulary]) -> the next ones [N].

        It sees the last `context` tokens. Each is read once, and its keys and values are kept, as
        long as all fit in there. Raises BadValue for a negative count.
        """
        if count < 0:
            raise BadValue("count", count, "0 or more", "Ask for at least no token.")
        past, unread = self.nothing_read(), ids
        for _ in range(count):
            if ids.shape[1] > self.context:
                past, unread = self.nothing_read(), ids[:, -self.context :]
            unread = choose(self.read(unread, past)[:, -1])[:, None]
            ids = torch.cat([ids, unread], dim=1)
        return ids

    def read(self, ids: Tensor, past: list[Past]) -> Tensor:
        """Logits of tokens that follow those in `past`, which grows by these."""
        return self._run(ids, past)[0]

    def nothing_read(self) -> list[Past]:
        """The past of each layer before the first token."""
        return [Past() for _ in self.blocks]

    def _run(
        self, ids: Tensor, past: list[Past] | None = None, last: bool = False
    ) -> tuple[Tensor, list[Tensor]]:
        before = len(past[0]) if past else 0
        self._check(ids, self.context - before)
        end = before + ids.shape[1]
        mask, weights = causal_mask(ids.shape[1], ids.device, before), []
        x = self.drop(self.enter(ids) + self.place[before:end])
        pasts: Sequence[Past | None] = past or [None] * len(self.blocks)
        for block, kept in zip(self.blocks, pasts, strict=True):
            x, seen = block(x, mask, kept)
            weights.append(seen)
        x = x[:, -1:] if last else x  # the vocabulary is the widest layer
        return F.linear(self.norm(x), self.enter.weight), weights

    def _check(self, ids: Tensor, longest: int) -> None:
        if ids.dim() != 2 or not 1 <= ids.shape[1] <= longest:
            allowed = f"[N, 1 to {longest}]"
            raise BadValue("ids.shape", tuple(ids.shape), allowed, "Keep the last tokens.")
        low, high = torch.stack(ids.aminmax()).tolist()
        if low < 0 or high >= self.vocabulary:
            allowed, worst = f"0 to {self.vocabulary - 1}", low if low < 0 else high
            raise BadValue("ids", worst, allowed, "Encode the text with the model's tokens.")
