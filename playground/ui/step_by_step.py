"""One query by hand: every number between q, k, v and the output of an attention head, as bars.

    StepByStep(q, k, v, mask, queries=words, keys=words)

Queries, keys and values of all heads travel once; the page multiplies, masks, takes the softmax at
any temperature and sums. The group's cursors are `layer`, `head`, `query`, `key`, `temperature`.
"""

import base64
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.arrays import F32
from playground.ui.view import Answered, Asked, Draw, View

#: From nearly one key to nearly all keys alike; 1 is the model's own.
TEMPERATURES = (0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 20.0)


@dataclass(frozen=True)
class StepByStep:
    """One query's numbers.

    q [L, H, T, D]; k, v [L, H, S, D]; mask [T, S], True = may look; queries [T] and keys [S] are
    what they are called; start: layer, head and query to open at. ValueError where these differ.
    """

    q: F32
    k: F32
    v: F32
    mask: NDArray[np.bool_]
    _: KW_ONLY
    queries: Sequence[str]
    keys: Sequence[str]
    start: tuple[int, int, int] = (0, 0, 0)

    def __post_init__(self) -> None:
        layers, heads, rows, width = self.q.shape
        expected = (layers, heads, len(self.keys), width)
        if self.k.shape != self.v.shape or self.k.shape != expected or rows != len(self.queries):
            raise ValueError(f"q {self.q.shape}, k {self.k.shape}, v {self.v.shape}: {expected}")
        if self.mask.shape != (rows, len(self.keys)):
            raise ValueError(f"a mask {self.mask.shape}: {rows} queries, {len(self.keys)} keys")

    def value(self) -> dict[str, Any]:
        """What the page's script draws."""
        layers, heads, rows, width = self.q.shape
        return {
            "shape": [layers, heads, rows, len(self.keys), width],
            "q": _packed(self.q),
            "k": _packed(self.k),
            "v": _packed(self.v),
            "mask": self.mask.tolist(),
            "queries": list(self.queries),
            "keys": list(self.keys),
            "temperatures": list(TEMPERATURES),
            "start": list(self.start),
        }


def _packed(values: F32) -> str:
    """Base64 of little-endian float32."""
    return base64.b64encode(np.ascontiguousarray(values, dtype="<f4").tobytes()).decode()


def view(
    heading: str, draw: Draw[Asked, Answered, StepByStep], **more: Any
) -> View[Asked, Answered]:
    """The table of one query."""
    return View(heading, draw, "stepByStep", **more)
