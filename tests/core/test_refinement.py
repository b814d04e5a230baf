"""Latents moved by the gradient of a known log-ratio, against what a pencil gives."""

import math

import pytest
import torch
from torch import Tensor

from playground.core.refinement import SPEEDS, ddls, dgflow, dot, steepness
from playground.errors import BadValue, PlaygroundError

MEAN = torch.tensor([1.0, -0.5, 2.0]).double()


def _draws(*shape: int, seed: int = 0) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(*shape, generator=generator, dtype=torch.float64)


def _shifted(z: Tensor) -> Tensor:
    """log N(z; MEAN, I) / N(z; 0, I), the ratio for a generator that draws its latent."""
    return z @ MEAN - MEAN.square().sum() / 2


def _silent(like: Tensor):
    return lambda step: torch.zeros_like(like)


# --- steepness -----------------------------------------------------------------------------


def test_steepness_of_a_line_is_its_slope_at_most() -> None:
    z = _draws(300, 3)
    found = steepness(_shifted(z), z)
    assert 0.95 * float(MEAN.norm()) < found <= float(MEAN.norm()) + 1e-12
    along = torch.linspace(-1, 1, 5).double()[:, None] * MEAN
    assert steepness(_shifted(along), along) == pytest.approx(float(MEAN.norm()))


def test_steepness_passes_over_twins() -> None:
    z = torch.tensor([[0.0], [0.0], [2.0]])
    assert steepness(torch.tensor([0.0, 0.0, 3.0]), z) == pytest.approx(1.5)


# --- discriminator optimal transport -------------------------------------------------------


@pytest.mark.parametrize("slope", [0.25, 0.5, 3.0, 40.0])
def test_transport_ends_where_d_rises_no_faster_than_the_way_costs(slope: float) -> None:
    """d = -|z - MEAN|^2 / 2, k_eff = slope: straight toward MEAN, up to `slope` short of it."""
    z = 4 + _draws(20, 3)
    gap = z - MEAN
    moved = dot(
        lambda z: -(z - MEAN).square().sum(1) / 2, z, steepness=slope, steps=1500, rate=0.02
    )
    distance = gap.norm(dim=1, keepdim=True)
    expected = MEAN + gap * (slope / distance).clamp(max=1)
    torch.testing.assert_close(moved, expected, atol=0.03, rtol=0)


def test_transport_takes_a_steepness_for_each_sample() -> None:
    z = _draws(4, 3)
    k = torch.tensor([0.5, 1.0, 2.0, 4.0]).double()
    together = dot(_shifted, z, steepness=k, steps=3, rate=0.1)
    for i in range(4):
        alone = dot(_shifted, z[i : i + 1], steepness=float(k[i]), steps=3, rate=0.1)
        torch.testing.assert_close(together[i : i + 1], alone)


# --- discriminator gradient flow -----------------------------------------------------------


def test_the_flow_of_kl_drifts_evenly_toward_p() -> None:
    z = _draws(50, 3)
    moved = dgflow(_shifted, z, steps=7, eta=0.05, gamma=0, noise=_silent(z))
    torch.testing.assert_close(moved, z + 7 * 0.05 * MEAN)


@pytest.mark.parametrize(
    ("divergence", "f"),
    [
        ("kl", lambda r: r * r.log()),
        ("js", lambda r: r * r.log() - (r + 1) * ((r + 1) / 2).log()),
        ("logd", lambda r: (r + 1) * (r + 1).log()),
    ],
)
def test_each_speed_is_the_gradient_of_its_divergence(divergence: str, f) -> None:
    """-grad f'(r), r = p_hat / p = e^-d, by automatic differentiation of f alone."""
    z = _draws(40, 3).requires_grad_()
    r = torch.exp(-_shifted(z))
    (first,) = torch.autograd.grad(f(r).sum(), r, create_graph=True)
    (velocity,) = torch.autograd.grad(-first.sum(), z)
    moved = dgflow(_shifted, z, steps=1, eta=0.1, gamma=0, noise=_silent(z), divergence=divergence)
    torch.testing.assert_close((moved - z.detach()) / 0.1, velocity)
    assert divergence in SPEEDS


