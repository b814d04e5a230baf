"""Particles in the plane, carried from noise to data: each way a row of one table."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeAlias

import torch
from torch import Tensor

from playground import device
from playground.core import denoisers, samplers, schedules
from playground.core.langevin import annealed
from playground.core.mixtures import Mixture
from playground.engine.diffusion.plane_data import Plane
from playground.engine.diffusion.plane_training import Velocity, learned, straightened

#: Particles are drawn in this number whatever is asked, so that each has the same noise always.
MOST = 600
#: Langevin updates at each level, and how far one goes: a few relaxation times a level.
UPDATES, STEP = 10, 0.3
#: Width of the kernel that smooths a density known by samples only.
_SMOOTH = 0.12

#: field(x [K, 2], i) -> the arrows at step i.
Field: TypeAlias = Callable[[Tensor, int], Tensor]


class Marginals(Protocol):
    """What the particles of each step should be distributed as."""

    def density(self, axis: Tensor, i: int) -> Tensor:
        """On the grid axis x axis [C]: [C, C], the second coordinate first."""

    def draw(self, count: int, i: int) -> Tensor:
        """Samples [count, 2]; those of all steps come from the same chance."""


@dataclass(frozen=True, eq=False)
class Noised:
    """The data noised: signal, noise [S+1], what image and noise count for in each state."""

    data: Mixture
    signal: Tensor
    noise: Tensor

    def density(self, axis: Tensor, i: int) -> Tensor:
        return self.data.density(axis, axis, float(self.signal[i]), float(self.noise[i]))

    def draw(self, count: int, i: int) -> Tensor:
        generator = device.generator(0, "check")
        data = self.data.draw(count, generator)
        fresh = torch.randn(count, 2, generator=generator, dtype=torch.float64)
        return self.signal[i] * data + self.noise[i] * fresh


@dataclass(frozen=True, eq=False)
class Joined:
    """Lines between paired noise and data [P, 2]; their density is smoothed to be seen."""

    start: Tensor
    end: Tensor
    times: Tensor

    def density(self, axis: Tensor, i: int) -> Tensor:
        return Mixture(self.draw(len(self.start), i), _SMOOTH).density(axis, axis, 1.0, 0.0)

    def draw(self, count: int, i: int) -> Tensor:
        return torch.lerp(self.start[:count], self.end[:count], float(self.times[i]))


@dataclass(frozen=True, eq=False)
class Carried:
    """states [S+1, N, 2] under `marginals` and `field`; calls: the field's evaluations for each
    particle; velocity: what a network learned, where one did."""

    states: Tensor
    marginals: Marginals
    field: Field
    calls: int
    velocity: Velocity | None = None


@dataclass(frozen=True, eq=False)
class Start:
    """What a way is given: which data, the particles' first states [N, 2], steps, seed."""

    plane: Plane
    data: Mixture
    x: Tensor
    steps: int
    seed: int


Carry: TypeAlias = Callable[[Start], Carried]


@dataclass(frozen=True)
class Way:
    """How particles are carried; its name, and its title where there is room for more; what the
    arrows and the shade behind the particles are."""

    carry: Carry
    label: str
    title: str
    note: str


def begin(plane: Plane, particles: int, steps: int, seed: int) -> Start:
    """The particles as they start: standard Gaussian."""
    x = _gaussian(device.generator(seed))[:particles]
    return Start(plane, plane.mixture(), x, steps, seed)


def _gaussian(generator: torch.Generator) -> Tensor:
    return torch.randn(MOST, 2, generator=generator, dtype=torch.float64)


def _fresh(start: Start) -> Callable[[int], Tensor]:
    """Noise of each step, a stream apart from the particles' own."""
    generator = device.generator(start.seed, "steps")
    return lambda _: _gaussian(generator)[: len(start.x)]


def _uniforms(start: Start) -> Callable[[int], Tensor]:
    """The chance of each update, a stream apart again."""
    generator = device.generator(start.seed, "accepted")
    return lambda _: torch.rand(MOST, generator=generator, dtype=torch.float64)[: len(start.x)]


# --- diffusion ----------------------------------------------------------------------------------


def diffusion(sampler: str) -> Carry:
    """DDPM's or DDIM's steps on the cosine schedule, with the exact denoiser."""

    def carry(start: Start) -> Carried:
        level = schedules.alphas_cumprod(schedules.cosine_betas())
        path = samplers.sample(
            denoisers.denoiser_as_eps(start.data.denoise, level),
            start.x,
            alphas_cumprod=level,
            timesteps=schedules.spaced_timesteps(len(level), start.steps),
            sampler=sampler,
            noise=_fresh(start),
        )
        marginals = Noised(start.data, *_weights(start.steps))
        return Carried(path.states, marginals, _pull(marginals), path.evaluations)

    return carry


