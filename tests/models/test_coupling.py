"""A normalizing flow: its inverse and its volume are exact, and so is its density."""

import pytest
import torch
from torch import Tensor, nn
from torch.distributions import MultivariateNormal

from playground.errors import BadValue
from playground.models.coupling import CouplingFlow


@pytest.fixture(scope="module")
def flow() -> CouplingFlow:
    """Far from the identity that a fresh one almost is, and in float64."""
    torch.manual_seed(0)
    made = CouplingFlow(latents=6, steps=4, hidden=16).double()
    for layer in made.modules():
        if isinstance(layer, nn.Linear):
            nn.init.normal_(layer.weight, std=0.5)
            nn.init.normal_(layer.bias, std=0.3)
    made.mean.copy_(torch.linspace(-3, 2, 6))
    made.deviation.copy_(torch.linspace(0.2, 5, 6))
    return made.requires_grad_(False)


def points(n: int) -> Tensor:
    return torch.randn(n, 6, generator=torch.Generator().manual_seed(1), dtype=torch.float64)


def test_the_inverse_is_exact_both_ways(flow: CouplingFlow) -> None:
    z = points(50)
    codes = flow(z)
    assert (codes - z).abs().mean() > 0.5, "it does something"
    torch.testing.assert_close(flow.inverse(codes)[0], z, rtol=1e-7, atol=1e-7)
    torch.testing.assert_close(flow(flow.inverse(z)[0]), z, rtol=1e-7, atol=1e-7)


def test_the_volume_is_the_jacobians_determinant(flow: CouplingFlow) -> None:
    codes = flow(points(5))
    volume = flow.inverse(codes)[1]
    for one, found in zip(codes, volume, strict=True):
        there = torch.func.jacrev(lambda x: flow.inverse(x[None])[0][0])(one)
        assert torch.linalg.slogdet(there).logabsdet.item() == pytest.approx(found.item())
        back = torch.func.jacrev(lambda z: flow(z[None])[0])(flow.inverse(one[None])[0][0])
        assert torch.linalg.slogdet(back).logabsdet.item() == pytest.approx(-found.item())


def test_every_coordinate_can_move(flow: CouplingFlow) -> None:
    there = torch.func.jacrev(lambda z: flow(z[None])[0])(points(1)[0])
    assert (there.abs() > 1e-6).float().mean() > 0.9, "a code depends on (almost) all of z"


def test_without_steps_the_density_is_the_gaussian_of_the_buffers() -> None:
    plain = CouplingFlow(latents=6, steps=0).double()
    plain.mean.copy_(torch.linspace(-3, 2, 6))
    plain.deviation.copy_(torch.linspace(0.2, 5, 6))
    oracle = MultivariateNormal(plain.mean, torch.diag(plain.deviation.square()))
    torch.testing.assert_close(plain.log_density(points(20)), oracle.log_prob(points(20)))


def test_densities_of_a_grid_sum_to_one() -> None:
    torch.manual_seed(2)
    flat = CouplingFlow(latents=2, steps=3, hidden=8).double().requires_grad_(False)
    for layer in flat.modules():
        if isinstance(layer, nn.Linear):
            nn.init.normal_(layer.weight, std=0.3)
    axis = torch.linspace(-16, 16, 801, dtype=torch.float64)
    grid = torch.cartesian_prod(axis, axis)
    total = flat.log_density(grid).exp().sum() * (axis[1] - axis[0]) ** 2
    assert total.item() == pytest.approx(1, abs=1e-3)


def test_other_shapes_are_refused(flow: CouplingFlow) -> None:
    with pytest.raises(BadValue, match=r"z\.shape"):
        flow(torch.zeros(2, 5))
    with pytest.raises(BadValue, match=r"codes\.shape"):
        flow.log_density(torch.zeros(6))
    with pytest.raises(BadValue, match="latents"):
        CouplingFlow(latents=5)
