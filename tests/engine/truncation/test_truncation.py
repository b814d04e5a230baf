"""The truncation question: the same chance at every strength, and what is measured there."""

import dataclasses
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from playground import data
from playground.engine import progress
from playground.engine.truncation import real, truncation, truncation_methods
from playground.engine.truncation.bands import MEASURES
from playground.engine.truncation.truncation import TruncationRequest
from playground.engine.truncation.truncation_methods import (
    DATASETS,
    TRUNCATION_METHODS,
    Draw,
    ProgressRange,
)
from playground.errors import BadValue
from playground.models import fused

SMALL = {"samples": 100}
GAN = ("mean", "global", "soft", "hard")


@pytest.mark.parametrize("method", TRUNCATION_METHODS)
def test_every_method_answers_every_strength(method: str) -> None:
    """The flow, whose images cost thirty times as much, draws them at its three cheapest."""
    if method == "guidance":
        cheap = [
            truncation_methods.images(method, Draw("mnist", "3", 4, 0), w, ProgressRange())
            for w in (0, 1, 2)
        ]
        assert all(one.shape == (4, 28, 28) and one.std() > 30 for one in cheap)
        return
    result = truncation.answer(TruncationRequest(method=method, **SMALL))
    count = len(TRUNCATION_METHODS[method].range.grid)
    assert result.samples.shape == (count, truncation.SHOWN, 28, 28)
    for name in MEASURES:
        assert result.values(name).shape == result.errors(name).shape == (count,)
        assert (result.errors(name) >= 0).all()
        assert (result.values(name) >= 0).all()
    for name in ("precision", "recall", "coverage"):
        assert (result.values(name) <= 1).all()
    json.dumps(result.report(), allow_nan=False)


@pytest.mark.parametrize("name", TRUNCATION_METHODS)
def test_grids_rise_and_hold_the_untouched_model(name: str) -> None:
    strengths = TRUNCATION_METHODS[name].range
    assert len(strengths.fine) == 21
    for grid in (strengths.grid, strengths.fine):
        assert list(grid) == sorted(set(grid))
        assert strengths.untouched in grid
        assert grid[0] <= min(strengths.opening, strengths.strong)
        assert max(strengths.opening, strengths.strong) <= grid[-1]


def test_untouched_models_agree_between_the_methods_of_one() -> None:
    """psi = 1 of three is the generator as trained; so is c = 4, but for 1 coordinate in 15,000."""
    draw = Draw("mnist", real.ALL, 60, 0)
    shown = [
        truncation_methods.images(
            name, draw, TRUNCATION_METHODS[name].range.untouched, ProgressRange()
        ).astype(int)
        for name in GAN
    ]
    assert np.abs(shown[0] - shown[1]).max() <= 1
    assert np.abs(shown[0] - shown[2]).max() <= 1
    assert np.abs(shown[0] - shown[3]).mean() < 1


def test_at_zero_all_samples_of_a_class_are_one() -> None:
    """Toward the class mean there are ten pictures left, toward the mean of all just one."""
    draw = Draw("mnist", real.ALL, 45, 0)
    by_class = truncation_methods.images("mean", draw, 0.0, ProgressRange()).astype(int)
    assert np.array_equal(by_class[10:], np.tile(by_class[:10], (4, 1, 1))[:35])
    assert np.abs(by_class[0] - by_class[1]).max() > 100
    by_all = truncation_methods.images("global", draw, 0.0, ProgressRange()).astype(int)
    assert np.abs(by_all - by_all[0]).max() <= 1


@pytest.mark.parametrize("name", ["mean", "global", "soft", "vae"])
@pytest.mark.parametrize("label", [real.ALL, "3"])
def test_at_zero_each_is_drawn_once_and_the_same_as_among_others(name: str, label: str) -> None:
    """The network's own batch of 45 latents at 0, against what is made of ten."""
    draw = Draw("mnist", label, 45, 0)
    with torch.inference_mode():
        batch = torch.cat(list(TRUNCATION_METHODS[name].made(draw, 0.0)))[:, 0] * 255
    found = torch.from_numpy(truncation_methods.images(name, draw, 0.0, ProgressRange()))
    assert (batch.cpu() - found).abs().max() <= 1
    assert TRUNCATION_METHODS[name].distinct(draw, 0.0).samples == 10
    assert TRUNCATION_METHODS[name].distinct(draw, 0.1) == draw
    assert TRUNCATION_METHODS["guidance"].distinct(draw, 0.0) == draw


def test_a_flow_is_asked_for_images_of_its_own_number() -> None:
    asked = TruncationRequest(samples=2000, flow_samples=300)
    assert asked.draw.samples == 2000
    flow = TruncationRequest.parse({"method": "guidance", "samples": "2000", "flow_samples": "300"})
    assert flow.draw.samples == 300
    assert len(truncation.real_baseline(flow).evaluator.whole.reference.points) == 300


def test_guidance_of_zero_forgets_the_class() -> None:
    three, five = (
        truncation_methods.images("guidance", Draw("mnist", label, 2, 0), 0.0, ProgressRange())
        for label in "35"
    )
    assert np.array_equal(three, five)


