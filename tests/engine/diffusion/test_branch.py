"""Branching: what is common stays common, what is fresh differs, and less and less is open."""

import json

import numpy as np
import pytest
import torch

from playground.engine import progress
from playground.engine.diffusion import branch, levels, network
from playground.engine.diffusion.branch import CONTINUED, BranchRequest
from playground.errors import BadValue

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


def test_a_continuation_from_the_start_is_an_ordinary_sampling() -> None:
    flow = network.flow("mnist")
    start = network.noise_of(flow, 5, 2)
    velocity = network.guided_velocity(flow, network.labels_of(flow, "4", 2))
    with torch.inference_mode():
        whole = network.resumed(velocity, start.x, 0, 6, eta=0.0, generators=start.generators)
        halfway = whole.states[3].clone()
        rest = network.resumed(velocity, halfway, 3, 6, eta=0.0, generators=start.generators)
        plain = network.sampled(velocity, start, "ddim", 6)
    assert torch.allclose(whole.states[-1], plain.states[-1], atol=1e-5)
    assert torch.allclose(rest.states[-1], whole.states[-1], atol=1e-5)


def test_noised_images_have_the_schedules_weights() -> None:
    image, noise = torch.ones(1, 1, 2, 2), torch.zeros(1, 1, 2, 2)
    level = float(levels.alpha_bar()[levels.timesteps(10)[4]])
    assert float(levels.noised(image, noise, 4, 10)[0, 0, 0, 0]) ** 2 == pytest.approx(level)
    assert float(levels.noised(noise, image, 4, 10)[0, 0, 0, 0]) ** 2 == pytest.approx(1 - level)


def test_a_continuation_does_not_depend_on_its_neighbours(monkeypatch: pytest.MonkeyPatch) -> None:
    request = BranchRequest(seed=4, **FEW)
    many = branch.answer(request)
    monkeypatch.setattr(branch, "CONTINUED", 2)
    few = branch.answer.__wrapped__(request)  # type: ignore[attr-defined]
    apart = np.abs(many.path[:, :2, -1].astype(int) - few.path[:, :, -1].astype(int))
    assert apart.max() <= 1


def test_the_same_question_has_the_same_answer_and_stops(result: branch.BranchResult) -> None:
    again = branch.answer.__wrapped__(BranchRequest(**FEW))  # type: ignore[attr-defined]
    assert np.array_equal(again.path, result.path)
    json.dumps(result.report(), allow_nan=False)

    class Stop(Exception):
        pass

    def stop(*_: object) -> None:
        raise Stop

    with progress.listening(stop), pytest.raises(Stop):
        branch.answer(BranchRequest(seed=77, **FEW))


@pytest.mark.parametrize("steps", [6, 7, 18, 50])
def test_branchings_begin_at_the_noise_and_increase(steps: int) -> None:
    points = branch.branchings(steps)
    assert points[0] == 0
    assert list(points) == sorted(set(points))
    assert points[-1] < steps


@pytest.mark.parametrize(
    "wrong", [{"steps": 0}, {"steps": 10_000}, {"eta": 1.5}, {"guidance": 99.0}, {"label": 3}]
)
def test_bad_values_are_refused_by_name(wrong: dict[str, object]) -> None:
    with pytest.raises(BadValue, match=next(iter(wrong))):
        BranchRequest(**wrong)  # type: ignore[arg-type]


@pytest.mark.gpu
def test_cuda_gives_the_cpus_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = []
    for name in ("cpu", "cuda"):
        monkeypatch.setenv("PLAYGROUND_DEVICE", name)
        answers.append(branch.answer.__wrapped__(BranchRequest(**FEW)))  # type: ignore[attr-defined]
    apart = np.abs(answers[0].path.astype(int) - answers[1].path.astype(int))
    assert apart.max() <= 4
