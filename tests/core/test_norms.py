"""Laws of the balls that an attacker may move in, for every row of the table."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from playground.core.norms import NORMS, threat_model
from playground.errors import PlaygroundError, UnknownName

threats = pytest.mark.parametrize("threat", NORMS.values(), ids=NORMS)
seeds = st.integers(0, 2**32 - 1)


def _perturbations(seed: int, scale: float = 1.0) -> torch.Tensor:
    draw = torch.Generator().manual_seed(seed)
    return scale * torch.randn(4, 2, 3, 3, generator=draw, dtype=torch.float64)


def test_sizes_are_those_of_torch() -> None:
    delta = _perturbations(0)
    for name, order in (("linf", torch.inf), ("l2", 2)):
        expected = torch.linalg.vector_norm(delta.flatten(1), ord=order, dim=1)
        torch.testing.assert_close(NORMS[name].size(delta), expected)


@threats
@given(seed=seeds, eps=st.floats(0, 3))
@settings(max_examples=30)
def test_projection_is_the_nearest_point_of_the_ball(threat, seed: int, eps: float) -> None:
    delta, radius = _perturbations(seed), torch.full((4,), eps, dtype=torch.float64)
    near = threat.project(delta, radius)
    assert (threat.size(near) <= radius * (1 + 1e-12)).all()
    torch.testing.assert_close(threat.project(near, radius), near)
    inside = threat.size(delta) <= eps
    assert torch.equal(near[inside], delta[inside])
    # The nearest point of a convex set: <delta - near, other - near> <= 0 for all others in it.
    other = threat.start(delta, radius, torch.Generator().manual_seed(seed))
    assert (((delta - near) * (other - near)).flatten(1).sum(1) <= 1e-9).all()


@threats
@given(seed=seeds, scale=st.sampled_from([1e-300, 1e-30, 1.0, 1e30]))
@settings(max_examples=30)
def test_the_step_is_the_steepest_of_its_size(threat, seed: int, scale: float) -> None:
    gradient = _perturbations(seed)
    step = threat.ascend(gradient * scale)
    torch.testing.assert_close(threat.size(step), torch.ones(4, dtype=torch.float64))
    gain = (gradient * step).flatten(1).sum(1)
    dual = {"linf": 1, "l2": 2}[threat.name]  # the steepest gain is the dual norm
    torch.testing.assert_close(gain, torch.linalg.vector_norm(gradient.flatten(1), dual, dim=1))


@threats
def test_a_zero_gradient_gives_a_zero_step_and_spares_its_neighbours(threat) -> None:
    gradient = _perturbations(1)
    alone = threat.ascend(gradient[1:])
    gradient[0] = 0
    step = threat.ascend(gradient)
    assert torch.equal(step[0], torch.zeros_like(step[0]))
    assert torch.equal(step[1:], alone)


@threats
def test_random_starts_fill_the_ball_uniformly(threat) -> None:
    images = torch.zeros(3000, 1, 1, 3, dtype=torch.float64)
    eps = torch.full((3000,), 0.4, dtype=torch.float64)
    start = threat.start(images, eps, torch.Generator().manual_seed(0))
    # In d dimensions the share of the volume within radius r is (r / eps)^d, in either norm.
    share = (threat.size(start) / eps) ** 3
    assert stats.kstest(share.numpy(), "uniform").pvalue > 1e-3
    assert start.mean().abs() < 0.01


@threats
def test_a_start_depends_on_neither_the_images_after_it_nor_their_count(threat) -> None:
    images, eps = torch.zeros(5, 1, 4, 4), torch.linspace(0, 1, 5)
    many = threat.start(images, eps, torch.Generator().manual_seed(3))
    few = threat.start(images[:2], eps[:2], torch.Generator().manual_seed(3))
    assert torch.equal(many[:2], few)


@threats
def test_no_two_images_are_farther_apart_than_the_diameter(threat) -> None:
    black, white = torch.zeros(1, 1, 4, 4), torch.ones(1, 1, 4, 4)
    assert threat.size(white - black).item() == pytest.approx(threat.diameter(16))


@pytest.mark.parametrize("name", ["l1", "", None, 2])
def test_an_unknown_norm_is_named_with_those_known(name: object) -> None:
    with pytest.raises(UnknownName, match="linf, l2") as error:
        threat_model(name)
    assert isinstance(error.value, PlaygroundError)
