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


def curvature(path: Tensor) -> Tensor:
    """The integral over t in [0, 1] of E |(x(1) - x(0)) - dx/dt|^2, the S steps evenly in t: [].

    0 exactly when each particle moves on a line at constant speed. Lee et al. 2023 (Minimizing
    trajectory curvature); in Liu et al. 2023 (rectified flow), section 2.2, "straightness". Raises
    BadValue.
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


def energy_distance_error(x: Tensor, y: Tensor) -> Tensor:
    """The jackknife's standard error of the energy distance of x [N, D] and y [M, D], N, M > 2: [].

    Each point is left out once, in closed form. Efron & Stein 1981; where x and y are alike it
    errs on the large side, by about the root of 2.
    """
    return (_jackknife(x, y) + _jackknife(y, x)).sqrt()


def _jackknife(x: Tensor, y: Tensor) -> Tensor:
    """(N - 1) / N times the sum of squares of how the estimate moves without one of x: []."""
    n = len(x)
    across, within = torch.cdist(x, y).mean(1), torch.cdist(x, x).sum(1)
    left = 2 * within / ((n - 1) * (n - 2)) - 2 * across / (n - 1)
    return (n - 1) * left.var(correction=0)


def _steps(path: Tensor) -> Tensor:
    if checks.floats("path", path).dim() != 3 or len(path) < 2:
        raise checks.refuse("path", path, "[S+1, N, D], with S >= 1", "Trajectory.states is one.")
    return path.diff(dim=0)
