"""Real images in the feature space where generators are measured, made ready once."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from playground import data, device
from playground.caching import stage
from playground.core import fidelity
from playground.errors import BadValue
from playground.models import catalog
from playground.models.classifier import Classifier

ALL = "all"
#: Images in one pass through a network: more gains nothing on a CPU, and takes memory on a GPU.
CHUNK = 256


@dataclass(frozen=True)
class Reals:
    """Real features made ready once, and what a second, disjoint real set scores against them."""

    reference: fidelity.Reference
    moments: fidelity.Moments
    ceiling: dict[str, float]
    source: str


def classifier(dataset: str) -> str:
    """The card whose penultimate layer is the feature space."""
    return f"{dataset}-classifier"


@stage(maxsize=8)
def reals(dataset: str, label: str, samples: int, k: int, seed: int) -> Reals:
    """`samples` real images and as many others, drawn without replacement, in features.

    Raises BadValue where there are too few real images for two disjoint sets.
    """
    pool = data.reference(dataset)
    chosen = np.arange(len(pool.labels)) if label == ALL else pool.of_class(int(label))
    if 2 * samples > len(chosen):
        raise BadValue(
            "samples",
            samples,
            f"at most {len(chosen) // 2} for class {label}, half of its real images",
            "Ask for fewer samples, or for all classes.",
        )
    order = torch.randperm(len(chosen), generator=device.generator(seed))[: 2 * samples]
    found = pool_features(dataset, label)[order]
    mine, others = found[:samples], found[samples:]
    reference = fidelity.reference(mine, k)
    moments = fidelity.moments(mine)
    unscored = Reals(reference, moments, {}, pool.source)
    return Reals(reference, moments, scores(unscored, others), pool.source)


@stage(maxsize=22)
def pool_features(dataset: str, label: str) -> Tensor:
    """Features of all real images, or of one class of them: [P, D] on the CPU."""
    if label != ALL:
        return pool_features(dataset, ALL)[data.reference(dataset).of_class(int(label))]
    images = torch.from_numpy(data.reference(dataset).images)[:, None]
    return torch.cat([features(dataset, part.float() / 255) for part in images.split(CHUNK)])


def scores(real: Reals, found: Tensor) -> dict[str, float]:
    measured = real.reference.compare(found)
    return {
        "precision": measured.precision,
        "recall": measured.recall,
        "density": measured.density,
        "coverage": measured.coverage,
        "frechet": real.moments.distance(fidelity.moments(found)),
    }


def features(dataset: str, images: Tensor) -> Tensor:
    """[N, 1, H, W] in [0, 1] -> [N, D] features of the data set's classifier, on the CPU."""
    network = catalog.load_as(Classifier, classifier(dataset), device.pick())
    return network.features(images.to(device.pick())).cpu()
