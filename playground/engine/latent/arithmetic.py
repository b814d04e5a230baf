"""Arithmetic with codes: a - b + c, with the means of classes."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor

from playground import data
from playground.arrays import F32, Image8
from playground.caching import cached
from playground.engine.codes import Space
from playground.engine.images import Picture, chosen, dataset_field, index_field
from playground.engine.latent import spaces
from playground.engine.request import Request, choice, whole
from playground.engine.result import Result, answering, tells
from playground.errors import BadValue, Filled

LATENTS = 16
DATASETS = spaces.datasets(LATENTS)
#: How much of c - b is added; 1 is a - b + c itself.
STRENGTHS = tuple(i / 8 for i in range(17))


@dataclass(frozen=True)
class ArithmeticRequest(Request):
    """a - b + c, where a is a class's mean or one image."""

    dataset: str = dataset_field(DATASETS)
    model: str = spaces.kind_field("vae")
    start: str = choice(
        "image", ("image", "mean"), "a: the code of one image, or a class's mean.", "a is"
    )
    class_a: int = whole(3, 0, 9, "a is of this class.", "Class of a")
    index_a: int = index_field(27)
    class_b: int = whole(3, 0, 9, "The mean code of this class is taken away.", "Class of b")
    class_c: int = whole(8, 0, 9, "The mean code of this class is added.", "Class of c")


@dataclass(frozen=True)
class ArithmeticResult(Result):
    """codes [S, D] = a + s (mean c - mean b), decoded to frames uint8 [S, H, W], read with
    probabilities [S, 10]; distances [S, 10] to the means of all classes. terms uint8 [3, H, W]:
    a, mean b and mean c decoded. means [10, D] over the shipped test images, decoded to
    mean_images uint8 [10, H, W]."""

    model: str
    picture: Picture | None = field(metadata=tells())
    classes: tuple[int, int, int]
    terms: Image8
    codes: F32 = field(metadata=tells())
    frames: Image8
    probabilities: F32 = field(metadata=tells())
    distances: F32
    means: F32 = field(metadata=tells())
    mean_images: Image8
    examples: str

    def numbers(self) -> dict[str, Any]:
        """Lists run over strengths."""
        return super().numbers() | {
            "strengths": STRENGTHS,
            "read": self.probabilities.argmax(1),
            "confidence": self.probabilities.max(1),
            "nearest_mean": self.distances.argmin(1),
        }


@answering
def answer(request: ArithmeticRequest) -> ArithmeticResult:
    """Every strength. Raises BadValue where c - b is nothing."""
    if request.class_b == request.class_c:
        way_out = "Between a class and itself nothing changes: choose another one."
        allowed = Filled("another class than b's {own}", own=request.class_b)
        raise BadValue("class_c", request.class_c, allowed, way_out)
    space = spaces.of_kind(request.dataset, request.model, LATENTS)
    picture = None
    if request.start == "image":
        picture = chosen(request, "a")
    means = class_means(space)
    a = space.codes((picture,))[0] if picture else means[request.class_a]
    b, c = means[request.class_b], means[request.class_c]
    strengths = torch.tensor(STRENGTHS, device=space.device)[:, None]
    along = a + strengths * (c - b)
    seen = spaces.decoded(space, torch.cat([along, means]))
    steps, mean_images = len(STRENGTHS), seen.images[len(STRENGTHS) :]
    return ArithmeticResult(
        model=space.name,
        picture=picture,
        classes=(request.class_a, request.class_b, request.class_c),
        terms=np.stack(
            [seen.images[0], mean_images[request.class_b], mean_images[request.class_c]]
        ),
        codes=along.cpu().numpy(),
        frames=seen.images[:steps],
        probabilities=seen.probabilities[:steps],
        distances=torch.cdist(along, means).cpu().numpy(),
        means=means.cpu().numpy(),
        mean_images=mean_images,
        examples=data.examples(request.dataset).source,
    )


@cached
def class_means(space: Space) -> Tensor:
    """The mean code of each class's shipped examples [10, D]."""
    shipped, everyone = data.examples(space.dataset), space.examples()
    members = map(shipped.of_class, range(len(data.CLASSES[space.dataset])))
    return torch.stack([everyone[torch.from_numpy(one)].mean(0) for one in members])
