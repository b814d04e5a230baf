"""TokenText: a text written token by token, under the cursor, shaded by where a head looked.

    TokenText("token", tokens, start=12, weights=weights, rows=names)

The group's cursor `axis` says which token is about to come; `head` says whose attention shades
those before it. All of it travels once.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.arrays import F32
from playground.ui.texts import Words
from playground.ui.view import Answered, Asked, Draw, View


@dataclass(frozen=True)
class TokenText:
    """Tokens, of which those from `start` on were written one by one.

    weights [S, R, T]: of row r (a head, or several) over the first T tokens when written token s
    was to come; rows [R]: what they are called; chosen: the one to open with. Without weights
    nothing is shaded. ValueError where the lengths do not fit.
    """

    axis: str
    tokens: Sequence[str]
    start: int
    weights: F32 | None = None
    rows: Sequence[Words] = ()
    chosen: int = 0

    def __post_init__(self) -> None:
        fitting = (len(self.tokens) - self.start, len(self.rows))
        if self.weights is not None and self.weights.shape[:2] != fitting:
            raise ValueError(f"weights {self.weights.shape} for {fitting} tokens and rows")

    def value(self) -> dict[str, Any]:
        """What the page's script draws."""
        return {
            "axis": self.axis,
            "tokens": list(self.tokens),
            "start": self.start,
            "looked": None if self.weights is None else _packed(self.weights),
            "shape": None if self.weights is None else list(self.weights.shape),
            "rows": list(self.rows),
            "chosen": self.chosen,
        }


def _packed(weights: F32) -> str:
    """Weights in [0, 1] as base64 of round(255 sqrt(w)): a linear byte would lose small ones."""
    return base64.b64encode(np.round(255 * np.sqrt(weights)).astype(np.uint8).tobytes()).decode()


def view(
    heading: str, draw: Draw[Asked, Answered, TokenText], **more: Any
) -> View[Asked, Answered]:
    """A text."""
    return View(heading, draw, "tokenText", **more)
