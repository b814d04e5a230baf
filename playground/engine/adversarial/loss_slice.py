"""A slice of image space: what the network reads around an image, and how steep its loss is."""

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground import data
from playground.arrays import F32, F64, Image8
from playground.core.attacks import Attack, pgd
from playground.core.norms import NORMS
from playground.device import generator
from playground.engine.adversarial import classifiers
from playground.engine.images import example
from playground.engine.request import Request, choice, die, flag, number, whole
from playground.engine.result import Result, answering, tells
from playground.errors import BadValue

#: Points a side of the lattice, the image in the middle column and row.
SIDE = 29
#: The lattice reaches this many radii from the image, both ways.
REACH = 2.0


@dataclass(frozen=True)
class LossSliceRequest(Request):
    """Which image, attacked by what; the slice goes through both, and a random third."""

    dataset: str = choice(
        "mnist", classifiers.datasets(), "The image is one of its test images.", "Data set"
    )
    label: int = whole(7, 0, 9, "The image is of this class; classes count from 0.", "Class")
    index: int = die(0, 0, 49, "Examples of each class are numbered from 0.", "Example")
    kind: str = choice(
        "classifier", classifiers.known_kinds(), "The network under attack.", "Network"
    )
    norm: str = choice("linf", tuple(NORMS), "What eps measures.", "Norm")
    eps: float = number(
        0.1, 0.01, 4.0, "MNIST: about 0.1 in l∞, 1.5 in l2; photographs: a tenth.", "eps"
    )
    steps: int = whole(20, 1, 40, "Steps of PGD, each 2.5 eps / steps long.", "Steps of PGD")
    targeted: bool = flag(
        False, "Toward a chosen class, or only away from the true one.", "Toward a class"
    )
    target: int = whole(3, 0, 9, "The class to reach; read only when targeted.", "Target class")
    seed: int = die(0, 0, 2**31 - 1, "Draws the slice's second direction.", "Seed")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.norm == "linf" and self.eps > 1:
            way_out = "From black to white is 1 in l∞; radii above belong to l2."
            raise BadValue("eps", self.eps, "at most 1 in l∞", way_out)


@dataclass(frozen=True)
class LossSliceResult(Result):
    """The plane x + a u + b v: u points to the adversarial image, v is random, both as long as it
    is far, and orthogonal. Rows run along b, columns along a.

    ticks [SIDE]: a and b in units of |u| (l2). images uint8 [SIDE, SIDE, H, W], cut to [0, 1];
    probabilities [SIDE, SIDE, K] of exactly these; loss [SIDE, SIDE] (nats) of `goal`; cut
    [SIDE, SIDE]: the share of pixels that the box cut. path [S+1, 2]: PGD's states projected on
    the plane; off [S+1]: how far (l2, in |u|) each one lies beside it. ball [P, 2]: where the
    plane leaves the ball of radius eps, before any cut.
    """

    request: LossSliceRequest
    goal: int = field(metadata=tells())
    ticks: F64
    images: Image8
    original: Image8
    adversarial: Image8
    probabilities: F32 = field(metadata=tells())
    loss: F32
    cut: F32 = field(metadata=tells())
    path: F32
    off: F32 = field(metadata=tells("beside_the_plane"))
    path_loss: F32 = field(metadata=tells())
    ball: F32 = field(metadata=tells())
    length: float = field(metadata=tells("l2_of_the_attack"))
    clean: int = field(metadata=tells("predicted"))
    fooled: bool = field(metadata=tells("attack_works"))
    names: tuple[str, ...] = field(metadata=tells())
    source: str = field(metadata=tells())

    @property
    def named(self) -> NDArray[np.int64]:
        """The class read at every point of the lattice."""
        return self.probabilities.argmax(-1)

    def numbers(self) -> dict[str, Any]:
        asked = self.request
        return super().numbers() | {
            "image": {"class": asked.label, "index": asked.index, "source": self.source},
            "network": f"{asked.dataset}-{asked.kind}",
            "eps": asked.eps,
            "norm": asked.norm,
            "classes": self.named,
            "classes_met": np.unique(self.named),
        }


