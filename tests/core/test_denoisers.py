"""Denoisers: one prediction is as good as another, and the exact one is the posterior mean."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from playground.core import denoisers
from playground.core.denoisers import (
    PREDICTIONS,
    convert,
    denoiser_as_eps,
    exact_denoiser,
    flow_as_eps,
    guided,
    split,
)
from playground.core.samplers import SAMPLERS, sample
from playground.core.schedules import (
    alphas_cumprod,
    cosine_betas,
    linear_betas,
    spaced_timesteps,
)
from playground.errors import BadValue, UnknownName

LINEAR, COSINE = alphas_cumprod(linear_betas()), alphas_cumprod(cosine_betas())
kinds = st.sampled_from(sorted(PREDICTIONS))
amplitudes = st.floats(0.05, 2.0)


def randn(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


@given(kinds, kinds, amplitudes, amplitudes, st.integers(0, 99))
def test_converting_there_and_back_changes_nothing(
    source: str, target: str, signal: float, noise: float, seed: int
) -> None:
    x, prediction = randn(2, 3, seed=seed), randn(2, 3, seed=seed + 100)
    level = {"signal": signal, "noise": noise}
    there = convert(prediction, x, source=source, target=target, **level)
    back = convert(there, x, source=target, target=source, **level)
    torch.testing.assert_close(back, prediction, rtol=1e-7, atol=1e-7)


@pytest.mark.parametrize("kind", PREDICTIONS)
def test_a_true_prediction_gives_image_and_noise_back(kind: str) -> None:
    image, eps = randn(4, 1, 3, 3), randn(4, 1, 3, 3, seed=1)
    signal, noise = torch.rand(2, 4, generator=torch.Generator().manual_seed(0)).double() + 0.1
    a, s = signal.reshape(4, 1, 1, 1), noise.reshape(4, 1, 1, 1)
    truth = {"eps": eps, "x0": image, "v": a * eps - s * image, "velocity": image - eps}
    parts = split(truth[kind], a * image + s * eps, kind=kind, signal=signal, noise=noise)
    torch.testing.assert_close(parts.image, image)
    torch.testing.assert_close(parts.noise, eps)


@pytest.mark.parametrize(("kind", "signal", "noise"), [("eps", 0.0, 1.0), ("x0", 1.0, 0.0)])
def test_predictions_that_do_not_tell_are_refused(kind: str, signal: float, noise: float) -> None:
    x = randn(2, 3)
    with pytest.raises(BadValue, match="tells x0 and eps apart"):
        split(x, x, kind=kind, signal=signal, noise=noise)


@given(st.floats(-3, 8), st.integers(0, 99))
def test_guidance_is_a_line_through_both_predictions(scale: float, seed: int) -> None:
    with_class, without = randn(2, 5, seed=seed), randn(2, 5, seed=seed + 100)
    expected = without + scale * (with_class - without)
    torch.testing.assert_close(guided(with_class, without, scale), expected)
    assert torch.equal(guided(with_class, without, 0.0), without)
    assert torch.equal(guided(with_class, without, 1), with_class)


@pytest.mark.parametrize("level", [LINEAR, COSINE], ids=["linear", "cosine"])
def test_a_flow_network_serves_any_schedule(level: Tensor) -> None:
    """Gaussian data, of which velocity and noise prediction are both known."""
    mean, spread = 0.7, 0.4

    def velocity(x: Tensor, t: Tensor) -> Tensor:
        t = t.reshape(-1, 1)
        slope = (t * spread**2 - (1 - t)) / (t**2 * spread**2 + (1 - t) ** 2)
        return mean + slope * (x - t * mean)

    t = torch.tensor([0, 1, 10, 300, 700, 990, 998])
    x = randn(len(t), 5)
    now = level[t][:, None]
    expected = (1 - now).sqrt() * (x - now.sqrt() * mean) / (now * spread**2 + 1 - now)
    torch.testing.assert_close(flow_as_eps(velocity, level)(x, t), expected)


def test_a_flow_network_is_asked_inside_its_range_and_in_its_dtype() -> None:
    asked = []

    def velocity(x: Tensor, t: Tensor) -> Tensor:
        asked.append((x, t))
        return torch.zeros_like(x)

    image, noise = randn(2, 1, 3, 3).float(), randn(2, 1, 3, 3, seed=1).float()
    t = torch.tensor([999, 0])
    now = LINEAR[t].float().reshape(2, 1, 1, 1)
    flow_as_eps(velocity, LINEAR)(now.sqrt() * image + (1 - now).sqrt() * noise, t)
    state, time = asked[0]
    assert state.dtype == time.dtype == torch.float32
    assert 0 < time[0] < 0.01
    assert 0.98 < time[1] < 1
    spread = time.reshape(2, 1, 1, 1)
    torch.testing.assert_close(state, spread * image + (1 - spread) * noise)


def naive(data: Tensor, x: Tensor, sigma: Tensor) -> Tensor:
    """The definition, with all differences held at once."""
    squares = (x[:, None] - data[None]).flatten(2).square().sum(2)
    weights = (-squares / (2 * sigma[:, None] ** 2)).softmax(1)
    return (weights @ data.flatten(1)).reshape(x.shape)


@given(
    st.integers(1, 40),
    st.integers(1, 4),
    st.floats(0.05, 20),
    st.integers(0, 99),
    st.integers(1, 9),
)
@settings(max_examples=40)
def test_the_exact_denoiser_is_its_definition_in_blocks_of_any_size(
    size: int, rows: int, sigma: float, seed: int, block: int
) -> None:
    data, x = randn(size, 1, 2, 2, seed=seed), 2 * randn(rows, 1, 2, 2, seed=seed + 100)
    level = sigma * torch.linspace(1, 2, rows, dtype=torch.float64)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(denoisers, "_BUDGET", block * 8 * (2 * 4 + 3 * rows))
        found = exact_denoiser(data)(x, level)
    torch.testing.assert_close(found, naive(data, x, level), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_without_noise_the_answer_is_the_nearest_image(dtype: torch.dtype) -> None:
    data, x = randn(200, 1, 8, 8).to(dtype), randn(5, 1, 8, 8, seed=1).to(dtype)
    nearest = data[torch.cdist(x.flatten(1), data.flatten(1)).argmin(1)]
    for sigma in (1e-2, 1e-4, 1e-12):
        answer = exact_denoiser(data)(x, sigma)
        assert answer.dtype == dtype
        assert torch.equal(answer, nearest)


def test_under_all_noise_the_answer_is_the_mean() -> None:
    data = randn(200, 1, 8, 8)
    answer = exact_denoiser(data)(randn(5, 1, 8, 8, seed=1), 1e6)
    torch.testing.assert_close(answer, data.mean(0).expand(5, 1, 8, 8), rtol=0, atol=1e-9)


def test_far_from_all_data_nothing_overflows() -> None:
    data = randn(50, 4).float()
    answer = exact_denoiser(data)(1e6 * torch.ones(2, 4), 1e-3)
    assert torch.equal(answer, data[data.sum(1).argmax()].expand(2, 4))


def test_the_exact_denoiser_moves_with_its_data() -> None:
    data, x, shift = randn(30, 6), randn(4, 6, seed=1), randn(6, seed=2)
    moved = exact_denoiser(data + shift)(x + shift, 0.7)
    torch.testing.assert_close(moved, exact_denoiser(data)(x, 0.7) + shift)


@pytest.mark.parametrize("name", [name for name, one in SAMPLERS.items() if not one.flow])
def test_a_perfect_denoiser_of_few_images_recites_them(name: str) -> None:
    data = randn(6, 1, 4, 4)
    model = denoiser_as_eps(exact_denoiser(data), LINEAR)
    path = sample(
        model,
        randn(8, 1, 4, 4, seed=1),
        alphas_cumprod=LINEAR,
        timesteps=spaced_timesteps(1000, 60),
        sampler=name,
    )
    gaps = torch.cdist(path.states[-1].flatten(1), data.flatten(1)).amin(1)
    assert gaps.max() < 1e-3


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: exact_denoiser(torch.ones(0, 3)), "data"),
        (lambda: exact_denoiser(torch.ones(3)), "data"),
        (lambda: exact_denoiser(torch.ones(2, 3, dtype=torch.uint8)), "data"),
        (lambda: exact_denoiser(torch.full((2, 3), math.nan)), "data"),
        (lambda: exact_denoiser(torch.ones(2, 3))(torch.ones(2, 4), 1.0), "x"),
        (lambda: exact_denoiser(torch.ones(2, 3))(torch.full((1, 3), math.inf), 1.0), "x"),
        *[
            (lambda s=s: exact_denoiser(torch.ones(2, 3))(torch.ones(4, 3), s), "sigma")
            for s in (0.0, -1.0, math.nan, math.inf, torch.ones(3), torch.tensor([1.0, 0, 1, 1]))
        ],
        (lambda: guided(torch.ones(2), torch.ones(2), math.nan), "scale"),
        (lambda: guided(torch.ones(2), torch.ones(3), 1.0), "unconditional"),
        (lambda: flow_as_eps(torch.sin, torch.tensor([0.5, 1.5])), "alphas_cumprod"),
        (lambda: denoiser_as_eps(torch.sin, torch.tensor([0.5, 0.6])), "alphas_cumprod"),
        (lambda: split(randn(2), randn(2), kind="v", signal=-1.0, noise=1.0), "signal"),
    ],
)
def test_bad_arguments_are_refused_by_name(call, named: str) -> None:
    with pytest.raises(BadValue, match=rf"^{named}\b"):
        call()


@pytest.mark.parametrize("kind", ["score", None, ["eps"]])
def test_unknown_predictions_are_refused_with_the_known_ones(kind) -> None:
    with pytest.raises(UnknownName, match="eps, x0, v, velocity"):
        convert(randn(2), randn(2), source="eps", target=kind, signal=1.0, noise=1.0)
