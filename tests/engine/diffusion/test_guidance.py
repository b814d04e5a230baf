"""Guidance: one noise under every scale, measured against real images."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from playground import data
from playground.engine.diffusion import guidance, imaging, network, quality, reverse
from playground.engine.diffusion.guidance import SCALES, GuidanceRequest, GuidanceResult
from playground.errors import BadValue

ask = guidance.answer.__wrapped__  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def result() -> GuidanceResult:
    return guidance.answer(GuidanceRequest())


def test_every_scale_is_sampled_and_measured(result: GuidanceResult) -> None:
    assert result.images.shape == (len(SCALES), 10, 28, 28)
    assert result.measures == ("agreement", "precision", "spread")
    told = json.loads(json.dumps(result.report(), allow_nan=False))
    assert told["samples"] == 10
    assert len(told["precision"]) == len(SCALES)


def test_a_scales_row_is_what_the_reverse_page_draws(result: GuidanceResult) -> None:
    request = reverse.DiffusionRequest(
        label="2", sampler="euler", steps=8, guidance=2.0, samples=10
    )
    there = reverse.answer(request).noisy[-1].astype(int)
    assert np.abs(there - result.images[SCALES.index(2.0)]).max() <= 1


def test_samples_do_not_depend_on_their_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    request = GuidanceRequest(steps=2, seed=3)
    together = ask(request)
    monkeypatch.setattr(network, "BATCH", 4)
    apart = ask(request)
    assert np.abs(together.images.astype(int) - apart.images).max() <= 1
    assert np.array_equal(ask(request).images, apart.images)


def test_every_call_is_reported_and_can_be_stopped(
    monkeypatch: pytest.MonkeyPatch, stopped: Callable[..., Any]
) -> None:
    monkeypatch.setattr(network, "BATCH", 8)
    seen = stopped(lambda: ask(GuidanceRequest(steps=2, seed=4)), after=5)
    assert seen == [(i, len(SCALES) * 2 * 2) for i in range(1, 6)]


def test_real_images_score_as_real_images_do() -> None:
    ceiling = quality.reals("mnist", "2", 400).ceiling
    assert 0.7 < ceiling.precision <= 1
    assert 0.7 < ceiling.recall <= 1
    noise = torch.randn((120, 1, 28, 28), generator=torch.Generator().manual_seed(0))
    scored = quality.measured("mnist", "2", noise, torch.full((120,), 2))
    assert scored.precision < 0.1
    assert scored.frechet > 10 * ceiling.frechet
    few = quality.reals("mnist", "2", 10).ceiling
    assert few.spread == pytest.approx(ceiling.spread, rel=0.15)  # no bias in the number


@pytest.mark.parametrize("dataset", ["mnist", "fashion"])
def test_the_line_is_of_as_many_real_images_as_samples_are_asked_for(dataset: str) -> None:
    lines = {n: quality.reals(dataset, "all", n).ceiling for n in (100, 400, 1000)}
    pool = data.reference(dataset)
    order = torch.randperm(len(pool.labels), generator=torch.Generator().manual_seed(0)).numpy()
    others = imaging.model_space(pool.images[order[400:1400]])
    labels = torch.from_numpy(pool.labels[order[400:1400]])
    assert quality.measured(dataset, "all", others, labels).frechet == lines[1000].frechet
    for name, sign in (("frechet", -1), ("coverage", 1)):  # both are of the number
        values = [sign * getattr(lines[n], name) for n in (100, 400, 1000)]
        assert values == sorted(values)
    assert lines[400].coverage + 0.05 < lines[1000].coverage
    with pytest.raises(BadValue, match="at most 600"):
        quality.reals(dataset, "2", 601)


def test_spread_is_taken_within_classes() -> None:
    features = torch.tensor([[0.0], [2.0], [10.0], [14.0], [99.0]])
    labels = torch.tensor([0, 0, 1, 1, 2])
    assert quality._spread(features, labels) == pytest.approx(3.0)
    assert quality._spread(features[::2], labels[::2]) == 0


def test_what_too_few_samples_cannot_tell_is_left_out() -> None:
    few = ask(GuidanceRequest(label="all", steps=2, sampler="ddim"))
    assert few.measures == ("agreement", "precision")
    assert "recall" not in few.report()
