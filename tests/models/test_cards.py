"""Every card loads, and repeats its headline figure on a small sample of what ships."""

from itertools import islice

import pytest
import torch
from torch import Tensor

from playground import data
from playground.core.fidelity import frechet_distance
from playground.models import bpe, catalog
from playground.models.catalog import ModelCard
from playground.models.coupling import CouplingFlow
from playground.models.gan import Generator
from playground.models.gpt import GPT
from playground.models.sequences import SequenceToSequence
from playground.models.unet import UNet
from playground.shipped import trained_dir
from playground.training import (
    adversaries,
    flow,
    induction,
    language,
    latent_flow,
    priors,
    robust,
    translation,
)
from playground.training.autoencoding import squared_error
from playground.training.evaluation import accuracy, features, in_batches
from playground.training.recipes import find

CARDS = catalog.cards()
BOTH = (
    *("classifier", "robust", "vit", "ae2", "vae2", "ae16", "vae16", "ae16-prior"),
    *("gan", "gan-discriminator", "flow", "kl", "latent-flow"),
)
EXPECTED = {
    *(f"{dataset}-{model}" for dataset in ("mnist", "fashion") for model in BOTH),
    *(f"mnist-gan-{model}" for model in ("few", "unconditional")),
    *(f"mnist-{model}" for model in ("wgan", "fgan")),
    *("cifar10-classifier", "cifar10-robust", "efficientnet-lite0"),
    *("translator", "translator-heads", "translator-gru", "dates", "induction", "gpt"),
}


def of(*architectures: str) -> pytest.MarkDecorator:
    """Run a test for every card of these architectures."""
    chosen = [card for card in CARDS.values() if card.architecture in architectures]
    return pytest.mark.parametrize("card", chosen, ids=[card.name for card in chosen])


def shipped(dataset: str) -> tuple[Tensor, Tensor]:
    """Images [N, C, H, W] in [0, 1], and labels."""
    there = data.examples(dataset)
    images = torch.from_numpy(there.images) / 255
    channels = images.movedim(-1, 1) if dataset in data.COLOUR else images[:, None]
    return channels.contiguous(), torch.from_numpy(there.labels)


def assert_share(found: float, card: ModelCard, name: str, n: int) -> None:
    """A share of n trials: four standard errors of a binomial, and one point for the sample."""
    value = card.metric(name).value
    assert abs(found - value) <= 0.01 + 4 * (value * (1 - value) / n) ** 0.5


def test_what_the_page_needs_ships() -> None:
    assert set(CARDS) >= EXPECTED


@pytest.mark.parametrize("card", CARDS.values(), ids=list(CARDS))
def test_a_card_is_complete_and_its_network_finite(card: ModelCard) -> None:
    for words in (card.task, card.command, card.cost, card.licence, card.value_range):
        assert words.strip()
    assert card.metrics
    assert all(metric.n > 0 and metric.floor is not None for metric in card.metrics)
    network = catalog.load(card.name)
    assert all(v.isfinite().all() for v in network.state_dict().values() if v.is_floating_point())


def test_everything_that_ships_is_small() -> None:
    assert sum(file.stat().st_size for file in trained_dir().glob("*.safetensors")) < 40e6
    assert sum(file.stat().st_size for file in trained_dir().rglob("*")) < 60e6


@pytest.mark.thorough
@of("classifier.Classifier", "pooled.PooledClassifier", "vit.ViT")
def test_accuracy(card: ModelCard) -> None:
    found = accuracy(catalog.load(card.name), *shipped(card.dataset))
    assert_share(found, card, "accuracy", 1000)


@pytest.mark.thorough
@pytest.mark.parametrize("card", [c for c in CARDS.values() if c.name.endswith("-robust")])
def test_accuracy_under_attack(card: ModelCard) -> None:
    n = 100 if card.dataset in data.COLOUR else 200  # photographs take longest
    pixels, labels = (part[:n] for part in shipped(card.dataset))
    eps = find(card.name).options["eps"]
    found = robust.robust_accuracy(catalog.load(card.name), pixels, labels, eps, seed=1)
    assert_share(found, card, "robust_accuracy", n)


@pytest.mark.thorough
@of("autoencoder.Autoencoder", "kl_autoencoder.KLAutoencoder")
def test_reconstruction(card: ModelCard) -> None:
    pixels = shipped(card.dataset)[0]
    with torch.inference_mode():
        error = squared_error(in_batches(catalog.load(card.name), pixels), pixels)
    assert error == pytest.approx(card.metric("reconstruction_error").value, rel=0.05)


