"""Annealed Langevin dynamics: what comes to rest has the moments of the density."""

import math
from typing import Any

import pytest
import torch
from torch import Tensor

from playground.core import schedules
from playground.core.langevin import annealed
from playground.core.mixtures import Mixture
from playground.core.toys import TOYS, toy
from playground.errors import BadValue

LEVEL = schedules.alphas_cumprod(schedules.cosine_betas())[schedules.spaced_timesteps(1000, 20)]
LEVELS = list(zip(LEVEL.sqrt().tolist(), (1 - LEVEL).sqrt().tolist(), strict=True))


def run(data: Mixture, count: int = 1500, seed: int = 0, **more: Any) -> Tensor:
    draw = torch.Generator().manual_seed(seed)
    kind: dict[str, Any] = {"generator": draw, "dtype": torch.float64}
    asked: dict[str, Any] = {"levels": LEVELS, "updates": 10, "step": 0.3, **more}
    return annealed(
        data,
        torch.randn(count, 2, **kind),
        noise=lambda _: torch.randn(count, 2, **kind),
        uniforms=lambda _: torch.rand(count, **kind),
        **asked,
    )


@pytest.mark.parametrize("step", [0.1, 0.3, 1.0])
def test_at_rest_a_gaussian_has_its_own_variance_whatever_the_step(step: float) -> None:
    data = Mixture(torch.tensor([[1.0, -2.0]]).double(), 0.5)
    ends = run(data, levels=[(0.8, 0.6)], updates=60, step=step)[-1]
    variance = data.variance(0.8, 0.6)
    far = 4 * math.sqrt(variance / len(ends))
    torch.testing.assert_close(ends.mean(0), 0.8 * data.points[0], rtol=0, atol=far)
    torch.testing.assert_close(
        ends.var(0) / variance, torch.ones(2).double(), rtol=0, atol=4 * math.sqrt(2 / len(ends))
    )


@pytest.mark.thorough
@pytest.mark.parametrize("bandwidth", [0.05, 0.2])
@pytest.mark.parametrize("name", TOYS)
def test_every_level_ends_with_the_moments_of_its_density(name: str, bandwidth: float) -> None:
    data = Mixture(toy(name), bandwidth)
    states, total = run(data)[1:], torch.cov(data.points.T, correction=0)
    for (signal, noise), state in zip(LEVELS, states, strict=True):
        expected = signal**2 * total + data.variance(signal, noise) * torch.eye(2).double()
        torch.testing.assert_close(torch.cov(state.T), expected, rtol=0.1, atol=0.1)
        mean = signal * data.points.mean(0)
        torch.testing.assert_close(state.mean(0), mean, rtol=0, atol=0.1)


@pytest.mark.parametrize("seed", range(3))
def test_around_each_mode_the_last_states_are_as_wide_as_the_density(seed: int) -> None:
    data, (signal, noise) = Mixture(toy("ring"), 0.1), LEVELS[-1]
    away = torch.cdist(run(data, seed=seed)[-1], signal * data.points).amin(1)
    ratio = away.square().mean() / 2 / data.variance(signal, noise)
    assert 0.95 < ratio < 1.05


def test_what_has_no_level_or_too_long_a_step_is_refused() -> None:
    data = Mixture(toy("ring"), 0.1)
    for name, value in (("levels", []), ("step", 1.5), ("updates", 0)):
        with pytest.raises(BadValue, match=name):
            run(data, **{name: value})
