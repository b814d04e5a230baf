"""Velocity fields of the plane learned while one waits: flow matching, and its straightening."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import torch
from torch import Tensor

from playground import device
from playground.caching import cached
from playground.core import samplers
from playground.core.adam import Adam
from playground.core.mixtures import Mixture
from playground.engine import progress
from playground.engine.diffusion.plane_data import Plane
from playground.models.plane import PlaneField

STEPS, BATCH, RATE = 2500, 256, 5e-3
#: Pairs that straightening learns from, and Heun steps of the flow that joins each.
PAIRS, JOINING = 4096, 30
_REPORTED = 50  # a report every so many steps: often enough to stop soon

#: draw(count) -> noise [count, 2] and data [count, 2], paired.
Draw: TypeAlias = Callable[[int], tuple[Tensor, Tensor]]
Velocity: TypeAlias = Callable[[Tensor, Tensor], Tensor]


@dataclass(frozen=True, eq=False)
class Straightened:
    """A learned velocity, and the pairs that it was learned from: noise, data [PAIRS, 2]."""

    velocity: Velocity
    noise: Tensor
    data: Tensor


@cached
def learned(plane: Plane) -> Velocity:
    """A network's velocity field of the data: flow matching from independent pairs, about 4 s."""
    data, generator = plane.mixture(), device.generator(0, "pairs")

    def draw(count: int) -> tuple[Tensor, Tensor]:
        noise = torch.randn(count, 2, generator=generator)
        return noise, data.draw(count, generator).float()

    return _double(train(draw))


@cached
def straightened(plane: Plane) -> Straightened:
    """Flow matching anew, on noise and what the exact flow makes of it ("2-rectified flow").

    Liu et al. 2023, algorithm 1: the joined pairs' lines hardly cross, so that their average bends
    little, and one step lands where thirty did.
    """
    noise, ends = joined(plane.mixture())
    generator = device.generator(0, "chosen pairs")

    def draw(count: int) -> tuple[Tensor, Tensor]:
        chosen = torch.randint(len(noise), (count,), generator=generator)
        return noise[chosen].float(), ends[chosen].float()

    return Straightened(_double(train(draw)), noise, ends)


def joined(data: Mixture) -> tuple[Tensor, Tensor]:
    """Noise and the data that the exact flow carries it to: [PAIRS, 2] each."""
    noise = torch.randn(PAIRS, 2, generator=device.generator(0, "joined"), dtype=torch.float64)
    times = torch.linspace(0, 1, JOINING + 1, dtype=torch.float64)
    path = samplers.flow_sample(data.velocity, noise, times=times, sampler="heun")
    return noise, path.states[-1].clone()


def train(draw: Draw) -> PlaneField:
    """Minimise E |f(t x + (1 - t) z, t) - (x - z)|^2 over paired z, x: Lipman et al. 2023, eq. 9.

    Adam, learning rate up over a tenth of the steps and down to zero by a cosine.
    """
    generator = device.generator(0, "training")
    # Weights born in inference mode could carry no gradient.
    with torch.inference_mode(False), torch.enable_grad():
        network = _initial(generator)
        weights = [*network.parameters()]
        adam = Adam(weights)
        for step in range(STEPS):
            noise, data = draw(BATCH)
            t = torch.rand(BATCH, generator=generator)
            mixed = torch.lerp(noise, data, t[:, None])
            loss = (network(mixed, t) - (data - noise)).square().sum(1).mean()
            gradients = torch.autograd.grad(loss, weights)
            adam.step(gradients, RATE * _share((step + 1) / STEPS))
            if (step + 1) % _REPORTED == 0:
                progress.report(step + 1, STEPS)
        return network.eval().requires_grad_(False)


def _share(done: float) -> float:
    """The learning rate's share of its peak, for `done` in (0, 1]."""
    return min(done / 0.1, (1 + math.cos(math.pi * done)) / 2)


def _initial(generator: torch.Generator) -> PlaneField:
    """A fresh network whose weights come from the generator alone."""
    network = PlaneField()
    for weight in network.parameters():
        bound = 1 / math.sqrt(weight.shape[-1])
        with torch.no_grad():
            weight.uniform_(-bound, bound, generator=generator)
    return network


def _double(network: PlaneField) -> Velocity:
    """The network for states in float64, as the exact field takes them."""
    return lambda x, t: network(x.float(), t.float()).to(x.dtype)
