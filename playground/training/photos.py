"""Recipes of the classifiers of small photographs."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from playground.training.classification import measure, sheet
from playground.training.recipe import Batch, Networks, Recipe
from playground.training.sources import of_images, random_crop
from playground.training.trainers import LossTrainer


def nesterov(network: nn.Module, recipe: Recipe) -> torch.optim.SGD:
    """Nesterov's momentum; the shifts of the norms learn `boost` times as fast, undecayed."""
    learned = [p for p in network.parameters() if p.requires_grad]
    rate, boost = recipe.learning_rate, recipe.options["boost"]
    groups = [
        {"params": [p for p in learned if p.ndim > 1], "weight_decay": recipe.weight_decay},
        {"params": [p for p in learned if p.ndim <= 1], "lr": boost * rate},
    ]
    momentum = recipe.options["momentum"]
    return torch.optim.SGD(groups, lr=rate, momentum=momentum, nesterov=True, fused=True)


class PhotoTrainer(LossTrainer):
    """Cross-entropy with smoothed labels on shifted and mirrored photographs.

    options: shift (pixels), mirror (share), smoothing (Szegedy et al. 2016, section 7), momentum,
    boost.
    """

    def __init__(self, recipe: Recipe, networks: Networks) -> None:
        super().__init__(recipe, networks)
        self.network.to(memory_format=torch.channels_last)
        self.optimizers = [nesterov(self.network, recipe)]

    def losses(self, batch: Batch, generator: torch.Generator) -> dict[str, Tensor]:
        pixels, labels = batch
        logits = self.network(self.changed(pixels, labels, generator)).float()
        smoothing = self.recipe.options["smoothing"]
        return {"loss": F.cross_entropy(logits, labels, label_smoothing=smoothing)}

    def changed(self, pixels: Tensor, labels: Tensor, generator: torch.Generator) -> Tensor:
        """The images as they are learned from."""
        shift, mirror = int(self.recipe.options["shift"]), self.recipe.options["mirror"]
        return random_crop(pixels, generator, shift=shift, mirror=mirror)


POOLED = "pooled.PooledClassifier"

PHOTOS = of_images(
    "cifar10",
    "classifier",
    POOLED,
    {"classes": 10, "widths": [64, 256, 256], "size": 32},
    "Names what a photograph of 32 x 32 pixels shows.",
    trainer=PhotoTrainer,
    measure=measure,
    sheet=sheet,
    # Rates, momentum and smoothing of airbench94 (Jordan 2024), for a loss that is a mean.
    steps=1500,
    batch=512,
    learning_rate=0.75,
    weight_decay=1.33e-3,
    minutes=50,
    warmup=200,
    hold=0.2,
    average=0.98,
    clip=None,
    options={"shift": 2.0, "mirror": 0.5, "smoothing": 0.2, "momentum": 0.85, "boost": 64.0},
)

RECIPES = (PHOTOS,)
