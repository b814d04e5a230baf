"""The flow network as this subject's pages use it: guided, run by any sampler, looked at."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground import data, device
from playground.core import denoisers, samplers, schedules
from playground.core.samplers import SAMPLERS, Trajectory
from playground.engine import progress
from playground.engine.latent.images import CLASSIFIER, card, classifier, datasets
from playground.engine.request import choice, default, die, number
from playground.errors import BadValue, Filled
from playground.models import catalog
from playground.models.unet import UNet

FLOW = "flow"
#: Data sets whose flow can be sampled and whose classifier can judge it.
DATASETS = datasets(FLOW, CLASSIFIER)
ANY = "any"
DIGITS = tuple(str(digit) for digit in range(10))
#: Gaussian noise is painted from -3 to 3, where 99.7 % of it lies.
NOISE_RANGE = 3.0
#: Where log10 SNR is cut: beyond, one side is lost to float32.
LOG_SNR = 6.0
#: Samples that go through a sampler at a time, where there are many.
BATCH = 64
#: Samples that are seen while work goes on.
GLIMPSED = 16
#: How a diffusion sampler's timesteps are spaced (a flow's times are always even).
SPACINGS = ("even", "karras")
SPACED = samplers.names(flow=False)

Velocity = Callable[[Tensor, Tensor], Tensor]
#: States [..., C, H, W] of a flow -> images [..., 1, H, W] in [-1, 1].
Shown = Callable[[Tensor], Tensor]


# --- fields that the pages' questions share ---------------------------------------------------


def dataset_field(datasets: tuple[str, ...] = DATASETS) -> Any:
    return choice(datasets[0], datasets, "What the network was trained to draw.", "Data set")


def label_field(value: str = "3") -> Any:
    return choice(value, (ANY, *DIGITS), "A class, or any for none in particular.", "Class")


def guidance_field(value: float = 2.0) -> Any:
    return number(
        value,
        0.0,
        5.0,
        "1 is the plain model; above it the class is clearer, variety less.",
        "Guidance scale",
        step=0.1,
    )


def seed_field(value: int = 0) -> Any:
    return die(
        value, 0, 2**31 - 1, "Any whole number; each gives other noise.", "Seed of the noise"
    )


def check_guidance(request: Any, name: str = "label") -> None:
    """Refuse a guidance, other than none or the default, where no class is asked. BadValue."""
    plain = (1, default(type(request), "guidance"))
    if getattr(request, name) == ANY and request.guidance not in plain:
        way_out = "Leave it out, or name a class for it to strengthen."
        raise BadValue(
            "guidance", request.guidance, Filled("1 for {name} {any}", name=name, any=ANY), way_out
        )


def class_names(dataset: str) -> tuple[str, ...]:
    """What each class is called, by label."""
    return data.CLASSES[dataset]


def cards(dataset: str) -> tuple[str, str]:
    """The names of the flow's and the classifier's cards."""
    return card(dataset, FLOW), card(dataset, CLASSIFIER)


# --- the network ------------------------------------------------------------------------------


def flow(dataset: str) -> UNet:
    """The data set's flow network, on the device."""
    return catalog.load_as(UNet, card(dataset, FLOW), device.pick())


def labels_of(network: UNet, label: str, count: int) -> Tensor:
    """[count] of the class that a request names; ANY is the network's own "no class"."""
    number = network.classes if label == ANY else int(label)
    return torch.full((count,), number, device=next(network.parameters()).device)


def guided_velocity(network: UNet, labels: Tensor, guidance: float = 1.0) -> Velocity:
    """velocity(x, t) of the labels [N] under classifier-free guidance.

    Both halves go through the network in one batch: one call, of twice the images. Guidance 1,
    and 0, which forgets the labels, need no second half, nor does a batch without a class.
    """
    none = torch.full_like(labels, network.classes)
    if guidance == 0 or bool((labels == none).all()):
        return lambda x, t: network(x, t, none)
    if guidance == 1:
        return lambda x, t: network(x, t, labels)
    doubled = torch.cat([labels, none])

    def velocity(x: Tensor, t: Tensor) -> Tensor:
        with_class, without = network(x.repeat(2, 1, 1, 1), t.repeat(2), doubled).chunk(2)
        return denoisers.guided(with_class, without, guidance)

    return velocity


