"""Variance-preserving noise schedules: beta_t, alpha-bar_t, signal-to-noise ratio, timesteps.

x_t = sqrt(alpha-bar_t) x_0 + sqrt(1 - alpha-bar_t) eps, for t = 0 ... T - 1; after the last
denoising step alpha-bar is 1.
"""

import math
from typing import Any

import torch
from torch import Tensor

from playground.core import checks
from playground.errors import BadValue, Filled

_STEPS = "1000 is the usual length."
# Nichol & Dhariwal 2021 clip beta here, so that the last step keeps a trace of the image.
_MAX_BETA = 0.999
# Less is lost where 1 - beta is rounded.
_MIN_BETA = 1e-12


def linear_betas(steps: int = 1000, start: float = 1e-4, end: float = 0.02) -> Tensor:
    """beta_t, evenly spaced from `start` to `end`: [steps] float64 in (0, 1).

    Ho et al. 2020, section 4. Raises BadValue.

    >>> linear_betas(3).tolist()
    [0.0001, 0.01005, 0.02]
    """
    steps = checks.whole("steps", steps, 1, _STEPS)
    start = _beta("start", start)
    end = _beta("end", end)
    return torch.linspace(start, end, steps, dtype=torch.float64)


def _beta(name: str, value: Any) -> float:
    return checks.number(name, value, _MIN_BETA, _MAX_BETA, "Ho et al. use 1e-4 to 0.02.")


def cosine_betas(steps: int = 1000, s: float = 0.008) -> Tensor:
    """beta_t = min(1 - f(t+1) / f(t), 0.999), f(t) = cos^2((t / T + s) / (1 + s) pi / 2).

    [steps] float64. Nichol & Dhariwal 2021, eq. 17. Raises BadValue.

    >>> [round(beta, 4) for beta in cosine_betas(3).tolist()]
    [0.2571, 0.6683, 0.999]
    """
    steps = checks.whole("steps", steps, 1, _STEPS)
    s = checks.number("s", s, 0.0, 1.0, "Nichol & Dhariwal use 0.008.")
    t = torch.linspace(0, 1, steps + 1, dtype=torch.float64)
    f = torch.cos((t + s) / (1 + s) * (math.pi / 2)) ** 2
    return (1 - f[1:] / f[:-1]).clamp(max=_MAX_BETA)


def alphas_cumprod(betas: Tensor) -> Tensor:
    """alpha-bar_t = prod_{u <= t} (1 - beta_u): [T] -> [T] float64. Raises BadValue.

    >>> import torch
    >>> alphas_cumprod(torch.tensor([0.5, 0.5])).tolist()
    [0.5, 0.25]
    """
    way_out = "Every step must add some noise, and keep some image."
    level = (1 - _inside("betas", betas, way_out)).cumprod(0)
    if level[-1] == 0 or not (torch.cat([level.new_ones(1), level]).diff() < 0).all():
        allowed = "such that alpha-bar falls with every step, as rounded, and stays above 0"
        raise checks.refuse("betas", betas, allowed, way_out)
    return level


def snr(alphas_cumprod: Tensor) -> Tensor:
    """Signal-to-noise ratio alpha-bar_t / (1 - alpha-bar_t): [T] -> [T] float64, a power ratio.

    Kingma et al. 2021, eq. 2. Raises BadValue.

    >>> import torch
    >>> snr(torch.tensor([0.8, 0.5]))
    tensor([4.0000, 1.0000], dtype=torch.float64)
    """
    level = _inside("alphas_cumprod", alphas_cumprod, "Build it with alphas_cumprod(betas).")
    return level / (1 - level)


def levels(alphas_cumprod: Tensor) -> Tensor:
    """`alphas_cumprod` as float64, checked: in (0, 1) and strictly decreasing. Raises BadValue."""
    way_out = "Build it with alphas_cumprod(betas)."
    level = _inside("alphas_cumprod", alphas_cumprod, way_out)
    if not (level[1:] < level[:-1]).all():
        raise BadValue("alphas_cumprod", "not decreasing", "strictly decreasing in t", way_out)
    return level


def _inside(name: str, value: Tensor, way_out: str) -> Tensor:
    """`value` [T] as float64, every entry strictly between 0 and 1."""
    value = checks.floats(name, value).double()
    if value.dim() != 1:
        raise BadValue(f"{name}.shape", tuple(value.shape), "[T] with T >= 1", way_out)
    outside = value[(value <= 0) | (value >= 1)]
    if len(outside):
        raise BadValue(name, outside[0].item(), "strictly between 0 and 1", way_out)
    return value


def spaced_timesteps(steps: int, count: int) -> Tensor:
    """`count` timesteps from `steps - 1` down to 0, as evenly spaced as whole numbers can be.

    int64 [count], strictly decreasing; a single one is `steps - 1`. Raises BadValue.

    >>> spaced_timesteps(1000, 4).tolist()
    [999, 666, 333, 0]
    """
    steps = checks.whole("steps", steps, 1, _STEPS)
    count = checks.whole("count", count, 1, "One timestep is a single leap to the image.")
    if count > steps:
        way_out = "A sampler visits no timestep twice."
        raise BadValue("count", count, Filled("at most {most}", most=steps), way_out)
    return torch.linspace(steps - 1, 0, count, dtype=torch.float64).round().long()


def karras_timesteps(alphas_cumprod: Tensor, count: int, rho: float = 7.0) -> Tensor:
    """`count` timesteps from the last to 0, spaced as evenly in sigma^(1/rho) as whole ones can be.

    sigma = sqrt(1 / alpha-bar - 1); rho = 1 is even in sigma, and a larger one puts more of them
    near the image. int64 [count], strictly decreasing. Karras et al. 2022, eq. 5. Raises BadValue.
    """
    level = levels(alphas_cumprod)
    count = len(spaced_timesteps(len(level), count))
    rho = checks.number("rho", rho, 1.0, 100.0, "Karras et al. use 7.")
    # By logarithms: the reciprocal of a tiny alpha-bar would be infinite.
    root = (((-level).log1p() - level.log()) * (0.5 / rho)).exp()
    wanted = torch.linspace(root[-1].item(), root[0].item(), count, dtype=torch.float64)
    nearest = (root - wanted[:, None]).abs().argmin(1)
    # Where they crowd, each takes the next timestep that is free.
    rest = torch.arange(count - 1, -1, -1)
    return (nearest - rest).cummin(0).values.clamp(min=0) + rest
