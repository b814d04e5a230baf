"""Gradient masking: the same network at every scale, and attackers counted as they are."""

import json

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from playground.core.attacks import pgd
from playground.engine.adversarial import classifiers, gradient_masking
from playground.engine.adversarial.gradient_masking import (
    SCALES,
    MaskingRequest,
    MaskingResult,
    answer,
)


@pytest.fixture(scope="module")
def result() -> MaskingResult:
    return answer(MaskingRequest())


def test_without_scale_both_attackers_work(result: MaskingResult) -> None:
    assert result.accuracy("cross-entropy")[0] < 0.2
    assert not result.runs["cross-entropy"].stuck[0].any()


def test_zero_slopes_are_zero_gradients_and_slopes_grow_with_the_scale(
    result: MaskingResult,
) -> None:
    naive, ours = result.runs["cross-entropy"], result.runs["margin"]
    assert naive.stuck[naive.slope == 0].all()
    assert (np.diff(ours.slope, axis=0) > 0).all()


def test_the_naive_attack_is_pgd_where_float32_suffices() -> None:
    """At a scale where p_y is far from 1 both gradients point the same way."""
    shown = classifiers.first("mnist", 10)
    images, labels = classifiers.pixels(shown.images), torch.from_numpy(shown.labels)
    labels = labels.to(images.device)
    flat = gradient_masking._Scaled(classifiers.network("mnist", "classifier"), 0.1)
    ask = MaskingRequest(steps=3)
    found = gradient_masking._by_cross_entropy(flat, images, labels, ask).adversarial
    ours = pgd(flat, images, labels, eps=ask.eps, steps=3).adversarial
    assert ((found - ours).abs() < 1e-6).float().mean() > 0.99


def test_the_slope_is_that_of_cross_entropy() -> None:
    shown = classifiers.first("mnist", 3)
    images, labels = classifiers.pixels(shown.images), torch.from_numpy(shown.labels)
    labels = labels.to(images.device)
    model = classifiers.network("mnist", "classifier")
    found = gradient_masking._slope(model, images, labels)
    step = 0.01 * found / found.flatten(1).norm(dim=1)[:, None, None, None]
    with torch.no_grad():
        up, down = (F.cross_entropy(model(images + s * step), labels) for s in (1, -1))
    assert up > down


def test_it_reports_json(result: MaskingResult) -> None:
    report = json.loads(json.dumps(result.report(), allow_nan=False))
    assert report["scales"] == list(SCALES)
    assert report["attackers"]["margin"]["zero_gradients"] == [0] * len(SCALES)
