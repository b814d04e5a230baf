"""z = mu + T sigma eps: T = 0 is the reconstruction, and eps is the seed's alone."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from playground.device import generator
from playground.engine.images import example, pixels
from playground.engine.latent import reparameterisation as engine
from playground.engine.latent.reparameterisation import (
    ReparameterisationRequest,
    SamplingResult,
    answer,
)
from playground.errors import BadValue, UnknownName
from playground.models import catalog

CPU = torch.device("cpu")


@pytest.fixture(params=["2", "16"])
def result(request: pytest.FixtureRequest) -> SamplingResult:
    return answer(ReparameterisationRequest(latents=request.param, samples=8))


def test_without_temperature_every_sample_is_the_reconstruction(result: SamplingResult) -> None:
    assert (result.frames[0] == result.reconstruction).all()
    assert (result.codes[0] == result.mean).all()
    assert result.spread[0].max() == 0
    assert result.agreement[0] == 1


@torch.inference_mode()
def test_codes_are_mean_plus_temperature_times_deviation_times_noise(
    result: SamplingResult,
) -> None:
    network: Any = catalog.load(result.model)
    mean, log_variance = network.posterior(pixels((example("mnist", 4, 2),), CPU))
    noise = torch.randn(8, mean.shape[1], generator=generator(0))
    for place in (4, 12):
        t = engine.TEMPERATURES[place]
        codes = mean + t * log_variance.exp().sqrt() * noise
        assert np.allclose(result.codes[place], codes, atol=1e-5)
        alone = network.decode(codes[3:4])[0, 0].numpy()
        assert np.abs(result.frames[place, 3] / 255 - alone).max() <= 0.5 / 255 + 1e-4


def test_the_spread_is_twice_the_deviation_of_the_pixels(result: SamplingResult) -> None:
    expected = 2 * torch.from_numpy(result.frames[4]).float().std(0, correction=0)
    assert np.abs(result.spread[4] - expected.numpy()).max() <= 0.51


def test_the_plane_shows_the_two_latents_of_largest_kl(result: SamplingResult) -> None:
    assert set(result.shown) == set(np.argsort(-result.kl)[:2].tolist())
    assert result.everyone.shape == (1000, 2)


def test_a_seed_is_an_answer_and_another_one_another() -> None:
    asked = ReparameterisationRequest(samples=5)
    again = answer.__wrapped__(asked)  # type: ignore[attr-defined]
    assert json.dumps(again.report(), allow_nan=False) == json.dumps(answer(asked).report())
    other = answer(ReparameterisationRequest(samples=5, seed=1))
    assert not np.allclose(other.noise, again.noise)
    assert np.array_equal(other.mean, again.mean)


def test_fewer_samples_are_the_first_of_more() -> None:
    few, more = (answer(ReparameterisationRequest(samples=n)) for n in (4, 6))
    assert np.allclose(few.noise, more.noise[:4])


def test_what_is_not_allowed_is_refused() -> None:
    with pytest.raises(UnknownName):
        ReparameterisationRequest(latents="4")
    with pytest.raises(BadValue, match="samples = 1"):
        ReparameterisationRequest(samples=1)


@pytest.mark.gpu
def test_the_gpu_gives_the_answer_of_the_cpu(on_both: Callable[..., Any]) -> None:
    here, there = on_both(lambda: answer.__wrapped__(ReparameterisationRequest(samples=7)))  # type: ignore[attr-defined]
    assert np.allclose(there.codes, here.codes, atol=1e-3)


@torch.inference_mode()
def test_each_beta_s_vae_is_best_at_its_own_loss() -> None:
    shown = [example("mnist", label, index) for label in range(10) for index in range(10)]
    images, cards = pixels(shown, CPU), engine.weights(ReparameterisationRequest())
    noise = torch.randn(len(images), 16, generator=generator(0))
    networks: list[Any] = [catalog.load(name) for name in cards.values()]
    terms = np.array([[float(one) for one in net.elbo_terms(images, noise)] for net in networks])
    for place, beta in enumerate(cards):
        assert (terms @ (1, beta)).argmin() == place
    miss, kl = terms.T
    assert (np.diff(miss) > 0).all()
    assert (np.diff(kl) < 0).all()


def test_a_larger_beta_says_less_of_an_image() -> None:
    for label in (0, 4, 7):
        weighted = answer(ReparameterisationRequest(label=label, samples=8)).weighted
        says = [one.says for one in weighted]
        assert says == sorted(says, reverse=True)
        assert says[0] > says[-1]


def test_the_loss_at_beta_one_is_the_negative_elbo() -> None:
    result = answer(ReparameterisationRequest(samples=8))
    one = next(one for one in result.weighted if one.beta == 1)
    assert np.allclose(one.kl, result.kl, rtol=1e-4)
    assert (one.reconstruction == result.reconstruction).all()
    network: Any = catalog.load(one.model)
    image = pixels((example("mnist", 4, 2),), CPU)
    with torch.inference_mode():
        logits = network.logits(torch.from_numpy(result.codes[4]))
    p = torch.distributions.Bernoulli(logits=logits, validate_args=False)
    expected = -p.log_prob(image.expand(8, -1, -1, -1)).sum((1, 2, 3)).mean()
    assert one.miss == pytest.approx(float(expected), rel=1e-4)


def test_without_those_models_there_is_no_row_of_betas() -> None:
    assert answer(ReparameterisationRequest(dataset="fashion", samples=4)).weighted == ()
    assert answer(ReparameterisationRequest(latents="2", samples=4)).weighted == ()
