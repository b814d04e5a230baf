"""Flow networks as any page uses them: guided, and run by any sampler."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from playground import device
from playground.core import denoisers, samplers, schedules
from playground.core.samplers import SAMPLERS, Trajectory
from playground.models.unet import UNet

#: What a request calls no class in particular.
ANY = "any"

Velocity = Callable[[Tensor, Tensor], Tensor]


def alpha_bar() -> Tensor:
    """alpha-bar of the schedule that the diffusion samplers run on: DDPM's linear one, [1000]."""
    return schedules.alphas_cumprod(schedules.linear_betas())


def timesteps(steps: int) -> Tensor:
    """The timesteps that `steps` steps visit: int64 [steps], decreasing."""
    return schedules.spaced_timesteps(len(alpha_bar()), steps)


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


@dataclass(frozen=True, eq=False)
class Start:
    """Noise x_T, or a later state, [N, C, H, W]; for each sample, the stream of its fresh noise."""

    x: Tensor
    generators: list[torch.Generator]


def noise_of(network: UNet, seed: int, count: int, *, first: int = 0, repeat: int = 0) -> Start:
    """Samples `first` and on: each has a stream of its own, and does not depend on the others."""
    generators = [device.generator(seed, first + row, repeat) for row in range(count)]
    x = torch.stack([torch.randn(network.shape, generator=one) for one in generators])
    return Start(x.to(next(network.parameters()).device), generators)


def sampled(
    velocity: Velocity,
    start: Start,
    sampler: str,
    steps: int,
    *,
    eta: float = 0.0,
    spacing: str = "even",
    done: int = 0,
) -> Trajectory:
    """The path from noise to images in [-1, 1], by any sampler of the core's table; of a diffusion
    sampler, from where `done` of the evenly spaced steps have led."""
    if SAMPLERS[sampler].flow:
        times = torch.linspace(0, 1, steps + 1, dtype=torch.float64)
        return samplers.flow_sample(velocity, start.x, times=times, sampler=sampler)
    level = alpha_bar()
    even = spacing == "even"
    return samplers.sample(
        denoisers.flow_as_eps(velocity, level),
        start.x,
        alphas_cumprod=level,
        timesteps=timesteps(steps)[done:] if even else schedules.karras_timesteps(level, steps),
        sampler=sampler,
        eta=eta,
        generator=start.generators,
    )
