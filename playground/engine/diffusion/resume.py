"""Sampling taken up halfway: from any state of the schedule to its end."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from playground.core import denoisers, samplers, schedules
from playground.core.samplers import Trajectory
from playground.engine.diffusion import network
from playground.engine.diffusion.network import Velocity


def timesteps(steps: int) -> Tensor:
    """The timesteps that `steps` steps visit: int64 [steps], decreasing."""
    return schedules.spaced_timesteps(len(network.levels()), steps)


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
    level = network.levels()
    return samplers.sample(
        denoisers.flow_as_eps(velocity, level),
        x,
        alphas_cumprod=level,
        timesteps=timesteps(steps)[done:],
        sampler="ddim",
        eta=eta,
        generator=generators,
    )


def noised(image: Tensor, noise: Tensor, done: int, steps: int) -> Tensor:
    """x_t of an image after `done` of the steps: sqrt(alpha-bar) image + sqrt(1 - alpha-bar) noise.

    Ho et al. 2020, eq. 4.
    """
    level = float(network.levels()[timesteps(steps)[done]])
    return math.sqrt(level) * image + math.sqrt(1 - level) * noise
