"""What several pages of the subject say: names of samplers and classes, and their French."""

from collections.abc import Sequence

from playground.engine.classes import CLASSES
from playground.engine.diffusion import network, quality
from playground.ui.tab import Control
from playground.ui.texts import DATASETS, Words, phrase

SUBJECT = "Diffusion"

SAMPLERS = {name: one.label for name, one in network.SAMPLERS.items()}


def named(dataset: str) -> list[Words]:
    """The classes' names, for the axis of a chart."""
    return [phrase(name) for name in network.class_names(dataset)]


def dataset_control(datasets: Sequence[str] = network.DATASETS) -> tuple[Control, ...]:
    """Asked only where there is a choice."""
    return (Control("dataset", "Data set", names=DATASETS),) if len(datasets) > 1 else ()


def turns_control() -> Control:
    """One class, or all ten in turn."""
    names = {quality.ALL: "all ten"}
    return Control("digit", "Class", names=names, named=CLASSES, like="dataset")


def class_control(field: str = "digit", label: str = "Class") -> Control:
    return Control(field, label, named=CLASSES, like="dataset")


FRENCH = {
    "Diffusion": "Diffusion",
    "Data set": "Jeu de données",
    "What the network was trained to draw.": "Ce que le réseau a appris à dessiner.",
    "Class": "Classe",
    "A class, or any for none in particular.": "Une classe, ou any pour n'importe laquelle.",
    "all ten": "les dix",
    "Sampler": "Échantillonneur",
    "Choose a sampler of that list.": "Choisissez un échantillonneur.",
    "Steps": "Étapes",
    "step": "étape",
    "result": "résultat",
    "class": "classe",
    "sample": "échantillon",
    "probability": "probabilité",
    "More steps follow the path more closely and take longer.": (
        "Plus d'étapes suivent le chemin de plus près et durent plus longtemps."
    ),
    "Samples": "Échantillons",
    "How many images are drawn side by side.": "Combien d'images sont tirées côte à côte.",
    "Guidance scale": "Force du guidage",
    "1 is the plain model; above it the class is clearer, variety less.": (
        "1 est le modèle seul ; au-delà la classe est plus nette, la variété moindre."
    ),
    "Seed of the noise": "Graine du bruit",
    "Any whole number; each gives other noise.": "Un nombre entier ; chacun donne un autre bruit.",
    "image: ᾱ": "image : ᾱ",
    "noise: 1 − ᾱ": "bruit : 1 − ᾱ",
    "share of the power of x_t": "part de la puissance de x_t",
    "log10 of signal over noise": "log10 du rapport signal sur bruit",
    "Image and noise in x_t": "Image et bruit dans x_t",
    "Signal-to-noise ratio": "Rapport signal sur bruit",
    "DDPM (ancestral)": "DDPM (ancestral)",
    "Euler in sigma (EDM)": "Euler en sigma (EDM)",
    "Heun in sigma (EDM)": "Heun en sigma (EDM)",
    "Flow, Euler": "Flot, Euler",
    "Flow, Heun": "Flot, Heun",
    "Flow, midpoint": "Flot, point milieu",
    "Flow, RK4": "Flot, RK4",
}
