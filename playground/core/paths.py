"""How straight particles travel, and how far their ends are from a wished distribution."""

import torch
from torch import Tensor

from playground.core import checks
from playground.core.knn.points import Frame


def lengths(path: Tensor) -> Tensor:
    """Sum of |x_{i+1} - x_i| along a path [S+1, N, D]: [N]. Raises BadValue."""
    return checks.finite("path", path, sizes(_steps(path)).sum(0).to(path.dtype), "its length")


def detour(path: Tensor) -> Tensor:
    """Length over the distance from start to end, pooled over particles: 1 is straight. []

    Pooled, since the ratio of a particle that ends where it began has no meaning.
    """
    wide = _steps(path)
    apart = sizes(wide.sum(0)).sum()
    if not apart > 0:
        allowed = "one that leads somewhere"
        raise checks.refuse("path", path, allowed, "A closed path is infinitely longer.")
    return (sizes(wide).sum() / apart).to(path.dtype)


def curvature(path: Tensor) -> Tensor:
    """The integral over t in [0, 1] of E |(x(1) - x(0)) - dx/dt|^2, the S steps evenly in t: [].

    0 exactly when each particle moves on a line at constant speed. Lee et al. 2023 (Minimizing
    trajectory curvature); in Liu et al. 2023 (rectified flow), section 2.2, "straightness". Raises
    BadValue.
    """
    steps = _steps(path)
    velocity = steps * len(steps)
    found = (steps.sum(0) - velocity).square().sum(-1).mean()
    return checks.finite("path", path, found.to(path.dtype), "the integral")


def energy_distance(x: Tensor, y: Tensor) -> Tensor:
    """2 E|X - Y| - E|X - X'| - E|Y - Y'| of two samples [N, D], [M, D], estimated without bias: [].

    0 where they are alike, so that an estimate may lie below. Szekely & Rizzo 2013.
    """
    a, b, scale = _framed(x, y, 2)
    within = sum(_between(one, one).sum() / (len(one) * (len(one) - 1)) for one in (a, b))
    return checks.finite("x", x, ((2 * _between(a, b).mean() - within) / scale).to(x.dtype))


def energy_distance_error(x: Tensor, y: Tensor) -> Tensor:
    """The jackknife's standard error of the energy distance of x [N, D] and y [M, D], N, M > 2: [].

    Each point is left out once, in closed form. Efron & Stein 1981; where x and y are alike it
    errs on the large side, by about the root of 2.
    """
    a, b, scale = _framed(x, y, 3)
    found = (_jackknife(a, b) + _jackknife(b, a)).sqrt() / scale
    return checks.finite("x", x, found.to(x.dtype))


def _framed(x: Tensor, y: Tensor, least: int) -> tuple[Tensor, Tensor, float]:
    """Both in float64, times a power of two, with which no square over- or underflows."""
    wide = [checks.squarable(name, one) for name, one in (("x", x), ("y", y))]
    for name, one in (("x", x), ("y", y)):
        if one.ndim != 2 or len(one) < least or one.shape[1] != x.shape[1]:
            allowed = f"[N, D], N >= {least}, one D for both"
            raise checks.refuse(name, one, allowed, "Draw more.")
    scale = Frame.of(torch.cat(wide)).scale
    return wide[0] * scale, wide[1] * scale, scale


def _between(x: Tensor, y: Tensor) -> Tensor:
    return torch.cdist(x, y, compute_mode="donot_use_mm_for_euclid_dist")


def sizes(vectors: Tensor) -> Tensor:
    """Euclidean lengths, from entries of at most 1: the squares of tiny ones would be 0."""
    peak = vectors.abs().amax()
    return peak * (vectors / torch.where(peak > 0, peak, 1.0)).norm(dim=-1)


def _jackknife(x: Tensor, y: Tensor) -> Tensor:
    """(N - 1) / N times the sum of squares of how the estimate moves without one of x: []."""
    n = len(x)
    across, within = _between(x, y).mean(1), _between(x, x).sum(1)
    left = 2 * within / ((n - 1) * (n - 2)) - 2 * across / (n - 1)
    return (n - 1) * left.var(correction=0)


def _steps(path: Tensor) -> Tensor:
    wide = checks.squarable("path", path)
    if path.dim() != 3 or len(path) < 2:
        raise checks.refuse("path", path, "[S+1, N, D], with S >= 1", "Trajectory.states is one.")
    return wide.diff(dim=0)
