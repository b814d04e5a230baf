"""The same question to two flows, one on pixels and one on an autoencoder's codes."""

import time
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from playground.arrays import F32, F64, Image8
from playground.core.samplers import Trajectory
from playground.engine import flows
from playground.engine.diffusion import fields, imaging, network
from playground.engine.diffusion.imaging import NOISE_RANGE
from playground.engine.diffusion.network import Calls, Shown, as_it_is
from playground.engine.networks import CLASSIFIER, Networks, card, datasets
from playground.engine.request import whole
from playground.engine.result import Result, answering, tells
from playground.models import catalog
from playground.models.kl_autoencoder import KLAutoencoder
from playground.models.unet import UNet

LATENT, PIXEL, CODES = "latent-flow", network.FLOW, "kl"
#: Of a data set: the flows, what makes codes of images and back, and what reads images.
MODELS = (LATENT, CODES, PIXEL, CLASSIFIER)
#: The data sets whose codes have a flow.
DATASETS = datasets(*MODELS)
SAMPLER = "euler"
#: Codes that are decoded at a time.
BATCH = 256


@dataclass(frozen=True)
class LatentRequest(fields.Guided):
    """The question of the page. Noise is drawn from `seed`, one stream for each sample."""

    label: str = fields.label_field(flows.ANY)
    steps: int = whole(20, 2, 100, "Euler steps of both flows, evenly spaced in t.", "Steps")
    guidance: float = fields.guidance_field()
    samples: int = whole(4, 1, 8, "How many images are drawn side by side.", "Samples")
    seed: int = fields.seed_field()
    dataset: str = fields.dataset_field(DATASETS)


@dataclass(frozen=True)
class Side(imaging.Read):
    """How one flow went: S steps, S + 1 states, the last of them the result.

    noisy, denoised: uint8 [S+1, N, H, W]: x_t and the predicted end, x_t + (1 - t) v, as images.
    probabilities: [S+1, N, 10] of the latter. seconds: for one image, sampled and decoded,
    measured once. fid: the card's.
    """

    noisy: Image8
    denoised: Image8
    probabilities: F32
    seconds: float = field(metadata=tells("seconds_per_image"))
    fid: float = field(metadata=tells("card_fid"))


@dataclass(frozen=True)
class LatentResult(Result):
    """Both flows at the same times t [S+1], from 0 to 1.

    channels: uint8 [S+1, N, 4, 8, 8]: the latent x_t from -3 (black) to 3 (white).
    """

    request: LatentRequest
    times: F64
    latent: Side
    pixel: Side
    channels: Image8

    @property
    def ratio(self) -> float:
        """The time of the latent flow over that of the pixel flow, in this run."""
        return self.latent.seconds / self.pixel.seconds

    def numbers(self) -> dict[str, Any]:
        return super().numbers() | {"time_ratio": self.ratio}


@answering
def answer(request: LatentRequest) -> LatentResult:
    """Sample with both flows, and look at every step. The images are deterministic."""
    calls, shown = 2 * request.steps, decoder(request.dataset)
    latent, latent_time = run(request, LATENT, Calls(calls, shown=shown))
    pixel, pixel_time = run(request, PIXEL, Calls(calls, request.steps))
    return LatentResult(
        request=request,
        times=latent.times.double().numpy(),
        latent=_side(request, LATENT, latent, shown, latent_time),
        pixel=_side(request, PIXEL, pixel, as_it_is, pixel_time),
        channels=imaging.painted(latent.states / NOISE_RANGE),
    )


def cards(dataset: str) -> tuple[str, ...]:
    """The cards of a data set's MODELS."""
    return tuple(card(dataset, model) for model in MODELS)


def run(request: LatentRequest, model: str, calls: Calls) -> tuple[Trajectory, float]:
    """LATENT or PIXEL from noise to its end, in its own space, and its seconds for one image."""
    flow = Networks(request.dataset).load(UNet, model)
    labels = flows.labels_of(flow, request.label, request.samples)
    velocity = flows.guided_velocity(flow, labels, request.guidance)
    start = flows.noise_of(flow, request.seed, request.samples)
    # A network's first call also sets it up: neither flow shall pay for that.
    velocity(start.x, start.x.new_zeros(request.samples)).sum().item()
    begin = time.perf_counter()
    path = flows.sampled(network.watched(velocity, calls), start, SAMPLER, request.steps)
    calls.shown(path.states[-1]).sum().item()
    seconds = time.perf_counter() - begin - calls.aside
    return path, seconds / request.samples


def decoder(dataset: str) -> Shown:
    """What turns codes [..., 4, 8, 8] into images."""
    autoencoder = Networks(dataset).load(KLAutoencoder, CODES)

    def decoded(codes: Tensor) -> Tensor:
        parts = codes.flatten(0, -4).split(BATCH)
        images = torch.cat([2 * autoencoder.decode(part) - 1 for part in parts])
        return images.reshape(*codes.shape[:-3], *images.shape[1:])

    return decoded


def _side(
    request: LatentRequest, model: str, path: Trajectory, shown: Shown, seconds: float
) -> Side:
    ends = shown(torch.cat([path.denoised, path.states[-1:]]))
    return Side(
        noisy=imaging.painted(shown(path.states)),
        denoised=imaging.painted(ends),
        probabilities=imaging.probabilities(request.dataset, ends),
        seconds=seconds,
        fid=catalog.card(card(request.dataset, model)).metric("fid").value,
    )
