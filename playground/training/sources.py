"""Training sets of images, whole on the device, and the augmentations that recipes name."""

import functools
import math
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F

from playground.data import DATASETS
from playground.errors import UnknownName
from playground.training.chance import generator
from playground.training.recipe import Batch, Recipe, Setting


@functools.lru_cache(maxsize=4)
def load(dataset: str, root: Path, train: bool) -> tuple[Tensor, Tensor]:
    """A torchvision set: images uint8 [N, C, H, W], labels int64 [N]. Downloaded where absent."""
    from torchvision import datasets

    if dataset not in DATASETS:
        raise UnknownName("dataset", dataset, sorted(DATASETS))
    found = getattr(datasets, DATASETS[dataset])(root=str(root), train=train, download=True)
    return found.data.unsqueeze(1), found.targets.to(torch.int64)


class ImageSource:
    """Batches of images float [N, C, H, W] in [0, 1] and labels: every image once an epoch."""

    def __init__(self, images: Tensor, labels: Tensor) -> None:
        self.images, self.labels = images, labels
        self._epoch, self._order = (-1, -1), torch.empty(0, dtype=torch.int64)

    def batch(self, size: int, step: int, seed: int) -> Batch:
        """The batch of that step. The order of an epoch follows from the seed and its number."""
        number, index = divmod(step, len(self.images) // size)
        epoch = (seed, number)
        if epoch != self._epoch:
            order = torch.randperm(len(self.images), generator=generator(*epoch))
            self._epoch, self._order = epoch, order.to(self.images.device)
        chosen = self._order[index * size : (index + 1) * size]
        return self.images[chosen].float() / 255, self.labels[chosen]


def training_images(recipe: Recipe, setting: Setting) -> ImageSource:
    """The full training set of a recipe, on its device."""
    images, labels = load(recipe.dataset, setting.root, train=True)
    return ImageSource(images.to(setting.device), labels.to(setting.device))


def uniform(n: int, width: float, generator: torch.Generator) -> Tensor:
    """n numbers in [-width, width)."""
    return width * (2 * torch.rand(n, generator=generator, device=generator.device) - 1)


def random_affine(
    images: Tensor,
    generator: torch.Generator,
    *,
    shift: float,
    degrees: float,
    scale: float,
    mirror: float = 0.0,
) -> Tensor:
    """Shift (pixels), rotate and scale each image by a random amount up to the given ones.

    images [N, C, H, W] with a black border: what comes in from outside is 0. A share `mirror` of
    them is flipped left to right.
    """
    n, size = len(images), images.shape[-1]
    angle = uniform(n, math.radians(degrees), generator)
    zoom = 1 + uniform(n, scale, generator)
    move = uniform(2 * n, 2 * shift / size, generator).reshape(n, 2, 1)
    cos, sin = angle.cos() / zoom, angle.sin() / zoom
    flipped = torch.rand(n, generator=generator, device=generator.device) < mirror
    side = 1 - 2 * flipped.float()
    turn = torch.stack([side * cos, -sin, side * sin, cos], dim=1).reshape(n, 2, 2)
    grid = F.affine_grid(torch.cat([turn, move], dim=2), list(images.shape), align_corners=False)
    return F.grid_sample(images, grid, align_corners=False)