def langevin(start: Start) -> Carried:
    """Each state has come to rest at its level; the last level is the least of the schedule."""
    signal, noise = _weights(start.steps)
    levels = list(zip(signal[:-1].tolist(), noise[:-1].tolist(), strict=True))
    chance: dict[str, Any] = {"noise": _fresh(start), "uniforms": _uniforms(start)}
    states = annealed(start.data, start.x, levels=levels, updates=UPDATES, step=STEP, **chance)
    shifted = [torch.cat([one[:1], one[:-1]]) for one in (signal, noise)]
    marginals = Noised(start.data, *shifted)
    return Carried(states, marginals, _pull(marginals), (UPDATES + 1) * start.steps)


def _weights(steps: int) -> tuple[Tensor, Tensor]:
    """sqrt(alpha-bar) and sqrt(1 - alpha-bar) of the S + 1 states; the last has no noise."""
    level = schedules.alphas_cumprod(schedules.cosine_betas())
    visited = level[schedules.spaced_timesteps(len(level), steps)]
    visited = torch.cat([visited, visited.new_ones(1)])
    return visited.sqrt(), (1 - visited).sqrt()


def _pull(marginals: Noised) -> Field:
    """noise x score, which is minus the expected noise: of size one at every level."""

    def field(x: Tensor, i: int) -> Tensor:
        signal, noise = float(marginals.signal[i]), float(marginals.noise[i])
        return noise * marginals.data.score(x, signal, noise)

    return field


# --- flow ---------------------------------------------------------------------------------------


def flow(start: Start) -> Carried:
    """Euler steps along the exact velocity of flow matching."""
    return _flowed(start, start.data.velocity)


def flow_learned(start: Start) -> Carried:
    """Euler steps along the velocity that a network has learned."""
    velocity = learned(start.plane)
    return replace(_flowed(start, velocity), velocity=velocity)


def flow_straightened(start: Start) -> Carried:
    """Euler steps along what was learned anew, from pairs that the exact flow joins."""
    again = straightened(start.plane)
    marginals = Joined(again.noise, again.data, _times(start.steps))
    return replace(_flowed(start, again.velocity), marginals=marginals)


def _flowed(start: Start, velocity: Velocity) -> Carried:
    times = _times(start.steps)
    path = samplers.flow_sample(velocity, start.x, times=times)
    marginals = Noised(start.data, times, 1 - times)
    return Carried(path.states, marginals, _stream(velocity, times), path.evaluations)


def _times(steps: int) -> Tensor:
    return torch.linspace(0, 1, steps + 1, dtype=torch.float64)


def _stream(velocity: Velocity, times: Tensor) -> Field:
    return lambda x, i: velocity(x, times[i].repeat(len(x)))


# --- pairs --------------------------------------------------------------------------------------


def arcs(start: Start) -> Carried:
    """What a diffusion network is shown: one example, mixed with one noise by the schedule."""
    marginals = Noised(start.data, *_weights(start.steps))
    return Carried(_paired(start, marginals), marginals, _pull(marginals), 0)


def lines(start: Start) -> Carried:
    """What a flow network is shown: one example and one noise, joined by a straight line."""
    times = _times(start.steps)
    marginals = Noised(start.data, times, 1 - times)
    return Carried(_paired(start, marginals), marginals, _stream(start.data.velocity, times), 0)


def _paired(start: Start, marginals: Noised) -> Tensor:
    ends = start.data.draw(MOST, device.generator(start.seed, "ends"))[: len(start.x)]
    signal, noise = (one[:, None, None] for one in (marginals.signal, marginals.noise))
    return signal * ends + noise * start.x


#: What the arrows are, by the field that carries or would carry the particles.
SCORE = "Arrows: σ × exact score. Shade: exact density."
VELOCITY = "Arrows: exact velocity. Shade: exact density."
LEARNED = "Arrows: learned velocity. Shade: exact density."
STRAIGHT = "Arrows: learned velocity. Shade: density of the pairs it learned from."
WAYS = {
    "ddim": Way(diffusion("ddim"), "DDIM (ODE)", "Diffusion, ODE (DDIM)", SCORE),
    "ddpm": Way(diffusion("ddpm"), "DDPM (SDE)", "Diffusion, SDE (DDPM)", SCORE),
    "langevin": Way(langevin, "Annealed Langevin", "Annealed Langevin dynamics", SCORE),
    "flow": Way(flow, "Flow matching", "Flow matching", VELOCITY),
    "learned": Way(flow_learned, "Flow, learned now", "Flow matching, learned now", LEARNED),
    "reflow": Way(
        flow_straightened,
        "Reflow, learned now",
        "Flow straightened (reflow), learned now",
        STRAIGHT,
    ),
    "arcs": Way(arcs, "Pairs of diffusion", "Training pairs of diffusion", SCORE),
    "lines": Way(lines, "Pairs of flow", "Training pairs of flow matching", VELOCITY),
}
