"""Annealed Langevin dynamics: noise and score carry samples from level to level."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from playground.core import checks
from playground.errors import BadValue


class Density(Protocol):
    """What the data x0 noised to x = signal x0 + noise eps are distributed as."""

    def score(self, x: Tensor, signal: float, noise: float) -> Tensor:
        """grad log p(x), like x [N, D]."""

    def log_density(self, x: Tensor, signal: float, noise: float) -> Tensor:
        """log p(x), up to a constant: [N]."""

    def variance(self, signal: float, noise: float) -> float:
        """Of the narrowest bump of p: the step's scale."""


@torch.no_grad()
def annealed(
    density: Density,
    x: Tensor,
    *,
    levels: Sequence[tuple[float, float]],
    updates: int,
    step: float,
    noise: Callable[[int], Tensor],
    uniforms: Callable[[int], Tensor],
    on_level: Callable[[int, int], object] | None = None,
) -> Tensor:
    """`updates` Langevin updates at each level (signal, noise): the states [len(levels) + 1, ...].

    x' = x + a score(x) + sqrt(2 a) z, a = step variance: Song & Ermon 2019, algorithm 1, whose step
    shrinks with the level's scale. x' replaces x with probability min(1, p(x') q(x | x') / (p(x)
    q(x' | x))), without which a step of 0.3 comes to rest a sixth too wide (Roberts & Tweedie
    1996). `noise(i)` is the Gaussian of update i, like x [N, D], and `uniforms(i)` [N] its chance;
    updates + 1 scores a level. `on_level(done, L)` follows each level. Raises BadValue.
    """
    updates = checks.whole("updates", updates, 1, "10 follow the levels well.")
    step = checks.number("step", step, 1e-9, 1.0, "Above 1 an update leaps over what it seeks.")
    if not levels:
        raise BadValue("levels", levels, "one or more of (signal, noise)", "Give a schedule.")
    states = x.new_empty((len(levels) + 1, *x.shape))
    states[0] = checks.floats("x", x)
    here = checks.widened(x)
    for done, level in enumerate(levels):
        chain = _Chain(density, level, step * density.variance(*level))
        now = chain.at(here)
        for i in range(done * updates, (done + 1) * updates):
            now = chain.updated(now, noise(i).to(here), uniforms(i).to(here))
        states[done + 1] = here = now.x
        if on_level:
            on_level(done + 1, len(levels))
    return checks.finite("x", x, states, "every state")


@dataclass(frozen=True, eq=False)
class _State:
    x: Tensor
    log_density: Tensor
    score: Tensor


@dataclass(frozen=True)
class _Chain:
    density: Density
    level: tuple[float, float]
    rate: float

    def at(self, x: Tensor) -> _State:
        return _State(
            x, self.density.log_density(x, *self.level), self.density.score(x, *self.level)
        )

    def updated(self, now: _State, fresh: Tensor, chance: Tensor) -> _State:
        new = self.at(now.x + self.rate * now.score + math.sqrt(2 * self.rate) * fresh)
        # Divided first: the squares of tiny and of huge steps would be 0, or infinite.
        back = (now.x - new.x - self.rate * new.score) / (2 * math.sqrt(self.rate))
        gain = new.log_density - now.log_density + fresh.square().sum(-1) / 2
        gain = gain - back.square().sum(-1)
        moved = chance.log() <= gain

        def kept(name: str) -> Tensor:
            one, other = getattr(new, name), getattr(now, name)
            return torch.where(moved.reshape(-1, *[1] * (one.dim() - 1)), one, other)

        return _State(kept("x"), kept("log_density"), kept("score"))
