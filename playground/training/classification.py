"""Recipes of the classifiers: convolutional ones and the Vision Transformer."""

from collections.abc import Mapping

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from playground.models.catalog import Metric
from playground.training.evaluation import accuracy_metrics, images, in_batches
from playground.training.recipe import Batch, Network, Networks, Recipe, Setting
from playground.training.sheets import grid
from playground.training.sources import random_affine, training_images
from playground.training.trainers import LossTrainer


class ClassifierTrainer(LossTrainer):
    """Cross-entropy on randomly shifted, turned and scaled images."""

    def losses(self, batch: Batch, generator: torch.Generator) -> dict[str, Tensor]:
        """options: shift (pixels), degrees, scale."""
        pixels, labels = batch
        pixels = random_affine(pixels, generator, **self.recipe.options)
        return {"loss": F.cross_entropy(self.network(pixels).float(), labels)}


def measure(recipe: Recipe, networks: Networks, setting: Setting) -> Mapping[str, list[Metric]]:
    """Accuracy on the test set."""
    return {card: accuracy_metrics(recipe, net, setting) for card, net in networks.items()}


def sheet(recipe: Recipe, networks: Networks, setting: Setting) -> NDArray[np.uint8]:
    """The first hundred test images that are misread."""
    (network,) = networks.values()
    pixels, labels = images(recipe, setting, train=False)
    wrong = pixels[in_batches(lambda x: network(x).argmax(dim=1), pixels) != labels][:100]
    blank = torch.zeros(100 - len(wrong), *wrong.shape[1:], device=wrong.device)
    return grid(torch.cat([wrong, blank]), columns=20)


def classifier(
    dataset: str, width: int, steps: int, minutes: float, augmentation: Mapping[str, float]
) -> Recipe:
    """A row of the table below: the convolutional classifier of a data set of 28 x 28 pixels."""
    name = f"{dataset}-classifier"
    return Recipe(
        name=name,
        dataset=dataset,
        networks=(
            Network(
                card=name,
                architecture="classifier.Classifier",
                arguments={"channels": 1, "classes": 10, "width": width, "size": 28},
                task=f"Names {OF[dataset]}. Its penultimate layer is the feature space of all"
                " fidelity metrics on this data set.",
            ),
        ),
        source=training_images,
        trainer=ClassifierTrainer,
        measure=measure,
        sheet=sheet,
        steps=steps,
        batch=128,
        learning_rate=2e-3,
        weight_decay=0.05,
        minutes=minutes,
        hold=0.2,
        options=augmentation,
    )


def vit(dataset: str, steps: int, minutes: float, augmentation: Mapping[str, float]) -> Recipe:
    """A row of the table below: the Vision Transformer of a data set of 28 x 28 pixels."""
    name = f"{dataset}-vit"
    return Recipe(
        name=name,
        dataset=dataset,
        networks=(
            Network(
                card=name,
                architecture="vit.ViT",
                arguments={"channels": 1, "classes": 10, "size": 28, "patch": 4, "width": 64},
                task=f"Names {OF[dataset]} by attention between 49 patches of 4 x 4 pixels.",
            ),
        ),
        source=training_images,
        trainer=ClassifierTrainer,
        measure=measure,
        sheet=sheet,
        steps=steps,
        batch=64,
        learning_rate=3e-3,
        minutes=minutes,
        weight_decay=0.05,
        warmup=300,
        hold=0.0,
        autocast=False,
        options=augmentation,
    )


#: What a classifier of a data set names.
OF = {"mnist": "the digit", "fashion": "the garment"}
DIGITS = {"shift": 2.0, "degrees": 10.0, "scale": 0.1}
GARMENTS = {"shift": 2.0, "degrees": 5.0, "scale": 0.1, "mirror": 0.5}
#: A Vision Transformer learns slowly, and in a few epochs what it is spared helps it more.
SPARED = {"shift": 1.0, "degrees": 0.0, "scale": 0.0}

RECIPES = (
    classifier("mnist", width=32, steps=9000, minutes=4, augmentation=DIGITS),
    classifier("fashion", width=48, steps=16_000, minutes=14, augmentation=GARMENTS),
    vit(
        "mnist",
        steps=10_000,
        minutes=16,
        augmentation={"shift": 2.0, "degrees": 5.0, "scale": 0.05},
    ),
    vit("fashion", steps=24_000, minutes=38, augmentation={**GARMENTS, **SPARED}),
)
