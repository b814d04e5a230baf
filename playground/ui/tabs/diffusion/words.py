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
