"""Recipes of the classifiers of small photographs."""

import torch
from torch import Tensor
from torch.nn import functional as F

from playground.training.classification import measure, sheet
from playground.training.recipe import Batch, Network, Recipe
from playground.training.sources import random_crop, training_images
from playground.training.trainers import LossTrainer


class PhotoTrainer(LossTrainer):
    """Cross-entropy with smoothed labels on shifted and mirrored photographs.

    options: shift (pixels), mirror (share), smoothing (Szegedy et al. 2016, section 7).
    """

    def losses(self, batch: Batch, generator: torch.Generator) -> dict[str, Tensor]:
        pixels, labels = batch
        options = self.recipe.options
        shift, mirror = int(options["shift"]), options["mirror"]
        logits = self.network(random_crop(pixels, generator, shift=shift, mirror=mirror)).float()
        smoothing = options["smoothing"]
        return {"loss": F.cross_entropy(logits, labels, label_smoothing=smoothing)}


CLASSIFIER = Recipe(
    name="cifar10-classifier",
    dataset="cifar10",
    networks=(
        Network(
            card="cifar10-classifier",
            architecture="residual.ResidualClassifier",
            arguments={"channels": 3, "classes": 10, "width": 48, "last": 256, "size": 32},
            task="Names what a photograph of 32 x 32 pixels shows.",
        ),
    ),
    source=training_images,
    trainer=PhotoTrainer,
    measure=measure,
    sheet=sheet,
    steps=6000,
    batch=128,
    learning_rate=2e-3,
    weight_decay=0.05,
    minutes=80,
    hold=0.2,
    options={"shift": 3.0, "mirror": 0.5, "smoothing": 0.1},
)

RECIPES = (CLASSIFIER,)
