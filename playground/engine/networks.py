"""The networks that ship for a data set: looked up by one value, which a question passes down."""

from dataclasses import dataclass, field
from typing import TypeVar

import torch
from torch import nn

from playground import data
from playground.device import pick
from playground.models import catalog
from playground.models.classifier import Classifier
from playground.models.gan import Generator
from playground.models.unet import UNet
from playground.models.vit import ViT

M = TypeVar("M", bound=nn.Module)

#: The model that says what an image shows.
CLASSIFIER = "classifier"


def card(dataset: str, model: str) -> str:
    """The name of a data set's model in the catalog: "mnist-ae16"."""
    return f"{dataset}-{model}"


def datasets(*models: str) -> tuple[str, ...]:
    """The data sets of grey images for which the catalog holds all of `models`."""
    grey = (d for d in data.DATASETS if d not in data.COLOUR)
    return tuple(d for d in grey if all(catalog.has(card(d, model)) for model in models))


@dataclass(frozen=True)
class Networks:
    """A data set's networks on a device; stages can be keyed by it.

    It holds no weights: the process's one cache does, within its budget.
    """

    dataset: str
    device: torch.device = field(default_factory=pick)

    def load(self, kind: type[M], model: str) -> M:
        """The network of `card(dataset, model)`. Raises as `catalog.load_as`."""
        return catalog.load_as(kind, card(self.dataset, model), self.device)

    @property
    def classifier(self) -> Classifier:
        return self.load(Classifier, CLASSIFIER)

    @property
    def gan(self) -> Generator:
        return self.load(Generator, "gan")

    @property
    def flow(self) -> UNet:
        return self.load(UNet, "flow")

    @property
    def vit(self) -> ViT:
        return self.load(ViT, "vit")
