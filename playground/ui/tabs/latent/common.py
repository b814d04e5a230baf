"""What the pages of the subject share: names of data sets, models and classes, and their French."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.latent import spaces
from playground.engine.latent.images import CLASSIFIER, Picture, card
from playground.ui import figures
from playground.ui.strip import Row
from playground.ui.tab import Control
from playground.ui.texts import DATASETS, Words, phrase

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

SUBJECT = "Latent interpolation"
#: Asks for the data set on every page.
DATA = Control("dataset", "Data", names=DATASETS)

#: What a view shows of a model that a data set lacks.
MISSING = {"error": "No such model ships for this data set."}
#: How the kinds of models are offered.
KINDS = {"ae": "Autoencoder", "vae": "VAE"}

Probabilities = NDArray[np.floating[Any]]


def cards(dataset: str, *models: str) -> tuple[str, ...]:
    """The cards of a page: of its models, and of the classifier that reads their images."""
    return (*models, card(dataset, CLASSIFIER))


def kind(model: str) -> str:
    """A card's name as the page says it."""
    return "VAE" if "-vae" in model else "Autoencoder"


def reading(dataset: str, probabilities: Probabilities) -> Words:
    """What the classifier takes a picture for."""
    best = int(probabilities.argmax())
    name = spaces.classes(dataset)[best]
    return phrase("{name} (p = {p})", name=name, p=f"{probabilities[best]:.2f}")


def classes(dataset: str) -> list[Words]:
    """The names of a data set's classes, for the axis of a chart."""
    return [phrase(name) for name in spaces.classes(dataset)]


def class_lines(dataset: str, xs: NDArray[Any], ys: NDArray[Any], x: str, y: str) -> "Figure":
    """One line a class, ys [len(xs), 10]; classes of one hue's kin differ in their dash."""
    named = dict(zip(spaces.classes(dataset), ys.T, strict=True))
    drawn = figures.lines(xs, named, x=x, y=y)
    for label, trace in enumerate(drawn.data):
        dash = figures.DASHES[label % len(figures.DASHES)]
        trace.line.update(color=figures.CLASS_COLOURS[label], dash=dash, width=2)
    return drawn


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
