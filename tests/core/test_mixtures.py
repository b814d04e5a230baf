"""Mixtures of Gaussians under noise: closed forms against autograd, integrals and each other."""

import math

import pytest
import torch

from playground.core import denoisers, paths, samplers, schedules, toys
from playground.core.mixtures import Mixture
from playground.errors import BadValue, UnknownName

LEVELS = [(1.0, 0.0), (0.9, 0.3), (0.4, 0.9), (0.0, 1.0)]


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def normal(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=generator(seed), dtype=torch.float64)


@pytest.fixture
def mixture() -> Mixture:
    return Mixture(normal(5, 2, seed=3), 0.3)


@pytest.mark.parametrize(("signal", "noise"), LEVELS)
def test_the_score_is_the_gradient_of_the_log_density(
    mixture: Mixture, signal: float, noise: float
) -> None:
    x = normal(40, 2).requires_grad_()
    (gradient,) = torch.autograd.grad(mixture.log_density(x, signal, noise).sum(), x)
    found = mixture.score(x.detach(), signal, noise)
    assert torch.allclose(found, gradient, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize(("signal", "noise"), LEVELS)
def test_the_grid_is_the_density_and_holds_all_of_it(
    mixture: Mixture, signal: float, noise: float
) -> None:
    axis = torch.linspace(-7, 7, 281, dtype=torch.float64)
    grid = mixture.density(axis, axis, signal, noise)
    assert grid.sum() * 0.05**2 == pytest.approx(1, abs=1e-6)
    places = torch.cartesian_prod(axis, axis)
    assert torch.allclose(
        grid.T.flatten(), mixture.log_density(places, signal, noise).exp(), atol=1e-12
    )


def test_one_gaussian_is_denoised_by_its_conjugate_posterior() -> None:
    """N(m, h^2) seen through noise s: the mean is (s^2 m + h^2 x) / (s^2 + h^2)."""
    centre, x = normal(1, 3), normal(20, 3, seed=1)
    for sigma in (0.05, 0.7, 30.0):
        expected = (sigma**2 * centre + 0.4**2 * x) / (sigma**2 + 0.4**2)
        assert torch.allclose(Mixture(centre, 0.4).denoise(x, sigma), expected, atol=1e-9)


def test_a_narrow_mixture_is_denoised_as_its_points_are(mixture: Mixture) -> None:
    x, sigma = normal(30, 2), torch.linspace(0.2, 3, 30, dtype=torch.float64)
    narrow = Mixture(mixture.points, 1e-6).denoise(x, sigma)
    assert torch.allclose(narrow, denoisers.exact_denoiser(mixture.points)(x, sigma), atol=1e-6)


@pytest.mark.parametrize("time", [0.0, 0.3, 0.9, 1.0])
def test_the_velocity_is_the_mean_of_data_minus_noise(mixture: Mixture, time: float) -> None:
    """By its definition, from the posterior over components at (t, 1 - t)."""
    x = normal(50, 2)
    h, p = mixture.bandwidth, mixture.points
    variance = (time * h) ** 2 + (1 - time) ** 2
    weights = torch.softmax(-torch.cdist(x, time * p).square() / (2 * variance), 1)
    away = x[:, None] - time * p
    image = p + time * h**2 / variance * away
    noise = (1 - time) / variance * away
    expected = (weights[..., None] * (image - noise)).sum(1)
    found = mixture.velocity(x, torch.full((50,), time, dtype=torch.float64))
    assert torch.allclose(found, expected, atol=1e-6)


def test_flow_to_a_single_point_runs_along_straight_lines() -> None:
    start = normal(30, 2)
    point = Mixture(torch.tensor([[0.7, -1.1]], dtype=torch.float64), 1e-9)
    path = samplers.flow_sample(point.velocity, start, times=torch.linspace(0, 1, 9).double())
    assert torch.allclose(path.states[-1], point.points.expand(30, 2), atol=1e-6)
    assert float(paths.detour(path.states)) == pytest.approx(1, abs=1e-6)
    assert float(paths.curvature(path.states)) == pytest.approx(0, abs=1e-6)


def test_sde_ode_and_flow_give_gaussian_data_its_mean_and_spread() -> None:
    data = Mixture(torch.tensor([[1.0, -0.5]], dtype=torch.float64), 0.6)
    start = normal(20_000, 2)
    level = schedules.alphas_cumprod(schedules.cosine_betas())
    steps = schedules.spaced_timesteps(len(level), 200)
    ask = {"alphas_cumprod": level, "timesteps": steps, "generator": generator(1)}
    model = denoisers.denoiser_as_eps(data.denoise, level)
    ends = [
        samplers.sample(model, start, sampler="ddpm", **ask).states,
        samplers.sample(model, start, sampler="ddim", **ask).states,
        samplers.flow_sample(data.velocity, start, times=torch.linspace(0, 1, 201)).states,
    ]
    for states in ends:
        assert torch.allclose(states[-1].mean(0), data.points[0], atol=0.02)
        assert torch.allclose(states[-1].std(0), torch.full((2,), 0.6).double(), atol=0.02)
    # Half-way too the noisy and the noise-free way agree in what they are distributed as.
    halves = [states[100] for states in ends[:2]]
    assert torch.allclose(halves[0].mean(0), halves[1].mean(0), atol=0.03)
    assert torch.allclose(halves[0].std(0), halves[1].std(0), atol=0.03)


def test_draws_follow_the_density(mixture: Mixture) -> None:
    drawn = mixture.draw(20_000, generator())
    assert torch.allclose(drawn.mean(0), mixture.points.mean(0), atol=0.03)
    entropy = -mixture.log_density(drawn, 1.0, 0.0).mean()
    other = -mixture.log_density(mixture.draw(20_000, generator(9)), 1.0, 0.0).mean()
    assert entropy == pytest.approx(float(other), abs=0.03)


def test_energy_distance_of_gaussians_is_known() -> None:
    """Two unit Gaussians on a line, means d apart: 4 (d F(d / sqrt 2) + sqrt 2 f) - ..."""
    d = 1.5
    x, y = normal(4000, 1), normal(4000, 1, seed=7) + d

    def absolute(mean: float) -> float:  # E|N(mean, 2)|
        root = math.sqrt(2)
        return 2 / math.sqrt(math.pi) * math.exp(-(mean**2) / 4) + mean * math.erf(
            mean / root / root
        )

    exact = 2 * absolute(d) - 2 * absolute(0.0)
    assert float(paths.energy_distance(x, y)) == pytest.approx(exact, rel=0.05)
    assert float(paths.energy_distance(x, normal(4000, 1, seed=8))) == pytest.approx(0, abs=0.005)


@pytest.mark.parametrize(("apart", "most"), [(0.0, 1.7), (1.0, 1.15)])
def test_energy_distance_spreads_over_draws_as_its_error_says(apart: float, most: float) -> None:
    draws = [(normal(60, 2, seed=i), normal(90, 2, seed=500 + i) + apart) for i in range(200)]
    spread = torch.stack([paths.energy_distance(x, y) for x, y in draws]).std()
    error = torch.stack([paths.energy_distance_error(x, y) for x, y in draws]).square().mean()
    assert 0.85 < float(error.sqrt() / spread) < most


def test_path_measures_of_a_quarter_circle() -> None:
    angle = torch.linspace(0, math.pi / 2, 2001, dtype=torch.float64)
    path = torch.stack([angle.cos(), angle.sin()], 1)[:, None]
    assert float(paths.lengths(path)[0]) == pytest.approx(math.pi / 2, rel=1e-5)
    assert float(paths.detour(path)) == pytest.approx(math.pi / 2 / math.sqrt(2), rel=1e-5)
    # Var of the velocity around its mean: |v|^2 - |x(1) - x(0)|^2.
    assert float(paths.curvature(path)) == pytest.approx((math.pi / 2) ** 2 - 2, rel=1e-5)


@pytest.mark.parametrize("name", toys.TOYS)
def test_toys_lie_in_the_middle_of_the_plane(name: str) -> None:
    points = toys.toy(name)
    assert points.dtype == torch.float64
    assert points.ndim == 2
    assert points.abs().max() <= 2
    assert len(points.unique(dim=0)) == len(points)
    assert torch.cdist(points, points).topk(2, largest=False).values[:, 1].max() <= 1.3


def test_bad_mixtures_and_toys_are_refused() -> None:
    with pytest.raises(BadValue, match="bandwidth"):
        Mixture(normal(3, 2), 0.0)
    with pytest.raises(BadValue, match="points"):
        Mixture(normal(3), 0.1)
    with pytest.raises(UnknownName, match="circle"):
        toys.toy("circle")
    with pytest.raises(BadValue, match="path"):
        paths.lengths(normal(1, 3, 2))
