"""Branching: what is common stays common, what is fresh differs, and less and less is open."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from playground.engine import flows
from playground.engine.diffusion import branch, levels
from playground.engine.diffusion.branch import CONTINUED, BranchRequest
from playground.engine.networks import Networks

FEW = {"steps": 8}


@pytest.fixture(scope="module")
def result() -> branch.BranchResult:
    return branch.answer(BranchRequest(**FEW))


def test_continuations_share_the_way_before_and_differ_after(result: branch.BranchResult) -> None:
    for row, k in zip(result.path, result.points, strict=True):
        assert (row[:, : k + 1] == row[:1, : k + 1]).all()
        if k < result.points[-1]:
            ends = row[:, -1].reshape(CONTINUED, -1)
            assert len(np.unique(ends, axis=0)) == CONTINUED


def test_the_later_the_branching_the_less_is_open(result: branch.BranchResult) -> None:
    assert result.undecided[0] > 1.2
    assert result.undecided[-1] < 0.5 * result.undecided[0]
    assert result.spread[-1] < 0.2 * result.spread[0]


def test_without_noise_nothing_branches() -> None:
    still = branch.answer(BranchRequest(eta=0.0, **FEW))
    assert still.spread == pytest.approx(0, abs=1e-3)
    assert (still.path[:, :, -1] == still.path[:1, :1, -1]).mean() > 0.999


def test_a_continuation_is_the_rest_of_an_ordinary_sampling() -> None:
    flow = Networks("mnist").flow
    start = flows.noise_of(flow, 5, 2)
    velocity = flows.guided_velocity(flow, flows.labels_of(flow, "4", 2))
    with torch.inference_mode():
        whole = flows.sampled(velocity, start, "ddim", 6)
        halfway = whole.states[3].clone()
        begin = flows.Start(halfway, start.generators)
        rest = flows.sampled(velocity, begin, "ddim", 6, done=3)
    assert torch.allclose(rest.states[-1], whole.states[-1], atol=1e-5)


def test_noised_images_have_the_schedules_weights() -> None:
    image, noise = torch.ones(1, 1, 2, 2), torch.zeros(1, 1, 2, 2)
    level = float(flows.alpha_bar()[flows.timesteps(10)[4]])
    assert float(levels.noised(image, noise, 4, 10)[0, 0, 0, 0]) ** 2 == pytest.approx(level)
    assert float(levels.noised(noise, image, 4, 10)[0, 0, 0, 0]) ** 2 == pytest.approx(1 - level)


def test_a_continuation_does_not_depend_on_its_neighbours(monkeypatch: pytest.MonkeyPatch) -> None:
    request = BranchRequest(seed=4, **FEW)
    many = branch.answer(request)
    monkeypatch.setattr(branch, "CONTINUED", 2)
    few = branch.answer.__wrapped__(request)  # type: ignore[attr-defined]
    apart = np.abs(many.path[:, :2, -1].astype(int) - few.path[:, :, -1].astype(int))
    assert apart.max() <= 1


def test_the_same_question_has_the_same_answer_and_stops(
    result: branch.BranchResult, stopped: Callable[..., Any]
) -> None:
    again = branch.answer.__wrapped__(BranchRequest(**FEW))  # type: ignore[attr-defined]
    assert np.array_equal(again.path, result.path)
    json.dumps(result.report(), allow_nan=False)
    stopped(lambda: branch.answer(BranchRequest(seed=77, **FEW)))


@pytest.mark.parametrize("steps", [6, 7, 18, 50])
def test_branchings_begin_at_the_noise_and_increase(steps: int) -> None:
    points = branch.branchings(steps)
    assert points[0] == 0
    assert list(points) == sorted(set(points))
    assert points[-1] < steps


@pytest.mark.gpu
def test_cuda_gives_the_cpus_answer(on_both: Callable[..., Any]) -> None:
    ask = branch.answer.__wrapped__  # type: ignore[attr-defined]
    here, there = on_both(lambda: ask(BranchRequest(**FEW)).path.astype(int))
    assert np.abs(here - there).max() <= 4
