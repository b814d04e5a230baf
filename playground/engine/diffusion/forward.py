"""How does an image become noise, and when can its class no longer be told?"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor

from playground import device
from playground.arrays import F32, F64, Image8
from playground.core import schedules
from playground.engine.diffusion import fields, imaging, network
from playground.engine.diffusion.imaging import NOISE_RANGE
from playground.engine.diffusion.levels import Weights
from playground.engine.images import Picture, given, index_field
from playground.engine.networks import CLASSIFIER, datasets
from playground.engine.request import Request, choice, picture, whole
from playground.engine.result import Result, answering, tells

#: Data sets whose classifier says what can still be read.
DATASETS = datasets(CLASSIFIER)
#: Positions of t, from the image to the noise, both included.
FRAMES = 51
#: Steps of the schedules that have steps.
STEPS = 1000


@dataclass(frozen=True)
class Schedule:
    """betas(steps), or None for a straight line; its name, and how it writes the weights of image
    and noise."""

    betas: Callable[[int], Tensor] | None
    label: str
    signal: str = "√ᾱ"
    sigma: str = "√(1 − ᾱ)"


SCHEDULES = {
    "linear": Schedule(schedules.linear_betas, "Linear (DDPM)"),
    "cosine": Schedule(schedules.cosine_betas, "Cosine (improved DDPM)"),
    "flow": Schedule(None, "Flow (straight line)", "t", "(1 − t)"),
}
#: Edges of the histogram of pixels: four standard deviations to either side, and no bin split at 0.
EDGES = np.linspace(-4.05, 4.05, 55)


@dataclass(frozen=True)
class ForwardRequest(Request):
    """The question of the page. Noise is drawn from `seed`, one stream for each of `samples`."""

    dataset: str = choice(DATASETS[0], DATASETS, "Where the example comes from.", "Data set")
    label: str = choice("3", network.LABELS, "The image shows this class.", "Class")
    index: int = index_field(27)
    schedule: str = choice(
        "linear", tuple(SCHEDULES), "How fast noise takes the image's place.", "Schedule"
    )
    samples: int = whole(16, 1, 64, "Several noises tell chance from rule.", "Noises")
    seed: int = fields.seed_field()
    image: str = picture("A picture of your own takes the example's place.", "Your own picture")


@dataclass(frozen=True)
class ForwardResult(Result):
    """One image under N noises at FRAMES positions, from no noise to nothing but noise.

    noisy: uint8 [F, N, H, W]; image, noise: uint8 [F, H, W], the two terms of the first of them.
    times: [F] t of the schedule; weights: [F] of the two terms. probabilities: [F, N, 10] of
    x_t over the weight of its image. histogram: [F, len(EDGES) - 1] density of the pixels of x_t;
    mean, spread: [F] of them.
    """

    request: ForwardRequest
    noisy: Image8
    image: Image8
    noise: Image8
    times: F64
    weights: Weights = field(metadata=tells())
    probabilities: F32 = field(metadata=tells())
    histogram: F64 = field(metadata=tells())
    mean: F64
    spread: F64 = field(metadata=tells("standard_deviation"))

    @property
    def read(self) -> int:
        """The class that the classifier reads in the image itself."""
        return int(self.probabilities[0, 0].argmax())

    @property
    def still_read(self) -> F64:
        """The share of the noises under which that class is still the likeliest. [F]"""
        return (self.probabilities.argmax(-1) == self.read).mean(1)

    @property
    def lost(self) -> int | None:
        """The first position at which fewer than half of them are; None where there is none."""
        below = np.flatnonzero(self.still_read < 0.5)
        return int(below[0]) if len(below) else None

    def numbers(self) -> dict[str, Any]:
        """Lists run along the positions."""
        read = {"read": self.read, "still_read": self.still_read, "lost_at_position": self.lost}
        return super().numbers() | read | self.weights.numbers


@answering
def answer(request: ForwardRequest) -> ForwardResult:
    """Mix image and noise at every position, and read it. Deterministic in the request."""
    times, weights = positions(request.schedule)
    shown = given(request.dataset, int(request.label), request.index, request.image)
    image, noise = _terms(shown, request.seed, request.samples)
    signal, sigma = (_column(part, image) for part in (weights.signal, weights.sigma))
    states = signal * image + sigma * noise
    pixels = states.double().flatten(1)
    return ForwardResult(
        request=request,
        noisy=imaging.painted(states),
        image=imaging.painted(signal[:, 0] * image),
        noise=imaging.painted(sigma[:, 0] * noise[0] / NOISE_RANGE),
        times=times,
        weights=weights,
        # At the image's own scale, which is no news: only the noise may hide the class.
        probabilities=imaging.probabilities(request.dataset, states / signal.clamp(min=1e-6)),
        histogram=_histogram(pixels.cpu().numpy()),
        mean=pixels.mean(1).cpu().numpy(),
        spread=pixels.std(1, correction=0).cpu().numpy(),
    )


def positions(schedule: str) -> tuple[F64, Weights]:
    """t and the weights of image and noise at FRAMES positions, from the image to the noise.

    A schedule with steps has t = 0 for the image and t = STEPS for its last level; a flow, as its
    network counts, t = 1 for the image and 0 for the noise.
    """
    along = np.linspace(0, 1, FRAMES)
    betas = SCHEDULES[schedule].betas
    if betas is None:
        return 1 - along, Weights(1 - along, along)
    steps = np.rint(along * STEPS)
    level = schedules.alphas_cumprod(betas(STEPS))
    alpha_bar = torch.cat([level.new_ones(1), level]).numpy()[steps.astype(int)]
    return steps, Weights(np.sqrt(alpha_bar), np.sqrt(1 - alpha_bar))


def _terms(picture: Picture, seed: int, noises: int) -> tuple[Tensor, Tensor]:
    """The image [1, H, W] in [-1, 1], and noises [N, 1, H, W]: fewer are the first of more."""
    image = imaging.model_space(picture.image)
    streams = (device.generator(seed, row) for row in range(noises))
    noise = torch.stack([torch.randn(image.shape, generator=one) for one in streams])
    return image, noise.to(image.device)


def _column(weights: F64, image: Tensor) -> Tensor:
    """[F] -> [F, 1, 1, 1, 1], to multiply [F, N, 1, H, W]."""
    return torch.from_numpy(weights).to(image)[:, None, None, None, None]


def _histogram(pixels: F64) -> F64:
    """The density in each bin of EDGES: [F, P] -> [F, bins]; what lies outside counts too."""
    counts = np.stack([np.histogram(row, EDGES)[0] for row in pixels])
    return counts / (pixels.shape[1] * np.diff(EDGES))
