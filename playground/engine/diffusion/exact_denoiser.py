"""What would a perfect denoiser draw? The posterior mean over the training set, by heart."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground import data, device
from playground.arrays import F32, F64, Image8
from playground.caching import cached
from playground.core import samplers
from playground.core.training_posterior import posterior
from playground.engine import flows, progress
from playground.engine.diffusion import fields, imaging
from playground.engine.flows import ANY
from playground.engine.networks import Networks
from playground.engine.request import Request, whole
from playground.engine.result import Result, answering, tells

#: Noises carried side by side, and the shares of the exact denoiser in the prediction.
SAMPLES, BLENDS = 3, (0.0, 0.25, 0.5, 0.75, 1.0)
#: At t = 0 the state tells nothing: the weights are even to double precision.
_FIRST = 1e-6
#: Test images that say how near real, unseen images are to the training set.
_UNSEEN = 100


@dataclass(frozen=True)
class ExactRequest(Request):
    """Which images are known by heart, and from which noise they are remembered."""

    dataset: str = fields.dataset_field()
    label: str = fields.label_field("5")
    steps: int = whole(20, 4, 50, "Euler steps along the flow; 20 are enough.", "Steps")
    seed: int = fields.seed_field()


@dataclass(frozen=True, eq=False)
class ExactResult(Result):
    """B blends, S steps, SAMPLES noises each; the last of S + 1 positions is the result.

    noisy, denoised, nearest uint8 [B, S+1, SAMPLES, H, W]: x_t, its predicted image, and the
    training image nearest to that. distance [B, S+1, SAMPLES] between the two (Euclidean, pixels
    in [0, 1]). images [B, S, SAMPLES]: exp of the posterior weights' entropy, the number of
    training images that could be in x_t. labels int64 [B, SAMPLES] of the results' nearest.
    unseen: the median distance of real test images to the training set.
    """

    request: ExactRequest
    noisy: Image8
    denoised: Image8
    nearest: Image8
    distance: F32 = field(metadata=tells("distance_to_nearest"))
    images: F32 = field(metadata=tells("effective_images"))
    labels: NDArray[np.int64] = field(metadata=tells("label_of_nearest"))
    unseen: float = field(metadata=tells("distance_of_unseen_images"))
    known: int = field(metadata=tells("training_images"))
    source: str

    @property
    def times(self) -> F64:
        """t of each state, 0 noise and 1 image: [S+1]."""
        return np.linspace(0, 1, self.request.steps + 1)

    def numbers(self) -> dict[str, Any]:
        """Lists run along the blends, then the steps."""
        return super().numbers() | {"blends": BLENDS, "times": self.times}


@dataclass(frozen=True, eq=False)
class Memory:
    """The training images of a class (or all): in [-1, 1] float32 [M, D], painted, labelled."""

    points: Tensor
    images: Image8
    labels: NDArray[np.int64]
    source: str


@cached
def memory(dataset: str, label: str) -> Memory:
    """What is known by heart."""
    shipped = data.reference(dataset)
    chosen = slice(None) if label == ANY else shipped.of_class(int(label))
    images = shipped.images[chosen]
    points = torch.from_numpy(images.reshape(len(images), -1)).float() / 127.5 - 1
    return Memory(points.to(device.pick()), images, shipped.labels[chosen], shipped.source)


@answering
def answer(request: ExactRequest) -> ExactResult:
    """All blends from the same noises, in one batch. Deterministic in the request."""
    known = memory(request.dataset, request.label)
    path, doubts = _carried(request, known)
    split = (-1, len(BLENDS), SAMPLES, *path.states.shape[2:])
    states = path.states.reshape(split).transpose(0, 1)
    images = torch.cat([path.denoised, path.states[-1:]]).reshape(split).transpose(0, 1)
    distance, places = nearest(known.points, images.clamp(-1, 1).flatten(3))
    index = places.cpu().numpy()
    return ExactResult(
        request=request,
        noisy=imaging.painted(states),
        denoised=imaging.painted(images),
        nearest=known.images[index],
        distance=distance.cpu().numpy(),
        images=doubts.reshape(-1, len(BLENDS), SAMPLES).transpose(0, 1).exp().float().cpu().numpy(),
        labels=known.labels[index[:, -1]],
        unseen=unseen(request.dataset, request.label),
        known=len(known.images),
        source=known.source,
    )


def _carried(request: ExactRequest, known: Memory) -> tuple[samplers.Trajectory, Tensor]:
    """The paths of all blends, and the entropy [S, B * SAMPLES] of the weights along them."""
    flow = Networks(request.dataset).flow
    noise = flows.noise_of(flow, request.seed, SAMPLES).x
    x = noise.repeat(len(BLENDS), 1, 1, 1)
    learned = flows.guided_velocity(flow, flows.labels_of(flow, request.label, len(x)))
    share = torch.tensor(BLENDS, device=x.device).repeat_interleave(SAMPLES)[:, None, None, None]
    entropies: list[Tensor] = []

    def velocity(x: Tensor, t: Tensor) -> Tensor:
        exact, entropy = exact_velocity(known.points, x, float(t[0]))
        entropies.append(entropy)
        return torch.lerp(learned(x, t), exact, share)

    times = torch.linspace(0, 1, request.steps + 1, dtype=torch.float64)
    path = samplers.flow_sample(velocity, x, times=times, on_step=progress.report)
    return path, torch.stack(entropies)


def exact_velocity(points: Tensor, x: Tensor, t: float) -> tuple[Tensor, Tensor]:
    """E[x0 - eps | x_t = x] = (E[x0 | x] - x) / (1 - t) over the points [M, D], for x
    [N, C, H, W] and t in [0, 1); and the entropy [N] of the posterior weights.

    The flow state divided by t is x0 + sigma eps with sigma = (1 - t) / t.
    """
    time = max(t, _FIRST)
    weighted = posterior(points, x.flatten(1).double() / time, (1 - time) / time)
    return (weighted.mean.to(x.dtype).reshape(x.shape) - x) / (1 - t), weighted.entropy


def nearest(points: Tensor, images: Tensor) -> tuple[Tensor, Tensor]:
    """The nearest of points [M, D] to each image [..., D], all in [-1, 1]: its distance with
    pixels in [0, 1], and its index."""
    flat = images.flatten(0, -2)
    index = torch.cat([torch.cdist(part, points).argmin(1) for part in flat.split(512)])
    # Anew from the differences: cdist's squares have lost what is close to 0.
    distance = (flat - points[index]).norm(dim=1) / 2
    return distance.reshape(images.shape[:-1]), index.reshape(images.shape[:-1])


@cached
def unseen(dataset: str, label: str) -> float:
    """The median distance of shipped test images to the nearest that is known by heart."""
    shipped = data.examples(dataset)
    chosen = slice(None, None, 10) if label == ANY else shipped.of_class(int(label))
    images = imaging.model_space(shipped.images[chosen][:_UNSEEN]).flatten(1)
    distance, _ = nearest(memory(dataset, label).points, images)
    return float(distance.median())
