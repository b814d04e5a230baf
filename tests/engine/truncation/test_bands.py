"""Bands hold what is true of all draws: of both sets, at every strength, number and data set."""

from functools import cache

import numpy as np
import pytest
import torch
from scipy.stats import binom
from torch import Tensor

from playground.engine.truncation import bands, real, truncation_methods
from playground.engine.truncation.bands import MEASURES, Scores
from playground.engine.truncation.truncation_methods import DATASETS, Draw, ProgressRange

POOL = 8000
#: By the number of images, how many draws are scored.
DRAWS = {200: 100, 1000: 60}


@cache
def features(dataset: str, psi: float | None) -> Tensor:
    """Of real images, or of the GAN's at a strength, whose classes come by turns."""
    if psi is None:
        return real.pool_features(dataset, real.ALL)
    images = truncation_methods.images(
        "mean", Draw(dataset, real.ALL, POOL, 0), psi, ProgressRange()
    )
    return real.features_of(dataset, images)


def drawn(dataset: str, psi: float | None, samples: int, draws: int) -> list[Scores]:
    """Scores of the GAN's images, or of real ones, against others, each time drawn anew."""
    reals, made = features(dataset, None), features(dataset, psi)
    chance, found = torch.Generator().manual_seed(0), []
    for _ in range(draws):
        order = torch.randperm(len(reals), generator=chance)
        evaluator = bands._evaluator(reals[order[:samples]], 3)
        other = made[order[samples : 2 * samples]] if psi is None else by_turns(made, chance)
        found.append(evaluator.score(other[:samples]))
    return found


def by_turns(made: Tensor, chance: torch.Generator) -> Tensor:
    """In another order, in which classes come by turns as before."""
    each = [torch.randperm(POOL // 10, generator=chance) * 10 + label for label in range(10)]
    return made[torch.stack(each, 1).flatten()]


def held(scored: list[Scores], name: str) -> int:
    """How many bands hold the mean over all draws."""
    truth = np.mean([one.values[name] for one in scored])
    return sum(one.bands[name][0] <= truth <= one.bands[name][1] for one in scored)


#: Every two of data set, strength and number of images meet; not all three.
CASES = [
    (dataset, psi, samples)
    for dataset, turns in zip(DATASETS, ((200, 1000), (1000, 200)), strict=True)
    for psi, samples in zip((0.3, 0.6, 1.0, None), 2 * turns, strict=True)
]


@pytest.mark.thorough
@pytest.mark.parametrize(("dataset", "psi", "samples"), CASES)
def test_each_band_holds_the_truth_in_92_to_98_of_100_draws(
    dataset: str, psi: float | None, samples: int
) -> None:
    """As far as so many draws tell: within what they show of 92 % and 98 % in 95 cases of 100."""
    draws = DRAWS[samples]
    scored = drawn(dataset, psi, samples, draws)
    least, most = binom.ppf(0.025, draws, 0.92), binom.ppf(0.975, draws, 0.98)
    for name in MEASURES:
        assert least <= held(scored, name) <= most, name


def test_no_band_is_without_width_and_shares_stay_shares() -> None:
    for one in drawn("mnist", 0.3, 100, 5):
        for name in MEASURES:
            low, high = one.bands[name]
            assert low <= one.values[name] <= high
            assert low < high
            assert one.errors[name] > 0
            if name in ("precision", "recall", "coverage"):
                assert low >= 0
                assert high <= 1
