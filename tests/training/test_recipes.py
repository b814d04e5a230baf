"""Every recipe: its networks can be built, and steps train every parameter that learns."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import save
from torch import nn

from playground import data
from playground.data import COLOUR
from playground.models import bpe
from playground.models.catalog import build
from playground.models.compact import pack
from playground.models.kl_autoencoder import KLAutoencoder
from playground.training import latent_flow, priors, shakespeare
from playground.training.recipe import Recipe, Setting, Source
from playground.training.recipes import RECIPES, find
from playground.training.sources import ImageSource
from playground.training.trainers import Trainer

#: Differences of a critic's values do not know what is added to all of them.
FREE = {("mnist-wgan-discriminator", "head.bias")}
ALL = pytest.mark.parametrize("recipe", RECIPES.values(), ids=list(RECIPES))


def networks(recipe: Recipe) -> dict[str, nn.Module]:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return {part.card: build(part.architecture, part.arguments) for part in recipe.networks}


def source(recipe: Recipe, setting: Setting) -> Source:
    """The recipe's own, or noise where that would read a data set."""
    if recipe.trainer.source is not Trainer.source:
        return recipe.trainer.source(recipe, setting)
    shape = (3, 32, 32) if recipe.dataset in COLOUR else (1, 28, 28)
    images = torch.randint(256, (16, *shape), dtype=torch.uint8)
    return ImageSource(images, torch.arange(16) % 10)


def test_recipes_are_found_by_their_names() -> None:
    assert all(find(name).name == name for name in RECIPES)
    cards = [part.card for recipe in RECIPES.values() for part in recipe.networks]
    assert len(cards) == len(set(cards))


@pytest.mark.parametrize(
    ("first", "then"), [("classifier", "gan"), ("ae16", "ae16-prior"), ("kl", "latent-flow")]
)
def test_what_others_build_on_is_trained_before_them(first: str, then: str) -> None:
    """The features of fidelity metrics; the decoders of codes."""
    places = list(RECIPES)
    for dataset in ("mnist", "fashion"):
        assert places.index(f"{dataset}-{first}") < places.index(f"{dataset}-{then}")


@pytest.fixture(autouse=True)
def any_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A latent flow learns in the space of an untrained autoencoder, as well as of a published."""
    monkeypatch.setattr(latent_flow, "decoder", lambda recipe, device: KLAutoencoder().eval())


@pytest.fixture(autouse=True)
def any_images(monkeypatch: pytest.MonkeyPatch) -> None:
    """A flow of codes learns those of what ships of a data set, as well as of all of it."""

    def shipped(dataset: str, root: Path, train: bool) -> tuple[torch.Tensor, torch.Tensor]:
        there = data.examples(dataset)
        return torch.from_numpy(there.images[:16, None]), torch.from_numpy(there.labels[:16])

    monkeypatch.setattr(priors, "load", shipped)


@pytest.fixture(autouse=True)
def any_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """A language model learns from what ships of the text, as well as from all of it."""
    text = bpe.content("shakespeare")["held_out"]
    monkeypatch.setattr(shakespeare, "load", lambda root: (text, text))


@ALL
def test_steps_change_every_parameter_that_learns(recipe: Recipe, setting: Setting) -> None:
    made = networks(recipe)
    before = {c: {n: p.clone() for n, p in net.named_parameters()} for c, net in made.items()}
    trainer = recipe.trainer(replace(recipe, batch=8), made)
    data = source(recipe, setting)
    for step in range(3):
        losses = trainer.step(data.batch(8, step, 0), torch.Generator().manual_seed(step))
        assert all(value.isfinite() for value in losses.values())
    for card, network in made.items():
        wrong = [
            name
            for name, parameter in network.named_parameters()
            if torch.equal(parameter, before[card][name]) == parameter.requires_grad
            and (card, name) not in FREE
        ]
        assert not wrong, f"{card}: {wrong} did not move, or should not have"


@ALL
def test_weights_are_small_enough_to_ship(recipe: Recipe) -> None:
    for network in networks(recipe).values():
        assert len(save(pack(network.state_dict()))) < 4e6
