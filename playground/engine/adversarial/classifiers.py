"""The classifiers and the images that are attacked."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from playground import data
from playground.arrays import Image8
from playground.core.attacks import Attack
from playground.device import pick
from playground.engine import progress
from playground.engine.images import tensor
from playground.engine.pictures import read_photo
from playground.errors import BadValue, Filled
from playground.models import catalog, fused

Radii = tuple[float, ...]
#: Kinds of classifier, in the order of the page; a card is "<data set>-<kind>".
KINDS = ("classifier", "robust", "vit")
#: Images in one pass: their activations fit the cache, and progress is seen.
CHUNK = 64
#: On a GPU a larger batch is hardly slower than a small one.
GPU_CHUNK = 1024
#: Pixels a side of a photograph that the networks read.
SIDE = 32
#: What float32 may take from a whole number of grey levels.
ROUNDING = 1e-4
#: Radii of photographs, which give way at once: in l∞ so many grey levels of 255.
PHOTO_RADII = {
    "linf": tuple(level / 255 for level in (0, 0.5, 1, 1.5, 2, 3, 4, 6, 8, 16)),
    "l2": (0.0, 0.0625, 0.125, 0.1875, 0.25, 0.375, 0.5, 0.75, 1.0, 2.0),
}


def kinds(dataset: str) -> tuple[str, ...]:
    """The kinds of classifier that ship for a data set."""
    return tuple(kind for kind in KINDS if catalog.has(f"{dataset}-{kind}"))


def datasets() -> tuple[str, ...]:
    """The data sets with a classifier."""
    return tuple(name for name in data.DATASETS if kinds(name))


def known_kinds() -> tuple[str, ...]:
    """The kinds that ship for any data set."""
    return tuple(kind for kind in KINDS if any(kind in kinds(name) for name in datasets()))


def network(dataset: str, kind: str) -> nn.Module:
    """The classifier, on the device that computes. Raises BadValue where no such one ships."""
    if kind not in kinds(dataset):
        known = Filled("one of {known}", known=kinds(dataset))
        raise BadValue("kind", kind, known, "Choose another network.")
    return load_fused(f"{dataset}-{kind}")


def load_fused(card: str) -> nn.Module:
    """The network of a card, as fast as it goes, on the device that computes."""
    return fused.load(card, pick())


class Watched(nn.Module):
    """A network that reports each of its `passes`, so that work shows, and stops where asked."""

    def __init__(self, network: nn.Module, passes: int) -> None:
        super().__init__()
        self.network, self.passes, self.done = network, passes, 0

    def forward(self, images: Tensor) -> Tensor:
        self.done += 1
        progress.report(min(self.done, self.passes), self.passes)
        logits: Tensor = self.network(images)
        return logits


def pixels(images: Image8) -> Tensor:
    """uint8 [..., H, W] or [..., H, W, 3] -> [..., C, H, W] in [0, 1], where it is computed."""
    return tensor(images, pick())


def delivered(images: Tensor, clean: Tensor) -> Image8:
    """[..., C, H, W] in [0, 1] -> uint8 [..., H, W] or [..., H, W, 3], as a PNG file keeps them."""
    return laid_out(rounded(images, clean))


def rounded(images: Tensor, clean: Tensor) -> Tensor:
    """[..., C, H, W] in [0, 1] -> uint8 [..., C, H, W].

    Each pixel is rounded towards that of the 8-bit picture `clean` [..., C, H, W]: no change grows,
    so that whoever was inside a ball around it stays inside.
    """
    change = (images - clean).double() * 255
    whole = (change + ROUNDING * change.sign()).trunc()
    return ((clean.double() * 255).round() + whole).to(torch.uint8)


def laid_out(images: Tensor) -> NDArray[Any]:
    """[..., 1, H, W] -> [..., H, W], [..., 3, H, W] -> [..., H, W, 3]."""
    grey = images.shape[-3] == 1
    found: NDArray[Any] = (images.squeeze(-3) if grey else images.movedim(-3, -1)).cpu().numpy()
    return found


def chunk() -> int:
    return CHUNK if pick().type == "cpu" else GPU_CHUNK


def first(dataset: str, count: int) -> data.Images:
    """The first `count` of the shipped test images: their order is that of the test set."""
    there = data.examples(dataset)
    return data.Images(there.images[:count], there.labels[:count], there.source)


def logits(model: nn.Module, images: Tensor) -> Tensor:
    """What the network says of images [N, C, H, W]: [N, K], a chunk at a time."""
    return torch.cat([model(part) for part in images.split(chunk())])


def at_radii(
    attack: Callable[..., Attack],
    model: nn.Module,
    clean: Tensor,
    goal: int,
    radii: Radii | Tensor,
    **how: Any,
) -> Attack:
    """One image [1, C, H, W] attacked at every radius, in one batch."""
    images = clean.expand(len(radii), -1, -1, -1).contiguous()
    labels = torch.full((len(radii),), goal, device=clean.device)
    return attack(model, images, labels, eps=torch.as_tensor(radii, device=clean.device), **how)


def read(model: nn.Module, images: Tensor) -> NDArray[np.int64]:
    """The class that the network names for each image [N, C, H, W]."""
    found: Any = logits(model, images).argmax(1).cpu().numpy()
    return found


def goal(targeted: bool, target: int, own: int) -> int:
    """The class that an attack goes toward, or away from. Raises BadValue for its own as target."""
    if targeted and target == own:
        allowed = Filled("another class than the image's own, {own}", own=own)
        raise BadValue("target", target, allowed, "Choose another, or attack untargeted.")
    return target if targeted else own


def small(photograph: str) -> Image8:
    """A visitor's photograph as CIFAR-10's are: the square in its middle, uint8 [32, 32, 3]."""
    from PIL import Image, ImageOps

    taken = Image.fromarray(read_photo(photograph))
    return np.array(ImageOps.fit(taken, (SIDE, SIDE)))
