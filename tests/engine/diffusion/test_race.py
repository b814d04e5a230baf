"""The race: every sampler from one noise with equally many network calls."""

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from playground.core import samplers
from playground.engine import flows, progress
from playground.engine.diffusion import network, race
from playground.engine.diffusion.race import RaceRequest, RaceResult

SMALL = {"samples": 2, "most": "10"}
ask = race.answer.__wrapped__  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def result() -> RaceResult:
    return race.answer(RaceRequest(**SMALL))


def laps(result: RaceResult) -> list[race.Lap]:
    return [lap for each in result.laps.values() for lap in each.values() if lap]


@pytest.mark.parametrize("sampler", samplers.SAMPLERS)
@pytest.mark.parametrize("budget", race.BUDGETS)
def test_a_budget_is_spent_as_far_as_whole_steps_go(sampler: str, budget: int) -> None:
    steps = samplers.SAMPLERS[sampler].steps(budget)
    assert steps >= 0
    assert not steps or samplers.SAMPLERS[sampler].calls(steps) <= budget
    assert samplers.SAMPLERS[sampler].calls(steps + 1) > budget


def test_every_sampler_runs_with_every_budget_it_can(result: RaceResult) -> None:
    assert result.budgets == (2, 5, 10)
    assert set(result.laps) == set(samplers.SAMPLERS)
    assert result.laps["rk4"][2] is None
    for lap in laps(result):
        assert lap.images.shape == (2, 28, 28)
        assert 0 < lap.calls <= lap.budget
        assert lap.seconds > 0
        assert lap.agreement in (0, 0.5, 1)
    json.dumps(result.report(), allow_nan=False)


def test_all_but_ddpm_come_closer_to_one_limit(result: RaceResult) -> None:
    for name, each in result.laps.items():
        first, last = (each[budget] for budget in (5, 10))
        assert first
        assert last
        assert (last.distance < first.distance) == (name != "ddpm")
        assert last.distance < 0.5 or name == "ddpm"


def test_the_same_race_has_the_same_images_whatever_ran_before(result: RaceResult) -> None:
    again = ask(RaceRequest(**SMALL))
    for one, other in zip(laps(result), laps(again), strict=True):
        assert np.array_equal(one.images, other.images)
        assert (one.calls, one.distance, one.agreement) == (
            other.calls,
            other.distance,
            other.agreement,
        )


def test_only_the_sampler_is_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a clock that moves by 1 second a network call, and by 100 for what a listener does."""
    now = [0.0]
    for module in (race, network):
        monkeypatch.setattr(module, "time", SimpleNamespace(perf_counter=lambda: now[0]))

    def tick(amount: float, result: object = None) -> object:
        now[0] += amount
        return result

    plain = flows.guided_velocity
    monkeypatch.setattr(
        flows,
        "guided_velocity",
        lambda *ask: lambda x, t: tick(1, plain(*ask)(x, t)),
    )
    with progress.listening(lambda *step: tick(100)):
        result = ask(RaceRequest(samples=1, seed=3))
    assert all(lap.seconds == lap.calls for lap in laps(result))


def test_every_call_is_reported_and_can_be_stopped(stopped: Callable[..., Any]) -> None:
    granted = [(n, samplers.SAMPLERS[n].steps(b)) for n in race.RACERS for b in (2, 5, 10)]
    total = 20 + sum(samplers.SAMPLERS[name].calls(steps) for name, steps in granted if steps)
    seen = stopped(lambda: race.answer(RaceRequest(samples=1, seed=99)), after=3)
    assert seen == [(1, total), (2, total), (3, total)]
