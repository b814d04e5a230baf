"""What the pages of the subject share: names of data sets, models and classes, and their French."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.latent import spaces
from playground.engine.latent.images import Picture
from playground.ui.strip import Row
from playground.ui.texts import Words, phrase

SUBJECT = "Latent interpolation"
DATASETS = {"mnist": "MNIST", "fashion": "Fashion-MNIST"}

Probabilities = NDArray[np.floating[Any]]


def kind(model: str) -> str:
    """A card's name as the page says it."""
    return "VAE" if "-vae" in model else "Autoencoder"


def reading(dataset: str, probabilities: Probabilities) -> Words:
    """What the classifier takes a picture for."""
    best = int(probabilities.argmax())
    name = spaces.classes(dataset)[best]
    return phrase("{name} (p = {p})", name=name, p=f"{probabilities[best]:.2f}")


def original(name: str, dataset: str, picture: Picture) -> Row:
    """A chosen example, small."""
    label = spaces.classes(dataset)[picture.label or 0]
    return Row(
        name,
        picture.image[None],
        captions=[phrase("{name}, example {index}", name=label, index=picture.index or 0)],
        note="test set",
        size="small",
    )


FRENCH = {
    SUBJECT: "Interpolation latente",
    "Data set": "Jeu de données",
    "The images that the models were trained on.": (
        "Les images sur lesquelles les modèles ont été entraînés."
    ),
    "Autoencoder": "Auto-encodeur",
    "VAE": "VAE",
    "test set": "jeu de test",
    "{name} (p = {p})": "{name} (p = {p})",
    "{name}, example {index}": "{name}, exemple {index}",
    "Image A": "Image A",
    "Image B": "Image B",
    "Image C": "Image C",
    "Image D": "Image D",
    "Class A": "Classe A",
    "Class B": "Classe B",
    "Class C": "Classe C",
    "Class D": "Classe D",
    "Example A": "Exemple A",
    "Example B": "Exemple B",
    "Example C": "Exemple C",
    "Image A shows this class.": "L'image A montre cette classe.",
    "Image B shows this class.": "L'image B montre cette classe.",
    "Image C shows this class.": "L'image C montre cette classe.",
    "Image D shows this class.": "L'image D montre cette classe.",
    "Examples of each class are numbered from 0 to 99.": (
        "Les exemples de chaque classe sont numérotés de 0 à 99."
    ),
    "What the classifier reads": "Ce que lit le classifieur",
    "probability": "probabilité",
}
