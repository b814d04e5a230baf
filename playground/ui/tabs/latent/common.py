"""What the pages of the subject share: how data sets, models and classes are asked and called."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.classes import CLASSES, class_names
from playground.engine.images import Picture
from playground.engine.networks import CLASSIFIER, card
from playground.ui import chart, figures
from playground.ui.tab import Control
from playground.ui.texts import DATASETS, Words, phrase
from playground.ui.views import Chart, Frames, Row, View

#: Asks for the data set on every page.
DATA = Control("dataset", names=DATASETS)
#: How the kinds of models are called.
KINDS = {"ae": "Autoencoder", "vae": "VAE"}

Probabilities = NDArray[np.floating[Any]]
Views = tuple[View[Any, Any], ...]


def class_control(field: str, **more: Any) -> Control:
    """Asks for a class by its name in the data set."""
    return Control(field, named=CLASSES, like="dataset", **more)


def cards(dataset: str, *models: str) -> tuple[str, ...]:
    """The cards of a page: of its models, and of the classifier that reads their images."""
    return tuple(card(dataset, model) for model in (*models, CLASSIFIER))


def by_kind(heading: str, draw: Callable[..., Chart], height: int, **more: Any) -> Views:
    """A chart for each kind of model, draw(request, result, place); its name says the kind."""
    return tuple(
        chart.view(
            f"{heading}: {name}",
            partial(draw, place=place),
            name=f"{draw.__name__}-{kind}",
            height=height,
            **more,
        )
        for place, (kind, name) in enumerate(KINDS.items())
    )


def reading(dataset: str, probabilities: Probabilities) -> Words:
    """What the classifier takes a picture for."""
    best = int(probabilities.argmax())
    name = class_names(dataset)[best]
    return phrase("{name} (p = {p})", name=name, p=f"{probabilities[best]:.2f}")


def readings(dataset: str, axes: tuple[str, str], ways: Mapping[str, Probabilities]) -> Chart:
    """The classifier's probabilities [F, 10] at the cursors, a bar for each way."""
    # A class's name is a word of its own: digits and French have it as it is said.
    names: list[Words] = [phrase(name) for name in class_names(dataset)]
    middle = {way: probabilities[len(probabilities) // 2] for way, probabilities in ways.items()}
    data = {place: {"y": probabilities} for place, probabilities in enumerate(ways.values())}
    return Chart(figures.bars(names, middle, y="probability"), frames=Frames(axes, data))


def class_lines(
    dataset: str, xs: NDArray[Any], ys: NDArray[Any], x: str, y: str
) -> "figures.Figure":
    """One line a class, ys [len(xs), 10]; classes of one hue's kin differ in their dash."""
    named = dict(zip(class_names(dataset), ys.T, strict=True))
    styles = [(label, figures.DASHES[label % len(figures.DASHES)]) for label in range(len(named))]
    return figures.lines(xs, named, x=x, y=y, styles=styles)


def original(name: str, dataset: str, picture: Picture) -> Row:
    """A chosen example, small."""
    label = class_names(dataset)[picture.label or 0]
    return Row(
        name,
        picture.image[None],
        captions=[phrase("{name}, example {index}", name=label, index=picture.index or 0)],
        note="test set",
        size="small",
    )
