"""How does noise become a digit, and what does each sampler do with its steps?"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from playground import device
from playground.caching import stage
from playground.core import denoisers, samplers, schedules
from playground.engine import progress
from playground.engine.request import Request, choice, number, whole
from playground.models import catalog
from playground.models.unet import UNet

MODEL = "mnist-flow"
CLASSIFIER = "mnist-classifier"
#: Samples drawn side by side: enough to see that each noise has its own digit.
SAMPLES = 4
#: Side of the model's images, in pixels.
SIDE = 28
#: Gaussian noise is painted from -3 to 3, where 99.7 % of it lies.
NOISE_RANGE = 3.0
ANY = "any"
DIGITS = tuple(str(digit) for digit in range(10))


@dataclass(frozen=True)
class DiffusionRequest(Request):
    """The question of the tab. Noise is drawn from `seed`, one stream for each sample."""

    digit: str = choice("3", (ANY, *DIGITS), "A digit, or any for none in particular.")
    sampler: str = choice("ddim", tuple(samplers.SAMPLERS), "Choose a sampler of that list.")
    steps: int = whole(20, 2, 100, "More steps follow the path more closely and take longer.")
    guidance: float = number(2.0, 0.0, 5.0, "1 is the plain model; 1.5 to 2 looks best.", step=0.1)
    eta: float = number(0.0, 0.0, 1.0, "Only ddim takes it: 0 is deterministic, 1 is DDPM.")
    seed: int = whole(0, 0, 2**31 - 1, "Any whole number; each gives other noise.")


@dataclass(frozen=True)
class DiffusionResult:
    """Every step of SAMPLES samples; S steps, S + 1 states, the last of them the result.

    noisy, denoised, noise: uint8 [S+1, SAMPLES, H, W]: x_t, predicted image, predicted noise (none
    is left in the result). signal, sigma: [S+1] the weights of image and noise in x_t.
    probabilities: [S+1, SAMPLES, 10] of the predicted images. times: [S+1] t of the schedule.
    """

    request: DiffusionRequest
    noisy: NDArray[np.uint8]
    denoised: NDArray[np.uint8]
    noise: NDArray[np.uint8]
    signal: NDArray[np.float64]
    sigma: NDArray[np.float64]
    times: NDArray[np.float64]
    probabilities: NDArray[np.float32]
    evaluations: int

    @property
    def alpha_bar(self) -> NDArray[np.float64]:
        """The image's share of the power of x_t: signal^2 / (signal^2 + sigma^2). [S+1]"""
        return self.signal**2 / (self.signal**2 + self.sigma**2)

    @property
    def log_snr(self) -> NDArray[np.float64]:
        """log10 of the signal-to-noise power ratio. [S], since the result has no noise left."""
        return 2 * np.log10(np.maximum(self.signal[:-1], 1e-12) / self.sigma[:-1])

    def report(self) -> dict[str, Any]:
        """The numbers as JSON-able values."""
        return {
            "times": self.times.tolist(),
            "alpha_bar": self.alpha_bar.tolist(),
            "log10_snr": self.log_snr.tolist(),
            "probabilities": self.probabilities.tolist(),
            "predicted": self.probabilities[-1].argmax(-1).tolist(),
            "model_calls": self.evaluations,
        }


@stage(maxsize=16)
@device.accelerated
def answer(request: DiffusionRequest) -> DiffusionResult:
    """Sample, and look at every step. Deterministic in the request."""
    where = device.pick()
    path = trajectory(catalog.load_as(UNet, MODEL, where), request)
    signal, sigma = _weights(path.times, request.sampler)
    images = torch.cat([path.denoised, path.states[-1:]])
    return DiffusionResult(
        request=request,
        noisy=_painted(path.states),
        denoised=_painted(images),
        noise=_painted(torch.cat([path.noise, torch.zeros_like(path.noise[:1])]) / NOISE_RANGE),
        signal=signal,
        sigma=sigma,
        times=path.times.double().numpy(),
        probabilities=_probabilities(catalog.load(CLASSIFIER, where), images),
        evaluations=path.evaluations,
    )


def trajectory(network: UNet, request: DiffusionRequest) -> samplers.Trajectory:
    """The path from noise to SAMPLES images, in the network's range [-1, 1]."""
    generators = [device.generator(request.seed + row) for row in range(SAMPLES)]
    where = next(network.parameters()).device
    x = torch.stack([torch.randn((1, SIDE, SIDE), generator=one) for one in generators]).to(where)
    velocity = guided_velocity(network, request)
    if request.sampler in samplers.FLOW:
        times = torch.linspace(0, 1, request.steps + 1, dtype=torch.float64)
        return samplers.flow_sample(
            velocity, x, times=times, sampler=request.sampler, on_step=progress.report
        )
    level = schedules.alphas_cumprod(schedules.linear_betas())
    return samplers.sample(
        denoisers.flow_as_eps(velocity, level),
        x,
        alphas_cumprod=level,
        timesteps=schedules.spaced_timesteps(len(level), request.steps),
        sampler=request.sampler,
        eta=request.eta if request.sampler == "ddim" else 0.0,
        generator=generators,
        on_step=progress.report,
    )


def guided_velocity(network: UNet, request: DiffusionRequest) -> Callable[[Tensor, Tensor], Tensor]:
    """velocity(x, t) of the asked class; both halves of the guidance go through in one batch."""
    none = network.classes
    label = none if request.digit == ANY else int(request.digit)

    def velocity(x: Tensor, t: Tensor) -> Tensor:
        labels = torch.full((len(x),), label, device=x.device)
        if label == none or request.guidance == 1:
            return network(x, t, labels)
        doubled = torch.cat([labels, torch.full_like(labels, none)])
        with_class, without = network(x.repeat(2, 1, 1, 1), t.repeat(2), doubled).chunk(2)
        return denoisers.guided(with_class, without, request.guidance)

    return velocity


def _weights(times: Tensor, sampler: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What image and noise count for in x_t, at each time of a path (alpha-bar 1 at its end)."""
    if sampler in samplers.FLOW:
        t = times.double().numpy()
        return t, 1 - t
    level = schedules.alphas_cumprod(schedules.linear_betas())
    alpha_bar = torch.cat([level[times[:-1]], level.new_ones(1)]).numpy()
    return np.sqrt(alpha_bar), np.sqrt(1 - alpha_bar)


def _probabilities(classifier: nn.Module, images: Tensor) -> NDArray[np.float32]:
    """The classifier's softmax at every step and sample: [S+1, N, C, H, W] -> [S+1, N, 10]."""
    steps, samples = images.shape[:2]
    logits = classifier(((images.flatten(0, 1) + 1) / 2).clamp(0, 1))
    return logits.softmax(-1).reshape(steps, samples, -1).cpu().numpy()


def _painted(images: Tensor) -> NDArray[np.uint8]:
    """[S, N, 1, H, W] in [-1, 1], clipped there -> uint8 [S, N, H, W]."""
    return ((images[:, :, 0].clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8).cpu().numpy()
