"""The flow network as this subject's pages use it: guided, and run by any sampler."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from playground import device
from playground.core import denoisers, samplers, schedules
from playground.core.samplers import SAMPLERS, Trajectory
from playground.engine import progress
from playground.engine.diffusion import imaging, levels
from playground.engine.networks import CLASSIFIER, Networks, card, datasets
from playground.models.unet import UNet

FLOW = "flow"
#: Data sets whose flow can be sampled and whose classifier can judge it.
DATASETS = datasets(FLOW, CLASSIFIER)
ANY = "any"
LABELS = tuple(str(digit) for digit in range(10))
#: Samples that go through a sampler at a time, where there are many.
BATCH = 64
#: CPU seconds of an image's pass, roughly.
SECONDS = 0.0023

Velocity = Callable[[Tensor, Tensor], Tensor]
#: States [..., C, H, W] of a flow -> images [..., 1, H, W] in [-1, 1].
Shown = Callable[[Tensor], Tensor]


def cards(dataset: str) -> tuple[str, str]:
    """The names of the flow's and the classifier's cards."""
    return card(dataset, FLOW), card(dataset, CLASSIFIER)


# --- the network ------------------------------------------------------------------------------


def flow(dataset: str) -> UNet:
    """The data set's flow network, on the device."""
    return Networks(dataset).flow


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
        glimpse = imaging.glimpse(*(self.shown(states) for states in seen))
        progress.report(self.made, self.total, glimpse)
        self.aside += time.perf_counter() - begin


def watched(velocity: Velocity, calls: Calls) -> Velocity:
    """The same, reporting each of its calls."""

    def watching(x: Tensor, t: Tensor) -> Tensor:
        predicted = velocity(x, t)
        calls.report(x, t, predicted)
        return predicted

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
    level = levels.alpha_bar()
    even = spacing == "even"
    return samplers.sample(
        denoisers.flow_as_eps(velocity, level),
        start.x,
        alphas_cumprod=level,
        timesteps=levels.timesteps(steps) if even else schedules.karras_timesteps(level, steps),
        sampler=sampler,
        eta=eta,
        generator=start.generators,
    )


def resumed(
    velocity: Velocity,
    x: Tensor,
    done: int,
    steps: int,
    *,
    eta: float,
    generators: Sequence[torch.Generator],
) -> Trajectory:
    """The other steps - done steps of DDIM from x [N, C, H, W], one stream of noise a row."""
    level = levels.alpha_bar()
    return samplers.sample(
        denoisers.flow_as_eps(velocity, level),
        x,
        alphas_cumprod=level,
        timesteps=levels.timesteps(steps)[done:],
        sampler="ddim",
        eta=eta,
        generator=generators,
    )


def images_of(
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
    """How many of them `images_of` makes of so many samples."""
    return -(-samples // BATCH)
