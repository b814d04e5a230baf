"""Is attention an explanation? Take away the patches that it names, and see what the ViT loses."""

from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from playground import data, device
from playground.arrays import F32, Image8
from playground.core.attention import rollout
from playground.core.deletion import deletion_curve, patch_sums, without_patches
from playground.engine import progress
from playground.engine.attention.heads import plain
from playground.engine.attention.images import dataset_field
from playground.engine.images import tensor as as_tensor
from playground.engine.images import to_bytes
from playground.engine.networks import Networks, card
from playground.engine.request import Request, die, whole
from playground.engine.result import Result, answering, tells
from playground.models.vit import ViT

#: How the patches are ranked.
ORDERS = ("rollout", "last", "gradient", "ink", "random")
#: Patches taken away: every one at first, where curves fall.
COUNTS = (0, 1, 2, 3, 4, 6, 8, 10, 12, 16, 20, 28, 36, 49)
#: Images in one pass.
CHUNK = 50


@dataclass(frozen=True)
class DeletionRequest(Request):
    """Over how many test images, drawn with which seed."""

    dataset: str = dataset_field()
    samples: int = whole(50, 10, 1000, "More make the bands narrower, and take longer.", "Images")
    seed: int = die(0, 0, 2**31 - 1, "Draws the images, and the random order.", "Seed")

    @property
    def seconds(self) -> float:
        return 0.045 * self.samples


@dataclass(frozen=True)
class Curve(Result):
    """Mean probability of the true class [C] after each count, and its standard error.

    area: under the curve over the share of patches taken away; the lower, the better the order
    names what matters. drop: of the probability after the first 8. pictures: the first image.
    """

    name: str = field(metadata=tells("order"))
    mean: F32
    error: F32 = field(metadata=tells("standard_error"))
    area: float
    drop: float = field(metadata=tells("drop_after_8"))
    pictures: Image8


@dataclass(frozen=True)
class Deleted(Result):
    """A curve for each of ORDERS, over `images` test images."""

    model: str = field(metadata=tells())
    images: int
    source: str = field(metadata=tells())
    label: str = field(metadata=tells())
    curves: tuple[Curve, ...]

    def numbers(self) -> dict[str, Any]:
        return super().numbers() | {"patches_removed": COUNTS}


@answering
def answer(request: DeletionRequest) -> Deleted:
    """Rank, take away, read again. Reports progress by order."""
    networks = Networks(request.dataset)
    network, where = networks.vit, networks.device
    shipped = data.examples(request.dataset)
    chance = device.generator(request.seed)
    which = torch.randperm(len(shipped.labels), generator=chance)[: request.samples].numpy()
    images = as_tensor(shipped.images[which], where)
    labels = torch.from_numpy(shipped.labels[which]).to(where)
    noise = torch.rand(len(which), _side(network) ** 2, generator=chance).to(where)
    curves = []
    for number, name in enumerate(ORDERS):
        curves.append(_curve(network, name, images, labels, noise))
        progress.report(number + 1, len(ORDERS))
    kind = data.CLASSES[request.dataset][int(labels[0])]
    return Deleted(card(request.dataset, "vit"), len(which), shipped.source, kind, tuple(curves))


def _side(network: ViT) -> int:
    return int((network.position.shape[1] - 1) ** 0.5)


def _curve(network: ViT, name: str, images: Tensor, labels: Tensor, noise: Tensor) -> Curve:
    side, curves, orders = _side(network), [], []
    parts = (one.split(CHUNK) for one in (images, labels, noise))
    for x, y, chance in zip(*parts, strict=True):
        order = importance(network, name, x, y, chance).argsort(dim=1, descending=True)
        curves.append(deletion_curve(network, x, y, order, COUNTS, side))
        orders.append(order)
    values = torch.cat(curves, dim=1).double().cpu()
    mean = values.mean(1)
    shares = torch.tensor(COUNTS, dtype=torch.float64) / COUNTS[-1]
    first, order = images[:1].cpu(), orders[0][:1].cpu()
    gone = [without_patches(first, order, count, side) for count in COUNTS]
    return Curve(
        name=name,
        mean=plain(mean),
        error=plain(values.std(1) / len(images) ** 0.5),
        area=float(torch.trapezoid(mean, shares)),
        drop=float(mean[0] - mean[COUNTS.index(8)]),
        pictures=to_bytes(torch.cat(gone)),
    )


def importance(network: ViT, name: str, images: Tensor, labels: Tensor, noise: Tensor) -> Tensor:
    """How much each patch is said to matter [N, patches], by one of ORDERS."""
    if name == "random":
        return noise
    if name == "ink":
        return patch_sums(images, _side(network))
    if name == "gradient":
        return patch_sums(_gradient(network, images, labels).abs(), _side(network))
    _, weights = network.attend(images)
    if name == "last":
        return weights[-1].mean(1)[:, 0, 1:]
    return rollout(weights.transpose(0, 1))[:, 0, 1:]


def _gradient(network: ViT, images: Tensor, labels: Tensor) -> Tensor:
    """Gradient times pixel, of the logarithm of the true class's probability."""
    with torch.inference_mode(False), torch.enable_grad():
        x = images.clone().requires_grad_()
        chosen = network(x).log_softmax(-1).gather(1, labels.clone()[:, None]).sum()
        (slope,) = torch.autograd.grad(chosen, x)
    return slope * images
