"""Samplers: laws of the family, then orders of convergence where the exact path is known.

Data that are Gaussian, N(MEAN, SPREAD^2) in every coordinate, have a closed-form noise
prediction and velocity, and a probability flow that is a straight scaling about the mean.
"""

import math
from collections.abc import Callable
from itertools import pairwise

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from playground.core.samplers import (
    SAMPLERS,
    Trajectory,
    flow_sample,
    sample,
)
from playground.core.schedules import alphas_cumprod, linear_betas, spaced_timesteps
from playground.errors import BadValue, UnknownName

DIFFUSION = {name: one.rule for name, one in SAMPLERS.items() if not one.flow}
FLOW = {name: one.rule for name, one in SAMPLERS.items() if one.flow}

MEAN, SPREAD = 0.7, 0.4
# log-SNR even in t: halving the step is then the same at all noise levels.
EVEN = torch.linspace(6, -6, 961, dtype=torch.float64).sigmoid()
LINEAR = alphas_cumprod(linear_betas())
#: Of the diffusion samplers that add no noise.
ORDERS = {"ddim": 1, "dpmpp_2m": 2, "edm_euler": 1, "edm_heun": 2}


def gaussian_eps(level: Tensor) -> Callable[[Tensor, Tensor], Tensor]:
    """E[eps | x_t = x] of the Gaussian data."""

    def eps(x: Tensor, t: Tensor) -> Tensor:
        now = level[t].to(x.dtype).reshape(-1, *[1] * (x.dim() - 1))
        return (1 - now).sqrt() * (x - now.sqrt() * MEAN) / (now * SPREAD**2 + 1 - now)

    return eps


def gaussian_velocity(x: Tensor, t: Tensor) -> Tensor:
    """E[image - noise | x_t = x] of the Gaussian data."""
    t = t.to(x.dtype).reshape(-1, *[1] * (x.dim() - 1))
    slope = (t * SPREAD**2 - (1 - t)) / (t**2 * SPREAD**2 + (1 - t) ** 2)
    return MEAN + slope * (x - t * MEAN)


def start(rows: int = 3, seed: int = 0) -> Tensor:
    gen = torch.Generator().manual_seed(seed)
    return torch.randn(rows, 1, 4, 4, dtype=torch.float64, generator=gen)


def run(name: str, x: Tensor, steps: int = 10, model=None, **more) -> Trajectory:
    """Any sampler of the table, on the Gaussian data."""
    if name in FLOW:
        times = torch.linspace(0, 1, steps + 1, dtype=torch.float64)
        return flow_sample(model or gaussian_velocity, x, times=times, sampler=name, **more)
    return sample(
        model or gaussian_eps(LINEAR),
        x,
        alphas_cumprod=LINEAR,
        timesteps=spaced_timesteps(1000, steps),
        sampler=name,
        **more,
    )


every = pytest.mark.parametrize("name", SAMPLERS)


@every
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_a_trajectory_holds_every_step_and_leaves_x_alone(name: str, dtype: torch.dtype) -> None:
    x = start().to(dtype)
    before = x.clone()
    path = run(name, x, steps=7)
    assert path.states.shape == (8, *x.shape)
    assert path.denoised.shape == path.noise.shape == (7, *x.shape)
    assert path.times.shape == (8,)
    assert path.states.dtype == path.denoised.dtype == path.noise.dtype == dtype
    assert torch.equal(path.states[0], before)
    assert torch.equal(x, before)


@every
def test_each_state_is_made_of_its_predictions(name: str) -> None:
    path = run(name, start())
    if name in FLOW:
        signal, noise = path.times[:-1], 1 - path.times[:-1]
    else:
        level = LINEAR[path.times[:-1]]
        signal, noise = level.sqrt(), (1 - level).sqrt()
    shape = (-1, 1, 1, 1, 1)
    made = signal.reshape(shape) * path.denoised + noise.reshape(shape) * path.noise
    torch.testing.assert_close(made, path.states[:-1], rtol=1e-10, atol=1e-10)


@every
def test_evaluations_are_the_calls_that_were_made(name: str) -> None:
    model, calls = (gaussian_velocity if name in FLOW else gaussian_eps(LINEAR)), []

    def counting(x: Tensor, t: Tensor) -> Tensor:
        calls.append(t)
        return model(x, t)

    path = run(name, start(), steps=5, model=counting)
    assert path.evaluations == len(calls)
    assert all(t.shape == (3,) for t in calls)
    wanted = torch.float64 if name in FLOW else torch.int64
    assert all(t.dtype == wanted for t in calls)
    assert all(t.min() >= 0 and t.max() <= (1 if name in FLOW else 999) for t in calls)


