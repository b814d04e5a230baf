"""Recipes of generative adversarial networks: two networks, two optimisers, two cards."""

from collections.abc import Mapping, Sequence
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from playground.arrays import Image8
from playground.core.chance import generator
from playground.core.truncation import toward_mean
from playground.models.catalog import Metric
from playground.models.gan import Discriminator, Generator
from playground.training.evaluation import SAMPLES, fidelity_metrics, images, in_batches
from playground.training.recipe import Batch, Network, Networks, Recipe, Setting
from playground.training.sheets import grid
from playground.training.sources import training_images
from playground.training.trainers import adamw, autocast

#: Steps between two gradient penalties (lazy regularisation, Karras et al. 2020, appendix B).
PENALTY_EVERY = 16


class AdversarialTrainer:
    """Non-saturating loss (Goodfellow et al. 2014) with R1 penalty (Mescheder et al. 2018, eq. 9).

    options: r1, the penalty's weight gamma; mapping_rate, the mapping's share of the learning rate.
    """

    def __init__(self, recipe: Recipe, networks: Networks) -> None:
        self.recipe, self.networks = recipe, networks
        maker, judge = (networks[part.card] for part in recipe.networks)
        self.maker, self.judge = cast(Generator, maker), cast(Discriminator, judge)
        self.optimizers: Sequence[torch.optim.Optimizer]
        self.optimizers = [self._maker_optimizer(), adamw(judge, recipe)]

    def step(self, batch: Batch, generator: torch.Generator) -> dict[str, Tensor]:
        """One update of the discriminator, then one of the generator on the same labels."""
        real, labels = batch
        z = torch.randn(
            2, len(real), self.maker.latents, generator=generator, device=generator.device
        )
        judged = self._judge_step(real, labels, z[0], generator)
        return {"judge": judged, "maker": self._maker_step(labels, z[1])}

    def finish(self, averages: Networks) -> None:
        """Mean of w per class, of the averaged generator."""
        maker = cast(Generator, averages[self.recipe.networks[0].card])
        maker.measure_mean(generator(0))

    def _maker_optimizer(self) -> torch.optim.AdamW:
        """The mapping learns more slowly (Karras et al. 2019, appendix C). At the full rate it
        stretched w along three directions, and the others' variety was lost."""
        maker, rate = self.maker, self.recipe.learning_rate
        slow: list[nn.Parameter] = []
        fast: list[nn.Parameter] = []
        for name, parameter in maker.named_parameters():
            (slow if name.startswith(("label.", "map.")) else fast).append(parameter)
        groups = [
            {"params": slow, "lr": rate * self.recipe.options["mapping_rate"]},
            {"params": fast, "lr": rate},
        ]
        return torch.optim.AdamW(groups, betas=self.recipe.betas, weight_decay=0.0, fused=True)

    def _judge_step(
        self, real: Tensor, labels: Tensor, z: Tensor, generator: torch.Generator
    ) -> Tensor:
        with autocast(real.device):
            with torch.no_grad():
                fake = self.maker(z, labels).float()
            on_real, on_fake = self.judge(torch.cat([real, fake]), labels.repeat(2)).chunk(2)
            loss = self.judge_loss(on_real, on_fake)
        self._update(1, loss + self.penalty(real, fake, labels, generator))
        return loss.detach()

    def judge_loss(self, on_real: Tensor, on_fake: Tensor) -> Tensor:
        """What the discriminator lowers, from its logits [N] each."""
        return F.softplus(-on_real).mean() + F.softplus(on_fake).mean()

    def maker_loss(self, on_fake: Tensor) -> Tensor:
        """What the generator lowers."""
        return F.softplus(-on_fake).mean()

    def penalty(
        self, real: Tensor, fake: Tensor, labels: Tensor, generator: torch.Generator
    ) -> Tensor:
        """gamma / 2 E |grad_x D(x)|^2 over real images, at one step in PENALTY_EVERY."""
        if torch.randint(PENALTY_EVERY, (), generator=generator, device=real.device):
            return real.new_zeros(())
        slope = self.slopes(real, labels)
        return PENALTY_EVERY * self.recipe.options["r1"] / 2 * slope.square().sum(dim=1).mean()

    def slopes(self, images: Tensor, labels: Tensor) -> Tensor:
        """grad_x D(x) [N, pixels], in float32, to be differentiated again."""
        images = images.detach().requires_grad_()
        logits = self.judge(images, labels)
        (slope,) = torch.autograd.grad(logits.sum(), images, create_graph=True)
        return slope.flatten(1)

    def _maker_step(self, labels: Tensor, z: Tensor) -> Tensor:
        self.judge.requires_grad_(False)
        with autocast(z.device):
            loss = self.maker_loss(self.judge(self.maker(z, labels), labels))
        self._update(0, loss)
        self.judge.requires_grad_(True)
        return loss.detach()

    def _update(self, which: int, loss: Tensor) -> None:
        self.optimizers[which].zero_grad()
        loss.backward()
        self.optimizers[which].step()


