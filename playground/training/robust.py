"""Recipes of robust classifiers: each batch is attacked before it is learned from."""

from collections.abc import Mapping
from dataclasses import replace

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from playground.core.attacks import pgd
from playground.core.chance import generator
from playground.models.catalog import Metric
from playground.training.classification import CONVOLUTIONAL, OF, convolutional, sheet
from playground.training.evaluation import accuracy_metrics, images
from playground.training.photos import PHOTOS, POOLED, PhotoTrainer
from playground.training.recipe import Batch, Network, Networks, Recipe, Setting
from playground.training.sources import of_images
from playground.training.trainers import LossTrainer

#: Steps of PGD while measuring, and its restarts, of which the worst counts.
STEPS, RESTARTS = 40, 5


class RobustTrainer(LossTrainer):
    """min E max_{|delta| <= eps} cross-entropy(x + delta, y), the inner maximum by linf-PGD.

    Madry et al. 2018, eq. 2.1. Half of each batch is attacked at eps, half at radii drawn
    uniformly below it: from full-size attacks alone a fresh network learns a constant.
    options: eps, attack_steps; attacked, how many test images are attacked while measuring.
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


class FastTrainer(PhotoTrainer):
    """The same by one step of eps from uniform noise in [-2 eps, 2 eps], not clipped to a ball.

    Twice a plain step's cost. Started inside the ball (Wong et al. 2020), photographs' recipe
    overfits to that one step within an epoch or two.
    de Jorge et al. 2022 (N-FGSM). options: those of PhotoTrainer, eps, attacked.
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


def measure(recipe: Recipe, networks: Networks, setting: Setting) -> Mapping[str, list[Metric]]:
    """Accuracy on the test set; an upper bound of it under attack, on part of the set."""
    ((card, network),) = networks.items()
    attacked = int(recipe.options["attacked"])
    pixels, labels = images(recipe, setting, train=False, n=attacked)
    found = robust_accuracy(network, pixels, labels, recipe.options["eps"], setting.seed)
    bound = Metric("robust_accuracy", found, attacked, setting.seed, floor=0.0)
    return {card: [*accuracy_metrics(recipe, network, setting), bound]}


def recipe(dataset: str, width: int, eps: float, steps: int, minutes: float) -> Recipe:
    """A row of the table below."""
    return of_images(
        dataset,
        "robust",
        CONVOLUTIONAL,
        convolutional(width),
        f"Names {OF[dataset]}, trained on images under attack: linf-PGD, eps {eps}.",
        trainer=RobustTrainer,
        measure=measure,
        sheet=sheet,
        steps=steps,
        batch=128,
        learning_rate=2e-3,
        minutes=minutes,
        hold=0.3,
        options={"eps": eps, "attack_steps": 8, "attacked": 1000},
        notes=remark(f"{eps}"),
    )


def remark(eps: str) -> str:
    """What a card says of its figure under attack."""
    return (
        f"robust_accuracy: linf-PGD, eps {eps}, {STEPS} steps, worst of {RESTARTS} random starts;"
        " an upper bound of what stronger attacks leave."
    )


ROBUST_PHOTOS = replace(
    PHOTOS,
    name="cifar10-robust",
    networks=(
        Network(
            card="cifar10-robust",
            architecture=POOLED,
            arguments={"classes": 10, "widths": [32, 128, 128], "size": 32},
            task="Names what a photograph of 32 x 32 pixels shows, trained on photographs under"
            " attack: one linf step, eps 8/255.",
        ),
    ),
    trainer=FastTrainer,
    measure=measure,
    steps=3000,
    batch=256,
    learning_rate=0.375,
    minutes=28,
    options={**PHOTOS.options, "smoothing": 0.0, "eps": 8 / 255, "attacked": 500},
    notes=remark("8/255"),
)


RECIPES = (
    recipe("mnist", width=32, eps=0.3, steps=8000, minutes=25),
    recipe("fashion", width=48, eps=0.1, steps=6000, minutes=30),
    ROBUST_PHOTOS,
)
