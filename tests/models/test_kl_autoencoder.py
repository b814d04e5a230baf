"""The KL-autoencoder: codes in units of their spread, and the evidence bound."""

import pytest
import torch
from torch.distributions import Bernoulli, Normal, kl_divergence

from playground.errors import BadValue
from playground.models.kl_autoencoder import KLAutoencoder


@pytest.fixture
def network() -> KLAutoencoder:
    torch.manual_seed(0)
    return KLAutoencoder(width=8).requires_grad_(False)


def images(n: int) -> torch.Tensor:
    return torch.rand(n, 1, 28, 28, generator=torch.Generator().manual_seed(0))


def test_codes_are_maps_and_images_are_in_the_unit_interval(network: KLAutoencoder) -> None:
    codes = network.eval().encode(images(3))
    assert codes.shape == (3, 4, 8, 8)
    found = network.decode(100 * codes)
    assert found.shape == (3, 1, 28, 28)
    assert 0 <= found.min() <= found.max() <= 1
    torch.testing.assert_close(network(images(3)), network.decode(codes))


def test_the_spread_scales_codes_and_changes_no_reconstruction(network: KLAutoencoder) -> None:
    before = network.eval().encode(images(3)), network(images(3))
    network.spread.copy_(torch.tensor([0.5, 1.0, 2.0, 4.0]))
    after = network.encode(images(3)), network(images(3))
    torch.testing.assert_close(after[0] * network.spread[:, None, None], before[0])
    torch.testing.assert_close(after[1], before[1])


@pytest.mark.thorough
def test_the_spread_follows_the_codes_while_training(network: KLAutoencoder) -> None:
    noise = torch.zeros(64, 4, 8, 8)
    for _ in range(1000):
        network.train().elbo_terms(images(64), noise)
    spread = network.eval().encode(images(64)).std(dim=(0, 2, 3))
    torch.testing.assert_close(spread, torch.ones(4), rtol=1e-3, atol=1e-3)


def test_the_evidence_bound_is_that_of_torch_distributions(network: KLAutoencoder) -> None:
    network.eval()
    noise = torch.randn(3, 4, 8, 8, generator=torch.Generator().manual_seed(0))
    miss, divergence = network.elbo_terms(images(3), noise)
    mean, log_variance = network.posterior(images(3))
    spread = (log_variance / 2).exp()
    pixels = Bernoulli(probs=network.decode(mean + noise * spread), validate_args=False)
    expected = -pixels.log_prob(images(3)).flatten(1).sum(dim=1).mean()
    torch.testing.assert_close(miss, expected, rtol=1e-4, atol=0)
    between = kl_divergence(Normal(mean, spread), Normal(0.0, 1.0)).flatten(1).sum(dim=1).mean()
    torch.testing.assert_close(divergence, between, rtol=1e-4, atol=1e-4)


def test_other_shapes_are_refused(network: KLAutoencoder) -> None:
    with pytest.raises(BadValue, match=r"\[N, 1, 28, 28\]"):
        network.encode(torch.zeros(1, 1, 32, 32))
    with pytest.raises(BadValue, match=r"\[N, 4, 8, 8\]"):
        network.decode(torch.zeros(1, 4, 7, 7))
