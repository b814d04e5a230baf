"""Gradient masking: a network that looks robust because the attacker's arithmetic gives out.

Logits times k name the same classes, so the network is exactly as easy to fool. But in float32
the gradient of cross-entropy loses the true class's term once p_y rounds to 1, some 17 nats up,
and is zero altogether past some 100: an attack that follows it stands still, and its failure
looks like robustness.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from playground.arrays import F64, Image8
from playground.core.attacks import pgd
from playground.core.intervals import wilson
from playground.core.norms import threat_model
from playground.engine import progress
from playground.engine.adversarial import classifiers
from playground.engine.request import Request, choice, number, whole
from playground.engine.result import Result, answering

#: What the logits are multiplied by.
SCALES = (1, 3, 10, 30, 100)
#: The two attackers, in the order of the page.
LOSSES = ("cross-entropy", "margin")
#: Pictures kept to be looked at.
SHOWN = 16


@dataclass(frozen=True)
class MaskingRequest(Request):
    """Which network, and how hard both attackers try."""

    dataset: str = choice("mnist", classifiers.datasets(), "Test images of this set.", "Data set")
    kind: str = choice(
        "classifier", classifiers.known_kinds(), "The network under attack.", "Network"
    )
    samples: int = whole(30, 10, 300, "The first so many shipped test images.", "Images")
    eps: float = number(0.15, 0.01, 0.5, "Radius of the attack in l∞.", "eps")
    steps: int = whole(10, 1, 40, "Steps of PGD, each 2.5 eps / steps long.", "Steps of PGD")

    @property
    def seconds(self) -> float:
        each = 0.055 if self.dataset == "cifar10" else 0.0022
        return 0.3 + each * self.samples * self.steps


@dataclass(frozen=True)
class Run:
    """One attacker at every scale: S scales, N images.

    kept [S, N]: still read rightly; stuck [S, N]: its gradient was exactly zero at some step;
    slope [S, N]: the largest entry of its gradient at the clean image; pictures uint8 [S, N, H, W].
    """

    kept: NDArray[np.bool_]
    stuck: NDArray[np.bool_]
    slope: F64
    pictures: Image8


@dataclass(frozen=True)
class MaskingResult(Result):
    """Both attackers on the same networks. certain [S, N]: float32 rounds p_y to 1 when clean."""

    request: MaskingRequest
    scales: NDArray[np.int64]
    labels: NDArray[np.int64]
    right: NDArray[np.bool_]
    certain: NDArray[np.bool_]
    runs: dict[str, Run]
    source: str

    def accuracy(self, name: str) -> F64:
        return self.runs[name].kept.mean(1)

    def band(self, name: str) -> tuple[F64, F64]:
        """The 95 % interval of the accuracy, were other images of the kind drawn."""
        kept = self.runs[name].kept
        return wilson(kept.sum(1), kept.shape[1])

    def numbers(self) -> dict[str, Any]:
        """Lists run along the scales."""
        return {
            "network": f"{self.request.dataset}-{self.request.kind}",
            "images": len(self.labels),
            "source": self.source,
            "scales": self.scales,
            "clean_accuracy": self.right.mean(),
            "certain": self.certain.mean(1),
            "attackers": {
                name: {
                    "accuracy_after": self.accuracy(name),
                    "zero_gradients": run.stuck.sum(1),
                    "median_slope": np.median(run.slope, 1),
                }
                for name, run in self.runs.items()
            },
        }


@answering
def answer(request: MaskingRequest) -> MaskingResult:
    """Both attackers at every scale. Raises BadValue for a network that does not ship."""
    model = classifiers.network(request.dataset, request.kind)
    shown = classifiers.first(request.dataset, request.samples)
    images = classifiers.pixels(shown.images)
    labels = torch.from_numpy(shown.labels).to(images.device)
    total = len(SCALES) * len(LOSSES)
    rows: dict[str, list[_Row]] = {name: [] for name in LOSSES}
    for index, (scale, name) in enumerate((k, name) for k in SCALES for name in LOSSES):
        attack = {"cross-entropy": _by_cross_entropy, "margin": _by_margin}[name]
        rows[name].append(attack(_Scaled(model, scale), images, labels, request))
        progress.report(index + 1, total)
    return MaskingResult(
        request=request,
        scales=np.asarray(SCALES),
        labels=shown.labels,
        right=classifiers.read(model, images) == shown.labels,
        certain=_certain(model, images, labels),
        runs={name: _run(found, labels, images) for name, found in rows.items()},
        source=shown.source,
    )


class _Scaled(nn.Module):
    """The same network, k times as sure."""

    def __init__(self, model: nn.Module, scale: float) -> None:
        super().__init__()
        self.model, self.scale = model, scale

    def forward(self, images: Tensor) -> Tensor:
        logits: Tensor = self.scale * self.model(images)
        return logits


@dataclass(frozen=True)
class _Row:
    adversarial: Tensor
    named: Tensor
    stuck: Tensor
    slope: Tensor


def _by_cross_entropy(
    model: nn.Module, images: Tensor, labels: Tensor, request: MaskingRequest
) -> _Row:
    """PGD as it is usually written, up the float32 cross-entropy of softmax: naive on purpose.

    Madry et al. 2018, section 2.1, with the loss that Carlini & Wagner 2017 warn of.
    """
    threat = threat_model("linf")
    radius = torch.full_like(labels, 1, dtype=images.dtype) * request.eps
    with torch.inference_mode(False), torch.enable_grad():
        clean, truth = images.clone(), labels.clone()
        x, stuck, slopes = clean, torch.zeros_like(truth, dtype=torch.bool), []
        for _ in range(request.steps):
            slope = torch.cat([_slope(model, *part) for part in _parts(x, truth)])
            slopes.append(threat.size(slope))
            stuck |= slopes[-1] == 0
            delta = x + 2.5 * request.eps / request.steps * threat.ascend(slope) - clean
            x = (clean + threat.project(delta, radius)).clamp(0, 1)
    named = torch.from_numpy(classifiers.read(model, x)).to(labels.device)
    return _Row(x, named, stuck, slopes[0])


def _parts(x: Tensor, labels: Tensor) -> Any:
    return zip(x.split(classifiers.chunk()), labels.split(classifiers.chunk()), strict=True)


def _slope(model: nn.Module, x: Tensor, labels: Tensor) -> Tensor:
    x = x.detach().requires_grad_()
    return torch.autograd.grad(F.cross_entropy(model(x), labels, reduction="sum"), x)[0]


def _by_margin(model: nn.Module, images: Tensor, labels: Tensor, request: MaskingRequest) -> _Row:
    """PGD up the margin max_{j != y} z_j - z_y, the maximum made smooth by logsumexp.

    Carlini & Wagner 2017, f_6; climbed by PGD in Madry et al. 2018, section 5.
    """
    made = pgd(model, images, labels, eps=request.eps, steps=request.steps)
    return _Row(
        made.adversarial,
        made.logits.argmax(1),
        made.zero_gradients,
        _steepness(model, images, labels),
    )


def _steepness(model: nn.Module, images: Tensor, labels: Tensor) -> Tensor:
    """The largest entry of the margin's gradient at the clean image."""
    found = []
    with torch.inference_mode(False), torch.enable_grad():
        for part, truth in _parts(images.clone(), labels.clone()):
            x = part.detach().requires_grad_()
            logits = model(x)
            others = logits.scatter(1, truth[:, None], -torch.inf).logsumexp(1)
            margin = others - logits.gather(1, truth[:, None])[:, 0]
            found.append(threat_model("linf").size(torch.autograd.grad(margin.sum(), x)[0]))
    return torch.cat(found)


def _certain(model: nn.Module, images: Tensor, labels: Tensor) -> NDArray[np.bool_]:
    logits = classifiers.logits(model, images)
    own = [(k * logits).softmax(1).gather(1, labels[:, None])[:, 0] == 1 for k in SCALES]
    found: NDArray[np.bool_] = torch.stack(own).cpu().numpy()
    return found


def _run(rows: list[_Row], labels: Tensor, images: Tensor) -> Run:
    return Run(
        kept=torch.stack([row.named == labels for row in rows]).cpu().numpy(),
        stuck=torch.stack([row.stuck for row in rows]).cpu().numpy(),
        slope=torch.stack([row.slope for row in rows]).double().cpu().numpy(),
        pictures=np.stack(
            [classifiers.delivered(row.adversarial[:SHOWN], images[:SHOWN]) for row in rows]
        ),
    )
