"""Truncation: trading a generator's variety for the quality of its samples."""

import math

import torch
from torch import Tensor

from playground.core import checks
from playground.errors import BadValue

# Below this threshold under 2.4 % of Gaussian draws fall inside; a uniform proposal then fits.
_UNIFORM_BELOW = 0.03


def soft(z: Tensor, psi: float | list[float] | Tensor) -> Tensor:
    """psi z, with psi >= 0: the temperature of the latent. Kingma & Dhariwal 2018, section 6.

    z [...]; psi a number -> [...], or psi [T] -> [T, ...]: the same z at every psi.
    Raises BadValue.

    >>> import torch
    >>> soft(torch.tensor([[1.0, -2.0]]), 0.5).tolist()
    [[0.5, -1.0]]
    """
    latent = checks.floats("z", z)
    factor = _column(checks.numbers_of("psi", psi, latent, 0), latent)
    return checks.finite("z", z, (factor * latent.double()).to(z.dtype), "psi z")


def hard(
    shape: tuple[int, ...],
    threshold: float,
    *,
    generator: torch.Generator | None = None,
    dtype: torch.dtype = torch.float32,
    device: torch.device | str = "cpu",
) -> Tensor:
    """N(0, I) with every coordinate drawn again until |z_i| <= threshold, threshold > 0.

    threshold may be infinite. generator None draws from seed 0. Raises BadValue.
    Brock et al. 2019, section 3.1.

    >>> import torch
    >>> hard((1, 1000), 1.0, generator=torch.Generator().manual_seed(0)).abs().max().item() <= 1
    True
    """
    limit = _limit(threshold)
    drawn = checks.generator_or_default(generator)
    size = _sizes(shape)
    if dtype not in checks.DTYPES:
        raise BadValue("dtype", dtype, "a floating dtype", "Use torch.float32.")
    z = torch.empty(math.prod(size), dtype=dtype, device=drawn.device)
    left = torch.arange(len(z), device=drawn.device)
    while len(left):
        proposed, accepted = _propose(len(left), limit, drawn, dtype)
        z[left[accepted]] = proposed[accepted]
        left = left[~accepted]
    return z.reshape(size).to(device)


def hard_from_uniforms(uniforms: Tensor, threshold: float | list[float] | Tensor) -> Tensor:
    """Phi^-1 of `uniforms` stretched over [Phi(-c), Phi(c)], c = threshold > 0: same law as `hard`.

    uniforms [...] in [0, 1]; c a number -> [...], or c [T] -> [T, ...]. Every coordinate is
    continuous and monotone in c, so a slider over c moves samples instead of redrawing them.
    Raises BadValue. Devroye 1986, section II.2 (inversion).
    """
    u = checks.floats("uniforms", uniforms)
    if u.min() < 0 or u.max() > 1:
        way_out = "Draw them with torch.rand."
        raise checks.refuse("uniforms", u, "in [0, 1] everywhere", way_out)
    limits = checks.numbers_of("threshold", threshold, u)
    if not (limits > 0).all():
        raise checks.refuse("threshold", limits.tolist(), "above 0", "Half a deviation is 0.5.")
    c = _column(limits, u)
    z = math.sqrt(2) * torch.erfinv((2 * u.double() - 1) * torch.erf(c / math.sqrt(2)))
    # Rounding alone may leave [-c, c]: erfinv(1) is infinite where erf(c / sqrt 2) rounds to 1.
    rounded, limit = z.to(u.dtype), c.to(u.dtype)
    limit = torch.where(limit.double() > c, torch.nextafter(limit, torch.zeros_like(limit)), limit)
    return torch.clamp(rounded, -limit, limit)


def toward_mean(w: Tensor, w_mean: Tensor, psi: float | list[float] | Tensor) -> Tensor:
    """w_mean + psi (w - w_mean), exact at psi = 0 and 1. Karras et al. 2019, appendix B.

    w [N, D]; w_mean [D] or [N, D] (a mean per class); psi a number -> [N, D], or psi [T]
    -> [T, N, D]. psi > 1 exaggerates, psi < 0 gives the opposite sample. Raises BadValue.

    >>> import torch
    >>> toward_mean(torch.tensor([[3.0]]), torch.tensor([1.0]), 0.5).tolist()
    [[2.0]]
    """
    points = checks.floats("w", w)
    mean = checks.matching("w_mean", w_mean, "w", points)
    if mean.shape not in (points.shape, points.shape[-1:]):
        allowed = f"of shape {list(points.shape)} or {list(points.shape[-1:])}"
        raise checks.refuse("w_mean", mean, allowed, "Pick each sample's own: w_mean[labels].")
    weights = _column(checks.numbers_of("psi", psi, points), points)
    moved = torch.lerp(mean.double().expand_as(points), points.double(), weights)
    return checks.finite("w", w, moved.to(w.dtype), "the moved point")


def _propose(
    count: int, limit: float, generator: torch.Generator, dtype: torch.dtype
) -> tuple[Tensor, Tensor]:
    """Draws and which of them are kept; both proposals leave the truncated Gaussian exactly."""
    wide = torch.promote_types(dtype, torch.float32)
    where = {"generator": generator, "dtype": wide, "device": generator.device}
    if limit >= _UNIFORM_BELOW:
        proposed = torch.randn(count, **where).to(dtype)  # type: ignore[call-overload]
        kept = torch.ones_like(proposed, dtype=torch.bool)
    else:
        flat = limit * (2 * torch.rand(count, **where) - 1)  # type: ignore[call-overload]
        kept = torch.rand(count, **where) <= torch.exp(-flat.square() / 2)  # type: ignore[call-overload]
        proposed = flat.to(dtype)
    return proposed, kept & (proposed.double().abs() <= limit)  # as rounded, and compared exactly


def _limit(threshold: object) -> float:
    limit = checks.number("threshold", threshold, 0, math.inf, "BigGAN shows 2, 1, 0.5 and 0.04.")
    if limit == 0:
        raise BadValue("threshold", threshold, "above 0", "Nothing is ever drawn inside 0.")
    return limit


def _sizes(shape: object) -> tuple[int, ...]:
    way_out = "For example (64, 128): 64 latents of 128 coordinates."
    if not isinstance(shape, (tuple, list, torch.Size)):
        raise BadValue("shape", shape, "a tuple of sizes", way_out)
    return tuple(checks.whole("shape", size, 1, way_out) for size in shape)


def _column(values: Tensor, like: Tensor) -> Tensor:
    """[T] -> [T, 1, ..., 1] against `like`; a number stays one."""
    return values.reshape(values.shape + (1,) * (like.ndim if values.ndim else 0))
