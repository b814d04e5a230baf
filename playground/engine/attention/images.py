"""Where does each head of a vision Transformer look in an image?"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from playground import data, device
from playground.arrays import F32, Image8
from playground.core.attention import rollout
from playground.engine.attention.heads import Heads, measured, plain
from playground.engine.images import Picture, example, given, index_field, pixels
from playground.engine.networks import Networks, card, datasets
from playground.engine.request import Request, choice, picture, text, whole
from playground.engine.result import Result, answering, tells
from playground.models import hub, vision

DATASETS = datasets("vit")
#: Whose eyes: a Transformer that ships, or one of the hub.
OWN, HUB = MODELS = ("own", "hub")
OFFERED = MODELS if hub.serves() else (OWN,)
#: The likeliest classes are named, of a network of the hub.
NAMED = 10


def dataset_field() -> Any:
    """A request's field dataset."""
    said = "Handwritten digits, or pieces of clothing."
    return choice(DATASETS[0], DATASETS, said, "Data set")


@dataclass(frozen=True)
class ImageRequest(Request):
    """Which image is looked at, by the vision Transformer of its data set."""

    dataset: str = dataset_field()
    label: int = whole(5, 0, 9, "The image is of this class.", "Class")
    index: int = index_field(0)
    image: str = picture("A picture of your own takes the example's place.", "Your own image")
    model: str = choice(OWN, MODELS, "Who looks at the image.", "Model")
    name: str = text(
        hub.suggested(hub.KNOWN_FOR_IMAGES),
        200,
        "As the Hugging Face Hub names it: owner/model.",
        "Name",
    )
    photos: str = choice(
        "cifar10", ("cifar10", *DATASETS), "Such models know photographs.", "Images"
    )

    @property
    def shown(self) -> Picture:
        """The visitor's own, or else the example."""
        return given(self.dataset, self.label, self.index, self.image)


@dataclass(frozen=True)
class Seen(Result):
    """A ViT on one image [H, W], or [H, W, 3], of G x G patches. Token 0 is CLS, then the patches
    row by row.

    heads: all attention [L, heads, T, T]. label: what the image shows, None of a visitor's own.
    classes: those that `probabilities` are of.
    """

    model: str
    image: Image8
    label: str | None = field(metadata=tells("class"))
    classes: tuple[str, ...]
    heads: Heads = field(metadata=tells())
    probabilities: F32 = field(metadata=tells("class_probabilities"))
    source: str = field(metadata=tells())

    @property
    def side(self) -> int:
        """Patches a line."""
        return int(self.heads.weights.shape[-1] ** 0.5)

    @property
    def rollout(self) -> F32:
        """[G, G]: from CLS to the patches through all layers, summing to 1 without CLS."""
        row = rollout(torch.from_numpy(self.heads.weights))[0, 1:]
        return plain((row / row.sum()).unflatten(0, (self.side, self.side)))

    def numbers(self) -> dict[str, Any]:
        cls = self.heads.weights[:, :, 0, 1:]
        return super().numbers() | {
            "cls_attention": cls.reshape(*cls.shape[:2], self.side, self.side),
            "cls_keeps": self.heads.weights[:, :, 0, 0],
            "rollout": self.rollout,
            "head_statistics": self.heads.numbers,
        }


def answer(request: ImageRequest) -> Seen:
    """One forward pass over the image, with every head's attention. Raises BadValue, and DataError
    where a model of the hub cannot be had."""
    if request.model == OWN:
        return seen(request)
    # Fetched first: the accelerator is lent for seconds.
    folder = hub.fetch(request.name, hub.IMAGES)
    return seen_by(folder, request.name, request.photos, request.label, request.index)


@answering
def seen(request: ImageRequest) -> Seen:
    """By the Transformer of the data set."""
    networks = Networks(request.dataset)
    shown, classes = request.shown, data.CLASSES[request.dataset]
    logits, weights = networks.vit.attend(pixels((shown,), networks.device))
    return Seen(
        model=card(request.dataset, "vit"),
        image=shown.image,
        label=None if shown.label is None else classes[shown.label],
        classes=classes,
        heads=measured(weights[:, 0]),
        probabilities=plain(logits[0].softmax(-1)),
        source=data.examples(request.dataset).source,
    )


@answering
def seen_by(folder: Path, name: str, dataset: str, label: int, index: int) -> Seen:
    """By a network of other people, that of a folder. Raises DataError."""
    image = example(dataset, label, index).image
    model = vision.opened(folder, str(device.pick()))
    weights, logits = vision.read(model, torch.from_numpy(image).float() / 255)
    best = logits.softmax(-1).topk(min(NAMED, len(logits)))
    return Seen(
        model=name,
        image=image,
        label=data.CLASSES[dataset][label],
        classes=tuple(model.classes[i] for i in best.indices.tolist()),
        heads=measured(weights),
        probabilities=plain(best.values),
        source=data.examples(dataset).source,
    )