@every
def test_noise_becomes_the_data(name: str) -> None:
    x = torch.randn(20_000, 1, dtype=torch.float64, generator=torch.Generator().manual_seed(3))
    end = run(name, x, steps=500).states[-1]
    # 20,000 samples err by 0.003; the smaller of DDPM's two variances falls short by 0.006.
    assert end.mean().item() == pytest.approx(MEAN, abs=0.015)
    assert end.std().item() == pytest.approx(SPREAD, abs=0.015)


@every
def test_the_same_call_gives_the_same_answer_and_the_global_generator_rests(name: str) -> None:
    state = torch.random.get_rng_state()
    first, second = run(name, start()), run(name, start())
    assert torch.equal(first.states, second.states)
    assert torch.equal(torch.random.get_rng_state(), state)


@every
def test_a_row_gives_the_same_answer_alone_and_in_a_batch(name: str) -> None:
    x = start()

    def streams(rows: range) -> dict:
        generators = [torch.Generator().manual_seed(row) for row in rows]
        return {"generator": generators} if name in DIFFUSION else {}

    together = run(name, x, **streams(range(3)))
    alone = run(name, x[1:2], **streams(range(1, 2)))
    torch.testing.assert_close(together.states[:, 1:2], alone.states, rtol=1e-12, atol=1e-12)


@every
def test_every_step_is_announced_and_may_stop_the_loop(name: str) -> None:
    seen = []
    run(name, start(), steps=4, on_step=lambda done, steps: seen.append((done, steps)))
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]

    def cancel(done: int, steps: int) -> None:
        seen.append((done, steps))
        if done == 2:
            raise InterruptedError

    seen.clear()
    with pytest.raises(InterruptedError):
        run(name, start(), steps=4, on_step=cancel)
    assert seen == [(1, 4), (2, 4)]


@every
def test_no_graph_is_kept(name: str) -> None:
    weight = torch.ones(1, dtype=torch.float64, requires_grad=True)
    path = run(name, start(), model=lambda x, t: 0.1 * weight * x)
    assert not path.states.requires_grad
    assert torch.is_grad_enabled()


@every
def test_models_that_return_their_argument_do_no_harm(name: str) -> None:
    kept = run(name, start(), model=lambda x, t: x)
    copied = run(name, start(), model=lambda x, t: x.clone())
    assert torch.equal(kept.states, copied.states)


def exact_flow(x: Tensor, begin: tuple[float, float], end: tuple[float, float]) -> Tensor:
    """The probability flow of the Gaussian data between two (signal, noise) levels."""

    def deviation(signal: float, noise: float) -> float:
        return math.hypot(signal * SPREAD, noise)

    scale = deviation(*end) / deviation(*begin)
    return end[0] * MEAN + scale * (x - begin[0] * MEAN)


def flow_errors(name: str, velocity, x: Tensor, exact: Tensor, end: float) -> list[float]:
    """Largest error at `end`, with 32 and with 64 steps."""
    grids = (torch.linspace(0, end, steps + 1, dtype=torch.float64) for steps in (32, 64))
    paths = (flow_sample(velocity, x, times=grid, sampler=name) for grid in grids)
    return [(path.states[-1] - exact).abs().max().item() for path in paths]


@pytest.mark.parametrize("name", FLOW)
def test_flow_samplers_converge_at_their_order(name: str) -> None:
    x = start().abs() + 0.5
    # dx/dt = -(1 + t) x^2: neither linear nor autonomous, so that every coefficient counts.
    exact = 1 / (1 / x + 1.5)
    errors = flow_errors(name, lambda x, t: -(1 + t.reshape(-1, 1, 1, 1)) * x**2, x, exact, 1.0)
    assert math.log2(errors[0] / errors[1]) == pytest.approx(FLOW[name].order, abs=0.3)


@pytest.mark.parametrize("name", FLOW)
def test_flow_samplers_follow_the_probability_flow(name: str) -> None:
    x = start()
    exact = exact_flow(x, (0, 1), (0.7, 0.3))
    errors = flow_errors(name, gaussian_velocity, x, exact, 0.7)
    # At least: this path happens to cancel the midpoint method's leading error.
    assert math.log2(errors[0] / errors[1]) > FLOW[name].order - 0.3
    assert errors[1] < 0.05


