"""Where does each head of a vision Transformer look in an image?"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from playground import data, device
from playground.caching import stage
from playground.core.attention import rollout
from playground.engine.attention.heads import Heads, measured, plain
from playground.engine.latent.images import EXAMPLES, Picture, card, datasets, example, own, pixels
from playground.engine.request import Request, choice, picture, picture_pixels, whole
from playground.models import catalog
from playground.models.vit import ViT

DATASETS = datasets("vit")


@dataclass(frozen=True)
class ImageRequest(Request):
    """Which image is looked at, by the vision Transformer of its data set."""

    dataset: str = choice(DATASETS[0], DATASETS, "Handwritten digits, or pieces of clothing.")
    label: int = whole(5, 0, 9, "The image is of this class.")
    index: int = whole(0, 0, EXAMPLES - 1, "Examples of each class are numbered from 0 to 99.")
    own: str = picture("A picture of your own takes the example's place.")

    @property
    def shown(self) -> Picture:
        """The visitor's own, or else the example."""
        if self.own:
            return own(picture_pixels(self.own), "own")
        return example(self.dataset, self.label, self.index)


@dataclass(frozen=True)
class Seen:
    """A ViT on one image [H, W], of G x G patches. Token 0 is CLS, then the patches row by row.

    heads: all attention [L, heads, T, T]. label: None of a visitor's own picture.
    """

    model: str
    image: NDArray[np.uint8]
    label: int | None
    classes: tuple[str, ...]
    heads: Heads
    probabilities: NDArray[np.float32]
    source: str

    @property
    def side(self) -> int:
        """Patches a line."""
        return int(self.heads.weights.shape[-1] ** 0.5)

    @property
    def rollout(self) -> NDArray[np.float32]:
        """[G, G]: from CLS to the patches through all layers, summing to 1 without CLS."""
        row = rollout(torch.from_numpy(self.heads.weights))[0, 1:]
        return plain((row / row.sum()).unflatten(0, (self.side, self.side)))

    def report(self) -> dict[str, Any]:
        """The numbers as JSON-able values."""
        layers, heads = self.heads.weights.shape[:2]
        cls = self.heads.weights[:, :, 0, 1:].reshape(layers, heads, self.side, self.side)
        return {
            "model": self.model,
            "class": None if self.label is None else self.classes[self.label],
            "class_probabilities": self.probabilities.tolist(),
            "cls_attention": cls.tolist(),
            "cls_keeps": self.heads.weights[:, :, 0, 0].tolist(),
            "rollout": self.rollout.tolist(),
            "head_statistics": self.heads.statistics(),
        }


@stage(maxsize=64)
@device.accelerated
def answer(request: ImageRequest) -> Seen:
    """One forward pass over the image, with every head's attention."""
    where = device.pick()
    model = card(request.dataset, "vit")
    shown = request.shown
    logits, weights = catalog.load_as(ViT, model, where).attend(pixels((shown,), where))
    return Seen(
        model=model,
        image=shown.image,
        label=shown.label,
        classes=data.CLASSES[request.dataset],
        heads=measured(weights[:, 0]),
        probabilities=plain(logits[0].softmax(-1)),
        source=data.examples(request.dataset).source,
    )
