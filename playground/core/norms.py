"""Threat models: which perturbations an attacker may choose, and the geometry an attack needs."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from playground.errors import UnknownName


@dataclass(frozen=True)
class ThreatModel:
    """The ball {delta: size(delta) <= eps}; every function works image by image.

    size(delta [N, ...]) -> [N]: the norm of each perturbation
    project(delta, eps [N]): the nearest point of the ball (Euclidean distance)
    ascend(gradient): argmax of <gradient, d> over size(d) <= 1; zero where the gradient is zero
    draw(one, generator): uniform in the ball of radius 1, in the shape of the one image given, on
        the generator's device
    diameter(pixels): the size of the largest difference between two images in [0, 1]
    """

    name: str
    size: Callable[[Tensor], Tensor]
    project: Callable[[Tensor, Tensor], Tensor]
    ascend: Callable[[Tensor], Tensor]
    draw: Callable[[Tensor, torch.Generator], Tensor]
    diameter: Callable[[int], float]

    def start(self, images: Tensor, eps: Tensor, generator: torch.Generator) -> Tensor:
        """Uniform in each image's ball, drawn in turn: a batch starts as its images would alone."""
        unit = torch.stack([self.draw(one, generator) for one in images])
        return unit.to(images.device) * per_image(eps, images)


def per_image(values: Tensor, like: Tensor) -> Tensor:
    """[N] -> [N, 1, ..., 1], to multiply `like` [N, ...]."""
    return values.reshape(-1, *[1] * (like.ndim - 1))


def _linf_size(delta: Tensor) -> Tensor:
    return delta.flatten(1).abs().amax(1)


def _linf_project(delta: Tensor, eps: Tensor) -> Tensor:
    radius = per_image(eps, delta)
    # A third of the time of clamp with tensor bounds.
    return torch.maximum(torch.minimum(delta, radius), -radius)


def _linf_draw(one: Tensor, generator: torch.Generator) -> Tensor:
    return 2 * _noise(torch.rand, one.shape, one, generator) - 1


def _l2_size(delta: Tensor) -> Tensor:
    # Divided by the largest entry first: the squares of tiny ones would be 0.
    peak = _linf_size(delta)
    scaled = delta / per_image(torch.where(peak > 0, peak, torch.ones_like(peak)), delta)
    return peak * torch.linalg.vector_norm(scaled.flatten(1), dim=1)


def _l2_project(delta: Tensor, eps: Tensor) -> Tensor:
    size = _l2_size(delta)
    shrink = torch.where(size > eps, eps / size, torch.ones_like(size))
    return delta * per_image(shrink, delta)


def _l2_ascend(gradient: Tensor) -> Tensor:
    peak = _linf_size(gradient)
    scaled = gradient / per_image(torch.where(peak > 0, peak, torch.ones_like(peak)), gradient)
    size = torch.linalg.vector_norm(scaled.flatten(1), dim=1)
    return scaled / per_image(size.clamp_min(1), gradient)  # >= 1 unless all zero


def _l2_draw(one: Tensor, generator: torch.Generator) -> Tensor:
    """U^(1/d) g / |g|: a Gaussian direction, and a radius whose share of the volume is uniform."""
    direction = _l2_ascend(_noise(torch.randn, one.shape, one, generator)[None])[0]
    share = _noise(torch.rand, (), one, generator)
    return direction * share ** (1 / one.numel())


def _noise(
    kind: Callable[..., Tensor],
    shape: tuple[int, ...],
    like: Tensor,
    generator: torch.Generator,
) -> Tensor:
    return kind(shape, generator=generator, dtype=like.dtype, device=generator.device)


NORMS: dict[str, ThreatModel] = {
    "linf": ThreatModel("linf", _linf_size, _linf_project, torch.sign, _linf_draw, lambda d: 1.0),
    "l2": ThreatModel("l2", _l2_size, _l2_project, _l2_ascend, _l2_draw, math.sqrt),
}


def threat_model(name: object) -> ThreatModel:
    """The row of NORMS; UnknownName for any other name."""
    if not isinstance(name, str) or name not in NORMS:
        raise UnknownName("norm", name, list(NORMS))
    return NORMS[name]