@pytest.mark.thorough
@of("gan.Generator")
def test_generated_images(card: ModelCard) -> None:
    """FID rises as n falls, for real images as for generated ones: compare what is above real."""
    pixels, labels = shipped(card.dataset)
    there = torch.from_numpy(data.reference(card.dataset).images[:4000])[:, None] / 255
    with torch.inference_mode():
        real, other = features(card.dataset, there), features(card.dataset, pixels)
        fake = features(
            card.dataset, adversaries.sample(catalog.load_as(Generator, card.name), labels, seed=1)
        )
    above = frechet_distance(real, fake) - frechet_distance(real, other)
    metric = card.metric("fid")
    assert metric.floor is not None
    assert above == pytest.approx(metric.value - metric.floor, rel=0.35, abs=0.5)


@pytest.mark.thorough
@of("coupling.CouplingFlow")
def test_learned_prior(card: ModelCard) -> None:
    """Density of codes that it never saw, and decoded draws better than a Gaussian's."""
    flow, recipe = catalog.load_as(CouplingFlow, card.name), find(card.name)
    there = priors.decoder(recipe, torch.device("cpu"))
    pixels = shipped(card.dataset)[0]
    with torch.inference_mode():
        found = priors.nats(flow, there.encode(pixels))
        real = features(card.dataset, pixels)
        z = torch.randn(1000, flow.latents, generator=torch.Generator().manual_seed(1))
        fake = features(card.dataset, in_batches(there.decode, flow(z)))
    assert found == pytest.approx(card.metric("nats").value, rel=0.03)
    fitted = card.metric("fitted_gaussian_fid").value
    assert frechet_distance(real, fake) < 0.7 * fitted


@pytest.mark.thorough
@of("gan.Discriminator")
def test_discriminator(card: ModelCard) -> None:
    pixels, labels = shipped(card.dataset)
    maker = catalog.load_as(Generator, card.name.removesuffix("-discriminator"))
    judge = catalog.load(card.name)
    with torch.inference_mode():
        fakes = adversaries.sample(maker, labels, seed=1)
        right = [(judge(pixels, labels) > 0), (judge(fakes, labels) < 0)]
    found = torch.cat(right).float().mean().item()
    assert_share(found, card, "real_or_generated_accuracy", 1000)


@pytest.mark.thorough
@of("unet.UNet")
def test_flow(card: ModelCard) -> None:
    """Few images and steps: enough for the classifier to see the classes that were asked for."""
    labels = torch.arange(60) % 10
    network = catalog.load_as(UNet, card.name)
    with torch.inference_mode():
        if card.name.endswith("-latent-flow"):
            images = latent_flow.draw(find(card.name), network, labels, 1, steps=20)
        else:
            images = flow.draw(network, labels, 1, lambda net, x, y, _: flow.euler(net, x, y, 20))
    found = accuracy(catalog.load(f"{card.dataset}-classifier"), images, labels)
    assert_share(found, card, "agreement", 60)


@pytest.mark.thorough
@of("translator.Translator", "recurrent.GRUTranslator")
def test_translator(card: ModelCard) -> None:
    pairs = list(islice(translation.CORPORA[card.dataset](1, held_out=True), 200))
    right = translation.rightly(catalog.load_as(SequenceToSequence, card.name), pairs)
    assert_share(len(right) / 200, card, "exact_match", 200)


@pytest.mark.thorough
@pytest.mark.parametrize("card", [c for c in CARDS.values() if c.dataset == "letters"])
def test_induction(card: ModelCard) -> None:
    ids, periods = induction.repeated(100, torch.Generator().manual_seed(1))
    logits, weights = catalog.load_as(GPT, card.name).attend(ids)
    previous, again = induction.scores(weights, periods)
    assert_share(induction.accuracy(logits, ids, periods)[0], card, "accuracy", 1000)
    for name, found in (("previous_letter", previous[0]), ("induction", again[1])):
        assert found.max().item() == pytest.approx(card.metric(name).value, abs=0.02)


@pytest.mark.thorough
@pytest.mark.parametrize("card", [c for c in CARDS.values() if c.dataset == "shakespeare"])
def test_language(card: ModelCard) -> None:
    """The first tenth of what ships: other scenes cost up to a tenth more or less."""
    network, tokens = catalog.load_as(GPT, card.name), bpe.shipped(card.dataset)
    held_out = bpe.content(card.dataset)["held_out"]
    with torch.inference_mode():
        bits = language.bits_per_character(network, tokens, held_out[:2000], held_out[2000:])
    assert bits == pytest.approx(card.metric("bits_per_character").value, rel=0.1)
    known = set(language.words(held_out))
    texts = language.write(network, tokens, seed=1)
    real, _ = language.share_of_real_words(texts, known)
    assert real > 0.5, "half of its words stand in a fiftieth of the text"
