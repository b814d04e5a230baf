"""Samplers: from noise to image, one step at a time, keeping every state on the way.

Two families, each written as data. Diffusion samplers (`sample`) are linear in what is known at
a step, so that a sampler is a table of coefficients made from alpha-bar. Flow samplers
(`flow_sample`) are explicit Runge-Kutta methods, so that a sampler is its Butcher tableau.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import torch
from torch import Tensor

from playground.core import checks, schedules
from playground.core.modes import evaluates
from playground.core.trajectory import (
    OnStep,
    Trajectory,
    allocate,
    check_state,
    same_shape,
    vector,
)
from playground.errors import BadValue, Filled, UnknownName

Model: TypeAlias = Callable[[Tensor, Tensor], Tensor]
Generators: TypeAlias = torch.Generator | Sequence[torch.Generator] | None

# Without a generator the noise is still fixed. An odd seed: with 0 it could repeat the very
# Gaussian that a caller drew x from.
_SEED = 0x5EED_0F_57E9
_DDIM = 'Use sampler="ddim".'


@dataclass(frozen=True)
class Tableau:
    """An explicit Runge-Kutta method: nodes c, stages a (row i has i entries), weights b."""

    c: tuple[float, ...]
    a: tuple[tuple[float, ...], ...]
    b: tuple[float, ...]
    order: int


#: [S+1] alpha-bar from x_T to the image, eta -> [S, 4]: what state, predicted image, predicted
#: image of the step before, and fresh noise count for in the next state.
Rule: TypeAlias = Callable[[Tensor, float], Tensor]


def ddpm(alpha_bar: Tensor, eta: float = 0.0) -> Tensor:
    """Coefficients of ancestral sampling with the posterior variance (eq. 7, "fixed small").

    Ho et al. 2020, eqs. 6 and 7, between any two levels. This is DDIM with eta = 1, and takes
    no other eta (0 stands for "not given").
    """
    if eta not in (0, 1):
        raise BadValue("eta", eta, Filled("left out for {sampler}", sampler="ddpm"), _DDIM)
    now, later = alpha_bar[:-1], alpha_bar[1:]
    alpha = now / later
    image = later.sqrt() * (1 - alpha) / (1 - now)
    state = alpha.sqrt() * (1 - later) / (1 - now)
    noise = ((1 - later) / (1 - now) * (1 - alpha)).sqrt()
    return torch.stack([state, image, torch.zeros_like(now), noise], dim=1)


def ddim(alpha_bar: Tensor, eta: float = 0.0) -> Tensor:
    """Coefficients of DDIM: deterministic for eta = 0, as noisy as DDPM for eta = 1.

    Song et al. 2021, eqs. 12 and 16, with the predicted noise written as
    (x - sqrt(alpha-bar) x0) / sqrt(1 - alpha-bar).
    """
    eta = checks.number("eta", eta, 0.0, 1.0, "0 is deterministic, 1 is DDPM.")
    now, later = alpha_bar[:-1], alpha_bar[1:]
    noise = eta * ((1 - later) / (1 - now) * (1 - now / later)).sqrt()
    state = ((1 - later - noise**2).clamp(min=0) / (1 - now)).sqrt()  # min: rounding, eta = 1
    image = later.sqrt() - state * now.sqrt()
    return torch.stack([state, image, torch.zeros_like(now), noise], dim=1)


def dpmpp_2m(alpha_bar: Tensor, eta: float = 0.0) -> Tensor:
    """Coefficients of DPM-Solver++(2M): a DDIM step along an image extrapolated in log-SNR.

    Lu et al. 2022, algorithm 2; first order on the first and the last step, where there is
    no earlier image and the log-SNR has no end.
    """
    if eta != 0:
        raise BadValue("eta", eta, Filled("0 for {sampler}", sampler="dpmpp_2m"), _DDIM)
    table = ddim(alpha_bar)
    half_log_snr = (alpha_bar[:-1].log() - (-alpha_bar[:-1]).log1p()) / 2
    h = half_log_snr.diff()
    reach = torch.zeros(len(table), dtype=table.dtype)
    reach[1:-1] = h[1:] / (2 * h[:-1])
    table[:, 2] = -reach * table[:, 1]
    table[:, 1] *= 1 + reach
    return table


def edm(alpha_bar: Tensor, eta: float = 0.0) -> Tensor:
    """Coefficients of Euler's step on the probability-flow ODE in sigma = sqrt(1/alpha-bar - 1).

    d(x / sqrt(alpha-bar)) / d sigma = eps: Karras et al. 2022, eq. 1 with sigma(t) = t. This is
    DDIM without noise, written from where Heun's correction (their algorithm 1) is added.
    """
    if eta != 0:
        allowed = Filled("0 for {sampler}", sampler="edm_euler, edm_heun")
        raise BadValue("eta", eta, allowed, _DDIM)
    return ddim(alpha_bar)


EULER = Tableau(c=(0,), a=((),), b=(1,), order=1)
HEUN = Tableau(c=(0, 1), a=((), (1,)), b=(1 / 2, 1 / 2), order=2)
MIDPOINT = Tableau(c=(0, 1 / 2), a=((), (1 / 2,)), b=(0, 1), order=2)
RK4 = Tableau(
    c=(0, 1 / 2, 1 / 2, 1),
    a=((), (1 / 2,), (0, 1 / 2), (0, 0, 1)),
    b=(1 / 6, 1 / 3, 1 / 3, 1 / 6),
    order=4,
)


@dataclass(frozen=True)
class Sampler:
    """A row of the table: how a sampler steps, how it is called, and who published it.

    rule: coefficients for `sample`, or a tableau for `flow_sample`. short: the label where there
    is little room. spacing: its own paper's timesteps. corrected: each step, but for the one to
    alpha-bar 1, ends with Heun's correction and so a second call.
    """

    rule: Rule | Tableau
    label: str
    short: str
    source: str
    spacing: str = "even"
    corrected: bool = False

    @property
    def flow(self) -> bool:
        """Whether `flow_sample` runs it."""
        return isinstance(self.rule, Tableau)

    def calls(self, steps: int) -> int:
        """How often it asks the network in so many steps."""
        if isinstance(self.rule, Tableau):
            return steps * len(self.rule.b)
        return 2 * steps - 1 if self.corrected else steps

    def steps(self, calls: int) -> int:
        """The most whole steps that so many calls allow; 0 where they allow none."""
        if isinstance(self.rule, Tableau):
            return calls // len(self.rule.b)
        return (calls + 1) // 2 if self.corrected else calls


_KUTTA = "Kutta 1901; flow: Lipman et al. 2023"
#: Every sampler by name, whichever of the two functions runs it.
SAMPLERS: dict[str, Sampler] = {
    "ddpm": Sampler(ddpm, "DDPM (ancestral)", "DDPM", "Ho et al. 2020"),
    "ddim": Sampler(ddim, "DDIM", "DDIM", "Song et al. 2021"),
    "dpmpp_2m": Sampler(dpmpp_2m, "DPM-Solver++ (2M)", "DPM++ 2M", "Lu et al. 2022"),
    "edm_euler": Sampler(edm, "Euler in sigma (EDM)", "EDM Euler", "Karras et al. 2022", "karras"),
    "edm_heun": Sampler(
        edm, "Heun in sigma (EDM)", "EDM Heun", "Karras et al. 2022", "karras", corrected=True
    ),
    "euler": Sampler(EULER, "Flow, Euler", "flow Euler", "Lipman et al. 2023"),
    "heun": Sampler(HEUN, "Flow, Heun", "flow Heun", "Heun 1900; flow: Lipman et al. 2023"),
    "midpoint": Sampler(MIDPOINT, "Flow, midpoint", "flow midpoint", _KUTTA),
    "rk4": Sampler(RK4, "Flow, RK4", "flow RK4", _KUTTA),
}


def names(*, flow: bool) -> tuple[str, ...]:
    """The samplers that `flow_sample` runs, or those that `sample` does."""
    return tuple(name for name, one in SAMPLERS.items() if one.flow == flow)


def _row(name: str, flow: bool) -> Sampler:
    """The sampler of that name and family. Raises UnknownName."""
    known = names(flow=flow)
    if name not in known:
        raise UnknownName("sampler", name, known)
    return SAMPLERS[name]


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
    method = _row(sampler, flow=False)
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
    tableau = _row(sampler, flow=True).rule
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
    return lambda i: torch.cat([draw(i).to(x.device) for draw in each])
