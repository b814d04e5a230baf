"""KL, activity and the aggregate posterior against torch.distributions and quadrature."""

import pytest
import torch
from torch.distributions import MixtureSameFamily, Normal, kl_divergence

from playground.core import posterior
from playground.errors import BadValue
from playground.models.autoencoder import Autoencoder


def gaussians(n: int = 40, d: int = 5) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    mean = 2 * torch.randn(n, d, generator=generator, dtype=torch.float64)
    return mean, torch.randn(n, d, generator=generator, dtype=torch.float64)


def test_kl_is_that_of_torch_distributions() -> None:
    mean, log_variance = gaussians()
    oracle = kl_divergence(Normal(mean, (log_variance / 2).exp()), Normal(0.0, 1.0))
    assert torch.allclose(posterior.kl_to_prior(mean, log_variance), oracle, atol=1e-12)


def test_kl_of_the_prior_is_zero_and_keeps_its_digits_nearby() -> None:
    zeros = torch.zeros(3)
    assert torch.equal(posterior.kl_to_prior(zeros, zeros), zeros)
    tiny = torch.full((1,), 1e-3)
    assert posterior.kl_to_prior(torch.zeros(1), tiny).item() == pytest.approx(2.5e-7, rel=1e-2)


def test_kl_adds_up_to_what_the_network_was_trained_on() -> None:
    torch.manual_seed(0)
    network = Autoencoder(latents=4, variational=True).eval()
    images = torch.rand(6, 1, 28, 28)
    mean, log_variance = network.posterior(images)
    found = posterior.kl_to_prior(mean, log_variance).sum(dim=1).mean()
    assert torch.allclose(found, network.elbo_terms(images, torch.zeros(6, 4))[1], rtol=1e-4)


def test_the_aggregate_is_a_mixture_of_all_posteriors_and_integrates_to_one() -> None:
    mean, log_variance = gaussians()
    at = torch.linspace(-30, 30, 6001, dtype=torch.float64)
    density = posterior.aggregate_density(mean, log_variance, at)
    assert density.sum(dim=0) * 0.01 == pytest.approx(1, abs=1e-4)
    for latent in range(mean.shape[1]):
        parts = Normal(mean[:, latent], (log_variance[:, latent] / 2).exp())
        weights = torch.distributions.Categorical(torch.ones(len(mean)))
        oracle = MixtureSameFamily(weights, parts).log_prob(at).exp()
        assert torch.allclose(density[:, latent], oracle, atol=1e-12)


def test_activity_is_the_variance_of_the_means() -> None:
    mean, _ = gaussians()
    mean[:, 2] = 0.7
    found = posterior.activity(mean)
    assert torch.allclose(found, mean.var(dim=0))
    assert (found < posterior.INACTIVE).tolist() == [False, False, True, False, False]


def test_what_is_no_posterior_is_refused() -> None:
    mean, log_variance = gaussians()
    with pytest.raises(BadValue, match="log_variance"):
        posterior.kl_to_prior(mean, torch.full_like(mean, -torch.inf))
    with pytest.raises(BadValue, match="two or more images"):
        posterior.activity(mean[:1])
    with pytest.raises(BadValue, match="at"):
        posterior.aggregate_density(mean, log_variance, torch.tensor([torch.nan]).double())
