"""The diffusion question: every step of every sampler, from one noise."""

import json
import threading

import numpy as np
import pytest
import torch

from playground import device
from playground.core import samplers
from playground.engine import progress
from playground.engine.diffusion import reverse
from playground.engine.diffusion.reverse import DiffusionRequest
from playground.errors import BadValue
from playground.models import catalog
from playground.models.unet import UNet

FEW = {"steps": 4, "guidance": 1.0}


@pytest.mark.parametrize("sampler", samplers.SAMPLERS)
def test_every_sampler_answers_every_step(sampler: str) -> None:
    result = reverse.answer(DiffusionRequest(sampler=sampler, **FEW))
    assert result.noisy.shape == result.denoised.shape == result.noise.shape == (5, 4, 28, 28)
    assert result.probabilities.shape == (5, reverse.SAMPLES, 10)
    assert np.allclose(result.probabilities.sum(-1), 1, atol=1e-5)
    assert np.array_equal(result.noisy[-1], result.denoised[-1])
    assert (np.diff(result.alpha_bar) > 0).all()
    assert result.alpha_bar[-1] == 1
    assert len(result.log_snr) == 4
    assert json.loads(json.dumps(result.report(), allow_nan=False))["model_calls"] >= 4


def test_all_samplers_start_from_the_same_noise() -> None:
    starts = [
        reverse.answer(DiffusionRequest(sampler=name, **FEW)).noisy[0] for name in samplers.SAMPLERS
    ]
    assert all(np.array_equal(starts[0], start) for start in starts)


def test_a_sample_does_not_depend_on_its_neighbours() -> None:
    """Sample i of seed s has the noise of sample 0 of seed s + i, DDPM's fresh noise included."""
    ask = {"sampler": "ddpm", **FEW}
    here = reverse.answer(DiffusionRequest(seed=5, **ask))
    there = reverse.answer(DiffusionRequest(seed=6, **ask))
    difference = here.noisy[:, 1].astype(int) - there.noisy[:, 0].astype(int)
    assert np.abs(difference).max() <= 1


def test_the_weights_are_those_of_the_path() -> None:
    """x_t = signal x0 + sigma noise holds for what the result states, at every step."""
    network = catalog.load_as(UNet, reverse.MODEL)
    for sampler in ("ddim", "euler"):
        request = DiffusionRequest(sampler=sampler, **FEW)
        path = reverse.trajectory(network, request)
        result = reverse.answer(request)
        for i in range(4):
            mixed = result.signal[i] * path.denoised[i] + result.sigma[i] * path.noise[i]
            assert torch.allclose(mixed, path.states[i], atol=1e-4)


def test_guidance_of_one_is_the_plain_model_and_the_label_counts() -> None:
    network = catalog.load_as(UNet, reverse.MODEL)
    x = torch.randn(2, 1, 28, 28, generator=device.generator(0))
    t = torch.full((2,), 0.5)
    with torch.inference_mode():
        plain = reverse.guided_velocity(network, DiffusionRequest(guidance=1.0))(x, t)
        same = network(x, t, torch.full((2,), 3))
        guided = reverse.guided_velocity(network, DiffusionRequest(guidance=2.0))(x, t)
        free = reverse.guided_velocity(network, DiffusionRequest(digit="any"))(x, t)
    assert torch.equal(plain, same)
    assert torch.allclose(guided, free + 2 * (plain - free), atol=1e-4)


def test_the_asked_digit_comes_out() -> None:
    for digit in ("3", "7"):
        result = reverse.answer(DiffusionRequest(digit=digit))
        assert (result.probabilities[-1].argmax(-1) == int(digit)).sum() >= 3


def test_progress_is_reported_and_what_the_listener_raises_stops_the_work() -> None:
    seen: list[tuple[int, int]] = []
    request = DiffusionRequest(seed=77, **FEW)
    with progress.listening(lambda done, total: seen.append((done, total))):
        reverse.answer(request)
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]

    class Stop(Exception):
        pass

    def stop(done: int, total: int) -> None:
        raise Stop

    with progress.listening(stop), pytest.raises(Stop):
        reverse.answer(DiffusionRequest(seed=78, **FEW))
    assert reverse.answer(DiffusionRequest(seed=78, **FEW)).evaluations == 4


def test_progress_of_one_visitor_is_not_heard_by_another() -> None:
    heard: list[int] = []
    with progress.listening(lambda done, total: heard.append(done)):
        other = threading.Thread(target=lambda: progress.report(1, 2))
        other.start()
        other.join()
    assert heard == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"steps": 1},
        {"steps": 101},
        {"digit": "10"},
        {"digit": 3},
        {"sampler": "DDIM"},
        {"guidance": float("nan")},
        {"eta": 1.5},
        {"seed": -1},
    ],
)
def test_bad_values_are_refused_by_name(wrong: dict[str, object]) -> None:
    with pytest.raises(BadValue, match=next(iter(wrong))):
        DiffusionRequest(**wrong)  # type: ignore[arg-type]


@pytest.mark.gpu
def test_cuda_gives_the_cpus_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    ask = reverse.answer.__wrapped__  # type: ignore[attr-defined]
    for sampler in ("ddpm", "heun"):
        request = DiffusionRequest(sampler=sampler)
        monkeypatch.setenv("PLAYGROUND_DEVICE", "cpu")
        here = ask(request)
        monkeypatch.setenv("PLAYGROUND_DEVICE", "cuda")
        there = ask(request)
        assert np.abs(here.noisy.astype(int) - there.noisy.astype(int)).max() <= 3
        assert np.allclose(here.probabilities, there.probabilities, atol=1e-2)
