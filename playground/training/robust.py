"""Robust classifiers: each batch is attacked before it is learned from."""

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from playground.core.attacks import pgd
from playground.core.chance import generator
from playground.models.catalog import Metric
from playground.training.classification import ClassifierTrainer, PhotoTrainer
from playground.training.evaluation import accuracy_metrics, images
from playground.training.recipe import Batch, Setting

#: Steps of PGD while measuring, and its restarts, of which the worst counts: as cards' notes say.
STEPS, RESTARTS = 40, 5


class Attacked(ClassifierTrainer):
    """Measured under attack, too. options: attacked, how many test images; eps, how far."""

    def measure(self, setting: Setting) -> Mapping[str, list[Metric]]:
        """Accuracy on the test set; an upper bound of it under attack, on part of the set."""
        attacked, eps = int(self.recipe.options["attacked"]), self.recipe.options["eps"]
        pixels, labels = images(self.recipe, setting, train=False, n=attacked)
        found = robust_accuracy(self.network, pixels, labels, eps, setting.seed)
        bound = Metric("robust_accuracy", found, attacked, setting.seed, floor=0.0)
        return {self.card: [*accuracy_metrics(self.recipe, self.network, setting), bound]}


class RobustTrainer(Attacked):
    """min E max_{|delta| <= eps} cross-entropy(x + delta, y), the inner maximum by linf-PGD.

    Madry et al. 2018, eq. 2.1. Half of each batch is attacked at eps, half at radii drawn
    uniformly below it: from full-size attacks alone a fresh network learns a constant.
    options: those of Attacked, attack_steps.
    """

    def losses(self, batch: Batch, generator: torch.Generator) -> dict[str, Tensor]:
        pixels, labels = batch
        attacked = self._attacked(pixels, labels, generator)
        return {"loss": F.cross_entropy(self.network(attacked).float(), labels)}

    def _attacked(self, pixels: Tensor, labels: Tensor, generator: torch.Generator) -> Tensor:
        options = self.recipe.options
        share = 2 * torch.rand(len(pixels), generator=generator, device=generator.device)
        self.network.eval()
        found = pgd(
            lambda x: self.network(x).float(),
            pixels,
            labels,
            eps=options["eps"] * share.clamp(max=1),
            steps=int(options["attack_steps"]),
            random_start=True,
            generator=generator,
        )
        self.network.train()
        return found.adversarial


class FastTrainer(Attacked, PhotoTrainer):
    """The same by one step of eps from uniform noise in [-2 eps, 2 eps], not clipped to a ball.

    Twice a plain step's cost. Started inside the ball (Wong et al. 2020), photographs' recipe
    overfits to that one step within an epoch or two.
    de Jorge et al. 2022 (N-FGSM). options: those of both.
    """

    def changed(self, pixels: Tensor, labels: Tensor, generator: torch.Generator) -> Tensor:
        return self._attacked(super().changed(pixels, labels, generator), labels, generator)

    def _attacked(self, pixels: Tensor, labels: Tensor, generator: torch.Generator) -> Tensor:
        eps = self.recipe.options["eps"]
        noise = 2 * torch.rand(pixels.shape, generator=generator, device=generator.device) - 1
        start = (pixels + 2 * eps * noise).clamp(0, 1).requires_grad_()
        loss = F.cross_entropy(self.network(start).float(), labels)
        (slope,) = torch.autograd.grad(loss, start)
        return (start.detach() + eps * slope.sign()).clamp(0, 1)


def robust_accuracy(
    network: nn.Module, pixels: Tensor, labels: Tensor, eps: float, seed: int
) -> float:
    """Share of images [N, C, H, W] that keep their label under every restart of linf-PGD."""
    right = torch.ones_like(labels, dtype=torch.bool)
    draw = generator(seed)
    for _ in range(RESTARTS):
        standing = right.nonzero().squeeze(1)
        if not len(standing):
            break
        found = pgd(
            network,
            pixels[standing],
            labels[standing],
            eps=eps,
            steps=STEPS,
            random_start=True,
            generator=draw,
        )
        right[standing] = found.logits.argmax(dim=1) == labels[standing]
    return right.float().mean().item()
