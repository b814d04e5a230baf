"""Robustness counted: per image and radius, nested in eps, and judged on what is delivered."""

import json
from typing import Any

import numpy as np
import pytest
import torch

from playground.core.norms import NORMS
from playground.engine import progress
from playground.engine.adversarial import classifiers, robustness
from playground.engine.adversarial.robustness import (
    WAYS,
    RobustnessRequest,
    RobustnessResult,
    answer,
)
from playground.errors import BadValue

SMALL: dict[str, Any] = {"samples": 12, "steps": 4}
SETS = classifiers.datasets()
QUESTIONS: list[dict[str, Any]] = [
    SMALL,
    SMALL | {"norm": "l2", "restarts": 2, "robust": False, "momentum": True},
]


@pytest.fixture(params=QUESTIONS, ids=str, scope="module")
def result(request: pytest.FixtureRequest) -> RobustnessResult:
    return answer(RobustnessRequest(**request.param))


def test_without_an_attack_every_way_counts_the_clean_images(result: RobustnessResult) -> None:
    for trial in result.trials:
        model = classifiers.network(result.request.dataset, trial.kind)
        read = classifiers.read(model, classifiers.pixels(result.originals))
        assert np.array_equal(trial.right, read == result.labels)
        for way in WAYS:
            assert np.array_equal(trial.kept[way][0], trial.right), way
        assert np.array_equal(trial.pictures[0], result.originals)


def test_who_is_lost_stays_lost_and_lies_in_the_ball(result: RobustnessResult) -> None:
    for trial in result.trials:
        kept = trial.kept["pgd"].astype(int)
        assert (np.diff(kept, axis=0) <= 0).all()
        change = (trial.pictures.astype(float) - result.originals) / 255
        size = NORMS[result.request.norm].size(torch.from_numpy(change).flatten(0, 1))
        allowed = np.repeat(result.eps, len(result.labels)) + 1e-6
        assert (size.numpy() <= allowed).all()


def test_judged_is_the_picture_that_is_delivered(result: RobustnessResult) -> None:
    for trial in result.trials:
        model = classifiers.network(result.request.dataset, trial.kind)
        for pictures, read, kept in zip(trial.pictures, trial.read, trial.kept["pgd"], strict=True):
            assert np.array_equal(classifiers.read(model, classifiers.pixels(pictures)), read)
            assert np.array_equal(read == result.labels, kept)


def test_the_attack_is_stronger_than_one_step_and_noise(result: RobustnessResult) -> None:
    first = result.trials[0]
    at = len(result.eps) // 2
    accuracy = {way: result.accuracy(first.kept[way])[at] for way in WAYS}
    assert accuracy["pgd"] <= accuracy["one-step"]
    assert accuracy["pgd"] < accuracy["noise"]


def test_momentum_is_an_attack_of_its_own(result: RobustnessResult) -> None:
    asked = result.request.momentum
    for trial in result.trials:
        assert set(trial.kept) == {*WAYS, "momentum"} if asked else set(WAYS)
        if asked:
            kept = trial.kept["momentum"].astype(int)
            assert (np.diff(kept, axis=0) <= 0).all()
            assert kept[-1].sum() < kept[0].sum()
    network = result.report()["networks"]["classifier"]
    assert ("momentum" in network) == asked


def test_momentum_leaves_the_answer_beside_it_alone() -> None:
    one, both = (
        answer(RobustnessRequest(**SMALL, robust=False, momentum=asked)).trials[0]
        for asked in (False, True)
    )
    assert np.array_equal(one.kept["pgd"], both.kept["pgd"])
    assert np.array_equal(one.pictures, both.pictures)


@pytest.mark.thorough
@pytest.mark.parametrize("dataset", [one for one in SETS if "robust" in classifiers.kinds(one)])
def test_training_under_attack_holds_where_plain_training_falls(dataset: str) -> None:
    result = answer(RobustnessRequest(**SMALL, dataset=dataset))
    kept = {trial.kind: result.accuracy(trial.kept["pgd"]) for trial in result.trials}
    if dataset == "mnist":
        at = list(result.eps).index(0.2)
        assert kept["classifier"][at] < 0.2
        assert kept["robust"][at] > 0.7
    falls = kept["classifier"] < 0.2
    assert falls.any()
    assert kept["robust"][falls][0] > kept["classifier"][falls][0] + 0.2


def test_transfer_is_what_the_tested_network_says_of_the_pictures(
    result: RobustnessResult,
) -> None:
    attacked, tested = result.trials[0], result.trials[-1]
    model = classifiers.network(result.request.dataset, tested.kind)
    read = classifiers.read(model, classifiers.pixels(attacked.pictures[-1]))
    wrong = (read != result.labels)[tested.right].mean()
    assert result.transfer[-1, 0, len(result.trials) - 1] == wrong


def test_success_counts_only_the_correctly_read(result: RobustnessResult) -> None:
    trial = result.trials[0]
    success = result.success(trial, "pgd")
    assert success[0] == 0
    lost = trial.right.sum() - (trial.right & trial.kept["pgd"][-1]).sum()
    assert success[-1] == pytest.approx(lost / trial.right.sum())


def test_restarts_never_save_an_image() -> None:
    one, three = (
        answer(RobustnessRequest(**SMALL, robust=False, restarts=n)).trials[0].kept["pgd"].sum(1)
        for n in (1, 3)
    )
    assert (three <= one).all()


def test_progress_grows_to_its_end_and_the_answer_is_repeatable() -> None:
    ask = RobustnessRequest(**SMALL, robust=False, restarts=2, norm="l2", seed=1)
    told: list[tuple[int, int]] = []
    with progress.listening(lambda *step: told.append(step)):
        first = robustness.answer.__wrapped__(ask)
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]
    second = robustness.answer.__wrapped__(ask)
    assert first.report() == second.report()
    assert np.array_equal(first.trials[0].pictures, second.trials[0].pictures)


def test_every_image_has_noise_of_its_own_whatever_the_chunk(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    request, clean, drawn = RobustnessRequest(**SMALL), torch.full((12, 1, 28, 28), 0.5), []

    def watched(_: Any, noisy: torch.Tensor, clean: torch.Tensor) -> Any:
        seen.append((noisy - clean).flatten(1))
        return noisy, torch.zeros(len(noisy), dtype=torch.int64)

    monkeypatch.setattr(robustness, "_judged", watched)
    for size in (5, 12):
        seen: list[torch.Tensor] = []
        monkeypatch.setattr(classifiers, "chunk", lambda size=size: size)
        robustness._noise(request, torch.nn.Identity(), clean)
        drawn.append(torch.cat(seen)[-12:])
    torch.testing.assert_close(*drawn)
    apart = torch.corrcoef(drawn[0]) - torch.eye(12)
    assert apart.abs().max() < 5 / 784**0.5


def test_it_reports_json(result: RobustnessResult) -> None:
    report = json.loads(json.dumps(result.report(), allow_nan=False))
    network = report["networks"]["classifier"]
    assert len(network["pgd"]["accuracy"]) == len(result.request.radii)
    for low, p, high in zip(
        network["pgd"]["accuracy_low"],
        network["pgd"]["accuracy"],
        network["pgd"]["accuracy_high"],
        strict=True,
    ):
        assert low <= p <= high


def test_no_network_is_refused() -> None:
    with pytest.raises(BadValue, match="networks"):
        answer(RobustnessRequest(classifier=False, robust=False))
