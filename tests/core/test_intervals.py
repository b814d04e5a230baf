"""Intervals of what was counted or measured: against scipy's, and against their own promise."""

import numpy as np
import pytest

from playground.core.intervals import STUDENT, effective, group_error, student, wilson


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


def test_the_error_from_groups_of_a_mean_is_its_standard_error() -> None:
    """sigma / sqrt(n), in the mean square over many sets of samples."""
    rng = np.random.default_rng(0)
    sets, groups, size = 20_000, 4, 16
    samples = rng.normal(scale=3, size=(groups, sets, size))
    found = group_error(samples.mean(axis=2))
    assert found.shape == (sets,)
    assert np.sqrt(np.square(found).mean()) == pytest.approx(3 / np.sqrt(groups * size), rel=0.03)


@pytest.mark.parametrize("copies", [1, 4])
def test_samples_are_worth_as_many_coins_as_differ(copies: int) -> None:
    """Copies of a coin are one, as far as they come in one group."""
    rng, n = np.random.default_rng(0), 4000
    coins = np.repeat(rng.random((500, n // copies)) < 0.3, copies, axis=1)
    groups = coins.reshape(500, 4, n // 4).mean(axis=2)
    assert effective(n, groups) == pytest.approx(n / copies, rel=0.1)


def test_samples_are_worth_no_more_than_as_many_coins() -> None:
    assert effective(100, [[0.5, 0.5, 0.5, 0.5]]) == effective(100, [[0.0, 0.0]]) == 100


def test_the_interval_of_a_mean_is_scipys() -> None:
    stats = pytest.importorskip("scipy.stats")
    rng = np.random.default_rng(0)
    for count in range(2, len(STUDENT) + 2):
        values = rng.normal(size=(count, 3))
        mean, half = student(values)
        low, high = stats.t.interval(
            0.95, count - 1, loc=values.mean(0), scale=stats.sem(values, axis=0)
        )
        np.testing.assert_allclose(mean - half, low, atol=1e-4)
        np.testing.assert_allclose(mean + half, high, atol=1e-4)
