"""Random codes and the prior: the same z for all, distances and densities against oracles."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from scipy.linalg import sqrtm
from torch.distributions import Normal, kl_divergence

from playground import data
from playground.device import generator
from playground.engine import progress
from playground.engine.codes import Space
from playground.engine.images import tensor
from playground.engine.latent import prior as engine
from playground.engine.latent.prior import PriorRequest, PriorResult, answer
from playground.errors import BadValue, UnknownName
from playground.models import catalog

CPU = torch.device("cpu")
SMALL = PriorRequest(samples=200)
ONE = engine.TEMPERATURES.index(1.0)


@pytest.fixture(scope="module")
def result() -> PriorResult:
    return answer(SMALL)


@torch.inference_mode()
def test_every_generator_gets_the_same_codes(result: PriorResult) -> None:
    z = torch.randn(200, engine.LATENTS, generator=generator(0))
    for made in (one for one in result.generators if one.codes == "prior"):
        network: Any = catalog.load(made.model)
        for place in (0, ONE, len(engine.TEMPERATURES) - 1):
            scale = engine.TEMPERATURES[place]
            shown = network.decode(scale * z[: engine.SHOWN])[:, 0].numpy()
            assert np.abs(made.frames[place] / 255 - shown).max() <= 0.5 / 255 + 1e-4


def test_at_temperature_zero_all_pictures_are_one(result: PriorResult) -> None:
    for made in result.generators:
        assert (made.frames[0] == made.frames[0][:1]).all()


@torch.inference_mode()
def test_the_distance_is_scipys(result: PriorResult) -> None:
    made = next(one for one in result.generators if one.model == "mnist-vae16")
    network: Any = catalog.load(made.model)
    classifier: Any = catalog.load("mnist-classifier")
    z = torch.randn(200, engine.LATENTS, generator=generator(0))
    fake = classifier.features(network.decode(z)).double().numpy()
    there = data.reference("mnist").images
    order = torch.randperm(len(there), generator=generator(engine.REAL_SEED))[:200].numpy()
    real = classifier.features(tensor(there[order], CPU)).double().numpy()
    covariances = np.cov(real.T), np.cov(fake.T)
    root = sqrtm(covariances[0] @ covariances[1]).real
    gap = ((real.mean(0) - fake.mean(0)) ** 2).sum()
    expected = gap + np.trace(covariances[0] + covariances[1] - 2 * root)
    assert made.frechet == pytest.approx(expected, rel=1e-3)


def test_a_fitted_gaussian_has_the_moments_of_the_codes() -> None:
    codes = Space("mnist-ae16", CPU).posteriors().mean.double()
    z = torch.randn(200_000, engine.LATENTS, generator=generator(3))
    drawn = engine.fitted(codes)(z).double()
    assert (drawn.mean(0) - codes.mean(0)).abs().max() < 0.05
    assert torch.allclose(torch.cov(drawn.T), torch.cov(codes.T), atol=0.2)


@torch.inference_mode()
def test_a_learned_prior_decodes_what_its_flow_makes_of_z(result: PriorResult) -> None:
    made = next(one for one in result.generators if one.codes == "learned")
    assert made.model == "mnist-ae16"
    flow: Any = catalog.load(engine.flow(made.model))
    network: Any = catalog.load(made.model)
    z = torch.randn(200, engine.LATENTS, generator=generator(0))[: engine.SHOWN]
    for place in (0, ONE, len(engine.TEMPERATURES) - 1):
        shown = network.decode(flow(engine.TEMPERATURES[place] * z))[:, 0].numpy()
        assert np.abs(made.frames[place] / 255 - shown).max() <= 0.5 / 255 + 1e-4


def test_a_flow_is_asked_only_where_one_ships() -> None:
    assert engine.distributions(Space("mnist-ae16")) == ("prior", "fitted", "learned")
    assert engine.distributions(Space("mnist-ae2")) == ("prior", "fitted")
    assert engine.distributions(Space("mnist-vae16")) == ("prior",)


@torch.inference_mode()
def test_kl_is_that_of_torch_distributions(result: PriorResult) -> None:
    found = next(one for one in result.latents if one.variational)
    network: Any = catalog.load(found.model)
    mean, log_variance = network.posterior(tensor(data.examples("mnist").images, CPU))
    oracle = kl_divergence(Normal(mean, (log_variance / 2).exp()), Normal(0.0, 1.0)).mean(0)
    assert np.allclose(found.kl, oracle[found.order].numpy(), atol=1e-3)
    assert (np.diff(found.kl) <= 0).all()
    assert sorted(found.order.tolist()) == list(range(engine.LATENTS))
    deviation = Normal(mean, (log_variance / 2).exp()).sample().std(0)
    assert np.allclose(found.deviation, deviation[found.order].numpy(), atol=0.1)


def test_densities_integrate_to_one(result: PriorResult) -> None:
    for found in result.latents:
        whole = found.density.sum(0) * (found.at[1] - found.at[0])
        assert whole == pytest.approx(1, abs=0.02)


def test_inactive_are_the_latents_whose_means_stand_still(result: PriorResult) -> None:
    for found in result.latents:
        still = (found.activity < 0.01) & found.variational
        assert found.inactive.tolist() == still.tolist()


def test_the_prior_suits_the_vae_and_not_the_autoencoder(result: PriorResult) -> None:
    far = {(one.model, one.codes): one.frechet for one in result.generators}
    vae, plain = far["mnist-vae16", "prior"], far["mnist-ae16", "prior"]
    assert result.floor < vae < plain
    assert far["mnist-ae16", "learned"] < far["mnist-ae16", "fitted"] < plain


def test_one_seed_one_answer_and_progress_to_the_end(result: PriorResult) -> None:
    seen: list[tuple[int, int]] = []
    with progress.listening(lambda done, total, *_: seen.append((done, total))):
        other = answer(PriorRequest(samples=200, seed=1))
    assert seen[-1][0] == seen[-1][1] == max(done for done, _ in seen)
    assert other.generators[0].frechet != result.generators[0].frechet
    again = answer.__wrapped__(SMALL)  # type: ignore[attr-defined]
    assert json.dumps(again.report(), allow_nan=False) == json.dumps(result.report())


def test_what_is_not_allowed_is_refused() -> None:
    with pytest.raises(BadValue, match="samples = 10"):
        PriorRequest(samples=10)
    with pytest.raises(UnknownName):
        PriorRequest(dataset="imagenet")


@pytest.mark.gpu
def test_the_gpu_gives_the_answer_of_the_cpu(on_both: Callable[..., Any]) -> None:
    here, there = on_both(lambda: answer.__wrapped__(PriorRequest(samples=201)))  # type: ignore[attr-defined]
    for one, other in zip(there.generators, here.generators, strict=True):
        assert one.frechet == pytest.approx(other.frechet, rel=1e-3)
