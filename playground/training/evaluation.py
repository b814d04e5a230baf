"""Measurements that several kinds of model share: accuracy, and fidelity in a feature space."""

from collections.abc import Callable
from typing import cast

import torch
from torch import Tensor, nn

from playground.core.chance import generator
from playground.core.fidelity import frechet_distance, precision_recall
from playground.models import catalog
from playground.models.catalog import Metric
from playground.models.classifier import Classifier
from playground.training.recipe import Recipe, Setting
from playground.training.sources import load

#: Images of each side of a comparison: fidelity metrics drift with n, so all cards share one.
SAMPLES = 5000
#: The k of k-nearest-neighbour precision and recall (Kynkäänniemi et al. 2019).
NEIGHBOURS = 3


@torch.inference_mode()
def in_batches(function: Callable[[Tensor], Tensor], inputs: Tensor, size: int = 500) -> Tensor:
    """function over chunks of `inputs`, joined: bounds the memory."""
    return torch.cat([function(chunk) for chunk in inputs.split(size)])


def images(
    recipe: Recipe, setting: Setting, train: bool, n: int | None = None
) -> tuple[Tensor, Tensor]:
    """n images (all when None) in [0, 1] drawn by the setting's seed, and labels, on its device."""
    pixels, labels = load(recipe.dataset, setting.root, train)
    if n is not None:
        chosen = torch.randperm(len(pixels), generator=generator(setting.seed))[:n]
        pixels, labels = pixels[chosen], labels[chosen]
    return (pixels.float() / 255).to(setting.device), labels.to(setting.device)


def accuracy(network: nn.Module, pixels: Tensor, labels: Tensor) -> float:
    """Share of images [N, C, H, W] whose largest logit is their label's."""
    predicted = in_batches(lambda x: network(x).argmax(dim=1), pixels)
    return (predicted == labels).float().mean().item()


def accuracy_metrics(recipe: Recipe, network: nn.Module, setting: Setting) -> list[Metric]:
    """Accuracy on the whole test set, with chance level as its floor."""
    pixels, labels = images(recipe, setting, train=False)
    chance = labels.bincount().max().item() / len(labels)
    found = accuracy(network, pixels, labels)
    return [Metric("accuracy", found, len(labels), setting.seed, floor=chance)]


def features(dataset: str, pixels: Tensor) -> Tensor:
    """The feature space of all fidelity metrics: the data set's classifier before its last layer.

    pixels [N, C, H, W] in [0, 1] -> [N, 128].
    """
    network = cast(Classifier, catalog.load(f"{dataset}-classifier", pixels.device))
    return in_batches(network.features, pixels)


def fidelity_metrics(recipe: Recipe, fakes: Tensor, setting: Setting) -> list[Metric]:
    """FID, precision, recall, density and coverage of `fakes` against training images.

    The floor (for precision and recall rather a ceiling) is what as many test images score.
    """
    real = features(recipe.dataset, images(recipe, setting, train=True, n=len(fakes))[0])
    other = features(recipe.dataset, images(recipe, setting, train=False, n=len(fakes))[0])
    return compare(real, features(recipe.dataset, fakes), other, setting.seed)


def compare(real: Tensor, fake: Tensor, other: Tensor, seed: int) -> list[Metric]:
    """Fidelity of fake against real features, with `other` real ones as the floor."""
    n = len(fake)
    metrics = [Metric("fid", frechet_distance(real, fake), n, seed, frechet_distance(real, other))]
    found = precision_recall(real, fake, k=NEIGHBOURS)
    best = precision_recall(real, other, k=NEIGHBOURS)
    for name in ("precision", "recall", "density", "coverage"):
        metrics.append(Metric(name, getattr(found, name), n, seed, getattr(best, name)))
    return metrics