@answering
def answer(request: LossSliceRequest) -> LossSliceResult:
    """The lattice in one batch. Raises BadValue for an image or a network that is not there."""
    model = classifiers.network(request.dataset, request.kind)
    shown = example(request.dataset, request.label, request.index).image
    clean = classifiers.pixels(shown[None])
    goal = classifiers.goal(request.targeted, request.target, request.label)
    made = _attack(request, model, clean, goal)
    assert made.path is not None
    across, up = directions(made.adversarial - clean, request.seed)
    ticks = torch.linspace(-REACH, REACH, SIDE, device=clean.device)
    b, a = torch.meshgrid(ticks, ticks, indexing="ij")
    free = clean + a[..., None, None, None] * across + b[..., None, None, None] * up
    images = free.clamp(0, 1)
    flat = images.flatten(0, 1)
    # What is shown is what is read: the pictures pass as 8 bits keep them.
    pictures = classifiers.delivered(flat, clean)
    logits = classifiers.logits(model, classifiers.pixels(pictures))
    adversarial = classifiers.delivered(made.adversarial, clean)
    read = classifiers.read(model, classifiers.pixels(adversarial))
    path, off = _projected(made.path[:, 0] - clean[0], across, up)
    return LossSliceResult(
        request=request,
        goal=goal,
        ticks=ticks.double().cpu().numpy(),
        images=pictures.reshape(SIDE, SIDE, *shown.shape),
        original=shown,
        adversarial=adversarial[0],
        probabilities=_square(logits.softmax(1)),
        loss=_square(-logits.log_softmax(1)[:, goal]),
        cut=_square((images != free).flatten(2).float().mean(2).flatten()),
        path=path,
        off=off,
        path_loss=made.losses[:, 0].cpu().numpy(),
        ball=_outline(request, across, up),
        length=float(across.norm()),
        clean=int(classifiers.logits(model, clean).argmax()),
        fooled=bool(read == goal) == request.targeted,
        names=data.CLASSES[request.dataset],
        source=data.examples(request.dataset).source,
    )


def _attack(request: LossSliceRequest, model: torch.nn.Module, clean: Tensor, goal: int) -> Attack:
    return pgd(
        model,
        clean,
        torch.tensor([goal], device=clean.device),
        eps=request.eps,
        norm=request.norm,
        steps=request.steps,
        targeted=request.targeted,
        record=True,
    )


def directions(delta: Tensor, seed: int) -> tuple[Tensor, Tensor]:
    """The attack's own direction, and a random one orthogonal to it and as long.

    Where the attack could not move (a zero gradient), both are random and of length 1.
    """
    first, second = torch.randn(2, *delta.shape, generator=generator(seed)).to(delta)
    across = delta if delta.abs().max() > 0 else first / first.norm()
    second = second - (second * across).sum() / (across * across).sum() * across
    return across[0], (second / second.norm() * across.norm())[0]


def _square(values: Tensor) -> F32:
    """[SIDE^2, ...] -> [SIDE, SIDE, ...]."""
    return values.reshape(SIDE, SIDE, *values.shape[1:]).float().cpu().numpy()


def _projected(moved: Tensor, across: Tensor, up: Tensor) -> tuple[F32, F32]:
    """Coordinates in the plane [S+1, 2], and the distance to it [S+1], all in units of |u|."""
    unit = (across * across).sum()
    basis = torch.stack([across, up]).flatten(1)
    place = moved.flatten(1) @ basis.T / unit
    beside = (moved.flatten(1) - place @ basis).norm(dim=1) / unit.sqrt()
    return place.cpu().numpy(), beside.cpu().numpy()


def _outline(request: LossSliceRequest, across: Tensor, up: Tensor) -> F32:
    """The ball's rim in the plane: in each direction, how far until its norm is eps."""
    angle = torch.linspace(0, 2 * math.pi, 181, device=across.device)
    turn = torch.stack([angle.cos(), angle.sin()], 1)
    rays = (turn @ torch.stack([across, up]).flatten(1)).reshape(len(turn), *across.shape)
    reach = request.eps / NORMS[request.norm].size(rays)
    return (turn * reach[:, None]).float().cpu().numpy()