def sample(maker: Generator, labels: Tensor, seed: int, psi: float = 1.0) -> Tensor:
    """Images of the labels, w drawn towards its class mean by psi."""
    z = torch.randn(len(labels), maker.latents, generator=generator(seed)).to(labels.device)

    def draw(part: Tensor) -> Tensor:
        w = maker.mapping(z[part], labels[part])
        return maker.synthesis(toward_mean(w, maker.centre(labels[part]), psi))

    return in_batches(draw, torch.arange(len(labels), device=labels.device))


def measure(recipe: Recipe, networks: Networks, setting: Setting) -> Mapping[str, list[Metric]]:
    """The generator's fidelity; the discriminator's accuracy on real against generated images."""
    maker, judge = (networks[part.card] for part in recipe.networks)
    real, labels = images(recipe, setting, train=False, n=SAMPLES)
    fake = sample(cast(Generator, maker), labels, setting.seed)
    truth = (in_batches(lambda i: judge(real[i], labels[i]), torch.arange(len(real))) > 0).float()
    false = (in_batches(lambda i: judge(fake[i], labels[i]), torch.arange(len(fake))) < 0).float()
    share = (truth.mean().item() + false.mean().item()) / 2
    maker_card, judge_card = (part.card for part in recipe.networks)
    return {
        maker_card: fidelity_metrics(recipe, fake, setting),
        judge_card: [
            Metric("real_or_generated_accuracy", share, 2 * len(real), setting.seed, floor=0.5)
        ],
    }


def sheet(recipe: Recipe, networks: Networks, setting: Setting) -> Image8:
    """Ten samples of each class at psi = 1, and beside them the same ones at psi = 0.5."""
    maker = cast(Generator, networks[recipe.networks[0].card])
    labels = torch.arange(maker.classes or 10, device=setting.device).repeat_interleave(10)
    rows = [sample(maker, labels, setting.seed, psi).unflatten(0, (-1, 10)) for psi in (1.0, 0.5)]
    return grid(torch.cat(rows, dim=1).flatten(0, 1), columns=20)


def recipe(dataset: str, of: str, steps: int, minutes: float) -> Recipe:
    """A row of the table below."""
    name = f"{dataset}-gan"
    shape = {"classes": 10, "channels": 1, "size": 28, "width": 32}
    return Recipe(
        name=name,
        dataset=dataset,
        networks=(
            Network(
                card=name,
                architecture="gan.Generator",
                arguments={"latents": 64, **shape},
                task=f"Draws {of} of a given class from 64 random numbers.",
            ),
            Network(
                card=f"{name}-discriminator",
                architecture="gan.Discriminator",
                arguments=shape,
                task=f"Tells {of} of a given class, real, from a generated one.",
            ),
        ),
        source=training_images,
        trainer=AdversarialTrainer,
        measure=measure,
        sheet=sheet,
        steps=steps,
        batch=64,
        learning_rate=8e-4,
        minutes=minutes,
        betas=(0.0, 0.99),
        hold=0.4,
        average=0.999,
        options={"r1": 0.02, "mapping_rate": 0.02},
    )


RECIPES = (
    recipe("mnist", "a digit", steps=12_000, minutes=18),
    recipe("fashion", "a garment", steps=12_000, minutes=18),
)
