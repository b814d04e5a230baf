"""The binomial interval, against scipy's and against its own promise."""

import numpy as np
import pytest

from playground.core.intervals import wilson


def test_it_is_scipys() -> None:
    stats = pytest.importorskip("scipy.stats")
    for n in (1, 7, 40, 1000):
        counts = np.unique(np.linspace(0, n, 6).astype(int))
        low, high = wilson(counts, n)
        expected = [stats.binomtest(int(k), n).proportion_ci(method="wilson") for k in counts]
        np.testing.assert_allclose(low, [ci.low for ci in expected], atol=1e-9)
        np.testing.assert_allclose(high, [ci.high for ci in expected], atol=1e-9)


def test_it_covers_the_true_share_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(0)
    for share in (0.1, 0.5, 0.9):
        low, high = wilson(rng.binomial(50, share, 20_000), 50)
        covered = ((low <= share) & (share <= high)).mean()
        assert 0.92 < covered < 0.98


def test_without_samples_it_says_nothing() -> None:
    low, high = wilson([0], 0)
    assert (low[0], high[0]) == (0, 1)