def as_it_is(images: Tensor) -> Tensor:
    """What the states of a flow on pixels take to be seen: nothing."""
    return images


@dataclass
class Calls:
    """How many network calls a question takes in all, and how many are made; what turns their
    states into images; aside: seconds that reporting took, which are not the sampler's."""

    total: int
    made: int = 0
    shown: Shown = as_it_is
    aside: float = 0.0

    def report(self, x: Tensor, t: Tensor, velocity: Tensor) -> None:
        """One more: the state [N, C, H, W] beside the image that it predicts."""
        velocity.sum().item()  # A GPU's call is over before the clock is stopped.
        begin = time.perf_counter()
        self.made += 1
        seen = (x, x + (1 - t).reshape(-1, 1, 1, 1) * velocity)
        progress.report(self.made, self.total, glimpse(*(self.shown(states) for states in seen)))
        self.aside += time.perf_counter() - begin


def watched(velocity: Velocity, calls: Calls) -> Velocity:
    """The same, reporting each of its calls."""

    def watching(x: Tensor, t: Tensor) -> Tensor:
        found = velocity(x, t)
        calls.report(x, t, found)
        return found

    return watching


@dataclass(frozen=True, eq=False)
class Start:
    """Noise x_T [N, C, H, W], and for each sample the stream that its fresh noise comes from."""

    x: Tensor
    generators: list[torch.Generator]


def noise_of(network: UNet, seed: int, count: int, *, first: int = 0, repeat: int = 0) -> Start:
    """Samples `first` and on: each has a stream of its own, and does not depend on the others."""
    generators = [device.generator(seed, first + row, repeat) for row in range(count)]
    x = torch.stack([torch.randn(network.shape, generator=one) for one in generators])
    return Start(x.to(next(network.parameters()).device), generators)


# --- sampling ---------------------------------------------------------------------------------


def levels() -> Tensor:
    """alpha-bar of the schedule that the diffusion samplers run on: DDPM's linear one, [1000]."""
    return schedules.alphas_cumprod(schedules.linear_betas())


def sampled(
    velocity: Velocity,
    start: Start,
    sampler: str,
    steps: int,
    *,
    eta: float = 0.0,
    spacing: str = "even",
) -> Trajectory:
    """The path from noise to images in [-1, 1], by any sampler of the core's table."""
    if SAMPLERS[sampler].flow:
        times = torch.linspace(0, 1, steps + 1, dtype=torch.float64)
        return samplers.flow_sample(velocity, start.x, times=times, sampler=sampler)
    level = levels()
    even = spacing == "even"
    spaced = schedules.spaced_timesteps(len(level), steps)
    return samplers.sample(
        denoisers.flow_as_eps(velocity, level),
        start.x,
        alphas_cumprod=level,
        timesteps=spaced if even else schedules.karras_timesteps(level, steps),
        sampler=sampler,
        eta=eta,
        generator=start.generators,
    )


def drawn(
    dataset: str,
    labels: Tensor,
    seed: int,
    sampler: str,
    steps: int,
    calls: Calls,
    *,
    guidance: float = 1.0,
    spacing: str = "even",
    repeat: int = 0,
) -> Tensor:
    """Images [N, C, H, W] of labels [N], BATCH at a time, on the CPU; each repeat has other noise
    than the seed's other repeats."""
    network = flow(dataset)
    images: list[Tensor] = []
    for batch, part in enumerate(labels.split(BATCH)):
        start = noise_of(network, seed, len(part), first=batch * BATCH, repeat=repeat)
        velocity = watched(guided_velocity(network, part, guidance), calls)
        images.append(sampled(velocity, start, sampler, steps, spacing=spacing).states[-1].cpu())
    return torch.cat(images)


