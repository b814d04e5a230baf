"""A small network on points of the plane, trained plainly or against an attacker."""

import math
from itertools import pairwise
from typing import Any, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from playground.core.adam import Adam
from playground.core.norms import ThreatModel, threat_model
from playground.device import generator
from playground.engine import progress
from playground.engine.adversarial.points import Points

HIDDEN = (64, 64)
STEPS, RATE = 250, 0.01
#: Steps of the attacker inside each training step.
INNER = 4


class Plane(nn.Module):
    """A perceptron on points: forward([N, 1, 1, 2] in the unit square) -> logits [N, classes].

    The shape is an image's of two pixels, so that attacks on images attack points.
    """

    def __init__(self, classes: int, generator: torch.Generator) -> None:
        super().__init__()
        sizes = (2, *HIDDEN, classes)
        self.layers = nn.ModuleList(_linear(a, b, generator) for a, b in pairwise(sizes))

    def forward(self, images: Tensor) -> Tensor:
        x = 4 * images.flatten(1) - 2
        for layer in list(self.layers)[:-1]:
            x = F.silu(layer(x))
        return cast(Tensor, self.layers[-1](x))


def as_images(xy: NDArray[Any]) -> Tensor:
    """[..., 2] -> [N, 1, 1, 2]: points as images of two pixels."""
    return torch.from_numpy(np.asarray(xy, np.float32)).reshape(-1, 1, 1, 2)


def _linear(inputs: int, outputs: int, generator: torch.Generator) -> nn.Linear:
    """He initialisation from a generator of its own: the global one is left alone."""
    layer = nn.utils.skip_init(nn.Linear, inputs, outputs)
    weight = torch.randn(outputs, inputs, generator=generator) * (2 / inputs) ** 0.5
    layer.weight.data.copy_(weight)
    layer.bias.data.copy_(0.5 * torch.randn(outputs, generator=generator))
    return layer


def trained(points: Points, *, eps: float, norm: str, seed: int, done: int, total: int) -> Plane:
    """Adam on all points at once: min E max_{|delta| <= eps} cross-entropy(x + delta, y).

    eps 0 is plain training; else the maximum is PGD's from a random start.
    `done` of `total` steps were reported before. Madry et al. 2018, eq. 2.1.
    """
    draw = generator(seed)
    threat = threat_model(norm)
    with torch.inference_mode(False), torch.enable_grad():
        images, labels = as_images(points.xy), torch.from_numpy(points.labels)
        network = Plane(points.classes, draw)
        weights = [*network.parameters()]
        adam = Adam(weights)
        for step in range(STEPS):
            start = eps * (2 * torch.rand(images.shape, generator=draw) - 1)
            seen = _attacked(network, images, labels, eps, threat, start) if eps else images
            gradients = torch.autograd.grad(F.cross_entropy(network(seen), labels), weights)
            adam.step(gradients, RATE * (1 + math.cos(math.pi * step / STEPS)) / 2)
            progress.report(done + step + 1, total)
    return network.requires_grad_(False).eval()


def _attacked(
    network: Plane, images: Tensor, labels: Tensor, eps: float, threat: ThreatModel, start: Tensor
) -> Tensor:
    """PGD on the training loss itself, all points at once; `pgd`'s chunks and checks cost more."""
    radius = torch.full_like(labels, eps, dtype=images.dtype)
    x = (images + threat.project(start, radius)).clamp(0, 1)
    for _ in range(INNER):
        x.requires_grad_()
        (slope,) = torch.autograd.grad(F.cross_entropy(network(x), labels, reduction="sum"), x)
        delta = x.detach() + 2 * eps / INNER * threat.ascend(slope) - images
        x = (images + threat.project(delta, radius)).clamp(0, 1)
    return x
