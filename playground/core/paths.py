"""How straight particles travel, and how far their ends are from a wished distribution."""

import torch
from torch import Tensor

from playground.core import checks


def lengths(path: Tensor) -> Tensor:
    """Sum of |x_{i+1} - x_i| along a path [S+1, N, D]: [N]. Raises BadValue."""
    return _steps(path).norm(dim=-1).sum(0)


def detour(path: Tensor) -> Tensor:
    """Length over the distance from start to end, pooled over particles: 1 is straight. []

    Pooled, since the ratio of a particle that ends where it began has no meaning.
    """
    return lengths(path).sum() / (path[-1] - path[0]).norm(dim=-1).sum()


def straightness(path: Tensor) -> Tensor:
    """S = integral over t in [0, 1] of E |(x(1) - x(0)) - dx/dt|^2, the S steps evenly in t: [].

    0 exactly when each particle moves on a line at constant speed. Liu et al. 2023 (rectified
    flow), section 2.2. Raises BadValue.
    """
    steps = _steps(path)
    velocity = steps * len(steps)
    return (path[-1] - path[0] - velocity).square().sum(-1).mean()


def energy_distance(x: Tensor, y: Tensor) -> Tensor:
    """2 E|X - Y| - E|X - X'| - E|Y - Y'| of two samples [N, D], [M, D], estimated without bias: [].

    0 where they are alike, so that an estimate may lie below. Szekely & Rizzo 2013, eq. 5.
    """
    within = sum(torch.cdist(one, one).sum() / (len(one) * (len(one) - 1)) for one in (x, y))
    return 2 * torch.cdist(x, y).mean() - within


def _steps(path: Tensor) -> Tensor:
    if checks.floats("path", path).dim() != 3 or len(path) < 2:
        raise checks.refuse("path", path, "[S+1, N, D], with S >= 1", "Trajectory.states is one.")
    return path.diff(dim=0)