def test_the_flow_diffuses_by_its_temperature() -> None:
    z = torch.zeros(20_000, 3, dtype=torch.float64)
    moved = dgflow(
        lambda z: 0 * z.sum(1),
        z,
        steps=4,
        eta=0.5,
        gamma=0.3,
        noise=lambda i: _draws(*z.shape, seed=i),
    )
    torch.testing.assert_close(
        moved.var(0), torch.full((3,), 2 * 0.3 * 0.5 * 4).double(), rtol=0.05, atol=0
    )


# --- discriminator-driven latent sampling --------------------------------------------------


def test_langevin_reaches_p_but_for_the_bias_of_its_step() -> None:
    """z' - MEAN = (1 - s / 2)(z - MEAN) + sqrt(s) xi: N(MEAN, 1 / (1 - s / 4)) at rest."""
    count, s = 20_000, 0.5
    moved = ddls(
        _shifted, _draws(count, 3), steps=40, step=s, noise=lambda i: _draws(count, 3, seed=9 + i)
    )
    error = 5 / math.sqrt(count)
    torch.testing.assert_close(moved.mean(0), MEAN, atol=error, rtol=0)
    variance = torch.full((3,), 1 / (1 - s / 4)).double()
    torch.testing.assert_close(moved.var(0), variance, atol=2 * error, rtol=0)


def test_a_ratio_of_one_leaves_the_prior_in_peace() -> None:
    moved = ddls(
        lambda z: 0 * z.sum(1),
        _draws(20_000, 2),
        steps=10,
        step=0.01,
        noise=lambda i: _draws(20_000, 2, seed=9 + i),
    )
    torch.testing.assert_close(moved.var(0), torch.ones(2).double(), atol=0.05, rtol=0)


# --- all three -----------------------------------------------------------------------------


@torch.inference_mode()
def test_they_work_where_gradients_are_forbidden_and_touch_no_input() -> None:
    z = _draws(5, 3)
    before = z.clone()
    still = _silent(z)
    ways = (
        dot(_shifted, z, steepness=1.0, steps=2, rate=0.1),
        dgflow(_shifted, z, steps=2, eta=0.1, gamma=0.1, noise=still),
        ddls(_shifted, z, steps=2, step=0.1, noise=still),
    )
    for moved in ways:
        assert not moved.requires_grad
        assert not torch.equal(moved, z)
    assert torch.equal(z, before)


def test_no_step_moves_nothing() -> None:
    z = _draws(5, 3)
    assert torch.equal(dot(_shifted, z, steepness=1.0, steps=0, rate=0.1), z)
    assert torch.equal(ddls(_shifted, z, steps=0, step=0.1, noise=_silent(z)), z)


Z = torch.zeros(2, 3)
NAN = float("nan")
FLOW = {"steps": 1, "eta": 0.1, "gamma": 0.1, "noise": _silent(Z)}


def _flat(z: Tensor) -> Tensor:
    return z.sum(1)


BAD = [
    ("d", lambda: steepness(Z[:, 0], Z[:1])),
    ("z", lambda: steepness(Z[:, 0], Z)),
    ("steepness", lambda: dot(_flat, Z, steepness=0.0, steps=1, rate=0.1)),
    ("rate", lambda: dot(_flat, Z, steepness=1.0, steps=1, rate=-1)),
    ("steps", lambda: dot(_flat, Z, steepness=1.0, steps=-1, rate=0.1)),
    ("z", lambda: dot(_flat, Z * NAN, steepness=1.0, steps=1, rate=0.1)),
    ("z", lambda: dot(_flat, Z[0], steepness=1.0, steps=1, rate=0.1)),
    (r"logit\(z\)", lambda: dot(lambda z: z, Z, steepness=1.0, steps=1, rate=0.1)),
    ("divergence", lambda: dgflow(_flat, Z, **FLOW, divergence="tv")),
    ("eta", lambda: dgflow(_flat, Z, **{**FLOW, "eta": NAN})),
    ("gamma", lambda: dgflow(_flat, Z, **{**FLOW, "gamma": -0.1})),
    ("step", lambda: ddls(_flat, Z, steps=1, step=4.5, noise=_silent(Z))),
]


@pytest.mark.parametrize(("name", "call"), BAD)
def test_refuses_a_bad_argument_by_name(name: str, call) -> None:
    with pytest.raises(BadValue, match=rf"^{name} = ") as error:
        call()
    assert isinstance(error.value, PlaygroundError)
