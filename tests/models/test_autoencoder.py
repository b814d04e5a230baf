"""Autoencoders: shapes and ranges, and the two terms of the evidence bound."""

import pytest
import torch
from torch.distributions import Bernoulli, Normal, kl_divergence

from playground.errors import BadValue
from playground.models.autoencoder import Autoencoder


def made(variational: bool, latents: int = 16) -> Autoencoder:
    torch.manual_seed(0)
    return Autoencoder(latents, variational, width=8, hidden=16).eval().requires_grad_(False)


def images(n: int) -> torch.Tensor:
    return torch.rand(n, 1, 28, 28, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("variational", [False, True])
@pytest.mark.parametrize("latents", [2, 16])
def test_codes_and_images_have_their_shapes_and_ranges(variational: bool, latents: int) -> None:
    network = made(variational, latents)
    codes = network.encode(images(3))
    assert codes.shape == (3, latents)
    found = network.decode(100 * codes)
    assert found.shape == (3, 1, 28, 28)
    assert 0 <= found.min() <= found.max() <= 1
    torch.testing.assert_close(network(images(3)), network.decode(codes))


def test_a_plain_autoencoder_has_no_spread_and_no_divergence() -> None:
    network = made(variational=False)
    assert (network.posterior(images(3))[1].exp() == 0).all()
    noise = torch.randn(3, 16, generator=torch.Generator().manual_seed(0))
    miss, divergence = network.elbo_terms(images(3), noise)
    assert divergence == 0
    assert miss == network.elbo_terms(images(3), 0 * noise)[0]


def test_the_evidence_bound_is_that_of_torch_distributions() -> None:
    network = made(variational=True)
    noise = torch.randn(3, 16, generator=torch.Generator().manual_seed(0))
    miss, divergence = network.elbo_terms(images(3), noise)
    mean, log_variance = network.posterior(images(3))
    spread = (log_variance / 2).exp()
    pixels = Bernoulli(probs=network.decode(mean + noise * spread), validate_args=False)
    expected = -pixels.log_prob(images(3)).flatten(1).sum(dim=1).mean()
    torch.testing.assert_close(miss, expected, rtol=1e-4, atol=0)
    between = kl_divergence(Normal(mean, spread), Normal(0.0, 1.0)).sum(dim=1).mean()
    torch.testing.assert_close(divergence, between, rtol=1e-4, atol=1e-5)


def test_an_image_gives_the_same_answer_alone_or_in_a_batch() -> None:
    network = made(variational=True)
    alone = torch.cat([network(image[None]) for image in images(4)])
    torch.testing.assert_close(network(images(4)), alone)


def test_other_shapes_are_refused() -> None:
    network = made(variational=True)
    with pytest.raises(BadValue, match=r"images\.shape"):
        network.encode(torch.zeros(1, 1, 32, 32))
    with pytest.raises(BadValue, match=r"codes\.shape"):
        network.decode(torch.zeros(1, 2))
