"""Heads: every attention head of an answer as a thumbnail, and one of them large.

    Heads(weights, queries=words, keys=words, names=names, numbers=statistics)

The scores before the softmax travel once, two bytes each; layer, head, query, scale, temperature,
mask, rollout and what is left out are then the page's own affair. The group's cursors `layer`,
`head` and `query` say what is large.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Any

import numpy as np

from playground.arrays import F32, Image8
from playground.ui import strip
from playground.ui.texts import Words
from playground.ui.view import Answered, Asked, Draw, View

#: What a head is called after its strongest statistic; `measured` is the engine's word for it.
NAMES = {
    "previous": "previous one",
    "next": "next one",
    "diagonal": "itself",
    "said": "the last said",
    "earlier": "the one before it",
    "first": "first one",
    "same": "same one elsewhere",
    "gold": "on gold",
    "induction": "induction",
    "entropy": "spread out",
    "mixed": "mixed",
}
#: Of the softmax; 1 is the network's own.
TEMPERATURES = (0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0)
#: Steps of a score in one: weights are then right to a thousandth of themselves,
STEPS = 512
#: and scores from -64 to 64 fit into two bytes; e^-64 is nothing.
LIMIT = 2**15 - 1


@dataclass(frozen=True)
class Heads:
    """All heads, from weights [L, H, Tq, Tk] whose rows sum to 1.

    queries, keys: what each is called. names: what each head does, [L][H], of NAMES. numbers: its
    statistics [L, H] by name. scores: as weights, before mask and softmax; without them, what the
    mask hides cannot be shown. causal: query t sees keys 0 ... t alone; None where keys are not
    queries, so that layers cannot be rolled out. picture: uint8 [H, W] or [H, W, 3], where key 0
    is the class token and the others are its patches, row by row. first: what the sinks, keys that
    can be left out, are called. note: below the thumbnails. others: [L][H], what is said below the
    large head. start: layer, head and query to open at.
    ValueError where the lengths do not fit.
    """

    weights: F32
    _: KW_ONLY
    queries: Sequence[str]
    keys: Sequence[str]
    names: Sequence[Sequence[str]]
    numbers: Mapping[str, F32]
    scores: F32 | None = None
    causal: bool | None = False
    axes: tuple[Words, Words] = ("query (row)", "key (column)")
    picture: Image8 | None = None
    first: Words = "the first one"
    sinks: Sequence[int] = (0,)
    note: Words = ""
    others: Sequence[Sequence[Words]] = ()
    start: tuple[int, int, int] = (0, 0, 0)

    def __post_init__(self) -> None:
        if (len(self.queries), len(self.keys)) != self.weights.shape[2:]:
            counts = f"{len(self.queries)} queries, {len(self.keys)} keys"
            raise ValueError(f"weights {self.weights.shape}, {counts}")

    def value(self) -> dict[str, Any]:
        """What the page's script draws."""
        known = self.causal is False or (self.causal is True and self.scores is not None)
        return {
            "shape": list(self.weights.shape),
            "scores": packed(self.weights, self.scores),
            "causal": self.causal,
            "maskable": known and self.picture is None,
            "temperatures": list(TEMPERATURES),
            "queries": list(self.queries),
            "keys": list(self.keys),
            "names": [[NAMES.get(name, name) for name in layer] for layer in self.names],
            "numbers": {NAMES[name]: np.asarray(v).tolist() for name, v in self.numbers.items()},
            "axes": list(self.axes),
            "picture": None if self.picture is None else strip.png(self.picture),
            "first": self.first,
            "sinks": list(self.sinks),
            "note": self.note,
            "others": [list(layer) for layer in self.others],
            "start": list(self.start),
        }


def packed(weights: F32, scores: F32 | None = None) -> str:
    """Scores, the largest of the seen keys 0, as base64 of round(STEPS s): two bytes each.

    Without scores, log w stands for them: a softmax does not see what a row has in common.
    """
    seen = weights > 0
    with np.errstate(divide="ignore"):
        own = np.log(weights) if scores is None else scores
    most = np.where(seen, own, -np.inf).max(-1, keepdims=True)
    steps = np.clip(np.round(STEPS * (own - most)), -LIMIT, LIMIT)
    return base64.b64encode(steps.astype("<i2").tobytes()).decode()


def view(heading: str, draw: Draw[Asked, Answered, Heads], **more: Any) -> View[Asked, Answered]:
    """Thumbnails and a large head."""
    return View(heading, draw, "heads", **more)