@pytest.mark.parametrize(("name", "order"), ORDERS.items())
def test_deterministic_diffusion_samplers_converge_at_their_order(name: str, order: int) -> None:
    x = start()
    begin, end = ((math.sqrt(ab), math.sqrt(1 - ab)) for ab in (EVEN[-1].item(), EVEN[0].item()))
    exact = exact_flow(x, begin, end)
    errors = []
    for steps in (61, 121, 241):
        path = sample(
            gaussian_eps(EVEN),
            x,
            alphas_cumprod=EVEN,
            timesteps=spaced_timesteps(961, steps),
            sampler=name,
        )
        # The leap that follows timestep 0 ends in the prediction, and has no order.
        errors.append((path.states[-2] - exact).abs().max().item())
    rates = [math.log2(a / b) for a, b in pairwise(errors)]
    assert rates == pytest.approx([order, order], abs=0.3)


@pytest.mark.parametrize("name", ["ddim", "ddpm"])
def test_noisy_samplers_converge_in_distribution_at_first_order(name: str) -> None:
    """The chain is linear in x: its mean and variance are followed exactly, with no chance."""
    errors = []
    for steps in (61, 121, 241):
        level = EVEN[spaced_timesteps(961, steps)]
        mean, variance = MEAN * level[0].sqrt(), level[0] * SPREAD**2 + 1 - level[0]
        table = DIFFUSION[name](torch.cat([level, level.new_ones(1)]), 1.0)
        for now, (state, image, _, fresh) in zip(level[:-1], table, strict=False):
            # The predicted image is affine in x: gain x + shift.
            gain = SPREAD**2 * now.sqrt() / (now * SPREAD**2 + 1 - now)
            shift = MEAN * (1 - gain * now.sqrt())
            mean = (state + image * gain) * mean + image * shift
            variance = (state + image * gain) ** 2 * variance + fresh**2
        error = variance - (level[-1] * SPREAD**2 + 1 - level[-1])
        assert mean.item() == pytest.approx(MEAN * level[-1].sqrt().item(), abs=1e-9)
        errors.append(abs(error.item()))
    assert [math.log2(a / b) for a, b in pairwise(errors)] == pytest.approx([1, 1], abs=0.3)


@pytest.mark.parametrize("name", FLOW)
def test_going_back_in_time_returns_to_the_noise(name: str) -> None:
    x = start()
    there = run(name, x, steps=400).states[-1]
    times = torch.linspace(1, 0, 401, dtype=torch.float64)
    back = flow_sample(gaussian_velocity, there, times=times, sampler=name).states[-1]
    torch.testing.assert_close(back, x, rtol=0, atol=0.05 if FLOW[name].order == 1 else 1e-3)


@pytest.mark.parametrize("name", FLOW)
def test_tableaus_are_consistent(name: str) -> None:
    tableau = FLOW[name]
    assert sum(tableau.b) == pytest.approx(1)
    assert [sum(row) for row in tableau.a] == pytest.approx(list(tableau.c))
    assert [len(row) for row in tableau.a] == list(range(len(tableau.b)))


@pytest.mark.parametrize("name", FLOW)
@given(times=st.lists(st.floats(0, 1, width=32), min_size=2, max_size=8, unique=True))
@settings(max_examples=25)
def test_a_straight_path_is_followed_exactly_on_any_grid(name: str, times: list[float]) -> None:
    image, noise = start(seed=1), start(seed=2)
    grid = sorted(times)
    x = grid[0] * image + (1 - grid[0]) * noise
    path = flow_sample(lambda x, t: image - noise, x, times=grid, sampler=name)
    torch.testing.assert_close(path.denoised[-1], image)
    torch.testing.assert_close(path.noise[-1], noise)
    torch.testing.assert_close(path.states[-1], grid[-1] * image + (1 - grid[-1]) * noise)


@pytest.mark.parametrize("name", DIFFUSION)
@given(count=st.integers(1, 12), seed=st.integers(0, 100))
@settings(max_examples=25)
def test_data_of_one_image_are_met_exactly(name: str, count: int, seed: int) -> None:
    image = start(1, seed)

    def eps(x: Tensor, t: Tensor) -> Tensor:
        now = LINEAR[t].reshape(-1, 1, 1, 1)
        return (x - now.sqrt() * image) / (1 - now).sqrt()

    path = run(name, start(), steps=count, model=eps)
    torch.testing.assert_close(path.states[-1], image.expand(3, 1, 4, 4), rtol=0, atol=1e-9)
    assert path.times.tolist() == [*spaced_timesteps(1000, count).tolist(), -1]


