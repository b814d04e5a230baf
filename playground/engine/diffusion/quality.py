"""How good, and how varied, are sampled images? Measured against real ones in features."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from playground import data, device
from playground.caching import cached
from playground.core import fidelity
from playground.engine import flows
from playground.engine.diffusion import imaging
from playground.engine.flows import ANY
from playground.engine.networks import Networks
from playground.errors import BadValue, Filled
from playground.models.unet import UNet

#: Real images that samples are compared with.
REALS = 400
#: The k-th neighbour is a ball's radius: Kynkaanniemi et al. 2019 take 3.
K = 3
#: Below this many samples their balls are so wide that recall says nothing.
ENOUGH = 100
#: Images in one pass through a network: more gains nothing on a CPU, and takes memory on a GPU.
CHUNK = 128
ALL = "all"


@dataclass(frozen=True)
class Scores:
    """precision, recall and coverage in [0, 1]; frechet: squared distance of the fitted Gaussians;
    spread: mean distance of two images of one class; agreement: share that is read as asked."""

    precision: float
    recall: float
    coverage: float
    frechet: float
    spread: float
    agreement: float


def against(result: Any) -> dict[str, Any]:
    """What a report says of the real images that its samples were measured by."""
    return {
        "samples": result.request.samples,
        "real_images": REALS,
        "real_source": result.real_source,
        "real_against_real": {name: getattr(result.ceiling, name) for name in result.measures},
    }


@dataclass(frozen=True)
class Reals:
    """REALS real images made ready once; as many others as samples are asked for, with labels;
    which images those are."""

    reference: fidelity.Reference
    moments: fidelity.Moments
    others: Tensor
    labels: Tensor
    source: str

    def score(self, features: Tensor, labels: Tensor, agreement: float) -> Scores:
        """Of samples' features [N, D] with the labels [N] that were asked; K < N."""
        compared = self.reference.compare(features)
        return Scores(
            precision=compared.precision,
            recall=compared.recall,
            coverage=compared.coverage,
            frechet=self.moments.distance(fidelity.moments(features)),
            spread=_spread(features, labels),
            agreement=agreement,
        )

    @property
    def ceiling(self) -> Scores:
        """What the other real images score in the same measurement."""
        return self.score(self.others, self.labels, 1.0)


def asked(flow: UNet, label: str, count: int) -> Tensor:
    """Labels [count] of a class, of none, or (ALL) of every class in turn."""
    if label != ALL:
        return flows.labels_of(flow, label, count)
    none = flows.labels_of(flow, ANY, count)
    return torch.arange(count, device=none.device) % flow.classes


@cached
def reals(dataset: str, label: str, samples: int) -> Reals:
    """Real images of a class, or of all, in one order for good. Raises BadValue if too few."""
    pool = data.reference(dataset)
    members = np.arange(len(pool.labels)) if label == ALL else pool.of_class(int(label))
    if samples > len(members) - REALS:
        template = "at most {most} for class {kind}: as many real images are left"
        allowed = Filled(template, most=len(members) - REALS, kind=label)
        raise BadValue("samples", samples, allowed, "Ask for fewer, or for all classes.")
    order = torch.randperm(len(members), generator=device.generator(0)).numpy()
    chosen = members[order[: REALS + samples]]
    features, _ = looked_at(dataset, imaging.model_space(pool.images[chosen]))
    labels = torch.from_numpy(pool.labels[chosen[REALS:]])
    mine, others = features[:REALS], features[REALS:]
    return Reals(fidelity.reference(mine, K), fidelity.moments(mine), others, labels, pool.source)


@torch.inference_mode()
def looked_at(dataset: str, images: Tensor) -> tuple[Tensor, Tensor]:
    """Features [N, D] and the class read [N] of images [N, 1, H, W] in [-1, 1], on the CPU."""
    judge = Networks(dataset).classifier
    parts = [((part + 1) / 2).clamp(0, 1) for part in images.to(device.pick()).split(CHUNK)]
    features = torch.cat([judge.features(part) for part in parts])
    read = torch.cat([judge(part).argmax(1) for part in parts])
    return features.cpu(), read.cpu()


def measured(dataset: str, label: str, images: Tensor, labels: Tensor) -> Scores:
    """The scores of images [N, 1, H, W] in [-1, 1], asked for as labels [N]."""
    features, read = looked_at(dataset, images)
    asked = labels.cpu()
    agreement = (read == asked).double().mean().item()
    return reals(dataset, label, len(images)).score(features, asked, agreement)


def _spread(features: Tensor, labels: Tensor) -> float:
    """The mean distance of two features of one class, over the classes that have two."""
    groups = [features[labels == label].double() for label in labels.unique()]
    means = [torch.pdist(group).mean() for group in groups if len(group) > 1]
    return torch.stack(means).mean().item() if means else 0.0
