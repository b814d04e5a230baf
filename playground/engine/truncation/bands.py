"""What is measured of generated images, and how far another draw of them would be from it."""

from dataclasses import dataclass

import torch
from torch import Tensor

from playground import data, device
from playground.caching import stage
from playground.core import fidelity
from playground.core.fidelity import Reference
from playground.core.intervals import group_error
from playground.engine.truncation import real
from playground.engine.truncation.real import SHARES, Reals

MEASURES = (*SHARES, "frechet")
#: Disjoint random groups of both sets, whose spread tells the errors of the shares.
GROUPS = 4
#: Bands reach so many standard errors to both sides.
ERRORS = 2.0


@dataclass(frozen=True)
class Scored:
    """Each of MEASURES, and its standard error."""

    values: dict[str, float]
    errors: dict[str, float]


@dataclass(frozen=True)
class Scale:
    """Real images made ready to score others: all N of them, and the GROUPS one by one.

    order [GROUPS, N // GROUPS]: who is in which group, of the reals and of the others.
    """

    whole: Reals
    groups: tuple[Reference, ...]
    order: Tensor

    def score(self, found: Tensor) -> Scored:
        """Features [N, D] against the reals."""
        made = fidelity.moments(found)
        shares = real.shares(self.whole.reference, found)
        pairs = zip(self.groups, self.order, strict=True)
        apart = [list(real.shares(group, found[part]).values()) for group, part in pairs]
        errors = dict(zip(SHARES, group_error(apart).tolist(), strict=True))
        reals = self.whole.reference.points.source
        return Scored(
            {**shares, "frechet": self.whole.moments.distance(made)},
            {**errors, "frechet": fidelity.distance_error(self.whole.moments, reals, made, found)},
        )


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
    size = len(mine) // GROUPS
    shuffled = torch.randperm(len(mine), generator=device.generator(seed))
    order = shuffled[: GROUPS * size].view(GROUPS, size)
    groups = tuple(fidelity.reference(mine[part], k) for part in order)
    return Scale(real.ready(mine, k), groups, order)
