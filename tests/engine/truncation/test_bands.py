"""Bands hold what is true of other draws: of both sets, at every strength, number and data set."""

import numpy as np
import pytest
import torch

from playground.engine.truncation import bands, knobs, real
from playground.engine.truncation.bands import MEASURES, Scored
from playground.engine.truncation.knobs import DATASETS, Draw, Place

POOL = 3000


def drawn(dataset: str, psi: float | None, samples: int, draws: int) -> list[Scored]:
    """Scores of the GAN's images, or of real ones, against others, each time drawn anew."""
    reals = real.pool_features(dataset, real.ALL)
    made = None
    if psi is not None:
        images = knobs.images("mean", Draw(dataset, real.ALL, POOL, 0), psi, Place())
        made = real.features_of(dataset, images)
    chance, found = torch.Generator().manual_seed(0), []
    for _ in range(draws):
        order = torch.randperm(len(reals), generator=chance)
        scale = bands._scale(reals[order[:samples]], 3)
        other = reals[order[samples : 2 * samples]] if made is None else by_turns(made, chance)
        found.append(scale.score(other[:samples]))
    return found


def by_turns(made: torch.Tensor, chance: torch.Generator) -> torch.Tensor:
    """In another order, in which classes come by turns as before."""
    each = [torch.randperm(POOL // 10, generator=chance) * 10 + label for label in range(10)]
    return made[torch.stack(each, 1).flatten()]


@pytest.mark.thorough
@pytest.mark.parametrize("dataset", DATASETS)
def test_bands_hold_the_truth_in_about_95_draws_of_100(dataset: str) -> None:
    """The truth is the mean over draws. 140 of them tell a share of 95 % to within 4 %."""
    settings = ((0.3, 200, 50), (1.0, 200, 50), (None, 200, 25), (0.6, 400, 15))
    scored = [drawn(dataset, *one) for one in settings]
    for name in MEASURES:
        held: list[bool] = []
        for each in scored:
            truth = np.mean([one.values[name] for one in each])
            held += [one.bands[name][0] <= truth <= one.bands[name][1] for one in each]
        assert 0.91 <= np.mean(held) <= 0.99, name


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
