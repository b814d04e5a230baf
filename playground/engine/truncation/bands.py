"""What is measured of generated images, and how far another draw of them would be from it."""

from dataclasses import dataclass

from torch import Tensor

from playground import data
from playground.caching import stage
from playground.core import fidelity
from playground.core.fidelity import Reference
from playground.core.frechet import distance_error
from playground.core.intervals import group_error
from playground.engine.truncation import real
from playground.engine.truncation.real import SHARES, Reals

MEASURES = (*SHARES, "frechet")
#: Disjoint groups of both sets, whose spread tells the errors of precision, recall and coverage.
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
    """Real images made ready to score others: all N of them, and GROUPS of N // GROUPS, in turn.

    Both sets are in random order, so that a group is as good as another draw; where generated
    classes come by turns, they do in each group.
    """

    whole: Reals
    groups: tuple[Reference, ...]

    def score(self, found: Tensor) -> Scored:
        """Features [N, D] against the reals. Where a few images stand for all (psi near 0), groups
        overstate recall's error."""
        reference, moments = self.whole.reference, self.whole.moments
        overlap, made = reference.overlap(found), fidelity.moments(found)
        parts = zip(self.groups, _groups(found), strict=True)
        apart = [real.shares(group.compare(part)) for group, part in parts]
        values = real.shares(fidelity.measures(overlap, reference.k))
        errors = {}
        for name in ("precision", "recall", "coverage"):
            # Groups may agree by chance; the share of n samples is no surer than so many coins.
            least = (values[name] * (1 - values[name]) / len(found)) ** 0.5
            errors[name] = max(least, float(group_error([one[name] for one in apart])))
        errors["density"] = fidelity.density_error(overlap, reference.k)
        errors["frechet"] = distance_error(moments, reference.points.source, made, found)
        return Scored({**values, "frechet": moments.distance(made)}, errors)


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
    scale = _scale(mine, k)
    return Yardstick(scale, scale.score(others), data.reference(dataset).source)


def _scale(mine: Tensor, k: int) -> Scale:
    groups = tuple(fidelity.reference(part, k) for part in _groups(mine))
    return Scale(real.ready(mine, k), groups)


def _groups(found: Tensor) -> tuple[Tensor, ...]:
    return found.split(len(found) // GROUPS)[:GROUPS]
