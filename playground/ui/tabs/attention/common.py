"""What the pages on attention share: names of models and of parts, and their French."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from playground.ui.texts import Words, phrase

#: Cards, as a visitor reads them; another card keeps its own name.
MODELS = {
    "translator": "Transformer, one cross-attention head",
    "translator-heads": "Transformer, 2 + 2 layers of 4 heads",
    "translator-gru": "GRU, additive attention",
}

DATASETS = {"mnist": "Handwritten digits (MNIST)", "fashion": "Clothing (Fashion-MNIST)"}
PHOTOS = {"cifar10": "Photographs (CIFAR-10)", **DATASETS}

#: Who asks whom.
PARTS = {
    "encoder": "English asks English (encoder)",
    "decoder": "French asks the French before it (decoder)",
    "cross": "French asks English (cross-attention)",
}

LOOKS = "Drag the cursor: “{query}” looks most at “{key}”, with {weight}."

FRENCH = {
    LOOKS: "Déplacez le curseur : « {query} » regarde surtout « {key} », avec {weight}.",
    "Attention": "Attention",
    "What was written": "Ce qui est écrit",
    "in no form that the network was taught: its answer means nothing": (
        "sous aucune forme apprise par le réseau : sa réponse ne veut rien dire"
    ),
    "no day of the calendar, as the network was taught to read it (day first)": (
        "aucun jour du calendrier, tel que le réseau a appris à le lire (jour d'abord)"
    ),
    "that day is another day of the week": "ce jour-là est un autre jour de la semaine",
    "outside the years that the network was taught, 1950 to 2068": (
        "hors des années apprises par le réseau, de 1950 à 2068"
    ),
    "Photographs (CIFAR-10)": "Photographies (CIFAR-10)",
    "Model": "Modèle",
    "Who translates, and with how many heads.": "Qui traduit, et avec combien de têtes.",
    "Transformer, one cross-attention head": "Transformer, une tête d'attention croisée",
    "Transformer, 2 + 2 layers of 4 heads": "Transformer, 2 + 2 couches de 4 têtes",
    "GRU, additive attention": "GRU, attention additive",
    "English asks English (encoder)": "L'anglais interroge l'anglais (encodeur)",
    "French asks the French before it (decoder)": (
        "Le français interroge le français d'avant (décodeur)"
    ),
    "French asks English (cross-attention)": (
        "Le français interroge l'anglais (attention croisée)"
    ),
    "English sentence": "Phrase anglaise",
    "Words of the toy grammar.": "Des mots de la petite grammaire.",
    "Attention of": "Attention",
    "Which words ask, and which are asked.": (
        "Quels mots interrogent, et lesquels sont interrogés."
    ),
    "Translation": "Traduction",
    "Data set": "Données",
    "Handwritten digits (MNIST)": "Chiffres manuscrits (MNIST)",
    "Clothing (Fashion-MNIST)": "Vêtements (Fashion-MNIST)",
    "Handwritten digits, or pieces of clothing.": "Chiffres manuscrits, ou vêtements.",
}


def grey(weights: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Weights in [0, 1] as pixels, a head below the other: [..., T, S] -> uint8 [F, T, S]."""
    pixels = (255 * weights).round().astype(np.uint8)
    return pixels.reshape(-1, *weights.shape[-2:])


def looks(
    queries: Sequence[str], keys: Sequence[str], weights: NDArray[np.float32], query: int
) -> Words:
    """A row of weights [T, S] in a sentence."""
    best = int(weights[query].argmax())
    said = {"query": queries[query], "key": keys[best], "weight": f"{weights[query, best]:.2f}"}
    return phrase(LOOKS, **said)


def sentence(words: tuple[str, ...]) -> str:
    """French words as a reader writes them: the model's "l'" and "homme" are one to a reader."""
    return " ".join(words).replace("' ", "'")
