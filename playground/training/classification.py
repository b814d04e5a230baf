"""Classifiers: of grey images by convolutions or a Vision Transformer, and of photographs."""

from collections.abc import Mapping, Sequence
from functools import cached_property

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from playground.arrays import Image8
from playground.models import catalog
from playground.models.catalog import Metric
from playground.training.evaluation import accuracy_metrics, images, in_batches
from playground.training.recipe import Batch, Networks, Recipe, Setting
from playground.training.sheets import grid
from playground.training.sources import random_affine, random_crop
from playground.training.trainers import LossTrainer

#: Options that say how images are moved.
MOVES = ("shift", "degrees", "scale", "mirror")


class ClassifierTrainer(LossTrainer[nn.Module]):
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

    def measure(self, setting: Setting) -> Mapping[str, list[Metric]]:
        """Accuracy on the test set."""
        return {self.card: accuracy_metrics(self.recipe, self.network, setting)}

    def sheet(self, setting: Setting) -> Image8:
        """The first hundred test images that are misread."""
        pixels, labels = images(self.recipe, setting, train=False)
        read = in_batches(lambda x: self.network(x).argmax(dim=1), pixels)
        wrong = pixels[read != labels][:100]
        blank = torch.zeros(100 - len(wrong), *wrong.shape[1:], device=wrong.device)
        return grid(torch.cat([wrong, blank]), columns=20)


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


class PhotoTrainer(ClassifierTrainer):
    """Cross-entropy with smoothed labels on shifted and mirrored photographs.

    options: shift (pixels), mirror (share), smoothing (Szegedy et al. 2016, section 7), momentum,
    boost.
    """

    def __init__(self, recipe: Recipe, networks: Networks) -> None:
        super().__init__(recipe, networks)
        self.network.to(memory_format=torch.channels_last)

    @cached_property
    def optimizers(self) -> Sequence[torch.optim.Optimizer]:
        return [nesterov(self.network, self.recipe)]

    def losses(self, batch: Batch, generator: torch.Generator) -> dict[str, Tensor]:
        pixels, labels = batch
        logits = self.network(self.changed(pixels, labels, generator)).float()
        smoothing = self.recipe.options["smoothing"]
        return {"loss": F.cross_entropy(logits, labels, label_smoothing=smoothing)}

    def changed(self, pixels: Tensor, labels: Tensor, generator: torch.Generator) -> Tensor:
        """The images as they are learned from."""
        shift, mirror = int(self.recipe.options["shift"]), self.recipe.options["mirror"]
        return random_crop(pixels, generator, shift=shift, mirror=mirror)
