"""Moving a generator's latents uphill in the log-ratio d(z) = log p / p_hat of what they draw.

`logit(z)` -> d [N] for latents z [N, D], differentiable; each sample's depends on its own z alone.
Every step costs one pass forward and one back. `noise(i)` is the Gaussian of step i, like z.
"""

import math
from collections.abc import Callable
from typing import TypeAlias

import torch
from torch import Tensor

from playground.core import checks
from playground.core.knn.points import Frame
from playground.core.modes import evaluates
from playground.errors import UnknownName

Logit: TypeAlias = Callable[[Tensor], Tensor]
Noise: TypeAlias = Callable[[int], Tensor]

#: s(d), by which divergence from p it is whose flow is followed: -grad f'(p_hat / p) = s grad d.
SPEEDS: dict[str, Callable[[Tensor], Tensor]] = {
    "kl": torch.ones_like,
    "js": torch.sigmoid,
    "logd": lambda d: torch.sigmoid(-d),
}
#: Keeps the gradient of |z - z0| defined where they meet (Tanaka 2019, algorithm 2).
DELTA = 1e-3
_MOVED = "where it moves"
#: No rate is larger: what would be moved by more is out of every range.
_FASTEST = 1e6


def steepness(d: Tensor, z: Tensor) -> float:
    """k_eff = max over pairs of |d - d'| / |z - z'|, of d [N] at z [N, D]. Tanaka 2019.

    An estimate, from below, of the Lipschitz constant of d. N >= 2. Raises BadValue.
    """
    points, heights = checks.squarable("z", z), checks.squarable("d", d)
    if points.ndim != 2 or heights.shape != points.shape[:1] or len(points) < 2:
        raise checks.refuse("d", d, "[N] at z [N, D], N >= 2", "Give d of each latent.")
    scale = Frame.of(points).scale
    far = torch.pdist(points * scale)
    apart = torch.pdist(heights[:, None], p=1)
    if not (far > 0).any():
        raise checks.refuse("z", z, "not all the same", "Draw the latents apart.")
    ratio = (apart[far > 0] / far[far > 0]).max() * scale
    return float(checks.finite("d", d, ratio, "the slope"))


@evaluates
@torch.no_grad()
def dot(logit: Logit, z: Tensor, *, steepness: float | Tensor, steps: int, rate: float) -> Tensor:
    """argmin_z' |z' - z + delta| - d(z') / k_eff by `steps` steps of gradient descent, from z.

    Discriminator optimal transport in latent space: each latent moves to where d rose by more than
    the way there cost. steepness: k_eff, a number or one a sample [N]; rate > 0.
    Tanaka 2019, algorithm 2, without its projection for normal latents. Raises BadValue.
    """
    slope = checks.numbers_of("steepness", steepness, z, 1e-12).reshape(-1, 1)
    rate = checks.number("rate", rate, 0, _FASTEST)
    start = _latents(z).double()
    moved = torch.zeros_like(start)
    for _ in range(_steps(steps)):
        _, uphill = _climb(logit, (start + moved).to(z.dtype))
        away = moved + DELTA
        pull = away / away.norm(dim=1, keepdim=True)
        moved = moved - rate * (pull - uphill.double() / slope)
    return checks.finite("z", z, (start + moved).to(z.dtype), _MOVED)


@evaluates
@torch.no_grad()
def dgflow(
    logit: Logit,
    z: Tensor,
    *,
    steps: int,
    eta: float,
    gamma: float,
    noise: Noise,
    divergence: str = "kl",
) -> Tensor:
    """z <- z + eta s(d) grad d(z) + sqrt(2 gamma eta) xi, `steps` times.

    The flow that lowers a divergence of p_hat from p, regularised by gamma times the entropy:
    s = 1 for "kl", sigmoid(d) for "js", sigmoid(-d) for "logd". eta > 0, gamma >= 0.
    Raises BadValue. Ansari et al. 2021, algorithm 1 (DGflow).
    """
    if divergence not in SPEEDS:
        raise UnknownName("divergence", divergence, tuple(SPEEDS))
    eta = checks.number("eta", eta, 0, _FASTEST)
    spread = math.sqrt(2 * eta * checks.number("gamma", gamma, 0, _FASTEST))
    here = _latents(z)
    for step in range(_steps(steps)):
        d, uphill = _climb(logit, here)
        speed = SPEEDS[divergence](d)[:, None]
        here = here + eta * speed * uphill + spread * noise(step).to(here)
    return checks.finite("z", z, here, _MOVED)


@evaluates
@torch.no_grad()
def ddls(logit: Logit, z: Tensor, *, steps: int, step: float, noise: Noise) -> Tensor:
    """z <- z - step / 2 grad E(z) + sqrt(step) xi, E(z) = |z|^2 / 2 - d(z), `steps` times.

    Discriminator-driven latent sampling: with steps small and many, G(z) has density p where the
    generator's support holds it. 0 < step < 4, above which it explodes. Raises BadValue.
    Che et al. 2020, algorithm 1 (DDLS).
    """
    step = checks.number("step", step, 1e-9, 4.0, "0.01 follows E closely.")
    here = _latents(z)
    for index in range(_steps(steps)):
        _, uphill = _climb(logit, here)
        drift = uphill - here
        here = here + step / 2 * drift + math.sqrt(step) * noise(index).to(here)
    return checks.finite("z", z, here, _MOVED)


def _climb(logit: Logit, z: Tensor) -> tuple[Tensor, Tensor]:
    """d [N] and its gradient [N, D], also where inference mode forbids gradients."""
    with torch.inference_mode(False), torch.enable_grad():
        here = z.detach().clone().requires_grad_()
        d = logit(here)
        if d.shape != z.shape[:1]:
            raise checks.refuse("logit(z)", d, f"of shape [{len(z)}]", "Give one number a sample.")
        (uphill,) = torch.autograd.grad(d.sum(), here)
    return d.detach(), uphill


def _latents(z: Tensor) -> Tensor:
    if checks.floats("z", z).ndim != 2:
        raise checks.refuse("z", z, "latents [N, D]", "Flatten each with .flatten(1).")
    return z.detach()


def _steps(steps: int) -> int:
    return checks.whole("steps", steps, 0, "10 to 25 are usual.")