def batches(samples: int) -> int:
    """How many of them `drawn` makes of so many samples."""
    return -(-samples // BATCH)


@dataclass(frozen=True)
class Weights:
    """What image and noise count for in x_t, at each time of a path: [S+1] each."""

    signal: NDArray[np.float64]
    sigma: NDArray[np.float64]

    @property
    def alpha_bar(self) -> NDArray[np.float64]:
        """The image's share of the power of x_t: signal^2 / (signal^2 + sigma^2)."""
        return self.signal**2 / (self.signal**2 + self.sigma**2)

    @property
    def log_snr(self) -> NDArray[np.float64]:
        """log10 of the signal-to-noise power ratio, from -LOG_SNR to LOG_SNR at its open ends."""
        least = 10 ** (-LOG_SNR / 2)
        signal, sigma = (np.maximum(part, least) for part in (self.signal, self.sigma))
        return np.clip(2 * np.log10(signal / sigma), -LOG_SNR, LOG_SNR)


def weights(times: Tensor, sampler: str) -> Weights:
    """The weights at the `times` of a sampler's path, which ends in the image."""
    if SAMPLERS[sampler].flow:
        t = times.double().numpy()
        return Weights(t, 1 - t)
    level = levels()
    alpha_bar = torch.cat([level[times[:-1]], level.new_ones(1)]).numpy()
    return Weights(np.sqrt(alpha_bar), np.sqrt(1 - alpha_bar))


# --- looking at it ----------------------------------------------------------------------------


def probabilities(dataset: str, images: Tensor) -> NDArray[np.float32]:
    """The classifier's softmax: [..., C, H, W] in [-1, 1], clipped there -> [..., 10]."""
    judge = classifier(dataset, device.pick())
    flat = ((images.flatten(0, -4).to(device.pick()) + 1) / 2).clamp(0, 1)
    logits = torch.cat([judge(part) for part in flat.split(256)])
    return logits.softmax(-1).reshape(*images.shape[:-3], -1).cpu().numpy()


def decided(probabilities: NDArray[np.float32]) -> NDArray[np.int64]:
    """The first of S steps from which each sample's likeliest class is its last one: [S, N, 10] ->
    [N]."""
    leading = probabilities.argmax(-1)
    differs = leading != leading[-1]
    last = len(differs) - 1 - differs[::-1].argmax(0)
    return np.where(differs.any(0), last + 1, 0)


def painted(images: Tensor) -> NDArray[np.uint8]:
    """[..., 1, H, W] in [-1, 1], clipped there -> uint8 [..., H, W]."""
    return ((images.squeeze(-3).clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8).cpu().numpy()


def model_space(images: NDArray[np.uint8]) -> Tensor:
    """uint8 [..., H, W] -> [..., 1, H, W] in [-1, 1], on the device."""
    pixels = torch.from_numpy(np.array(images)).to(device.pick())
    return (pixels.float() / 127.5 - 1).unsqueeze(-3)


def glimpse(*batches: Tensor) -> NDArray[np.uint8]:
    """The first of each batch [N, 1, H, W] in [-1, 1] as a square, side by side: uint8 [h, w]."""
    images = painted(torch.stack([batch[:GLIMPSED] for batch in batches]))
    columns = math.ceil(math.sqrt(images.shape[1]))
    missing = -images.shape[1] % columns
    full = np.pad(images, ((0, 0), (0, missing), (1, 1), (1, 1)), constant_values=128)
    squares = full.reshape(len(batches), -1, columns, *full.shape[2:]).swapaxes(2, 3)
    return np.concatenate([s.reshape(-1, columns * full.shape[3]) for s in squares], axis=1)
