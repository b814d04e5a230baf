"""What the pages on attention share: names of models and of parts, and what is said of a row."""

from collections.abc import Sequence

import numpy as np

from playground.arrays import F32, Image8
from playground.engine.attention import dates
from playground.engine.attention.attention_maps import SELF
from playground.engine.attention.by_hand import CROSS, DECODER, ENCODER
from playground.ui.texts import Words, own, phrase

#: Cards, as a visitor reads them; another card keeps its own name.
MODELS = {
    "translator": "Transformer, one cross-attention head",
    "translator-heads": "Transformer, 2 + 2 layers of 4 heads",
    "translator-gru": "GRU, additive attention",
}
GPT = "GPT on Shakespeare"

DATASETS = {"mnist": "Handwritten digits (MNIST)", "fashion": "Clothing (Fashion-MNIST)"}
PHOTOS = {"cifar10": "Photographs (CIFAR-10)", **DATASETS}

#: Who asks whom.
PARTS = {
    ENCODER: "English asks English (encoder)",
    DECODER: "French asks the French before it (decoder)",
    CROSS: "French asks English (cross-attention)",
}

#: Names of the axes: queries down, keys across.
AXES = {
    ENCODER: ("English word (query)", "English word (key)"),
    DECODER: ("French word to come (query)", "what was said (key)"),
    CROSS: ("French word (query)", "English word (key)"),
    SELF: ("token (query)", "token (key)"),
    dates.MODEL: ("ISO character (query)", "written character (key)"),
}


def grey(weights: F32) -> Image8:
    """Weights in [0, 1] as pixels, a head below the other: [..., T, S] -> uint8 [F, T, S]."""
    pixels = (255 * weights).round().astype(np.uint8)
    return pixels.reshape(-1, *weights.shape[-2:])


def looks(queries: Sequence[str], keys: Sequence[str], weights: F32, query: int) -> Words:
    """A row of weights [T, S] in a sentence."""
    best = int(weights[query].argmax())
    weight = f"{weights[query, best]:.2f}"
    template = "Drag the cursor: “{query}” looks most at “{key}”, with {weight}."
    return phrase(template, query=own(queries[query]), key=own(keys[best]), weight=weight)


def sentence(words: tuple[str, ...]) -> Words:
    """French words as a reader writes them: the model's "l'" and "homme" are one to a reader."""
    return own(" ".join(words).replace("' ", "'"))
