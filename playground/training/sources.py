"""Training sets of images, whole on the device, and the augmentations that recipes name."""

import functools
import io
import math
import zipfile
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional as F

from playground.core.chance import generator
from playground.data import CLASSES, DATASETS
from playground.errors import UnknownName
from playground.training.recipe import Batch, Recipe, Setting

#: The data set that may also lie beside torchvision's folders as JPEG files in an archive.
PHOTOS, ARCHIVE = "cifar10", "cifar10-jpeg.zip"


@functools.lru_cache(maxsize=4)
def load(dataset: str, root: Path, train: bool) -> tuple[Tensor, Tensor]:
    """A torchvision set: images uint8 [N, C, H, W], labels int64 [N]. Downloaded where absent."""
    from torchvision import datasets

    if dataset not in DATASETS:
        raise UnknownName("dataset", dataset, sorted(DATASETS))
    if dataset == PHOTOS and (root / ARCHIVE).is_file():
        return _unpacked(root / ARCHIVE, "train" if train else "test")
    found = getattr(datasets, DATASETS[dataset])(root=str(root), train=train, download=True)
    images = torch.as_tensor(found.data)
    grey = images.ndim == 3
    return (
        images.unsqueeze(1) if grey else images.permute(0, 3, 1, 2).contiguous(),
        torch.as_tensor(found.targets, dtype=torch.int64),
    )


def _unpacked(archive: Path, split: str) -> tuple[Tensor, Tensor]:
    """The files <split>/<class>/<number>.jpg of a zip archive; classes count by their names."""
    with zipfile.ZipFile(archive) as packed:
        names = sorted(name for name in packed.namelist() if name.startswith(f"{split}/"))
        pictures = [np.asarray(Image.open(io.BytesIO(packed.read(name)))) for name in names]
    images = torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2).contiguous()
    return images, torch.tensor([CLASSES[PHOTOS].index(name.split("/")[1]) for name in names])


def remark(dataset: str, root: Path) -> str:
    """What a card must say of the images that it was measured on; mostly nothing."""
    if dataset == PHOTOS and (root / ARCHIVE).is_file():
        return "Its images are JPEG copies of the data set's, slightly changed by the compression."
    return ""


class ImageSource:
    """Batches of images float [N, C, H, W] in [0, 1] and labels: every image once an epoch.

    unit: what an image's numbers are divided by.
    """

    def __init__(self, images: Tensor, labels: Tensor, unit: float = 255) -> None:
        self.images, self.labels, self.unit = images, labels, unit
        self._epoch, self._order = (-1, -1), torch.empty(0, dtype=torch.int64)

    def batch(self, size: int, step: int, seed: int) -> Batch:
        """The batch of that step. The order of an epoch follows from the seed and its number."""
        number, index = divmod(step, len(self.images) // size)
        epoch = (seed, number)
        if epoch != self._epoch:
            order = torch.randperm(len(self.images), generator=generator(*epoch))
            self._epoch, self._order = epoch, order.to(self.images.device)
        chosen = self._order[index * size : (index + 1) * size]
        return self.images[chosen].float() / self.unit, self.labels[chosen]


def training_images(recipe: Recipe, setting: Setting) -> ImageSource:
    """The training set of a recipe, on its device. option images: only the first so many."""
    images, labels = load(recipe.dataset, setting.root, train=True)
    few = int(recipe.options.get("images", len(images)))
    images, labels = images[:few], labels[:few]
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


def random_crop(images: Tensor, generator: torch.Generator, *, shift: int, mirror: float) -> Tensor:
    """Shift each image [N, C, H, W] by up to `shift` whole pixels; its reflection comes in.

    A share `mirror` of them is flipped left to right.
    """
    n, size = len(images), images.shape[-1]
    where = generator.device
    corners = torch.randint(0, 2 * shift + 1, (2, n, 1), generator=generator, device=where)
    rows, columns = corners + torch.arange(size, device=where)
    flipped = torch.rand(n, 1, generator=generator, device=where) < mirror
    columns = torch.where(flipped, columns.flip(1), columns)
    padded = F.pad(images, (shift,) * 4, mode="reflect").permute(0, 2, 3, 1)
    which = torch.arange(n, device=where)[:, None, None]
    return padded[which, rows[:, :, None], columns[:, None, :]].permute(0, 3, 1, 2)
