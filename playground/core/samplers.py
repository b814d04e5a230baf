"""Samplers: from noise to image, one step at a time, keeping every state on the way.

Two families, of whose rows in `sampler_rules` each has a loop here: `sample`, `flow_sample`.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TypeAlias

import torch
from torch import Tensor

from playground.core import checks, schedules
from playground.core.modes import evaluates
from playground.core.sampler_rules import SAMPLERS, Tableau, row
from playground.core.trajectory import OnStep, Trajectory, allocate, check_state, same_shape, vector
from playground.errors import BadValue, Filled

Model: TypeAlias = Callable[[Tensor, Tensor], Tensor]
Generators: TypeAlias = torch.Generator | Sequence[torch.Generator] | None

# Without a generator the noise is still fixed. An odd seed: with 0 it could repeat the very
# Gaussian that a caller drew x from.
_SEED = 0x5EED_0F_57E9


@evaluates
@torch.no_grad()
def sample(
    eps_model: Model,
    x: Tensor,
    *,
    alphas_cumprod: Tensor,
    timesteps: Tensor | Sequence[int],
    sampler: str = "ddim",
    eta: float = 0.0,
    generator: Generators = None,
    noise: Callable[[int], Tensor] | None = None,
    clip: float | None = None,
    on_step: OnStep | None = None,
) -> Trajectory:
    """Denoise x = x_T [N, ...] along strictly decreasing `timesteps`; then alpha-bar is 1.

    eps_model(x, t) -> predicted noise, t int64 [N]. Fresh noise comes from `noise(i)` at step i
    if given, else from `generator`: one for the batch, or one per row, so that a row's answer
    does not depend on its batch (None: a fixed seed). `clip` bounds the predicted image to
    [-clip, clip]; otherwise nothing is clipped. `on_step(done, S)` follows every step; what it
    raises ends the loop. No gradient is taken. Raises BadValue, UnknownName.

    >>> import torch
    >>> from playground.core.schedules import alphas_cumprod, linear_betas
    >>> nothing = lambda x, t: torch.zeros_like(x)  # predicts no noise
    >>> table = alphas_cumprod(linear_betas(10))
    >>> path = sample(nothing, torch.ones(1, 1), alphas_cumprod=table, timesteps=[9, 4, 0])
    >>> len(path.states), path.evaluations
    (4, 3)
    """
    check_state(x)
    alpha_bar, steps = _visit(alphas_cumprod, timesteps)
    method = row(sampler, flow=False)
    assert not isinstance(method.rule, Tableau)
    table = method.rule(alpha_bar, eta).tolist()
    draw = noise or _draw(x, generator)
    if clip is not None:
        clip = _clip(clip, sampler)
    corrected = len(table) - 1 if method.corrected else 0
    path = allocate(x, torch.cat([steps, steps.new_tensor([-1])]), len(table) + corrected)
    t = steps.to(x.device)[:, None].repeat(1, len(x))
    signals, sigmas = alpha_bar.sqrt().tolist(), (1 - alpha_bar).sqrt().tolist()
    rows = zip(path.states[:-1], path.states[1:], path.denoised, path.noise, t, strict=True)
    for i, (now, out, x0, eps, time) in enumerate(rows):
        state, image, previous, fresh = table[i]
        eps.copy_(same_shape("eps_model(x, t)", eps_model(now, time), x))
        torch.sub(now, eps, alpha=sigmas[i], out=x0).div_(signals[i])
        if clip is not None:
            x0.clamp_(-clip, clip)
        torch.mul(now, state, out=out).add_(x0, alpha=image)
        if previous:
            out.add_(path.denoised[i - 1], alpha=previous)
        if fresh:
            out.add_(same_shape("noise(i)", draw(i), x).to(x), alpha=fresh)
        if i < corrected:
            slopes = eps + same_shape("eps_model(x, t)", eps_model(out, t[i + 1]), x)
            scale = signals[i + 1] / signals[i]
            bend = (sigmas[i + 1] - sigmas[i] * scale) / 2
            torch.mul(now, scale, out=out).add_(slopes, alpha=bend)
        if on_step:
            on_step(i + 1, len(table))
    checks.finite("x", x, path.states, "every state")
    return path


@evaluates
@torch.no_grad()
def flow_sample(
    velocity: Model,
    x: Tensor,
    *,
    times: Tensor | Sequence[float],
    sampler: str = "euler",
    on_step: OnStep | None = None,
) -> Trajectory:
    """Integrate dx/dt = velocity(x, t) from x [N, ...] along `times` [S+1] in [0, 1].

    t is float [N]; 0 = noise, 1 = image: x_t = t image + (1 - t) noise, so that the predicted
    image is x + (1 - t) v and the predicted noise x - t v. Times run strictly up (generation) or
    strictly down (inversion). `on_step(done, S)` follows every step; what it raises ends the
    loop. No gradient is taken. Lipman et al. 2023. Raises BadValue, UnknownName.

    >>> import torch
    >>> decay = lambda x, t: -x
    >>> path = flow_sample(decay, torch.ones(1, 1), times=[0.0, 0.5, 1.0], sampler="rk4")
    >>> round(path.states[-1].item(), 3)  # e^-1 = 0.368
    0.368
    """
    check_state(x)
    grid = _monotone(times)
    tableau = row(sampler, flow=True).rule
    assert isinstance(tableau, Tableau)
    path = allocate(x, grid, (len(grid) - 1) * len(tableau.b))
    begin, end = grid[:-1, None], grid[1:, None]
    c = torch.tensor(tableau.c, dtype=grid.dtype)
    # (1 - c) t + c t' meets both ends exactly, where t + c h may step over 1 by rounding.
    nodes = ((1 - c) * begin + c * end)[..., None].repeat(1, 1, len(x))
    t = nodes.to(x.device, torch.promote_types(x.dtype, torch.float32))
    points = grid.tolist()
    for i, (here, there) in enumerate(pairwise(points)):
        out = path.states[i + 1]
        slopes = _slopes(velocity, path.states[i], t[i], tableau, there - here)
        _combine(path.states[i], slopes, tableau.b, there - here, out)
        torch.add(path.states[i], slopes[0], alpha=1 - here, out=path.denoised[i])
        torch.sub(path.states[i], slopes[0], alpha=here, out=path.noise[i])
        if on_step:
            on_step(i + 1, len(points) - 1)
    checks.finite("x", x, path.states, "every state")
    return path


def _slopes(velocity: Model, x: Tensor, t: Tensor, tableau: Tableau, h: float) -> list[Tensor]:
    """The stages k_i = velocity(x + h sum_j a_ij k_j, t + c_i h)."""
    slopes: list[Tensor] = []
    for weights, node in zip(tableau.a, t, strict=True):
        at = _combine(x, slopes, weights, h, torch.empty_like(x)) if slopes else x
        slopes.append(same_shape("velocity(x, t)", velocity(at, node), x).to(x))
    return slopes


def _combine(
    x: Tensor, slopes: list[Tensor], weights: tuple[float, ...], h: float, out: Tensor
) -> Tensor:
    """out = x + h sum_j weights_j slopes_j."""
    out.copy_(x)
    for slope, weight in zip(slopes, weights, strict=True):
        if weight:
            out.add_(slope, alpha=h * weight)
    return out


def _clip(clip: float, sampler: str) -> float:
    if SAMPLERS[sampler].corrected:
        allowed = Filled("left out for {sampler}", sampler=sampler)
        raise BadValue("clip", clip, allowed, "Its slope is not clipped.")
    return checks.number("clip", clip, 1e-6, 1e6, "Images in [-1, 1] take 1.")


def _visit(alphas_cumprod: Tensor, timesteps: Tensor | Sequence[int]) -> tuple[Tensor, Tensor]:
    """alpha-bar along the way [S+1], ending in 1, and the timesteps [S]; both on the CPU."""
    level = schedules.levels(alphas_cumprod).cpu()
    steps = vector("timesteps", timesteps, "whole numbers").cpu()
    way_out = "spaced_timesteps(steps, count) makes a list that fits."
    if steps.is_floating_point() or len(steps) == 0 or steps.min() < 0 or steps.max() >= len(level):
        allowed = f"one or more whole numbers from 0 to {len(level) - 1}"
        raise BadValue("timesteps", steps.tolist(), allowed, way_out)
    if (steps.diff() >= 0).any():
        raise BadValue("timesteps", steps.tolist(), "strictly decreasing", way_out)
    return torch.cat([level[steps], level.new_ones(1)]), steps.long()


def _monotone(times: Tensor | Sequence[float]) -> Tensor:
    """`times` as float64 on the CPU, in [0, 1], strictly increasing or strictly decreasing."""
    grid = vector("times", times, "numbers").cpu().double()
    way_out = "torch.linspace(0, 1, steps + 1) goes from noise to image."
    if len(grid) < 2 or not ((grid >= 0) & (grid <= 1)).all():
        raise BadValue("times", grid.tolist(), "two or more numbers in [0, 1]", way_out)
    if not ((grid.diff() > 0).all() or (grid.diff() < 0).all()):
        raise BadValue("times", grid.tolist(), "strictly increasing or decreasing", way_out)
    return grid


def _draw(x: Tensor, generator: Generators) -> Callable[[int], Tensor]:
    """Fresh Gaussians like x, drawn on the generator's own device: the same on every device."""
    if generator is None:
        generator = torch.Generator().manual_seed(_SEED)
    if isinstance(generator, torch.Generator):
        one = generator
        return lambda _: torch.randn(x.shape, dtype=x.dtype, generator=one, device=one.device)
    rows = list(generator) if isinstance(generator, Sequence) else []
    if len(rows) != len(x) or not all(isinstance(g, torch.Generator) for g in rows):
        allowed = f"a torch.Generator, or a sequence of {len(x)} of them, one per row of x"
        raise BadValue("generator", generator, allowed, "torch.Generator().manual_seed(0)")
    each = [_draw(row[None], one) for row, one in zip(x, rows, strict=True)]
    first = rows[0].device
    return lambda i: torch.cat([draw(i).to(first) for draw in each]).to(x.device)
