"""What several pages of the subject say and ask: names of samplers, classes and measures."""

from playground.engine import flows
from playground.engine.classes import CLASSES, class_names
from playground.engine.diffusion import network, quality
from playground.ui.tab import Control
from playground.ui.texts import DATASETS, Words, phrase

SAMPLERS = {name: one.label for name, one in flows.SAMPLERS.items()}
#: Of the measures, those that are not called as in `Scores`.
MEASURES = {"agreement": "read as asked", "frechet": "FID"}
#: Of a sampler with a budget.
TOO_FEW = "a single step takes more calls than these"

DATASET = Control("dataset", names=DATASETS)
CLASS = Control("label", named=CLASSES, like="dataset")
#: One class, or all ten in turn.
TURNS = Control("label", names={quality.ALL: "all ten"}, named=CLASSES, like="dataset")
#: What both editing pages ask: the image and the class it becomes, and under "More settings".
EDITED = (DATASET, CLASS, Control("index"), Control("into", named=CLASSES, like="dataset"))
MORE = (
    Control("seed", more=True),
    Control("guidance", more=True, when=("into", network.LABELS)),
    Control("image", more=True, like="dataset"),
)


def named(dataset: str) -> list[Words]:
    """The classes' names, for the axis of a chart."""
    return [phrase(name) for name in class_names(dataset)]
