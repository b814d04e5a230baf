"""Fidelity of every sampler against its budget of network calls."""

import dataclasses
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from playground.core.samplers import SAMPLERS
from playground.engine import kept
from playground.engine.diffusion import measure, quality
from playground.engine.diffusion.measure import FIELDS, MeasureRequest, MeasureResult

ask = measure.answer.__wrapped__  # type: ignore[attr-defined]
SMALL = {"most": "5", "samples": 10}


@pytest.fixture(scope="module")
def result() -> MeasureResult:
    return measure.answer(MeasureRequest(**SMALL))


def test_every_run_is_measured_in_every_repeat(result: MeasureResult) -> None:
    assert tuple(result.runs) == FIELDS["three"]
    for each in result.runs.values():
        assert tuple(each) == result.budgets == (2, 5)
        for run in each.values():
            assert run is not None
            assert run.images.shape == (10, 28, 28)
            assert run.values("precision").shape == (2,)
    told = json.loads(json.dumps(result.report(), allow_nan=False))
    assert told["samples"] == 10
    assert set(told["ddim"][0]) == {"calls", "agreement", "precision"}


def test_repeats_are_other_samples_and_the_first_is_the_race_of_one(result: MeasureResult) -> None:
    again = ask(MeasureRequest(**SMALL, repeats=3))
    run, more = result.runs["ddim"][5], again.runs["ddim"][5]
    assert run is not None
    assert more is not None
    assert np.array_equal(run.images, more.images)
    assert more.scores[:2] == run.scores
    assert len({score.frechet for score in more.scores}) == 3


def test_repeats_that_agree_by_chance_are_no_surer_than_coins(result: MeasureResult) -> None:
    score = quality.Scores(0.9, 0.5, 0.5, 10.0, 5.0, 1.0)
    run = measure.Run(2, (score, score), np.zeros((10, 28, 28), np.uint8))
    assert run.error("frechet", 10) == 0
    assert run.error("precision", 10) == pytest.approx((0.9 * 0.1 / 20) ** 0.5, rel=0.1)
    assert 0.01 < run.error("agreement", 10) < 0.05
    other = measure.Run(2, (score, dataclasses.replace(score, precision=0.1)), run.images)
    assert other.error("precision", 10) == pytest.approx(0.4)


@pytest.mark.thorough
def test_the_answer_that_ships_is_what_the_code_answers() -> None:
    """A hundred images of every run, drawn and measured anew; a chip may round otherwise."""
    request = MeasureRequest()
    arrays = kept.shipped(measure.NAME, measure.rests_on(request))
    assert arrays is not None, "python -m playground.answers writes it anew"
    anew = measure.packed(measure.runs(request))
    assert np.array_equal(arrays["calls"], anew["calls"])
    assert np.abs(arrays["images"].astype(int) - anew["images"]).max() <= 2
    assert np.allclose(arrays["scores"], anew["scores"], rtol=0.02, atol=0.02)


@pytest.mark.parametrize("changed", [{"seed": 1}, {"samples": 101}, {"dataset": "fashion"}])
def test_it_ships_for_that_question_alone(changed: dict[str, object]) -> None:
    assert kept.shipped(measure.NAME, measure.rests_on(MeasureRequest())) is not None
    assert kept.shipped(measure.NAME, measure.rests_on(MeasureRequest(**changed))) is None  # type: ignore[arg-type]


def test_enough_samples_are_measured_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quality, "ENOUGH", 10)
    full = ask(MeasureRequest(most="5", samples=10, racers="flow"))
    assert set(full.measures) == {"agreement", "precision", "recall", "coverage", "frechet"}
    assert full.runs["rk4"][2] is None
    assert full.report()["rk4"][0] is None


def test_every_call_is_reported_and_can_be_stopped(stopped: Callable[..., Any]) -> None:
    total = 2 * sum(SAMPLERS[n].calls(b) for n in FIELDS["three"] for b in (2, 5))
    seen = stopped(lambda: ask(MeasureRequest(**SMALL, seed=9)), after=4)
    assert seen == [(i, total) for i in range(1, 5)]
