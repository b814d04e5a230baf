"""Annealed Langevin dynamics: noise and score alone carry samples from level to level."""

import math
from collections.abc import Callable, Sequence
from typing import TypeAlias

import torch
from torch import Tensor

from playground.core import checks
from playground.core.modes import evaluates
from playground.errors import BadValue

#: score(x, signal, noise) of the data noised to x = signal x0 + noise eps.
Score: TypeAlias = Callable[[Tensor, float, float], Tensor]


@evaluates
@torch.no_grad()
def annealed(
    score: Score,
    x: Tensor,
    *,
    levels: Sequence[tuple[float, float]],
    updates: int,
    step: float,
    noise: Callable[[int], Tensor],
    on_level: Callable[[int, int], object] | None = None,
) -> Tensor:
    """`updates` Langevin updates at each level (signal, noise): the states [len(levels) + 1, ...].

    x <- x + a score(x) + sqrt(2 a) z, a = step noise^2: Song & Ermon 2019, algorithm 1, whose step
    shrinks with the squared noise of the level. `noise(i)` is the Gaussian of update i, like x.
    `on_level(done, L)` follows each level. Raises BadValue.
    """
    updates = checks.whole("updates", updates, 1, "5 follow the levels well.")
    step = checks.number("step", step, 1e-9, 1.0, "Above 1 an update leaps over what it seeks.")
    if not levels:
        raise BadValue("levels", levels, "one or more of (signal, noise)", "Give a schedule.")
    states = x.new_empty((len(levels) + 1, *x.shape))
    states[0] = x
    for done, (signal, sigma) in enumerate(levels):
        now, rate = states[done].clone(), step * sigma**2
        for update in range(updates):
            fresh = noise(done * updates + update).to(x)
            now += rate * score(now, signal, sigma) + math.sqrt(2 * rate) * fresh
        states[done + 1] = now
        if on_level:
            on_level(done + 1, len(levels))
    return states