@given(seed=st.integers(0, 1000), steps=st.integers(1, 30))
@settings(max_examples=20)
def test_ddim_with_eta_one_is_ddpm(seed: int, steps: int) -> None:
    def noise(i: int) -> Tensor:
        return start(seed=1000 * seed + i + 1)

    x = start(seed=seed)
    one = run("ddim", x, steps, eta=1.0, noise=noise)
    other = run("ddpm", x, steps, noise=noise)
    torch.testing.assert_close(one.states, other.states, rtol=1e-9, atol=1e-9)


def test_euler_in_sigma_takes_the_steps_of_ddim_and_heun_corrects_them() -> None:
    assert torch.equal(run("edm_euler", start()).states, run("ddim", start()).states)
    path = run("edm_heun", start(), 6)
    assert path.evaluations == 11
    # Karras et al. 2022, algorithm 1, in its own words: y = x / signal, d = (y - D) / sigma.
    level = torch.cat([LINEAR[path.times[:-1]], torch.ones(1)])
    sigma, y = (1 / level - 1).sqrt(), path.states[0] / level[0].sqrt()
    eps = gaussian_eps(LINEAR)
    for i, (now, later) in enumerate(pairwise(sigma)):

        def slope(y: Tensor, i: int) -> Tensor:
            return eps(y * level[i].sqrt(), path.times[i].repeat(3))

        d = slope(y, i)
        ahead = y + (later - now) * d
        y = y + (later - now) * (d + slope(ahead, i + 1)) / 2 if later else ahead
        torch.testing.assert_close(path.states[i + 1], y * level[i + 1].sqrt())


def test_ddim_without_eta_asks_for_no_noise() -> None:
    def never(i: int) -> Tensor:
        raise AssertionError("noise was drawn")

    a = run("ddim", start(), noise=never)
    b = run("ddim", start(), generator=torch.Generator().manual_seed(5))
    assert torch.equal(a.states, b.states)


def test_ddim_moves_continuously_from_deterministic_to_noisy() -> None:
    still, little, full = (run("ddim", start(), eta=eta).states[-2] for eta in (0.0, 1e-4, 1.0))
    assert (still - little).abs().max() < 1e-2
    assert (still - full).abs().max() > 1e-2


def test_ddpm_draws_no_noise_on_its_last_step() -> None:
    asked = []

    def noise(i: int) -> Tensor:
        asked.append(i)
        return torch.ones(3, 1, 4, 4)

    path = run("ddpm", start(), steps=5, noise=noise)
    assert asked == [0, 1, 2, 3]
    torch.testing.assert_close(path.states[-1], path.denoised[-1])


def test_noise_overrides_the_generator_and_generators_make_different_paths() -> None:
    def end(**more) -> Tensor:
        return run("ddpm", start(), **more).states[-1]

    one, two = (torch.Generator().manual_seed(seed) for seed in (1, 2))
    assert not torch.equal(end(generator=one), end(generator=two))
    fixed = {"noise": lambda i: start(seed=i)}
    assert torch.equal(end(generator=one, **fixed), end(generator=two, **fixed))


