"""Heads: every attention head of an answer as a thumbnail, and one of them large.

    heads.value(weights, queries=words, keys=words, names=names, numbers=statistics)

The scores before the softmax travel once, two bytes each; layer, head, query, scale, temperature,
mask, rollout and what is left out are then the page's own affair. The group's cursors `layer`,
`head` and `query` say what is large.
"""

import base64
from collections.abc import Mapping, Sequence
from typing import Any

import gradio as gr
import numpy as np
from numpy.typing import NDArray

from playground.ui import strip
from playground.ui.texts import Words

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


def value(
    weights: NDArray[np.float32],
    *,
    queries: Sequence[str],
    keys: Sequence[str],
    names: Sequence[Sequence[str]],
    numbers: Mapping[str, NDArray[np.float32]],
    scores: NDArray[np.float32] | None = None,
    causal: bool | None = False,
    axes: tuple[Words, Words] = ("query (row)", "key (column)"),
    picture: NDArray[np.uint8] | None = None,
    first: Words = "the first one",
    sinks: Sequence[int] = (0,),
    note: Words = "",
    others: Sequence[Sequence[Words]] = (),
    start: tuple[int, int, int] = (0, 0, 0),
) -> dict[str, Any]:
    """What the component paints, from weights [L, H, Tq, Tk] whose rows sum to 1.

    queries, keys: what each is called. names: what each head does, [L][H], of NAMES. numbers: its
    statistics [L, H] by name. scores: as weights, before mask and softmax; without them, what the
    mask hides cannot be shown. causal: query t sees keys 0 ... t alone; None where keys are not
    queries, so that layers cannot be rolled out. picture: uint8 [H, W] or [H, W, 3], where key 0
    is the class token and the others are its patches, row by row. first: what the sinks, keys that
    can be left out, are called. note: below the thumbnails. others: [L][H], what is said below the
    large head. start: layer, head and query to open at.
    ValueError where the lengths do not fit.
    """
    layers, heads, rows, columns = weights.shape
    if (len(queries), len(keys)) != (rows, columns):
        raise ValueError(f"{rows} x {columns} weights, {len(queries)} queries, {len(keys)} keys")
    known = causal is False or (causal is True and scores is not None)
    return {
        "shape": [layers, heads, rows, columns],
        "scores": packed(weights, scores),
        "causal": causal,
        "maskable": known and picture is None,
        "temperatures": list(TEMPERATURES),
        "queries": list(queries),
        "keys": list(keys),
        "names": [[NAMES.get(name, name) for name in layer] for layer in names],
        "numbers": {NAMES[name]: np.asarray(v).tolist() for name, v in numbers.items()},
        "axes": list(axes),
        "picture": None if picture is None else strip.png(picture),
        "first": first,
        "sinks": list(sinks),
        "note": note,
        "others": [list(layer) for layer in others],
        "start": list(start),
    }


def packed(weights: NDArray[np.float32], scores: NDArray[np.float32] | None = None) -> str:
    """Scores, the largest of the seen keys 0, as base64 of round(STEPS s): two bytes each.

    Without scores, log w stands for them: a softmax does not see what a row has in common.
    """
    seen = weights > 0
    with np.errstate(divide="ignore"):
        own = np.log(weights) if scores is None else scores
    most = np.where(seen, own, -np.inf).max(-1, keepdims=True)
    steps = np.clip(np.round(STEPS * (own - most)), -LIMIT, LIMIT)
    return base64.b64encode(steps.astype("<i2").tobytes()).decode()


def component(group: str, **html: Any) -> gr.HTML:
    """Thumbnails and a large head that share the cursor of `group`."""
    return gr.HTML(
        value=None,
        html_template="<div class='pg-mount'></div>",
        js_on_load="playground.heads(element, props, trigger, watch);",
        apply_default_css=False,
        group=group,
        **html,
    )
