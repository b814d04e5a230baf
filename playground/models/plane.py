"""A small network for velocity fields in the plane, quick enough to be trained while one waits."""

import math
from itertools import pairwise

import torch
from torch import Tensor, nn


class PlaneField(nn.Module):
    """velocity(x, t): x [N, 2], t float [N] in [0, 1] -> [N, 2]; a perceptron on x and Fourier t.

    Three octaves of sin and cos let the field turn quickly near the end, where the data is sharp.
    """

    def __init__(self, width: int = 128, layers: int = 3, octaves: int = 3) -> None:
        super().__init__()
        sizes = [3 + 2 * octaves, *[width] * layers]
        hidden = [
            part
            for before, after in pairwise(sizes)
            for part in (nn.Linear(before, after), nn.SiLU())
        ]
        self.layers = nn.Sequential(*hidden, nn.Linear(width, 2))
        rates = math.pi * 2.0 ** torch.arange(octaves)
        self.rates = nn.Buffer(rates, persistent=False)

    def forward(self, x: Tensor, t: Tensor) -> Tensor:
        phase = t[:, None] * self.rates
        return self.layers(torch.cat([x, t[:, None], phase.sin(), phase.cos()], 1))
