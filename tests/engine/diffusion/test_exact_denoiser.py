"""Drawing from memory: the exact denoiser ends on training images, the learned network does not."""

import json
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from playground import data, device
from playground.engine.diffusion import exact_denoiser, network
from playground.engine.diffusion.exact_denoiser import BLENDS, SAMPLES, ExactRequest

FEW = {"steps": 8}


@pytest.fixture(scope="module")
def result() -> exact_denoiser.ExactResult:
    return exact_denoiser.answer(ExactRequest(**FEW))


def test_the_exact_denoiser_ends_on_training_images(
    result: exact_denoiser.ExactResult,
) -> None:
    assert (result.distance[-1, -1] < 1e-3).all()
    assert np.abs(result.denoised[-1, -1].astype(int) - result.nearest[-1, -1]).max() <= 1
    assert (result.labels[-1] == 5).all()
    shipped = data.reference("mnist").images
    for image in result.nearest[-1, -1]:
        assert (shipped == image).all((1, 2)).any()


def test_the_doubt_falls_from_all_images_to_one(result: exact_denoiser.ExactResult) -> None:
    assert result.known == len(data.reference("mnist").of_class(5))
    assert result.images[:, 0] == pytest.approx(result.known, rel=1e-4)
    assert result.images[-1, -1] == pytest.approx(1, abs=1e-3)
    assert (np.diff(result.images[-1].mean(-1)) <= 1e-3).all()


def test_distances_are_those_to_the_nearest_by_brute_force(
    result: exact_denoiser.ExactResult,
) -> None:
    known = exact_denoiser.memory("mnist", "5")
    images = torch.from_numpy(result.denoised[2, 4].reshape(SAMPLES, -1).astype(np.float32) / 255)
    away = (images[:, None] - (known.points + 1) / 2).norm(dim=-1)
    assert away.min(1).values.numpy() == pytest.approx(result.distance[2, 4], abs=0.05)


def test_the_velocity_leads_a_single_image_home() -> None:
    point = torch.rand(1, 16, generator=device.generator(0)) * 2 - 1
    x = torch.randn(3, 1, 4, 4, generator=device.generator(1))
    for t in (0.0, 0.4, 0.9):
        velocity, entropy = exact_denoiser.exact_velocity(point, x, t)
        assert torch.allclose(x + (1 - t) * velocity, point.reshape(1, 1, 4, 4), atol=1e-5)
        assert torch.allclose(entropy, torch.zeros(3).double())


def test_at_the_start_it_predicts_the_mean_of_all() -> None:
    known = exact_denoiser.memory("mnist", "5")
    x = torch.randn(2, 1, 28, 28, generator=device.generator(1))
    velocity, entropy = exact_denoiser.exact_velocity(known.points, x, 0.0)
    mean = known.points.mean(0).reshape(1, 28, 28)
    assert torch.allclose((x + velocity)[0], mean, atol=1e-3)
    assert entropy.exp().numpy() == pytest.approx(len(known.points), rel=1e-6)


def test_a_blend_is_the_same_alone_or_among_others(monkeypatch: pytest.MonkeyPatch) -> None:
    request = ExactRequest(steps=4, seed=2)
    together = exact_denoiser.answer(request)
    monkeypatch.setattr(exact_denoiser, "BLENDS", (0.5,))
    alone = exact_denoiser.answer.__wrapped__(request)  # type: ignore[attr-defined]
    middle = BLENDS.index(0.5)
    apart = np.abs(together.denoised[middle].astype(int) - alone.denoised[0].astype(int))
    assert apart.max() <= 1
    assert together.distance[middle] == pytest.approx(alone.distance[0], abs=1e-2)


def test_it_reports_and_can_be_stopped(
    result: exact_denoiser.ExactResult, stopped: Callable[..., Any]
) -> None:
    told = json.loads(json.dumps(result.report(), allow_nan=False))
    assert told["training_images"] == result.known
    assert math.isclose(told["effective_images"][0][0][0], result.known, rel_tol=1e-4)
    stopped(lambda: exact_denoiser.answer(ExactRequest(seed=99, **FEW)))
    again = exact_denoiser.answer.__wrapped__(ExactRequest(**FEW))  # type: ignore[attr-defined]
    assert np.array_equal(again.noisy, result.noisy)


@pytest.mark.gpu
def test_cuda_gives_the_cpus_answer(
    monkeypatch: pytest.MonkeyPatch, on_both: Callable[..., Any]
) -> None:
    monkeypatch.setattr(exact_denoiser, "memory", exact_denoiser.memory.__wrapped__)  # type: ignore[attr-defined]
    ask = exact_denoiser.answer.__wrapped__  # type: ignore[attr-defined]
    here, there = on_both(lambda: ask(ExactRequest(**FEW)).distance)
    assert here == pytest.approx(there, abs=0.05)


def test_every_offered_data_set_is_known_by_heart() -> None:
    for dataset in network.DATASETS:
        assert len(exact_denoiser.memory(dataset, "any").images) == len(
            data.reference(dataset).images
        )
