"""Texts continued token by token: by a GPT that looks back at everything, and by a Markov model
that knows the last few tokens of the same text."""

import functools
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypedDict

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground import device
from playground.arrays import F32
from playground.caching import cached
from playground.core import markov
from playground.core.divergence import relative_entropy, total_variation
from playground.core.markov import Markov
from playground.core.token_sampling import draw
from playground.engine.attention.heads import plain
from playground.engine.result import answering
from playground.errors import BadValue, Filled
from playground.models import bpe, catalog
from playground.models.bpe import BytePairs
from playground.models.gpt import GPT

MODEL, DATASET = "gpt", "shakespeare"
#: Tokens that are written at most, and that a prompt may hold: together the GPT's context.
MOST, LONGEST = 40, 88
#: The Markov model's largest order.
ORDER = 3
#: To how many last tokens the context is cut, as far as it goes.
LENGTHS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96)

Ids = tuple[int, ...]
Wholes = NDArray[np.int64]


class Settings(TypedDict):
    """Arguments of `core.token_sampling`."""

    temperature: float
    top_k: int | None
    top_p: float


@dataclass(frozen=True)
class Drawing:
    """How tokens are drawn; top_k 0: from all."""

    temperature: float
    top_k: int
    top_p: float
    seed: int

    @property
    def settings(self) -> Settings:
        return {"temperature": self.temperature, "top_k": self.top_k or None, "top_p": self.top_p}


@dataclass(frozen=True)
class Context:
    """How the distribution of the next token changes when only the last n tokens are given.

    lengths [K]: the n, the last being all there is at the last step; available [S]: how many tokens
    there are at each; moved [S, K]: total variation from the distribution with all of them; bits
    [S, K]: relative entropy of that one. Both are 0 where n is as much as there is.
    """

    lengths: Wholes
    available: Wholes
    moved: F32
    bits: F32


@dataclass(frozen=True)
class Reading:
    """A model over a text, at its last S tokens: logits [S, V] of what comes, and its contexts.

    weights [S, L, H, T]: where each head of the GPT looked when the token was to come, among the T
    tokens before the last; 0 for what had not been written. seen [S]: how often the training text
    goes on after the tokens that the Markov model knows.
    """

    logits: Tensor
    context: Context
    weights: F32 | None = None
    seen: Wholes | None = None


# --- tokens ----------------------------------------------------------------------------------


@cached
def tokens() -> BytePairs:
    """Those of the GPT, which are the Markov model's too."""
    return bpe.shipped(DATASET)


def plain_text(name: str, text: str) -> str:
    """The text of a field, without control characters but line ends. Raises BadValue."""
    text = text.replace("\r\n", "\n")
    odd = next((c for c in text if c != "\n" and unicodedata.category(c) in ("Cc", "Cs")), None)
    if odd is not None:
        allowed = "a text without control characters"
        raise BadValue(name, odd, allowed, "Take it out; line breaks are allowed.")
    return text


@cached
def prompt_ids(prompt: str) -> Ids:
    """A prompt by its tokens. Raises BadValue for one that is empty, too long, or no text."""
    ids = tuple(tokens().encode(plain_text("prompt", prompt)))
    if not 1 <= len(ids) <= LONGEST:
        allowed = Filled("1 to {most} tokens long; this is {found}", most=LONGEST, found=len(ids))
        raise BadValue("prompt", prompt, allowed, "A token is about three letters of English.")
    return ids


# --- the GPT ---------------------------------------------------------------------------------


@answering
def written(ids: Ids, count: int, how: Drawing) -> Ids:
    """What the GPT writes after these tokens."""
    network, chance = catalog.load_as(GPT, MODEL, device.pick()), device.generator(how.seed)
    start = torch.tensor([ids], device=device.pick())
    said = network.generate(
        start, count, lambda logits: draw(logits, generator=chance, **how.settings)
    )
    return tuple(said[0, len(ids) :].tolist())


@answering
def read(ids: Ids, start: int) -> Reading:
    """The GPT over a text, from its token `start` on."""
    network = catalog.load_as(GPT, MODEL, device.pick())
    text = torch.tensor(ids, device=device.pick())
    logits, weights = network.attend(text[None, :-1])
    full = logits[0, start - 1 :].cpu()

    def cut(ends: list[int], length: int) -> Tensor:
        windows = torch.stack([text[end - length : end] for end in ends])
        return network.after(windows).cpu().double().softmax(-1)

    looked = weights[:, 0, :, start - 1 :].permute(2, 0, 1, 3)
    context = _context(full.double().softmax(-1), start, cut)
    return Reading(full, context, weights=plain(looked))


# --- the Markov model ------------------------------------------------------------------------


@cached
def counted() -> Markov:
    """The runs of up to four tokens in the text that the GPT learned."""
    ids = torch.tensor(tokens().encode(bpe.training_text(DATASET)))
    return markov.count(ids, order=ORDER, size=len(tokens().tokens))


@cached
def chained(ids: Ids, count: int, order: int, how: Drawing) -> Ids:
    """What the Markov model writes after these tokens."""
    model, chance, said = counted(), device.generator(how.seed), list(ids)
    for _ in range(count):
        logits = model.next(torch.tensor(said), order).log()
        said.append(int(draw(logits[None], generator=chance, **how.settings)))
    return tuple(said[len(ids) :])


@cached
def recount(ids: Ids, start: int, order: int) -> Reading:
    """The Markov model over a text, from its token `start` on."""
    model = counted()

    @functools.cache
    def after(last: Ids) -> Tensor:
        return model.next(torch.tensor(last, dtype=torch.int64), order)

    def cut(ends: list[int], length: int) -> Tensor:
        return torch.stack([after(ids[end - length : end][-order:]) for end in ends])

    full = torch.stack([after(ids[:end][-order:]) for end in range(start, len(ids))])
    seen = [model.seen(torch.tensor(ids[:end]), order) for end in range(start, len(ids))]
    return Reading(full.log(), _context(full, start, cut), seen=np.array(seen))


# --- both ------------------------------------------------------------------------------------


def _context(full: Tensor, start: int, cut: Callable[[list[int], int], Tensor]) -> Context:
    """full [S, V]: probabilities after all tokens; cut(ends, n): after the n before each end."""
    available = np.arange(start, start + len(full))
    most = int(available[-1])
    lengths = np.array([*(n for n in LENGTHS if n < most), most])
    moved = np.zeros((len(full), len(lengths)), np.float32)
    bits = np.zeros_like(moved)
    for k, length in enumerate(lengths.tolist()):
        steps = np.flatnonzero(available > length)
        if len(steps):
            less = cut(available[steps].tolist(), length)
            moved[steps, k] = plain(total_variation(full[steps], less))
            bits[steps, k] = plain(relative_entropy(full[steps], less))
    return Context(lengths, available, moved, bits)