def test_the_noise_of_an_unseeded_call_is_not_its_start() -> None:
    x = torch.randn(64, 64, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    free = run("ddpm", x, steps=2, model=lambda x, t: torch.zeros_like(x))
    still = run("ddpm", x, 2, lambda x, t: torch.zeros_like(x), noise=lambda i: torch.zeros_like(x))
    drawn = free.states[1] - still.states[1]
    correlation = torch.corrcoef(torch.stack([drawn.flatten(), x.flatten()]))[0, 1]
    assert abs(correlation.item()) < 0.1  # 4096 independent pairs: 0.016


def test_nothing_is_clipped_unless_asked() -> None:
    loud = run("ddim", 50 * start())
    assert loud.denoised.abs().max() > 5
    bound = run("ddim", 50 * start(), clip=1.0)
    assert bound.denoised.abs().max() == 1
    assert bound.states[-1].abs().max() <= 1


def diffuse(**change) -> Trajectory:
    model = change.pop("model", gaussian_eps(LINEAR))
    x = change.pop("x", start())
    return sample(model, x, **{"alphas_cumprod": LINEAR, "timesteps": [999, 500, 0], **change})


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"timesteps": [0, 500]}, "timesteps"),
        ({"timesteps": [500, 500]}, "timesteps"),
        ({"timesteps": [1000, 0]}, "timesteps"),
        ({"timesteps": [5, -1]}, "timesteps"),
        ({"timesteps": []}, "timesteps"),
        ({"timesteps": [5.0, 0.0]}, "timesteps"),
        ({"timesteps": [math.nan]}, "timesteps"),
        ({"timesteps": [10**30]}, "timesteps"),
        ({"timesteps": 5}, "timesteps"),
        ({"timesteps": "10"}, "timesteps"),
        ({"timesteps": torch.zeros(2, 2).long()}, "timesteps"),
        ({"alphas_cumprod": LINEAR.flip(0)}, "alphas_cumprod"),
        ({"alphas_cumprod": torch.cat([LINEAR[:-1], torch.zeros(1)])}, "alphas_cumprod"),
        ({"eta": -0.1}, "eta"),
        ({"eta": 1.1}, "eta"),
        ({"eta": math.nan}, "eta"),
        ({"eta": 0.5, "sampler": "ddpm"}, "eta"),
        ({"eta": 0.5, "sampler": "dpmpp_2m"}, "eta"),
        ({"eta": 0.5, "sampler": "edm_heun"}, "eta"),
        ({"clip": 1.0, "sampler": "edm_heun"}, "clip"),
        ({"clip": 0}, "clip"),
        ({"clip": math.nan}, "clip"),
        ({"x": torch.full((1, 4), math.nan)}, "x"),
        ({"x": torch.ones(1, 4, dtype=torch.int64)}, "x"),
        ({"x": torch.tensor(1.0)}, "x"),
        ({"model": lambda x, t: x[:1]}, "eps_model"),
        ({"model": lambda x, t: None}, "eps_model"),
        ({"noise": lambda i: torch.ones(1), "eta": 1.0}, "noise"),
        ({"generator": 0, "eta": 1.0}, "generator"),
        ({"generator": [torch.Generator()] * 2, "eta": 1.0}, "generator"),
    ],
)
def test_what_a_diffusion_sampler_cannot_take_is_refused(change: dict, named: str) -> None:
    with pytest.raises(BadValue, match=rf"^{named}\b"):
        diffuse(**change)


@pytest.mark.parametrize(
    "times",
    [[0, 0.5, 0.5, 1], [0, 0.6, 0.4], [0, 1.1], [-0.1, 1], [0, math.nan], [0.5], [], 1.0, ["a"]],
)
def test_times_that_are_no_path_are_refused(times) -> None:
    with pytest.raises(BadValue, match=r"^times\b"):
        flow_sample(gaussian_velocity, start(), times=times)


def test_velocities_of_another_shape_are_refused() -> None:
    with pytest.raises(BadValue, match="velocity"):
        flow_sample(lambda x, t: x[:, :, :1], start(), times=[0, 1])


@pytest.mark.parametrize("name", ["heun", "", None, ["ddim"], "DDIM"])
def test_unknown_samplers_are_refused_with_the_known_ones(name) -> None:
    with pytest.raises(UnknownName, match="ddpm, ddim, dpmpp_2m"):
        diffuse(sampler=name)
    with pytest.raises(UnknownName, match="euler, heun"):
        flow_sample(gaussian_velocity, start(), times=[0, 1], sampler="ddim")


@pytest.mark.parametrize("timesteps", [range(999, -1, -333), (999, 0), LINEAR.argsort()[::99]])
def test_timesteps_may_be_any_sequence(timesteps) -> None:
    assert len(diffuse(timesteps=timesteps).denoised) == len(timesteps)


def test_numpy_timesteps_may_run_backwards() -> None:
    import numpy as np

    assert diffuse(timesteps=np.arange(0, 1000, 100)[::-1]).evaluations == 10


@pytest.mark.gpu
@every
def test_cuda_gives_the_answer_of_the_cpu(name: str) -> None:
    def model(x: Tensor, t: Tensor) -> Tensor:
        return (x * 0.9).sin() * (1 + t.reshape(-1, 1, 1, 1) / 1000)

    here, there = (run(name, start().to(where), model=model) for where in ("cpu", "cuda"))
    assert there.states.is_cuda
    torch.testing.assert_close(there.states.cpu(), here.states, rtol=1e-9, atol=1e-9)
