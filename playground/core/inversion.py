"""Inversion: the latents whose generated images come closest to given ones."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from playground.core import checks
from playground.core.adam import Adam
from playground.core.modes import evaluates

Network = Callable[[Tensor], Tensor]

#: Weight of the features' term: about as large as the pixels' at the end, on digits.
FEATURE_WEIGHT = 0.02


@dataclass(frozen=True)
class Inversion:
    """latents [N, D]; losses [steps + 1, N] before each step and after the last, and start int64
    [N], which of the starts was kept: the one that ended lowest."""

    latents: Tensor
    losses: Tensor
    start: Tensor


@evaluates
def invert(
    synthesis: Network,
    images: Tensor,
    starts: Tensor,
    *,
    features: Network | None = None,
    feature_weight: float = FEATURE_WEIGHT,
    steps: int = 100,
    learning_rate: float = 0.2,
    watch: Callable[[int, Tensor], object] | None = None,
) -> Inversion:
    """argmin over w of mean |G(w) - x|^2 + weight mean |phi(G(w)) - phi(x)|^2 / mean |phi(x)|^2.

    Abdal et al. 2019 (Image2StyleGAN), eq. 1, with the features phi of a network in place of VGG.
    Adam (Kingma & Ba 2015), its rate falling to zero over the second half, from each of `starts`
    [S, N, D]; images [N, C, H, W]. Every image's descent is its own: alone or among others it ends
    at the same place. `watch(step, G(w) [S, N, C, H, W])` follows each step. Deterministic.

    Raises BadValue for starts or images of another shape, fewer than one step, or a rate of 0.
    """
    tries, count = _checked(images, starts, steps)
    rate = checks.number("learning_rate", learning_rate, 1e-9, 1e6, "Try 0.2.")
    weight = checks.number("feature_weight", feature_weight, 0, 1e6, "0.02 is usual on digits.")
    with torch.inference_mode(False), torch.enable_grad():
        # Tensors born in inference mode cannot carry a gradient; copies can.
        w = checks.widened(starts.detach()).clone().flatten(0, 1).requires_grad_()
        wanted = images.detach().clone()
        loss = _loss(synthesis, wanted, starts.dtype, tries, features, weight)
        adam = Adam([w])
        history: list[Tensor] = []
        for step in range(steps):
            made, each = loss(w)
            history.append(each.detach())
            gradients = torch.autograd.grad((each * _gain(history[0])).sum(), w)
            if watch:
                watch(step, made.detach().unflatten(0, (tries, count)))
            adam.step(gradients, rate * min(1.0, 2 * (1 - step / steps)))
        with torch.no_grad():
            history.append(loss(w)[1])
    losses = checks.finite("images", images, torch.stack(history).to(images.dtype), "their loss")
    return _best(w.detach().to(starts.dtype), losses, history[-1], tries)


def _checked(images: Tensor, starts: Tensor, steps: int) -> tuple[int, int]:
    """S and N."""
    checks.squarable("images", images)
    if 0 < images.abs().max() < 1 / checks.SQUARABLE:
        allowed = f"0, or {1 / checks.SQUARABLE:g} somewhere: its squares would underflow"
        raise checks.refuse("images", images, allowed, "Scale it up.")
    checks.matching("starts", starts, "images", images)
    if starts.ndim != 3 or starts.shape[1] != len(images):
        allowed = f"[S, {len(images)}, D]: S starts for each image"
        raise checks.refuse("starts", starts, allowed, "Give each image its own starts.")
    checks.whole("steps", steps, 1, "A hundred steps come close.")
    return starts.shape[0], starts.shape[1]


def _loss(
    synthesis: Network,
    images: Tensor,
    dtype: torch.dtype,
    tries: int,
    features: Network | None,
    weight: float,
) -> Callable[[Tensor], tuple[Tensor, Tensor]]:
    """w [S N, D] -> G(w as `dtype`), and the loss of each [S N] in float64."""
    wanted = images.repeat(tries, *[1] * (images.ndim - 1)).double()
    looks = features(images).detach().double() if features else None

    def loss(w: Tensor) -> tuple[Tensor, Tensor]:
        made = synthesis(w.to(dtype))
        each = (made.double() - wanted).square().flatten(1).mean(1)
        if features and looks is not None:
            away = (features(made).double() - looks.repeat(tries, 1)).square().mean(1)
            size = looks.square().mean(1).repeat(tries)
            each = each + weight * away / torch.where(size > 0, size, 1.0)
        return made, each

    return loss


def _gain(first: Tensor) -> Tensor:
    """A power of two by which a loss [S N] begins near 1: no gradient of it underflows then, and
    Adam's epsilon is small beside each."""
    return torch.ldexp(torch.ones_like(first), -torch.frexp(first).exponent)


def _best(w: Tensor, losses: Tensor, ends: Tensor, tries: int) -> Inversion:
    start = ends.unflatten(0, (tries, -1)).argmin(0)
    image = torch.arange(len(start), device=w.device)
    return Inversion(
        latents=w.unflatten(0, (tries, -1))[start, image],
        losses=losses.unflatten(1, (tries, -1))[:, start, image],
        start=start,
    )
