"""Passage: a text written token by token, under the cursor, shaded by where a head looked.

    passage.value("token", tokens, start=12, weights=weights, rows=names)

The group's cursor `axis` says which token is about to come; `head` says whose attention shades
those before it. All of it travels once.
"""

import base64
from collections.abc import Sequence
from typing import Any

import gradio as gr
import numpy as np
from numpy.typing import NDArray

from playground.ui.texts import Words


def value(
    axis: str,
    tokens: Sequence[str],
    *,
    start: int,
    weights: NDArray[np.float32] | None = None,
    rows: Sequence[Words] = (),
    chosen: int = 0,
) -> dict[str, Any]:
    """What the component paints: tokens, of which those from `start` on were written one by one.

    weights [S, R, T]: of row r (a head, or several) over the first T tokens when written token s
    was to come; rows [R]: what they are called; chosen: the one to open with. Without weights
    nothing is shaded. ValueError where the lengths do not fit.
    """
    if weights is not None and weights.shape[:2] != (len(tokens) - start, len(rows)):
        raise ValueError(
            f"weights {weights.shape}, {len(tokens)} - {start} tokens, {len(rows)} rows"
        )
    return {
        "axis": axis,
        "tokens": list(tokens),
        "start": start,
        "looked": None if weights is None else _packed(weights),
        "shape": None if weights is None else list(weights.shape),
        "rows": list(rows),
        "chosen": chosen,
    }


def _packed(weights: NDArray[np.float32]) -> str:
    """Weights in [0, 1] as base64 of round(255 sqrt(w)): a linear byte would lose small ones."""
    return base64.b64encode(np.round(255 * np.sqrt(weights)).astype(np.uint8).tobytes()).decode()


def component(group: str, **html: Any) -> gr.HTML:
    """A text under the cursor of `group`."""
    return gr.HTML(
        value=None,
        html_template="<div class='pg-mount'></div>",
        js_on_load="playground.passage(element, props, trigger, watch);",
        apply_default_css=False,
        group=group,
        **html,
    )