def test_a_vae_draws_one_class_from_the_codes_of_its_examples() -> None:
    """The share that the classifier reads as asked, against one in ten by chance."""
    made = truncation_methods.images("vae", Draw("mnist", "0", 100, 0), 0.7, ProgressRange())
    network = fused.load("mnist-classifier", truncation_methods.device.pick())
    found = real.features_of("mnist", made)
    assert (network.head(found).argmax(1) == 0).float().mean() > 0.8


@pytest.mark.parametrize("dataset", DATASETS)
def test_the_trade_off_holds(dataset: str) -> None:
    request = TruncationRequest(dataset=dataset, samples=1000)  # of 300 a few images decide
    against = truncation.real_baseline(request)
    low, middle, whole = (
        truncation.measured(
            request, truncation_methods.images("mean", request.draw, at, ProgressRange()), against
        ).values
        for at in (0.3, 0.6, 1.0)
    )
    assert middle["precision"] > whole["precision"] + 0.02
    assert low["recall"] < middle["recall"] < whole["recall"]
    assert whole["frechet"] < middle["frechet"] < low["frechet"]


def test_measures_are_those_of_the_core_on_rounded_images() -> None:
    request = TruncationRequest(**SMALL)
    result = truncation.answer(request)
    index = result.strengths.index(0.6)
    made = truncation_methods.images("mean", request.draw, 0.6, ProgressRange())
    scale = real.reals("mnist", real.ALL, 100, 3, 0)
    assert result.scored[index].values == real.scores(scale, real.features_of("mnist", made))
    assert result.ceiling.values == scale.ceiling
    assert np.array_equal(made[: truncation.SHOWN], result.samples[index])


def test_another_question_about_the_same_images_draws_none() -> None:
    """k and the feature space ask again of what was made: all is done at the first report."""
    truncation.answer(TruncationRequest(samples=110))
    reports: list[int] = []
    with progress.listening(lambda done, total, picture: reports.append(done)):
        truncation.answer(TruncationRequest(samples=110, k=5, space="pixels"))
    assert reports == [110 * (i + 1) for i in range(len(TRUNCATION_METHODS["mean"].range.grid))]


def test_one_class_is_measured_against_that_class() -> None:
    result = truncation.answer(TruncationRequest(label="1", **SMALL))
    assert result.values("precision")[result.strengths.index(1.0)] > 0.4


def test_too_many_samples_of_one_class_are_refused() -> None:
    with pytest.raises(BadValue, match="half of its real images"):
        truncation.answer(TruncationRequest(label="5", samples=5000))


def test_a_method_whose_model_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(truncation_methods.catalog, "has", lambda name: "flow" not in name)
    assert not truncation_methods.available("guidance", "mnist")
    with pytest.raises(BadValue, match="latent-flow"):
        truncation.answer(TruncationRequest(method="guidance", **SMALL))


def test_links_of_the_page_before_its_package_still_open() -> None:
    old = {"label": "3", "method": "hard", "samples": "200", "k": "5", "seed": "7"}
    request = TruncationRequest.parse(old)
    assert request == dataclasses.replace(
        TruncationRequest(), label="3", method="hard", samples=200, k=5, seed=7
    )


def test_real_images_stand_for_their_data_set() -> None:
    result = truncation.answer(TruncationRequest(**SMALL))
    assert result.real_source == data.reference("mnist").source


@pytest.mark.gpu
@pytest.mark.parametrize("name", TRUNCATION_METHODS)
def test_cuda_gives_the_cpus_answer(name: str, on_both: Callable[..., Any]) -> None:
    draw, strength = Draw("mnist", real.ALL, 200, 0), TRUNCATION_METHODS[name].range.grid[2]
    ask = truncation_methods.images.__wrapped__  # type: ignore[attr-defined]
    here, there = on_both(lambda: ask(name, draw, strength, ProgressRange()).astype(int))
    assert np.abs(here - there).mean() < 0.5


def test_at_rest_more_images_are_measured_at_the_very_strength(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of the same latents: at a strength of the grid the pictures are the grid's own."""
    monkeypatch.setattr(truncation, "RESTING", 300)
    request = TruncationRequest(**SMALL)
    found = truncation.at_rest(request, 0.7 / 1.5)
    assert (found.strength, found.count) == (0.7, 300)
    method = truncation_methods.images("mean", request.draw, 0.7, ProgressRange())
    assert np.array_equal(found.samples, method[: truncation.SHOWN])
    more = truncation.answer(TruncationRequest(samples=300))
    assert found.scored == more.scored[more.strengths.index(0.7)]
    assert truncation.at_rest(request, 0.5).strength == 0.75  # between two of the grid


def test_at_rest_no_more_images_are_asked_for_than_there_are() -> None:
    one = TruncationRequest(label="1", **SMALL)
    found = truncation.at_rest(one, 0.5)
    assert found.count == real.most("mnist", "1") < truncation.RESTING
