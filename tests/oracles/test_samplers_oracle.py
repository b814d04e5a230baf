"""Samplers against diffusers' schedulers: same noise in, same states out, step by step."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from playground.core.samplers import flow_sample, sample
from playground.core.schedules import (
    alphas_cumprod,
    cosine_betas,
    karras_timesteps,
    linear_betas,
    spaced_timesteps,
)

diffusers = pytest.importorskip("diffusers", reason="pip install diffusers")

BETAS = {"linear": linear_betas(), "cosine": cosine_betas()}
every_schedule = pytest.mark.parametrize("schedule", BETAS)
every_count = pytest.mark.parametrize("count", [1, 2, 20, 1000])


def randn(seed: int) -> Tensor:
    gen = torch.Generator().manual_seed(seed)
    return torch.randn(2, 1, 4, 4, dtype=torch.float64, generator=gen)


def model(x: Tensor, t: Tensor) -> Tensor:
    """A network's stand-in: smooth, and neither linear nor the same at all times."""
    time = torch.as_tensor(t, dtype=x.dtype).reshape(-1, 1, 1, 1)
    return 0.8 * x + 0.3 * torch.sin(3 * x + time / 100)


@pytest.fixture
def shared_noise(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Makes a scheduler's module draw the Gaussians randn(100), randn(101), ..."""

    def patch(module: str) -> None:
        count = iter(range(100, 10_000))
        monkeypatch.setattr(
            f"diffusers.schedulers.{module}.randn_tensor", lambda *_, **__: randn(next(count))
        )

    return patch


def built(kind: str, schedule: str, **settings):
    """A scheduler with our betas in float64: its own table is float32."""
    scheduler = getattr(diffusers, kind)(trained_betas=BETAS[schedule].numpy(), **settings)
    scheduler.alphas_cumprod = alphas_cumprod(BETAS[schedule])
    for name in ("one", "final_alpha_cumprod"):
        if hasattr(scheduler, name):
            setattr(scheduler, name, torch.tensor(1.0, dtype=torch.float64))
    return scheduler


def their_states(scheduler, timesteps: list[int], **step) -> Tensor:
    states = [randn(0)]
    for t in timesteps:
        eps = model(states[-1], torch.full((2,), t))
        states.append(scheduler.step(eps, t, states[-1], **step).prev_sample)
    return torch.stack(states)


def our_states(schedule: str, timesteps: list[int], **more) -> Tensor:
    return sample(
        model,
        randn(0),
        alphas_cumprod=alphas_cumprod(BETAS[schedule]),
        timesteps=timesteps,
        noise=lambda i: randn(100 + i),
        **more,
    ).states


@every_schedule
@every_count
def test_ddpm_is_diffusers_fixed_small(schedule: str, count: int, shared_noise) -> None:
    shared_noise("scheduling_ddpm")
    timesteps = spaced_timesteps(1000, count).tolist()
    scheduler = built("DDPMScheduler", schedule, variance_type="fixed_small", clip_sample=False)
    # Their single timestep counts as an even spacing, of which the last one is not 0.
    scheduler.set_timesteps(timesteps=timesteps)
    theirs = their_states(scheduler, timesteps)
    ours = our_states(schedule, timesteps, sampler="ddpm")
    torch.testing.assert_close(ours, theirs, rtol=1e-8, atol=1e-8)


@every_schedule
@pytest.mark.parametrize("eta", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("count", [1, 2, 20, 1000])
def test_ddim_is_diffusers(schedule: str, eta: float, count: int, shared_noise) -> None:
    shared_noise("scheduling_ddim")
    # DDIM there knows even spacings only.
    spacing = {"timestep_spacing": "trailing", "clip_sample": False}
    scheduler = built("DDIMScheduler", schedule, **spacing)
    scheduler.set_timesteps(count)
    timesteps = scheduler.timesteps.tolist()
    theirs = their_states(scheduler, timesteps, eta=eta)
    ours = our_states(schedule, timesteps, sampler="ddim", eta=eta)
    torch.testing.assert_close(ours, theirs, rtol=1e-7, atol=1e-7)


@pytest.mark.parametrize("count", [1, 2, 3, 10, 50])
def test_dpmpp_2m_is_diffusers(count: int) -> None:
    scheduler = built("DPMSolverMultistepScheduler", "linear", algorithm_type="dpmsolver++")
    timesteps = spaced_timesteps(1000, count).tolist()
    scheduler.set_timesteps(timesteps=timesteps)
    theirs = their_states(scheduler, timesteps)
    ours = our_states("linear", timesteps, sampler="dpmpp_2m")
    # It computes in float32, and divides by a signal of 0.006 at first.
    torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("spacing", ["even", "karras"])
@pytest.mark.parametrize("count", [1, 2, 3, 10, 50])
@pytest.mark.parametrize(
    ("kind", "sampler"),
    [("EulerDiscreteScheduler", "edm_euler"), ("HeunDiscreteScheduler", "edm_heun")],
)
def test_euler_and_heun_in_sigma_are_diffusers(
    kind: str, sampler: str, count: int, spacing: str
) -> None:
    level = alphas_cumprod(BETAS["linear"])
    even = spacing == "even"
    timesteps = spaced_timesteps(1000, count) if even else karras_timesteps(level, count)
    scheduler = built(kind, "linear")
    scheduler.set_timesteps(timesteps=timesteps.tolist())
    # In float64, as ours: theirs are float32.
    visited = (1 / level[scheduler.timesteps.long()] - 1).sqrt()
    scheduler.sigmas = torch.cat([visited, visited.new_zeros(1)])
    theirs = sigma_states(scheduler, level[-1])
    ours = our_states("linear", timesteps.tolist(), sampler=sampler)
    if sampler == "edm_heun":
        # Its states include Euler's point of each step, but for the last step, which ends there.
        theirs = torch.cat([theirs[:-1:2], theirs[-1:]])
    # Euler's state there is float32, and the first signal is 0.006.
    torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-4)


def sigma_states(scheduler, start: Tensor) -> Tensor:
    """A scheduler's states, which are x / sqrt(alpha-bar), as x; from randn(0) at `start`."""
    sigmas = scheduler.sigmas
    state, states = randn(0) / start.sqrt(), [randn(0)]
    for i, t in enumerate(scheduler.timesteps):
        eps = model(state / (sigmas[i] ** 2 + 1).sqrt(), t.repeat(2))
        state = scheduler.step(eps, t, state).prev_sample
        states.append(state / (sigmas[i + 1] ** 2 + 1).sqrt())
    return torch.stack(states)


def test_flow_euler_is_diffusers() -> None:
    times = torch.tensor([0, 0.1, 0.15, 0.5, 0.8, 1], dtype=torch.float64)
    scheduler = diffusers.FlowMatchEulerDiscreteScheduler()
    # Its sigma is the share of noise, 1 - t, and its model predicts noise - image.
    scheduler.set_timesteps(sigmas=(1 - times[:-1]).tolist())
    state, states = randn(0), [randn(0)]
    for t, timestep in zip(times, scheduler.timesteps, strict=False):
        state = scheduler.step(-model(state, t), timestep, state).prev_sample
        states.append(state)
    ours = flow_sample(model, randn(0), times=times).states
    torch.testing.assert_close(ours, torch.stack(states), rtol=1e-5, atol=1e-5)


def test_schedules_are_diffusers() -> None:
    linear = diffusers.DDPMScheduler(beta_schedule="linear").betas
    cosine = diffusers.DDPMScheduler(beta_schedule="squaredcos_cap_v2").betas
    torch.testing.assert_close(BETAS["linear"].float(), linear, rtol=1e-5, atol=0)
    # Its cosine is a difference of float32 from 1: only the absolute error is small.
    torch.testing.assert_close(BETAS["cosine"].float(), cosine, rtol=1e-5, atol=1e-7)
