"""The images that the subject's pages start from: shipped examples, or a visitor's own drawing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor

from playground import data
from playground.arrays import Image8
from playground.device import generator
from playground.engine.request import Request, choice, die, picture_pixels, whole
from playground.engine.result import Result, tells
from playground.errors import BadValue, Filled

#: Examples of a class are numbered from 0; the shipped sets hold this many of each.
EXAMPLES = 100
_NUMBERED = f"Examples of each class are numbered from 0 to {EXAMPLES - 1}."
#: Where a picture comes from: by class and number, at random by the seed, or a visitor's own.
CHOSEN, RANDOM, OWN = SOURCES = ("chosen", "random", "own")


@dataclass(frozen=True)
class Picture(Result):
    """One image, hashable, so that stages can be keyed by it. Of an example, `label` is its class
    and `index` its number among the class's examples; of a visitor's own, both are None."""

    raw: bytes = field(repr=False, metadata=tells())
    shape: tuple[int, ...] = field(metadata=tells())
    label: int | None = field(default=None, metadata=tells("class"))
    index: int | None = None

    @property
    def image(self) -> Image8:
        """A copy, uint8 [H, W] or [H, W, 3]."""
        return np.frombuffer(bytearray(self.raw), np.uint8).reshape(self.shape)


def example(dataset: str, label: int, index: int, name: str = "index") -> Picture:
    """Example `index` of a class. Raises BadValue, about the field `name`, beyond the last."""
    shipped = data.examples(dataset)
    members = shipped.of_class(label)
    if not 0 <= index < len(members):
        kind = data.CLASSES[dataset][label]
        allowed = Filled("a whole number from {low} to {high}", low=0, high=len(members) - 1)
        count = Filled("There are {count} examples of {kind}.", count=len(members), kind=kind)
        raise BadValue(name, index, allowed, count)
    return _picture(shipped.images[members[index]], label, index)


def dataset_field(options: tuple[str, ...]) -> Any:
    """A request's field dataset: one of those that have the models."""
    return choice(options[0], options, "The images that the models were trained on.", "Data")


def class_field(default: int, name: str) -> Any:
    """A request's field class_a, say: the class of image "A"."""
    return whole(default, 0, 9, f"Image {name} is of this class.", f"Class of {name}")


def index_field(default: int, label: str = "Example") -> Any:
    """A request's field index_a, say: an example of that class."""
    return die(default, 0, EXAMPLES - 1, _NUMBERED, label)


def chosen(request: Any, which: str) -> Picture:
    """The example of a request's dataset that its fields class_a and index_a name, for "a"."""
    name = f"index_{which}"
    return example(
        request.dataset, getattr(request, f"class_{which}"), getattr(request, name), name
    )


def different(request: Request, named: Sequence[tuple[str, Picture]]) -> tuple[Picture, ...]:
    """The pictures, each named by a field of the request. BadValue where two are one image."""
    seen: set[bytes] = set()
    for name, one in named:
        if one.raw in seen:
            raise BadValue(
                name,
                getattr(request, name),
                "another image than those before it",
                "Between an image and itself there is nothing to see: choose another.",
            )
        seen.add(one.raw)
    return tuple(one for _, one in named)


def gallery(dataset: str, label: int) -> Image8:
    """All examples of a class, by number: uint8 [N, H, W]."""
    shipped = data.examples(dataset)
    return shipped.images[shipped.of_class(label)]


def drawn_by(dataset: str, seed: int, count: int) -> tuple[Picture, ...]:
    """`count` examples of different classes, at random; fewer are the first of more."""
    shipped = data.examples(dataset)
    order = torch.randperm(len(shipped.labels), generator=generator(seed)).numpy()
    _, first = np.unique(shipped.labels[order], return_index=True)
    return tuple(at(dataset, int(order[place])) for place in np.sort(first)[:count])


def at(dataset: str, position: int) -> Picture:
    """The example at a position of `data.examples`."""
    shipped = data.examples(dataset)
    label = int(shipped.labels[position])
    index = int(np.searchsorted(shipped.of_class(label), position))
    return _picture(shipped.images[position], label, index)


def own(pixels: Image8 | None, name: str) -> Picture:
    """A visitor's own picture, used as it is. Raises BadValue, about `name`, where it is blank."""
    if pixels is None or pixels.max() == pixels.min():
        way_out = "Draw a few strokes, or upload an image."
        raise BadValue(name, "blank", "a picture with something on it", way_out)
    return _picture(pixels, None, None)


def given(dataset: str, label: int, index: int, drawing: str) -> Picture:
    """A visitor's drawing where there is one, or else the example."""
    if drawing:
        return own(picture_pixels(drawing), "image")
    return example(dataset, label, index)


def pixels(pictures: Sequence[Picture], device: torch.device) -> Tensor:
    """[N, C, H, W] in [0, 1]."""
    return tensor(np.stack([picture.image for picture in pictures]), device)


def tensor(images: Image8, device: torch.device) -> Tensor:
    """uint8 [..., H, W] or [..., H, W, 3] -> [..., C, H, W] in [0, 1]."""
    found = torch.from_numpy(np.ascontiguousarray(images)).to(device).float().div(255)
    return found.movedim(-1, -3) if found.shape[-1] == 3 else found.unsqueeze(-3)


def to_bytes(images: Tensor) -> Image8:
    """[N, 1, H, W] in [0, 1] -> uint8 [N, H, W], rounded."""
    return (images[:, 0] * 255).round().to(torch.uint8).cpu().numpy()


def _picture(image: Image8, label: int | None, index: int | None) -> Picture:
    return Picture(np.ascontiguousarray(image).tobytes(), image.shape, label, index)
