"""What the page on trust claims: each claim is a law of what it shows."""

import json

import numpy as np
import pytest

from playground.core.fidelity import expected_coverage
from playground.engine.truncation import metric_checks, real
from playground.engine.truncation.bands import MEASURES
from playground.engine.truncation.metric_checks import (
    NOISE,
    MetricChecksRequest,
    MetricChecksResult,
)


@pytest.fixture(scope="module")
def result() -> MetricChecksResult:
    return metric_checks.answer(MetricChecksRequest(most="500"))


def test_every_size_and_every_noise_is_measured(result: MetricChecksResult) -> None:
    assert result.counts == (100, 200, 500)
    assert len(result.alike) == len(result.generated) == len(result.expected) == 3
    assert set(result.noisy) == set(metric_checks.SPACES)
    assert all(len(found) == len(NOISE) for found in result.noisy.values())
    assert result.pictures.shape == (len(NOISE), metric_checks.SHOWN, 28, 28)
    json.dumps(result.report(), allow_nan=False)


def test_equal_sets_score_the_expected_coverage_and_not_one(result: MetricChecksResult) -> None:
    for n, one, expected in zip(result.counts, result.alike, result.expected, strict=True):
        assert expected == expected_coverage(n, n, 3)
        assert (
            abs(one.values["coverage"] - expected)
            < 0.02 + 4 * (expected * (1 - expected) / n) ** 0.5
        )
        for name in ("precision", "recall", "coverage"):
            assert one.values[name] < 1


def test_fid_falls_with_the_number_alone(result: MetricChecksResult) -> None:
    for series in (result.alike, result.generated):
        distances = [one.values["frechet"] for one in series]
        assert distances == sorted(distances, reverse=True)
        assert distances[0] > 3 * distances[-1]


@pytest.mark.thorough
@pytest.mark.parametrize("dataset", ["mnist", "fashion"])
def test_pixels_call_noise_varied_and_the_classifier_does_not(dataset: str) -> None:
    noisy = metric_checks.answer(MetricChecksRequest(most="500", dataset=dataset)).noisy
    pixels, trained = ([one["recall"] for one in noisy[s]] for s in (real.PIXELS, real.CLASSIFIER))
    assert pixels[-1] > 0.99 > pixels[0] + 0.05
    assert trained[-1] < 0.02 < trained[0] - 0.7


def test_without_noise_the_spaces_measure_other_real_images(result: MetricChecksResult) -> None:
    for space in metric_checks.SPACES:
        ceiling = real.reals("mnist", real.ALL, metric_checks.NOISY, 3, 0, space).ceiling
        assert result.noisy[space][0] == pytest.approx({name: ceiling[name] for name in MEASURES})


def test_noise_grows_on_the_same_images() -> None:
    pictures = metric_checks.noised("mnist", 0).astype(float)
    away = np.abs(pictures - pictures[0]).mean((1, 2, 3))
    assert away[0] == 0
    assert (np.diff(away) > 0).all()
