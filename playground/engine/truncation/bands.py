"""What is measured of generated images, and how far another draw of them would be from it."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground import data, device
from playground.caching import stage
from playground.core.intervals import half_differences
from playground.engine.truncation import real
from playground.engine.truncation.real import Reals

MEASURES = ("precision", "recall", "density", "coverage", "frechet")
#: Random halvings of both sets, for the bands; more cost more than they tell.
HALVINGS = 3
#: Bands reach so many standard errors to both sides.
ERRORS = 2.0


@dataclass(frozen=True)
class Scored:
    """Each of MEASURES, and its standard error."""

    values: dict[str, float]
    errors: dict[str, float]


@dataclass(frozen=True)
class Scale:
    """Real images made ready to score others: all N of them, and the halves of each halving.

    halvings [H, N]: permutations of N; the first N // 2 are one half.
    """

    whole: Reals
    halves: tuple[tuple[Reals, Reals], ...]
    halvings: Tensor

    def score(self, found: Tensor) -> Scored:
        """Features [N, D] against the reals; errors by half differences."""
        values = real.scores(self.whole, found)
        middle = len(found) // 2
        pairs = [
            [
                _row(half, found[part])
                for half, part in zip(halves, _split(order, middle), strict=True)
            ]
            for halves, order in zip(self.halves, self.halvings, strict=True)
        ]
        first, second = np.array(pairs).swapaxes(0, 1)
        errors = half_differences(first, second)
        return Scored(values, dict(zip(MEASURES, errors.tolist(), strict=True)))


@dataclass(frozen=True)
class Yardstick:
    """A scale, and what as many other real images score on it."""

    scale: Scale
    ceiling: Scored
    source: str


@stage(maxsize=6)
def yardstick(
    dataset: str, label: str, samples: int, k: int, seed: int, space: str = real.CLASSIFIER
) -> Yardstick:
    """Raises BadValue where there are too few real images for two disjoint sets of `samples`."""
    mine, others = real.pair(dataset, label, samples, seed, space)
    scale = _scale(mine, k, seed)
    return Yardstick(scale, scale.score(others), data.reference(dataset).source)


def _scale(mine: Tensor, k: int, seed: int) -> Scale:
    chance = device.generator(seed)
    halvings = torch.stack([torch.randperm(len(mine), generator=chance) for _ in range(HALVINGS)])
    middle = len(mine) // 2
    halves = [[real.ready(mine[part], k) for part in _split(order, middle)] for order in halvings]
    return Scale(real.ready(mine, k), tuple((one, other) for one, other in halves), halvings)


def _split(order: Tensor, middle: int) -> tuple[Tensor, Tensor]:
    return order[:middle], order[middle:]


def _row(half: Reals, found: Tensor) -> NDArray[np.float64]:
    scores = real.scores(half, found)
    return np.array([scores[name] for name in MEASURES])
