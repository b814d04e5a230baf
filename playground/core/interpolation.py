"""Paths between two points of a latent space."""

import torch
from torch import Tensor

from playground.core import checks

# Below this sine the plane of two vectors is rounding noise, and the arc has no direction.
_SMALLEST_SINE = 1e-6


def lerp(a: Tensor, b: Tensor, t: float | list[float] | Tensor) -> Tensor:
    """(1 - t) a + t b.  a, b [..., D]; t [T], 0 at a and 1 at b -> [T, ..., D].

    A single number t gives [..., D]. t outside [0, 1] extrapolates. The ends are exact.
    Raises BadValue.

    >>> import torch
    >>> lerp(torch.tensor([0.0, 1.0]), torch.tensor([1.0, 0.0]), [0.0, 0.5]).tolist()
    [[0.0, 1.0], [0.5, 0.5]]
    """
    a, b, weights = _checked(a, b, t)
    return _made(a, torch.lerp(a.double(), b.double(), weights))


def slerp(a: Tensor, b: Tensor, t: float | list[float] | Tensor) -> Tensor:
    """sin((1 - t) w) / sin w a + sin(t w) / sin w b, with w the angle between a and b.

    Shapes and errors as in `lerp`, vector by vector. Turns at constant speed and keeps the norm
    where |a| = |b|. Zero, parallel and antiparallel pairs, which span no plane, get `lerp`.
    Shoemake 1985, section 3.3.

    >>> import torch
    >>> slerp(torch.tensor([0.0, 1.0]), torch.tensor([1.0, 0.0]), 0.5)
    tensor([0.7071, 0.7071])
    """
    a, b, weights = _checked(a, b, t)
    wide_a, wide_b = a.double(), b.double()
    one, other = _unit(wide_a), _unit(wide_b)
    # acos(a . b) loses half of its digits near 0 and pi; this form (Kahan) loses none.
    angle = 2 * torch.atan2(_size(one - other), _size(one + other))
    sine = torch.sin(angle)
    flat = (sine < max(_SMALLEST_SINE, 4 * torch.finfo(a.dtype).eps)) | ~one.any(-1, keepdim=True)
    flat = flat | ~other.any(-1, keepdim=True)
    safe = torch.where(flat, torch.ones_like(sine), sine)
    arc = (torch.sin((1 - weights) * angle) * wide_a + torch.sin(weights * angle) * wide_b) / safe
    straight = torch.lerp(wide_a, wide_b, weights)
    # The line is exact at both ends, where the arc is off by a rounding.
    ends = (weights == 0) | (weights == 1)
    return _made(a, torch.where(flat | ends, straight, arc))


def through(a: Tensor, c: Tensor, b: Tensor, t: float | list[float] | Tensor) -> Tensor:
    """(1 - t)(1 - 2t) a + 4t (1 - t) c + t (2t - 1) b: the parabola from a over c to b.

    Lagrange's polynomial of degree 2 at t = 0, 1/2 and 1, where it meets a, c and b exactly; with
    c halfway between a and b it is `lerp`. Shapes and errors as in `lerp`. No convex combination:
    one end's weight falls to -1/8 on the other's side of c.

    >>> import torch
    >>> a, c, b = torch.tensor([[0.0, 0.0], [1.0, 1.0], [2.0, 0.0]])
    >>> through(a, c, b, [0.0, 0.5, 1.0]).tolist()
    [[0.0, 0.0], [1.0, 1.0], [2.0, 0.0]]
    """
    checks.matching("c", c, "a", checks.floats("a", a))
    if c.shape != a.shape:
        allowed = f"a tensor of the shape of a, {list(a.shape)}, [..., D]"
        raise checks.refuse("c", c, allowed, "Give three points of the same latent space.")
    a, b, t = _checked(a, b, t)
    curve = (1 - t) * (1 - 2 * t) * a.double() + 4 * t * (1 - t) * c.double()
    return _made(a, curve + t * (2 * t - 1) * b.double())


def _made(a: Tensor, path: Tensor) -> Tensor:
    return checks.finite("a", a, path.to(a.dtype), "every point of the path")


def _size(vectors: Tensor) -> Tensor:
    return torch.linalg.vector_norm(vectors, dim=-1, keepdim=True)


def _unit(vectors: Tensor) -> Tensor:
    """Vectors of length 1; zero stays zero. Scaled first, so that no square over- or underflows."""
    peak = vectors.abs().amax(-1, keepdim=True)
    scaled = vectors / torch.where(peak > 0, peak, torch.ones_like(peak))
    return scaled / _size(scaled).clamp_min(1)


def _checked(a: object, b: object, t: object) -> tuple[Tensor, Tensor, Tensor]:
    """a, b, and t as float64 [T, 1, ..., 1] (or 0-dimensional for a single number)."""
    first = checks.floats("a", a)
    second = checks.matching("b", b, "a", first)
    if first.ndim == 0 or first.shape != second.shape:
        allowed = f"a tensor of the shape of a, {list(first.shape)}, [..., D]"
        raise checks.refuse("b", second, allowed, "Give two points of the same latent space.")
    weights = checks.numbers_of("t", t, first)
    return first, second, weights.reshape(*weights.shape, *[1] * first.ndim)
