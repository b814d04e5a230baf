"""Schedules: the published formulas, and what every schedule has to be."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from playground.core.schedules import (
    alphas_cumprod,
    cosine_betas,
    karras_timesteps,
    levels,
    linear_betas,
    snr,
    spaced_timesteps,
)
from playground.errors import BadValue


def test_linear_betas_are_evenly_spaced_between_their_ends() -> None:
    betas = linear_betas()
    assert betas.dtype == torch.float64
    assert len(betas) == 1000
    assert betas[0] == 1e-4
    assert betas[-1] == 0.02
    torch.testing.assert_close(betas.diff(), torch.full((999,), 0.0199 / 999).double())


def test_cosine_alpha_bar_is_the_squared_cosine_until_beta_is_clipped() -> None:
    def f(t: float) -> float:
        return math.cos((t / 1000 + 0.008) / 1.008 * math.pi / 2) ** 2

    betas = cosine_betas()
    level = alphas_cumprod(betas)
    for t in (0, 1, 250, 500, 998):
        assert level[t].item() == pytest.approx(f(t + 1) / f(0), rel=1e-9)
    assert betas[-1] == 0.999
    assert (betas[:-1] < 0.999).all()


@given(st.integers(1, 300), st.floats(1e-5, 0.5), st.floats(1e-5, 0.5))
def test_alpha_bar_falls_and_gives_its_betas_back(steps: int, start: float, end: float) -> None:
    betas = linear_betas(steps, start, end)
    level = alphas_cumprod(betas)
    previous = torch.cat([torch.ones(1).double(), level[:-1]])
    assert (level < previous).all()
    torch.testing.assert_close(1 - level / previous, betas, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("betas", [linear_betas(), cosine_betas()])
def test_snr_is_signal_power_over_noise_power(betas: torch.Tensor) -> None:
    level = alphas_cumprod(betas)
    ratio = snr(level)
    torch.testing.assert_close(ratio / (1 + ratio), level)
    assert (ratio.diff() < 0).all()


@given(st.data())
def test_spaced_timesteps_run_evenly_from_the_last_to_the_first(data: st.DataObject) -> None:
    steps = data.draw(st.integers(2, 5000))
    count = data.draw(st.integers(2, min(steps, 300)))
    spaced = spaced_timesteps(steps, count)
    assert spaced.dtype == torch.int64
    assert len(spaced) == count
    assert spaced[0] == steps - 1
    assert spaced[-1] == 0
    gaps = -spaced.diff()
    assert gaps.min() >= 1
    assert gaps.max() - gaps.min() <= 1


def test_all_timesteps_and_a_single_one() -> None:
    assert spaced_timesteps(5, 5).tolist() == [4, 3, 2, 1, 0]
    assert spaced_timesteps(1000, 1).tolist() == [999]


@given(steps=st.integers(1, 400), rho=st.floats(1, 9), data=st.data())
def test_karras_timesteps_fall_from_the_last_to_the_first(steps: int, rho: float, data) -> None:
    level = alphas_cumprod(linear_betas(steps))
    count = data.draw(st.integers(min(2, steps), steps))
    spaced = karras_timesteps(level, count, rho)
    assert spaced.dtype == torch.int64
    assert spaced[[0, -1]].tolist() == [steps - 1, 0]
    assert len(spaced) == count
    assert (spaced.diff() < 0).all()


def test_karras_timesteps_are_at_the_levels_of_their_formula() -> None:
    level = alphas_cumprod(linear_betas())
    sigma = (1 / level - 1).sqrt()
    for rho in (1.0, 7.0):
        spaced = karras_timesteps(level, 10, rho)
        # Karras et al. 2022, eq. 5, with the schedule's own largest and smallest level.
        high, low = sigma[-1] ** (1 / rho), sigma[0] ** (1 / rho)
        wanted = (high + torch.arange(10) / 9 * (low - high)) ** rho
        gap = torch.cat([sigma.diff(), sigma.diff()[-1:]])[spaced]
        assert ((sigma[spaced] - wanted).abs() <= gap).all()


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: linear_betas(0), "steps"),
        (lambda: linear_betas(2.5), "steps"),
        (lambda: linear_betas(10, start=0.0), "start"),
        (lambda: linear_betas(10, end=1.5), "end"),
        (lambda: linear_betas(10, start=math.nan), "start"),
        (lambda: cosine_betas(True), "steps"),
        (lambda: cosine_betas(10, s=-1), "s"),
        (lambda: alphas_cumprod(torch.tensor([0.1, 1.0])), "betas"),
        (lambda: alphas_cumprod(torch.tensor([0.1, math.nan])), "betas"),
        (lambda: alphas_cumprod([0.1]), "betas"),
        (lambda: alphas_cumprod(torch.rand(2, 2)), "betas"),
        (lambda: snr(torch.tensor([1.0])), "alphas_cumprod"),
        (lambda: levels(torch.tensor([0.5, 0.5])), "alphas_cumprod"),
        (lambda: karras_timesteps(alphas_cumprod(linear_betas(10)), 11), "count"),
        (lambda: karras_timesteps(alphas_cumprod(linear_betas(10)), 3, 0.5), "rho"),
        (lambda: spaced_timesteps(10, 11), "count"),
        (lambda: spaced_timesteps(10, 0), "count"),
        (lambda: spaced_timesteps("10", 1), "steps"),
    ],
)
def test_bad_arguments_are_refused_by_name(call, named: str) -> None:
    with pytest.raises(BadValue, match=rf"^{named}\b"):
        call()
