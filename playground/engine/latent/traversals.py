"""What each latent does: an image's code with one number changed at a time."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.arrays import F32, Image8
from playground.engine.codes import Space
from playground.engine.images import Picture, dataset_field, example, index_field
from playground.engine.latent import spaces
from playground.engine.request import Request, whole
from playground.engine.result import Result, answering, tells

LATENTS = 16
DATASETS = spaces.datasets(LATENTS)
#: As far as the latents are moved, in standard deviations.
REACH = 3.0


@dataclass(frozen=True)
class TraversalRequest(Request):
    """Which image's code, in which space, and in how many steps."""

    dataset: str = dataset_field(DATASETS)
    model: str = spaces.kind_field("vae")
    label: int = whole(5, 0, 9, "The image shows this class.", "Class")
    index: int = index_field(8)
    steps: int = whole(13, 5, 25, "Positions of each latent from -3 to 3.", "Steps")


@dataclass(frozen=True)
class TraversalResult(Result):
    """Latents in the order of their effect, the largest first.

    order [D]: which latent; values [S] from -3 to 3 in standard deviations (of the prior, or of a
    plain autoencoder's codes); own [D]: where the image's code stands, in the same unit; frames
    uint8 [D, S, H, W]; probabilities [D, S, 10]. features [D]: the length of the way in the
    classifier's features; pixels [D]: the mean pixel's way, 1 being from black to white.
    """

    model: str
    variational: bool = field(metadata=tells())
    picture: Picture = field(metadata=tells("image"))
    reconstruction: Image8
    order: NDArray[np.int64] = field(metadata=tells("latents"))
    values: F32
    own: F32
    frames: Image8
    probabilities: F32 = field(metadata=tells())
    features: F32 = field(metadata=tells("feature_way"))
    pixels: F32 = field(metadata=tells("pixel_way"))

    def numbers(self) -> dict[str, Any]:
        """Lists run over latents, the largest effect first."""
        return super().numbers() | {"read": self.probabilities.argmax(2)}


@answering
def answer(request: TraversalRequest) -> TraversalResult:
    """Every latent at every position. Raises BadValue for an example or model that is not there."""
    space = spaces.of_kind(request.dataset, request.model, LATENTS)
    picture = example(request.dataset, request.label, request.index)
    code = space.codes((picture,))[0]
    centre, deviation = unit(space)
    values = torch.linspace(-REACH, REACH, request.steps, device=space.device)
    moved = moved_codes(code, centre + values[:, None] * deviation)
    seen = spaces.decoded(space, torch.cat([moved.flatten(0, 1), code[None]]))
    shape = (LATENTS, request.steps)
    frames = seen.images[:-1].reshape(*shape, *seen.images.shape[1:])
    features = seen.features[:-1].unflatten(0, shape)
    way = features.diff(dim=1).norm(dim=2).sum(1)
    order = way.argsort(descending=True)
    chosen = order.cpu().numpy()
    pixels = np.abs(np.diff(frames / np.float32(255), axis=1)).sum(1).mean((1, 2))
    return TraversalResult(
        model=space.name,
        variational=space.variational,
        picture=picture,
        reconstruction=seen.images[-1],
        order=chosen,
        values=values.cpu().numpy(),
        own=((code - centre) / deviation)[order].cpu().numpy(),
        frames=frames[chosen],
        probabilities=seen.probabilities[:-1].reshape(*shape, -1)[chosen],
        features=way[order].cpu().numpy(),
        pixels=pixels[chosen],
    )


def moved_codes(code: Tensor, values: Tensor) -> Tensor:
    """code [D], values [S, D] -> [D, S, D]: in block d, latent d alone takes each of its values."""
    moved = code.expand(len(code), len(values), len(code)).clone()
    moved.diagonal(dim1=0, dim2=2).copy_(values)
    return moved


def unit(space: Space) -> tuple[Tensor, Tensor]:
    """Centre and standard deviation [D] in which values count: the prior's, or the codes' own."""
    everyone = space.examples()
    if space.variational:
        return torch.zeros_like(everyone[0]), torch.ones_like(everyone[0])
    return everyone.mean(0), everyone.std(0)
