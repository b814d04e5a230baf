"""What is measured of generated images, and how far another draw of them would be from it."""

from dataclasses import dataclass

from torch import Tensor

from playground import data
from playground.caching import cached
from playground.core import fidelity, frechet
from playground.core.fidelity import Reference
from playground.core.intervals import effective, group_error, wilson
from playground.engine.truncation import real
from playground.engine.truncation.real import SHARES, Reals

MEASURES = (*SHARES, "frechet")
#: Disjoint groups of both sets, whose spread tells the errors of what counts balls.
GROUPS = 4
#: As many differences of groups as the projection of density is worth.
PROJECTED = 4
#: Bands reach so many standard errors to both sides, as 95 % of a Gaussian do.
ERRORS = 1.96
#: Generated classes come by turns, so that no draw has more of one than another.
CLASSES = 10


@dataclass(frozen=True)
class Scored:
    """Each of MEASURES, its standard error, and the ends of its 95 % band: of other draws of both
    sets, as large as these."""

    values: dict[str, float]
    errors: dict[str, float]
    bands: dict[str, tuple[float, float]]


@dataclass(frozen=True)
class Scale:
    """Real images made ready to score others: all N of them, and GROUPS of N // GROUPS, in turn.

    Both sets are in random order, so that a group is as good as another draw; where generated
    classes come by turns, they do in each group.
    """

    whole: Reals
    sample: frechet.Sample
    groups: tuple[Reference, ...]

    def score(self, found: Tensor) -> Scored:
        """Features [N, D] against the reals."""
        reference, made = self.whole.reference, frechet.sample(found, CLASSES)
        overlap = reference.overlap(found)
        parts = zip(self.groups, _groups(found), strict=True)
        apart = [real.shares(group.compare(part)) for group, part in parts]
        groups = {name: [one[name] for one in apart] for name in SHARES}
        values = real.shares(fidelity.measures(overlap, reference.k))
        errors, ends = {}, {}
        for name in ("precision", "recall", "coverage"):
            coins = effective(values[name], len(found), groups[name])
            low, high = (float(end) for end in wilson(values[name] * coins, coins))
            errors[name], ends[name] = (high - low) / (2 * ERRORS), (low, high)
        values["frechet"] = self.whole.moments.distance(made.whole)
        errors["density"] = _density_error(overlap, reference.k, groups["density"])
        errors["frechet"] = frechet.distance_error(self.sample, made)
        for name in ("density", "frechet"):
            reach = ERRORS * errors[name]
            ends[name] = (max(values[name] - reach, 0.0), values[name] + reach)
        return Scored(values, errors, ends)


def _density_error(overlap: fidelity.Overlap, k: int, groups: list[float]) -> float:
    """Of the projection, which takes balls for independent, and of the groups, which shrink them:
    one tells too much at strong truncation, the other too little."""
    freedom = GROUPS - 1
    squares = PROJECTED * fidelity.density_error(overlap, k) ** 2
    squares += freedom * float(group_error(groups)) ** 2
    return (squares / (PROJECTED + freedom)) ** 0.5


@dataclass(frozen=True)
class Yardstick:
    """A scale, and what as many other real images score on it."""

    scale: Scale
    ceiling: Scored
    source: str


@cached
def yardstick(
    dataset: str, label: str, samples: int, k: int, seed: int, space: str = real.CLASSIFIER
) -> Yardstick:
    """Raises BadValue where there are too few real images for two disjoint sets of `samples`."""
    mine, others = real.pair(dataset, label, samples, seed, space)
    scale = _scale(mine, k)
    return Yardstick(scale, scale.score(others), data.reference(dataset).source)


def _scale(mine: Tensor, k: int) -> Scale:
    groups = tuple(fidelity.reference(part, k) for part in _groups(mine))
    return Scale(real.ready(mine, k), frechet.sample(mine), groups)


def _groups(found: Tensor) -> tuple[Tensor, ...]:
    return found.split(len(found) // GROUPS)[:GROUPS]
