"""Inpainting with a model that never learned it: the known part is put back at every step."""

import math
from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from playground.core import checks, sampler_rules, schedules
from playground.core.modes import evaluates
from playground.core.samplers import Model
from playground.errors import BadValue


@evaluates
@torch.no_grad()
def repaint(
    eps_model: Model,
    x: Tensor,
    known: Tensor,
    hidden: Tensor,
    *,
    alphas_cumprod: Tensor,
    timesteps: Tensor | Sequence[int],
    resamplings: int = 1,
    noise: Callable[[], Tensor],
    on_step: Callable[[int, int], object] | None = None,
) -> Tensor:
    """The states [S+1, N, ...] of RePaint, Lugmayr et al. 2022, algorithm 1, from x = x_T.

    known [N, ...] is kept where hidden (bool, the same shape) is False, to the last bit in the
    result. After each DDPM step the known part, noised to the level reached, replaces the model's;
    then the step is taken back by fresh noise and made anew, `resamplings` times in all, so that
    both parts come to agree. `noise()` gives Gaussians like x. `on_step(done, S)` follows each
    step. Raises BadValue, where a shape is wrong too.
    """
    resamplings = checks.whole("resamplings", resamplings, 1, "10 is RePaint's own.")
    checks.matching("known", known, "x", x)
    _check_shapes(x, known, hidden)
    level = schedules.levels(alphas_cumprod).cpu()
    steps = torch.as_tensor(timesteps).cpu()
    alpha_bar = torch.cat([level[steps], level.new_ones(1)])
    table = sampler_rules.ddpm(alpha_bar).tolist()
    bars = alpha_bar.tolist()
    states = x.new_empty((len(steps) + 1, *x.shape))
    states[0] = x
    for i, weights in enumerate(table):
        now, last = states[i], i == len(table) - 1
        for again in range(1 if last else resamplings):
            if again:
                now = _noised(states[i + 1], bars[i] / bars[i + 1], noise())
            t = steps[i].to(x.device).repeat(len(x))
            eps = eps_model(now, t)
            image = (now - math.sqrt(1 - bars[i]) * eps) / math.sqrt(bars[i])
            step = weights[0] * now + weights[1] * image + weights[3] * noise()
            kept = known if last else _noised(known, bars[i + 1], noise())
            states[i + 1] = torch.where(hidden, step, kept)
        if on_step:
            on_step(i + 1, len(table))
    return checks.finite("x", x, states, "every state")


def _noised(x: Tensor, alpha: float, noise: Tensor) -> Tensor:
    """sqrt(alpha) x + sqrt(1 - alpha) noise."""
    return math.sqrt(alpha) * x + math.sqrt(1 - alpha) * noise.to(x)


def _check_shapes(x: Tensor, known: Tensor, hidden: Tensor) -> None:
    if known.shape != x.shape:
        raise checks.refuse("known", known, f"{list(x.shape)}, like x", "Repeat it for each row.")
    if not isinstance(hidden, Tensor) or hidden.dtype != torch.bool or hidden.shape != x.shape:
        allowed = f"a bool tensor {list(x.shape)}, like x"
        raise checks.refuse("hidden", hidden, allowed, "True is what the model paints.")
    if not hidden.any():
        raise BadValue("hidden", "empty", "True somewhere", "Hide a part of the image.")
