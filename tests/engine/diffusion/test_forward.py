"""The forward question: an image becomes noise along a schedule."""

import base64
import io
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from playground import device
from playground.core import schedules
from playground.engine.diffusion import forward
from playground.engine.diffusion.forward import EDGES, FRAMES, ForwardRequest
from playground.engine.images import example

every_schedule = pytest.mark.parametrize("schedule", forward.SCHEDULES)
ask = forward.answer.__wrapped__  # type: ignore[attr-defined]


@every_schedule
def test_it_starts_at_the_image_and_ends_in_standard_noise(schedule: str) -> None:
    result = forward.answer(ForwardRequest(schedule=schedule))
    image = example("mnist", 3, 27).image
    assert result.noisy.shape == (FRAMES, 16, 28, 28)
    assert (result.noisy[0] == image).all()
    assert (result.image[0] == image).all()
    # 12,544 pixels: their mean errs by 0.009 and their deviation by 0.006.
    assert result.mean[-1] == pytest.approx(0, abs=0.03)
    assert result.spread[-1] == pytest.approx(1, abs=0.03)
    middles = (EDGES[1:] + EDGES[:-1]) / 2
    bell = np.exp(-(middles**2) / 2) / np.sqrt(2 * np.pi)
    assert np.abs(result.histogram[-1] - bell).max() < 0.05
    assert np.allclose((result.histogram * np.diff(EDGES)).sum(1), 1, atol=1e-3)
    json.dumps(result.report(), allow_nan=False)


@every_schedule
def test_signal_falls_and_noise_grows(schedule: str) -> None:
    times, weights = forward.positions(schedule)
    assert (np.diff(weights.signal) < 0).all()
    assert (np.diff(weights.sigma) > 0).all()
    assert (np.diff(weights.log_snr) <= 0).all()
    if schedule == "flow":
        assert np.allclose(weights.signal + weights.sigma, 1)
        assert np.array_equal(weights.signal, times)
    else:
        assert np.allclose(weights.signal**2 + weights.sigma**2, 1)
        assert times[[0, -1]].tolist() == [0, 1000]


def test_a_step_of_the_schedule_has_the_level_of_its_formula() -> None:
    times, weights = forward.positions("linear")
    beta = torch.linspace(1e-4, 0.02, 1000, dtype=torch.float64)
    product = (1 - beta)[: int(times[20])].prod().item()
    assert weights.alpha_bar[20] == pytest.approx(product, rel=1e-12)
    assert len(schedules.linear_betas(forward.STEPS)) == 1000


def test_x_t_is_the_sum_of_its_terms() -> None:
    request = ForwardRequest(seed=4)
    result = forward.answer(request)
    image = example("mnist", 3, 27).image / 127.5 - 1
    noise = torch.randn((1, 28, 28), generator=device.generator(4))[0].numpy()
    for i in (0, 9, 30, 50):
        mixed = result.weights.signal[i] * image + result.weights.sigma[i] * noise
        painted = np.rint((np.clip(mixed, -1, 1) + 1) * 127.5)
        assert np.abs(result.noisy[i, 0] - painted).max() <= 1


def test_a_noise_does_not_depend_on_how_many_there_are() -> None:
    few, many = (ask(ForwardRequest(samples=n)) for n in (2, 5))
    assert np.array_equal(few.noisy, many.noisy[:, :2])
    assert np.array_equal(few.noisy, ask(ForwardRequest(samples=2)).noisy)
    other = ask(ForwardRequest(samples=1, seed=1))
    assert not np.array_equal(other.noisy[:, 0], few.noisy[:, 1]), "no seed has another's noise"


def test_a_drawing_takes_the_examples_place() -> None:
    stroke = np.zeros((28, 28), np.uint8)
    stroke[4:24, 13:16] = 255
    result = forward.answer(ForwardRequest(image=as_text(stroke), samples=1))
    assert (result.noisy[0, 0] == stroke).all()
    assert result.read == 1


def as_text(picture: np.ndarray) -> str:
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


@pytest.mark.gpu
def test_cuda_gives_the_cpus_answer(on_both: Callable[..., Any]) -> None:
    here, there = on_both(lambda: ask(ForwardRequest()))
    assert np.abs(here.noisy.astype(int) - there.noisy.astype(int)).max() <= 1
    assert np.allclose(here.probabilities, there.probabilities, atol=1e-3)
