"""The next token, and the next: a GPT writes, and beside it a Markov model of the same text."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import torch
from torch import Tensor

from playground.arrays import F32
from playground.core.token_sampling import probabilities
from playground.engine.attention import generation
from playground.engine.attention.generation import LONGEST, MOST, Context, Drawing, Ids, Wholes
from playground.engine.attention.heads import plain
from playground.engine.request import Request, die, number, text, whole
from playground.engine.result import Result, tells
from playground.errors import BadValue, Filled

#: Likeliest tokens that are shown.
TOP = 10
EXAMPLE = (
    "JULIET:\nO Romeo, Romeo! wherefore art thou Romeo?\nDeny thy father and refuse thy name;\n"
    "Or, if thou wilt not, be but sworn my love,\nAnd I'll no longer be a Capulet.\n\n"
)


@dataclass(frozen=True)
class GPTRequest(Request):
    """A text to continue, how tokens are drawn, and how far back the Markov model looks."""

    prompt: str = text(EXAMPLE, 600, f"Up to {LONGEST} tokens, about 250 letters.", "Prompt")
    tokens: int = whole(30, 1, MOST, "How many are written.", "Tokens to write")
    temperature: float = number(
        0.7,
        0.0,
        2.0,
        "Of the output: 0 takes the likeliest, 1 is the model's own.",
        "Output temperature",
        step=0.05,
    )
    top_k: int = whole(0, 0, 100, "Draw from so many likeliest tokens alone; 0: from all.", "Top-k")
    top_p: float = number(
        0.95, 0.05, 1.0, "Draw from the fewest that hold this share.", "Top-p", step=0.05
    )
    order: int = whole(
        2,
        1,
        generation.ORDER,
        "How many last tokens the Markov model sees.",
        "Order of the Markov model",
    )
    seed: int = die(0, 0, 2**31 - 1, "Draws both texts.", "Seed")

    @property
    def drawing(self) -> Drawing:
        return Drawing(self.temperature, self.top_k, self.top_p, self.seed)


@dataclass(frozen=True)
class Candidates:
    """What may come at each of S steps: the ten likeliest tokens and, behind them, the one that
    came in the GPT's text; where that is among the ten, the eleventh.

    tokens [S][11]; ids [S, 11]; own [S, 11]: the model's probabilities; drawn [S, 11]: those after
    temperature, top-k and top-p; ranks [S, 11], 1 = likeliest; came [S]: the column that came.
    """

    tokens: tuple[tuple[str, ...], ...]
    ids: Wholes
    own: F32
    drawn: F32
    ranks: Wholes
    came: Wholes

    def rows(self) -> list[list[dict[str, Any]]]:
        """Rows of each step, likeliest first."""
        names = ("token", "probability", "drawn_with", "rank")
        columns = [self.tokens, *(part.tolist() for part in (self.own, self.drawn, self.ranks))]
        steps = (zip(*step, strict=True) for step in zip(*columns, strict=True))
        return [[dict(zip(names, row, strict=True)) for row in rows] for rows in steps]


@dataclass(frozen=True)
class Written(Result):
    """A prompt of P tokens, S tokens by the GPT, and as many by the Markov model.

    prompt_ids, said: the first two by number. gpt, markov: what may come in the GPT's text, and
    what cutting it short changes. weights [S, L, H, P + S - 1] and seen [S] as of `Reading`.
    """

    prompt: tuple[str, ...] = field(metadata=tells("prompt_tokens"))
    by_gpt: tuple[str, ...] = field(metadata=tells("gpt_tokens"))
    by_markov: tuple[str, ...] = field(metadata=tells("markov_tokens"))
    prompt_ids: Ids = field(metadata=tells())
    said: Ids = field(metadata=tells())
    gpt: Candidates = field(metadata=tells())
    markov: Candidates = field(metadata=tells())
    gpt_context: Context = field(metadata=tells())
    markov_context: Context = field(metadata=tells())
    weights: F32 = field(metadata=tells())
    seen: Wholes = field(metadata=tells("last_tokens_seen"))

    @cached_property
    def looked(self) -> F32:
        """[S, 1 + L * H, P + S - 1]: the mean of all heads' weights, then each head's."""
        heads = self.weights.reshape(len(self.weights), -1, self.weights.shape[-1])
        return np.concatenate([heads.mean(1, keepdims=True), heads], axis=1)

    def numbers(self) -> dict[str, Any]:
        """Lists of steps, and in them of lengths or of heads."""
        gpt, chain = self.gpt_context, self.markov_context
        return super().numbers() | {
            "next_by_gpt": self.gpt.rows(),
            "next_by_markov": self.markov.rows(),
            "available_tokens": gpt.available,
            "context_lengths": gpt.lengths,
            "gpt_total_variation": gpt.moved,
            "gpt_relative_entropy_bits": gpt.bits,
            "markov_total_variation": chain.moved,
            "markov_relative_entropy_bits": chain.bits,
            "attention": np.round(self.weights.astype(float), 4),
        }


def answer(request: GPTRequest) -> Written:
    """Both texts, and all that was weighed on the way. Raises BadValue for what is no prompt."""
    ids, how = generation.prompt_ids(request.prompt), request.drawing
    said = generation.written(ids, request.tokens, how)
    chain = generation.chained(ids, request.tokens, request.order, how)
    read = generation.read(ids + said, len(ids))
    counts = generation.recount(ids + said, len(ids), request.order)
    assert read.weights is not None
    assert counts.seen is not None
    prompt, by_gpt, by_markov = (names(part) for part in (ids, said, chain))
    gpt, markov = (candidates(one.logits, said, how) for one in (read, counts))
    contexts = (read.context, counts.context)
    return Written(
        *(prompt, by_gpt, by_markov, ids, said, gpt, markov), *contexts, read.weights, counts.seen
    )


def continued(request: GPTRequest, step: int, token: int) -> str:
    """The prompt and the GPT's text before a step, and another token in its place.

    Raises BadValue for one that is no text alone, or no step of the answer.
    """
    result = answer(request)
    known = len(generation.tokens().tokens)
    if not (0 <= step < len(result.said) and 0 <= token < known):
        template = "a step below {steps} and a token below {known}"
        allowed = Filled(template, steps=len(result.said), known=known)
        raise BadValue("token", (step, token), allowed, "Press one of the bars.")
    told = generation.tokens().decode([*result.prompt_ids, *result.said[:step], token])
    if "\N{REPLACEMENT CHARACTER}" in told:
        raise BadValue("token", token, "a whole character", "Press another bar.")
    return told


def names(ids: Ids) -> tuple[str, ...]:
    """What the tokens say, one by one."""
    return tuple(generation.tokens().shown(i) for i in ids)


def candidates(logits: Tensor, said: Ids, how: Drawing) -> Candidates:
    """The rows to show of logits [S, V], where the tokens `said` came."""
    order = logits.sort(dim=-1, descending=True, stable=True).indices
    came = torch.tensor(said)[:, None]
    ids = order[:, : TOP + 1].clone()
    ranks = torch.arange(1, TOP + 2).repeat(len(ids), 1)
    place = (order == came).int().argmax(1)
    unseen = place >= TOP
    ids[unseen, TOP], ranks[unseen, TOP] = came[unseen, 0], place[unseen] + 1
    own, drawn = logits.softmax(-1), probabilities(logits, **how.settings)
    return Candidates(
        tokens=tuple(names(tuple(row)) for row in ids.tolist()),
        ids=ids.numpy(),
        own=plain(own.gather(1, ids)),
        drawn=plain(drawn.gather(1, ids)),
        ranks=ranks.numpy(),
        came=(ids == came).int().argmax(1).numpy(),
    )
