"""What several pages of the subject say and ask: names of samplers, classes and measures."""

from collections.abc import Sequence

from playground.arrays import F32
from playground.engine import flows
from playground.engine.classes import CLASSES, class_names
from playground.engine.diffusion import network, quality
from playground.ui import figures
from playground.ui.tab import Control
from playground.ui.texts import DATASETS, Words, phrase
from playground.ui.views import Chart, Frames

SAMPLERS = {name: one.label for name, one in flows.SAMPLERS.items()}
#: Of the measures, those that are not called as in `Scores`.
MEASURES = {"agreement": "read as asked", "frechet": "FID"}
#: Of a sampler with a budget.
TOO_FEW = "a single step takes more calls than these"

DATASET = Control("dataset", names=DATASETS)
CLASS = Control("label", named=CLASSES, like="dataset")
#: One class, or all ten in turn.
TURNS = Control("label", names={quality.ALL: "all ten"}, named=CLASSES, like="dataset")
#: Without a class there is nothing to strengthen.
GUIDANCE = Control("guidance", when=("label", network.LABELS))
#: What both editing pages ask: the image and the class it becomes, and under "More settings".
EDITED = (DATASET, CLASS, Control("index"), Control("into", named=CLASSES, like="dataset"))
MORE = (
    Control("seed", more=True),
    Control("guidance", more=True, when=("into", network.LABELS)),
    Control("image", more=True, like="dataset"),
)


def read(dataset: str, probabilities: F32, rows: Sequence[Words]) -> Chart:
    """What the classifier reads at the cursor's step: [S, N, 10], with the names of the N rows."""
    names = named(dataset)
    figure = figures.heatmap(probabilities[0], names, rows, x="class", y="sample")
    return Chart(figure, frames=Frames("step", {0: {"z": probabilities}}))


def mean_read(dataset: str, axis: str, start: int, label: str, mean: F32) -> Chart:
    """The mean reading at a cursor, [F, 10], that opens at `start`."""
    figure = figures.bars(named(dataset), {label: mean[start]}, y="mean probability")
    return Chart(figure, frames=Frames(axis, {0: {"y": mean}}))


def named(dataset: str) -> list[Words]:
    """The classes' names, for the axis of a chart."""
    return [phrase(name) for name in class_names(dataset)]
