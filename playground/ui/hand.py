"""One query by hand: every number between q, k, v and the output of an attention head, as bars.

    hand.value(q, k, v, mask, queries=words, keys=words)

Queries, keys and values of all heads travel once; the page multiplies, masks, takes the softmax at
any temperature and sums. The group's cursors are `layer`, `head`, `query`, `key`, `temperature`.
"""

import base64
from collections.abc import Sequence
from typing import Any

import gradio as gr
import numpy as np
from numpy.typing import NDArray

#: From nearly one key to nearly all keys alike; 1 is the model's own.
TEMPERATURES = (0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 20.0)


def value(
    q: NDArray[np.float32],
    k: NDArray[np.float32],
    v: NDArray[np.float32],
    mask: NDArray[np.bool_],
    *,
    queries: Sequence[str],
    keys: Sequence[str],
    start: tuple[int, int, int] = (0, 0, 0),
) -> dict[str, Any]:
    """What the component paints.

    q [L, H, T, D]; k, v [L, H, S, D]; mask [T, S], True = may look; queries [T] and keys [S] are
    what they are called; start: layer, head and query to open at. ValueError where these differ.
    """
    layers, heads, rows, width = q.shape
    if k.shape != v.shape or k.shape != (layers, heads, len(keys), width) or rows != len(queries):
        raise ValueError(f"q {q.shape}, k {k.shape}, v {v.shape} for {len(keys)} keys")
    if mask.shape != (rows, len(keys)):
        raise ValueError(f"a mask {mask.shape} for {rows} queries and {len(keys)} keys")
    return {
        "shape": [layers, heads, rows, len(keys), width],
        "q": _packed(q),
        "k": _packed(k),
        "v": _packed(v),
        "mask": mask.tolist(),
        "queries": list(queries),
        "keys": list(keys),
        "temperatures": list(TEMPERATURES),
        "start": list(start),
    }


def _packed(values: NDArray[np.float32]) -> str:
    """Base64 of little-endian float32."""
    return base64.b64encode(np.ascontiguousarray(values, dtype="<f4").tobytes()).decode()


def component(group: str, **html: Any) -> gr.HTML:
    """The table of one query, under the cursors of `group`."""
    return gr.HTML(
        value=None,
        html_template="<div class='pg-mount'></div>",
        js_on_load="playground.hand(element, props, trigger, watch);",
        apply_default_css=False,
        group=group,
        **html,
    )
