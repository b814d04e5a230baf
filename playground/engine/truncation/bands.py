"""What is measured of generated images, and how far another draw of them would be from it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor

from playground import data
from playground.arrays import F64
from playground.caching import cached
from playground.core import fidelity, frechet
from playground.core.fidelity import Reference
from playground.core.intervals import STUDENT, effective, group_error, wilson
from playground.device import generator
from playground.engine.result import Result, tells
from playground.engine.truncation import real
from playground.engine.truncation.real import SHARES, Reals

MEASURES = (*SHARES, "frechet")
#: Of so many groupings of both sets at random, in quarters and in halves.
GROUPINGS, QUARTERS, HALVES = 3, 4, 2
#: How many standard errors a band reaches to both sides: Student's t with the nine degrees of
#: freedom of quarters for shares; with 12 for density, by Satterthwaite's rule for the mean of a
#: sure square and of one with the three of halves; with 30 for the distance, by how much its square
#: error differs between draws of 200 and 300 images (2 over the square of its relative spread).
NINE, REACH = STUDENT[GROUPINGS * (QUARTERS - 1) - 1], {"density": 2.179, "frechet": 2.042}
#: Generated classes come by turns, so that no draw has more of one than another.
CLASSES = 10


@dataclass(frozen=True)
class Scores(Result):
    """Each of MEASURES, its standard error, and the ends of its 95 % band, which is to hold the
    mean over all draws of both sets, as large as these."""

    values: dict[str, float]
    errors: dict[str, float] = field(metadata=tells("standard_errors"))
    bands: dict[str, tuple[float, float]] = field(metadata=tells())


def against(ceiling: Scores, source: str) -> dict[str, Any]:
    """What a report says of the real images that it measures by."""
    return {
        "real_against_real": ceiling.values,
        "real_against_real_standard_errors": ceiling.errors,
        "real_source": source,
    }


def columns(scored: Sequence[Scores]) -> dict[str, Any]:
    """What a report says of several: lists of each."""
    errors = [one.errors for one in scored]
    return {"values": [one.values for one in scored], "standard_errors": errors}


@dataclass(frozen=True)
class Evaluator:
    """Real images made ready to score others: all N of them, and their groups, by how many.

    Both sets are in random order, so that a group is as good as another draw; where generated
    classes come by turns, they do in each group.
    """

    whole: Reals
    sample: frechet.Sample
    groups: dict[int, tuple[Reference, ...]]

    def score(self, found: Tensor) -> Scores:
        """Features [N, D] against the reals."""
        reference, made = self.whole.reference, frechet.sample(found, CLASSES)
        overlap = reference.overlap(found)
        values = real.shares(fidelity.measures(overlap, reference.k))
        values["frechet"] = self.whole.moments.distance(made.whole)
        parts = self._apart(found, QUARTERS)
        errors, ends = {}, {}
        for name in ("precision", "recall", "coverage"):
            coins = effective(len(found), parts[name])
            low, high = (float(end) for end in wilson(values[name] * coins, coins, NINE))
            errors[name], ends[name] = (high - low) / (2 * NINE), (low, high)
        alone = fidelity.density_error(overlap, reference.k)
        errors["density"] = _density_error(alone, self._apart(found, HALVES)["density"])
        errors["frechet"] = frechet.distance_error(self.sample, made)
        for name, times in REACH.items():
            reach = times * errors[name]
            ends[name] = (max(values[name] - reach, 0.0), values[name] + reach)
        return Scores(values, errors, ends)

    def _apart(self, found: Tensor, parts: int) -> dict[str, F64]:
        """SHARES of the groups, [GROUPINGS, parts]."""
        pairs = zip(self.groups[parts], _groups(found, parts), strict=True)
        apart = [real.shares(group.compare(part)) for group, part in pairs]
        return {n: np.reshape([one[n] for one in apart], (GROUPINGS, parts)) for n in SHARES}


def _density_error(alone: float, halves: F64) -> float:
    """In the mean square of two: of the projection, which takes balls for independent, and so tells
    too much where they shrink together, and of halves, whose larger balls tell too little."""
    return float(np.sqrt((alone**2 + np.square(group_error(halves.T)).mean()) / 2))


@dataclass(frozen=True)
class RealBaseline:
    """An evaluator, and what as many other real images score on it."""

    evaluator: Evaluator
    ceiling: Scores
    source: str


@cached
def real_baseline(
    dataset: str, label: str, samples: int, k: int, seed: int, space: str = real.CLASSIFIER
) -> RealBaseline:
    """Raises BadValue where there are too few real images for two disjoint sets of `samples`."""
    mine, others = real.pair(dataset, label, samples, seed, space)
    evaluator = _evaluator(mine, k)
    return RealBaseline(evaluator, evaluator.score(others), data.reference(dataset).source)


def _evaluator(mine: Tensor, k: int) -> Evaluator:
    groups = {
        parts: tuple(fidelity.reference(part, k) for part in _groups(mine, parts))
        for parts in (QUARTERS, HALVES)
    }
    return Evaluator(real.ready(mine, k), frechet.sample(mine), groups)


def _groups(found: Tensor, parts: int) -> list[Tensor]:
    """Disjoint groups in each of GROUPINGS, which shuffle turns of the classes."""
    turns = len(found) // CLASSES
    kept, size = found[: turns * CLASSES].unflatten(0, (turns, CLASSES)), turns * CLASSES // parts
    orders = [torch.randperm(turns, generator=generator(seed)) for seed in range(GROUPINGS)]
    return [one for order in orders for one in kept[order].flatten(0, 1).split(size)[:parts]]
