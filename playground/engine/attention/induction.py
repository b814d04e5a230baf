"""Induction heads: repeat letters, see who looks where, and take one head out at a time."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground import device
from playground.arrays import F32
from playground.caching import cached
from playground.core.attention import head_statistics
from playground.core.induction import induction_score
from playground.engine.attention.heads import Heads, by_name, plain
from playground.engine.attention.zero_ablation import each_silenced
from playground.engine.request import Request, text
from playground.engine.result import Result, answering, tells
from playground.errors import BadValue, Filled
from playground.models import catalog
from playground.models.gpt import GPT

MODEL = "induction"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
EXAMPLE = "LTJVZSYELTJVZSYELTJVZSYELT"
#: Letters that the network reads at most.
LONGEST = 64


@dataclass(frozen=True)
class InductionRequest(Request):
    """Letters that the network reads, and continues at every place."""

    letters: str = text(EXAMPLE, 2 * LONGEST, "Repeat a few letters, A to Z.", "Letters")


@dataclass(frozen=True)
class Repeated(Result):
    """T letters. heads: all attention, with "induction" among its statistics.

    right: [1 + L * H, T - 1] probability of the letter that comes next: with all heads, and without
    each in turn, layer by layer. again: [T - 1] whether the letter at hand was there before.
    """

    letters: str
    heads: Heads = field(metadata=tells())
    right: F32 = field(metadata=tells())
    again: NDArray[np.bool_] = field(metadata=tells("seen_before"))

    @property
    def mean(self) -> F32:
        """[1 + L * H]: mean of `right` over letters that were there before; 0 without any."""
        means: F32 = self.right[:, self.again].sum(1) / max(int(self.again.sum()), 1)
        return means

    def numbers(self) -> dict[str, Any]:
        """Lists of heads are [layer][head]."""
        shape = self.heads.weights.shape[:2]
        return super().numbers() | {
            "weights": self.heads.weights,
            "statistics": self.heads.numbers,
            "next_letter": self.right[0],
            "mean_when_seen_before": self.mean[0],
            "mean_without_head": self.mean[1:].reshape(shape),
        }


@answering
def answer(request: InductionRequest) -> Repeated:
    """All heads, and the network without each. Raises BadValue for what are no letters."""
    letters = letters_of(request.letters)
    network = catalog.load_as(GPT, MODEL, device.pick())
    ids = torch.tensor([[LETTERS.index(letter) for letter in letters]])
    there = ids.to(device.pick())
    logits, seen = network.attend(there)
    weights = seen[:, 0].cpu()
    numbers = by_name(head_statistics(weights))
    numbers["induction"] = plain(induction_score(weights, ids[0]))
    runs = torch.cat([logits, *(one(there) for one in ablated(MODEL))]).cpu()
    right = torch.stack([_right(one, ids[0]) for one in runs])
    again = [letter in letters[:t] for t, letter in enumerate(letters[:-1])]
    return Repeated(letters, Heads(plain(weights), numbers), plain(right), np.array(again))


def letters_of(typed: str) -> str:
    """The letters, in capitals and without spaces. Raises BadValue."""
    letters = "".join(typed.split())
    # In capitals others would become some of A to Z: "ß" is "SS", and "ı" is "I".
    wrong = next((one for one in letters if one not in LETTERS + LETTERS.lower()), None)
    if wrong is not None:
        raise BadValue("letters", wrong, "letters from A to Z", "Leave everything else out.")
    if not 2 <= len(letters) <= LONGEST:
        allowed = Filled("2 to {most} letters", most=LONGEST)
        raise BadValue("letters", typed, allowed, Filled("Try {example}.", example=EXAMPLE))
    return letters.upper()


@cached
def ablated(model: str) -> tuple[GPT, ...]:
    """The network without each of its heads, layer by layer."""
    network = catalog.load_as(GPT, model, device.pick())
    return tuple(each_silenced(network))


def _right(logits: Tensor, ids: Tensor) -> Tensor:
    """[T - 1] probability of each letter but the first, given those before it."""
    return logits[:-1].softmax(-1).gather(1, ids[1:, None])[:, 0]
