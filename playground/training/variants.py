"""Recipes of other GANs, to be compared with the best one: another loss, and one that failed."""

from dataclasses import replace

import torch
from torch import Tensor

from playground.training import adversaries
from playground.training.adversaries import AdversarialTrainer
from playground.training.recipe import Batch, Network, Recipe

#: Weight of the penalty (Gulrajani et al. 2017, section 4).
LAMBDA = 10.0


class WassersteinTrainer(AdversarialTrainer):
    """WGAN-GP: min_G max_D E D(x) - E D(G(z)) - 10 E (|grad D(x_hat)| - 1)^2.

    Gulrajani et al. 2017, eq. 3; x_hat is uniform between a real and a generated image of a class.
    options: judge_steps, updates of the critic, on a batch each, for one of the generator.
    """

    def step(self, batch: Batch, generator: torch.Generator) -> dict[str, Tensor]:
        """`judge_steps` updates of the critic on a part of the batch each, one of the generator."""
        parts = int(self.recipe.options["judge_steps"])
        for real, labels in zip(*(one.chunk(parts) for one in batch), strict=True):
            judged = self._judge_step(real, labels, self._latents(labels, generator), generator)
        return {
            "judge": judged,
            "maker": self._maker_step(labels, self._latents(labels, generator)),
        }

    def _latents(self, labels: Tensor, generator: torch.Generator) -> Tensor:
        size = (len(labels), self.maker.latents)
        return torch.randn(size, generator=generator, device=generator.device)

    def judge_loss(self, on_real: Tensor, on_fake: Tensor) -> Tensor:
        return on_fake.mean() - on_real.mean()

    def maker_loss(self, on_fake: Tensor) -> Tensor:
        return -on_fake.mean()

    def penalty(
        self, real: Tensor, fake: Tensor, labels: Tensor, generator: torch.Generator
    ) -> Tensor:
        share = torch.rand(len(real), 1, 1, 1, generator=generator, device=real.device)
        slope = self.slopes(torch.lerp(real, fake, share), labels)
        return LAMBDA * (slope.norm(dim=1) - 1).square().mean()


class ReverseKLTrainer(AdversarialTrainer):
    """f-GAN: min_G max_V E g(V(x)) - E f*(g(V(G(z)))), for the reverse KL divergence.

    Nowozin et al. 2016, eq. 7, with f(u) = -log u, f*(t) = -1 - log(-t), g(v) = -exp(-v). At the
    optimum V = log p_real - log p_generated, and the generator lowers KL(generated || real) =
    -E V(G(z)): what is not real costs it much, what it leaves out little.
    """

    def judge_loss(self, on_real: Tensor, on_fake: Tensor) -> Tensor:
        return (-on_real.float()).exp().mean() + on_fake.float().mean()

    def maker_loss(self, on_fake: Tensor) -> Tensor:
        return -on_fake.float().mean()


def _variant(name: str, task: str, notes: str) -> Recipe:
    """The GAN on MNIST under another name, of which only the generator is published."""
    (gan,) = (one for one in adversaries.RECIPES if one.name == "mnist-gan")
    maker, judge = gan.networks
    networks = (
        Network(name, maker.architecture, maker.arguments, task),
        replace(judge, card=f"{name}-discriminator", published=False),
    )
    return replace(gan, name=name, networks=networks, notes=notes)


def _unconditional() -> Recipe:
    """The GAN on MNIST in its first setting: no labels."""
    found = _variant(
        "mnist-gan-unconditional", "Draws a digit, of whichever class, from 64 numbers.", ""
    )
    networks = tuple(
        replace(one, arguments={**one.arguments, "classes": 0}) for one in found.networks
    )
    return replace(found, networks=networks)


RECIPES = (
    replace(
        _variant(
            "mnist-gan-few",
            "Draws a digit of a given class, but has seen only 100 images: it repeats them.",
            "Overfitted on purpose, without a penalty on the discriminator: what do measures see?",
        ),
        options={"r1": 0.0, "mapping_rate": 0.02, "images": 100},
        steps=4000,
        minutes=8,
    ),
    replace(
        _variant(
            "mnist-wgan",
            "Draws a digit of a given class: a GAN with the Wasserstein loss, gradient penalty.",
            "Gulrajani et al. 2017: three updates of the critic for one of the generator.",
        ),
        trainer=WassersteinTrainer,
        options={"judge_steps": 3, "mapping_rate": 0.02},
        batch=192,
        learning_rate=4e-4,
        betas=(0.0, 0.9),
        minutes=25,
        steps=6000,
    ),
    replace(
        _variant(
            "mnist-fgan",
            "Draws a digit of a given class: an f-GAN, which lowers the reverse KL divergence.",
            "Nowozin et al. 2016.",
        ),
        trainer=ReverseKLTrainer,
        minutes=10,
    ),
    _unconditional(),
)
