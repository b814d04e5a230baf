"""Heads: every attention head of an answer as a thumbnail, and one of them large.

    heads.value(weights, queries=words, keys=words, names=names, numbers=statistics)

The weights travel once, a byte each; layer, head, query, scale, rollout and what is left out are
then the page's own affair. The group's cursors `layer`, `head` and `query` say what is large.
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
    "first": "first one",
    "gold": "on gold",
    "induction": "induction",
    "entropy": "spread out",
    "mixed": "mixed",
}


def value(
    weights: NDArray[np.float32],
    *,
    queries: Sequence[str],
    keys: Sequence[str],
    names: Sequence[Sequence[str]],
    numbers: Mapping[str, NDArray[np.float32]],
    axes: tuple[Words, Words] = ("query (row)", "key (column)"),
    rolls: bool = True,
    picture: NDArray[np.uint8] | None = None,
    first: Words = "the first one",
    note: Words = "",
    start: tuple[int, int, int] = (0, 0, 0),
) -> dict[str, Any]:
    """What the component paints, from weights [L, H, Tq, Tk] whose rows sum to 1.

    queries, keys: what each is called. names: what each head does, [L][H], of NAMES. numbers: its
    statistics [L, H] by name. rolls: the keys are the queries, so that layers can be rolled out.
    picture: uint8 [H, W], where key 0 is the class token and the others are its patches, row by
    row. first: what key 0 is called where it is left out. note: below the thumbnails. start: layer,
    head and query to open at.
    ValueError where the lengths do not fit.
    """
    layers, heads, rows, columns = weights.shape
    if (len(queries), len(keys)) != (rows, columns):
        raise ValueError(f"{rows} x {columns} weights, {len(queries)} queries, {len(keys)} keys")
    return {
        "shape": [layers, heads, rows, columns],
        "weights": packed(weights),
        "queries": list(queries),
        "keys": list(keys),
        "names": [[NAMES.get(name, name) for name in layer] for layer in names],
        "numbers": {NAMES[name]: np.asarray(v).tolist() for name, v in numbers.items()},
        "axes": list(axes),
        "rolls": rolls,
        "picture": None if picture is None else strip.png(picture),
        "first": first,
        "note": note,
        "start": list(start),
    }


def packed(weights: NDArray[np.float32]) -> str:
    """Weights in [0, 1] as base64 of round(255 sqrt(w)): decoded by (v / 255)^2.

    Most weights are small; a linear byte would round a third of them to nothing.
    """
    return base64.b64encode(np.round(255 * np.sqrt(weights)).astype(np.uint8).tobytes()).decode()


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


FRENCH = {
    "previous one": "le précédent",
    "next one": "le suivant",
    "itself": "lui-même",
    "first one": "le premier",
    "spread out": "dispersée",
    "mixed": "mêlée",
    "on gold": "sur la référence",
    "induction": "induction",
    "the first one": "le premier",
    "query (row)": "requête (ligne)",
    "key (column)": "clé (colonne)",
    "layer": "couche",
    "head": "tête",
    "One head": "Une tête",
    "Rollout through the layers": "Rollout à travers les couches",
    "Show": "Montrer",
    "Scale": "Échelle",
    "0 to 1": "de 0 à 1",
    "each row to its largest": "chaque ligne à son maximum",
    "Without {first} (renormalised)": "Sans {first} (renormalisé)",
    "Order": "Ordre",
    "by layer and head": "par couche et tête",
    "most: {name}": "le plus : {name}",
    "Layers": "Couches",
    "Heads as one": "Têtes réunies",
    "mean": "moyenne",
    "max": "maximum",
    "min": "minimum",
    "Residual": "Résiduel",
    "Layer {layer}, head {head}": "Couche {layer}, tête {head}",
    "Rollout, layers {from} to {to}": "Rollout, couches {from} à {to}",
    "{query} → {key}: {weight}": "{query} → {key} : {weight}",
    "renormalised": "renormalisé",
    "Click a patch to ask from there; now asked from {query}.": (
        "Cliquez sur un carré pour interroger depuis là ; on interroge depuis {query}."
    ),
    "Hover for the values; click a row to read it alone.": (
        "Survolez pour les valeurs ; cliquez sur une ligne pour la lire seule."
    ),
    "Ask from {query}": "Interroger depuis {query}",
}
