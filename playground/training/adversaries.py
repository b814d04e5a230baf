"""Generative adversarial networks: two networks, two optimisers, two cards."""

from collections.abc import Mapping, Sequence
from functools import cached_property
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
from playground.training.recipe import Batch, Networks, Recipe, Setting
from playground.training.sheets import grid
from playground.training.trainers import Trainer, adamw, autocast

#: Steps between two gradient penalties (lazy regularisation, Karras et al. 2020, appendix B).
PENALTY_EVERY = 16
#: Weight of the Wasserstein penalty (Gulrajani et al. 2017, section 4).
LAMBDA = 10.0


class AdversarialTrainer(Trainer):
    """Non-saturating loss (Goodfellow et al. 2014) with R1 penalty (Mescheder et al. 2018, eq. 9).

    options: r1, the penalty's weight gamma; mapping_rate, the mapping's share of the learning rate.
    """

    def __init__(self, recipe: Recipe, networks: Networks) -> None:
        super().__init__(recipe, networks)
        maker, judge = (networks[part.card] for part in recipe.networks)
        self.maker, self.judge = cast(Generator, maker), cast(Discriminator, judge)

    @cached_property
    def optimizers(self) -> Sequence[torch.optim.Optimizer]:
        return [self._maker_optimizer(), adamw(self.judge, self.recipe)]

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

    def measure(self, setting: Setting) -> Mapping[str, list[Metric]]:
        """The generator's fidelity; the discriminator's accuracy on real against generated."""
        real, labels = images(self.recipe, setting, train=False, n=SAMPLES)
        fake = sample(self.maker, labels, setting.seed)
        judge, places = self.judge, torch.arange(len(real))
        truth = (in_batches(lambda i: judge(real[i], labels[i]), places) > 0).float()
        false = (in_batches(lambda i: judge(fake[i], labels[i]), places) < 0).float()
        share, n = (truth.mean().item() + false.mean().item()) / 2, 2 * len(real)
        maker_card, judge_card = (part.card for part in self.recipe.networks)
        right = Metric("real_or_generated_accuracy", share, n, setting.seed, floor=0.5)
        return {
            maker_card: fidelity_metrics(self.recipe, fake, setting),
            judge_card: [right],
        }

    def sheet(self, setting: Setting) -> Image8:
        """Ten samples of each class at psi = 1, and beside them the same ones at psi = 0.5."""
        maker = self.maker
        labels = torch.arange(maker.classes or 10, device=setting.device).repeat_interleave(10)
        rows = [sample(maker, labels, setting.seed, psi).unflatten(0, (-1, 10)) for psi in (1, 0.5)]
        return grid(torch.cat(rows, dim=1).flatten(0, 1), columns=20)

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
        first, second = self.recipe.betas
        return torch.optim.AdamW(groups, betas=(first, second), weight_decay=0.0, fused=True)

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
