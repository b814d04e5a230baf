"""Recipes of the classifiers: convolutional ones and the Vision Transformer."""

from collections.abc import Mapping
from dataclasses import replace

import torch
from torch import Tensor
from torch.nn import functional as F

from playground.arrays import Image8
from playground.models import catalog
from playground.models.catalog import Metric
from playground.training.evaluation import accuracy_metrics, images, in_batches
from playground.training.recipe import Batch, Networks, Recipe, Setting
from playground.training.sheets import grid
from playground.training.sources import of_images, random_affine
from playground.training.trainers import LossTrainer

#: Options that say how images are moved.
MOVES = ("shift", "degrees", "scale", "mirror")


class ClassifierTrainer(LossTrainer):
    """Cross-entropy on randomly shifted, turned and scaled images."""

    def losses(self, batch: Batch, generator: torch.Generator) -> dict[str, Tensor]:
        """options: shift (pixels), degrees, scale, mirror (share)."""
        pixels, labels = batch
        moves = {name: value for name, value in self.recipe.options.items() if name in MOVES}
        pixels = random_affine(pixels, generator, **moves)
        return {"loss": self.loss(self.network(pixels).float(), pixels, labels)}

    def loss(self, logits: Tensor, pixels: Tensor, labels: Tensor) -> Tensor:
        """What the network says of the pixels that it saw, against the labels."""
        return F.cross_entropy(logits, labels)


class TaughtTrainer(ClassifierTrainer):
    """Learns what the data set's convolutional classifier reads in the same moved image, too.

    (1 - s) cross-entropy + s T^2 KL(teacher || network), both softened by the temperature T:
    Hinton et al. 2015, section 2; for Vision Transformers Touvron et al. 2021, eq. 2.
    options: those above; share s, temperature T.
    """

    def loss(self, logits: Tensor, pixels: Tensor, labels: Tensor) -> Tensor:
        share, softness = self.recipe.options["share"], self.recipe.options["temperature"]
        with torch.no_grad():
            read = catalog.load(f"{self.recipe.dataset}-classifier", pixels.device)(pixels)
        soft, there = (F.log_softmax(one.float() / softness, dim=1) for one in (logits, read))
        apart = F.kl_div(soft, there, reduction="batchmean", log_target=True)
        return (1 - share) * super().loss(logits, pixels, labels) + share * softness**2 * apart


def measure(recipe: Recipe, networks: Networks, setting: Setting) -> Mapping[str, list[Metric]]:
    """Accuracy on the test set."""
    return {card: accuracy_metrics(recipe, net, setting) for card, net in networks.items()}


def sheet(recipe: Recipe, networks: Networks, setting: Setting) -> Image8:
    """The first hundred test images that are misread."""
    (network,) = networks.values()
    pixels, labels = images(recipe, setting, train=False)
    wrong = pixels[in_batches(lambda x: network(x).argmax(dim=1), pixels) != labels][:100]
    blank = torch.zeros(100 - len(wrong), *wrong.shape[1:], device=wrong.device)
    return grid(torch.cat([wrong, blank]), columns=20)


CONVOLUTIONAL = "classifier.Classifier"


def convolutional(width: int) -> dict[str, int]:
    """The arguments of a convolutional network that looks at 28 x 28 grey pixels."""
    return {"channels": 1, "classes": 10, "width": width, "size": 28}


def classifier(
    dataset: str, width: int, steps: int, minutes: float, augmentation: Mapping[str, float]
) -> Recipe:
    """A row of the table below: the convolutional classifier of a data set of 28 x 28 pixels."""
    return of_images(
        dataset,
        "classifier",
        CONVOLUTIONAL,
        convolutional(width),
        f"Names {OF[dataset]}. Its penultimate layer is the feature space of all"
        " fidelity metrics on this data set.",
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


def vit(dataset: str, steps: int, minutes: float, options: Mapping[str, float]) -> Recipe:
    """A row of the table below: the Vision Transformer of a data set of 28 x 28 pixels."""
    return of_images(
        dataset,
        "vit",
        "vit.ViT",
        {"channels": 1, "classes": 10, "size": 28, "patch": 4, "width": 64},
        f"Names {OF[dataset]} by attention between 49 patches of 4 x 4 pixels.",
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
        options=options,
    )


#: What a classifier of a data set names.
OF = {"mnist": "the digit", "fashion": "the garment"}
DIGITS = {"shift": 2.0, "degrees": 10.0, "scale": 0.1}
GARMENTS = {"shift": 2.0, "degrees": 5.0, "scale": 0.1, "mirror": 0.5}
#: A Vision Transformer learns slowly, and in a few epochs what it is spared helps it more.
SPARED = {"shift": 1.0, "degrees": 0.0, "scale": 0.0}
#: By softened probabilities the teacher says more than by its choice.
TAUGHT = {"share": 0.7, "temperature": 2.0}

RECIPES = (
    classifier("mnist", width=32, steps=9000, minutes=4, augmentation=DIGITS),
    classifier("fashion", width=48, steps=16_000, minutes=14, augmentation=GARMENTS),
    vit("mnist", steps=10_000, minutes=16, options={"shift": 2.0, "degrees": 5.0, "scale": 0.05}),
    replace(
        vit("fashion", steps=18_000, minutes=34, options={**GARMENTS, **SPARED, **TAUGHT}),
        trainer=TaughtTrainer,
        notes="Learned from fashion-classifier's reading as well as from the labels.",
    ),
)
