"""Real images in the feature space where generators are measured, made ready once."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from playground import data, device
from playground.arrays import Image8
from playground.caching import cached
from playground.core import fidelity
from playground.errors import BadValue, Filled, UnknownName
from playground.models import catalog, fused
from playground.models.classifier import Classifier
from playground.models.vit import ViT

ALL = "all"
#: Images in one pass through a network: more gains nothing on a CPU, and takes memory on a GPU.
CHUNK = 256
CLASSIFIER, PIXELS, RANDOM = "classifier", "pixels", "random"
#: Spaces that are a trained network's penultimate layer, named as the network's card is.
TRAINED = (CLASSIFIER, "vit", "robust")
#: Where images are compared: in those, as they are, or in the classifier before any training.
SPACES = (*TRAINED, PIXELS, RANDOM)
#: Measures that count who lies in whose ball.
SHARES = ("precision", "recall", "density", "coverage")


@dataclass(frozen=True)
class Reals:
    """Real features made ready once, and what a second, disjoint real set scores against them."""

    reference: fidelity.Reference
    moments: fidelity.Moments
    ceiling: dict[str, float]
    source: str


def classifier(dataset: str, space: str = CLASSIFIER) -> str:
    """The card whose penultimate layer is the feature space, or would be if it were trained."""
    return f"{dataset}-{space if space in TRAINED else CLASSIFIER}"


@cached
def reals(
    dataset: str, label: str, samples: int, k: int, seed: int, space: str = CLASSIFIER
) -> Reals:
    """`samples` real images and as many others, drawn without replacement, in features.

    Raises BadValue where there are too few real images for two disjoint sets.
    """
    mine, others = pair(dataset, label, samples, seed, space)
    unscored = ready(mine, k, data.reference(dataset).source)
    return Reals(unscored.reference, unscored.moments, scores(unscored, others), unscored.source)


def ready(found: Tensor, k: int, source: str = "") -> Reals:
    """Real features [N, D] ready to be compared with others, without a ceiling."""
    return Reals(fidelity.reference(found, k), fidelity.moments(found), {}, source)


def pair(
    dataset: str, label: str, samples: int, seed: int, space: str = CLASSIFIER
) -> tuple[Tensor, Tensor]:
    """Features of two disjoint sets of real images, each [samples, D], drawn by the seed."""
    order = drawn(dataset, label, samples, seed)
    found = pool_features(dataset, label, space)[order]
    return found[:samples], found[samples:]


def drawn(dataset: str, label: str, samples: int, seed: int) -> Tensor:
    """Which of a class's real images are in the first set, and then in the other: [2 samples].

    Raises BadValue where there are too few real images for two disjoint sets.
    """
    if samples > most(dataset, label):
        template = "at most {most} for class {kind}, half of its real images"
        allowed = Filled(template, most=most(dataset, label), kind=label)
        raise BadValue("samples", samples, allowed, "Ask for fewer samples, or for all classes.")
    return torch.randperm(_there(dataset, label), generator=device.generator(seed))[: 2 * samples]


def most(dataset: str, label: str) -> int:
    """Images in each of two disjoint sets of a class's real images, at most."""
    return _there(dataset, label) // 2


def _there(dataset: str, label: str) -> int:
    pool = data.reference(dataset)
    return len(pool.labels) if label == ALL else len(pool.of_class(int(label)))


@cached
def pool_features(dataset: str, label: str, space: str = CLASSIFIER) -> Tensor:
    """Features of all real images, or of one class of them: [P, D] on the CPU."""
    if label != ALL:
        return pool_features(dataset, ALL, space)[data.reference(dataset).of_class(int(label))]
    return features_of(dataset, data.reference(dataset).images, space)


@torch.inference_mode()
def features_of(dataset: str, images: Image8, space: str = CLASSIFIER) -> Tensor:
    """uint8 [N, H, W] -> [N, D] features, on the CPU."""
    parts = torch.from_numpy(images).to(device.pick())[:, None].split(CHUNK)
    return torch.cat([_features(dataset, part.float() / 255, space) for part in parts]).cpu()


def shares(measured: fidelity.Fidelity) -> dict[str, float]:
    """SHARES by name."""
    return {name: getattr(measured, name) for name in SHARES}


def scores(real: Reals, found: Tensor) -> dict[str, float]:
    """SHARES and the Frechet distance of features [N, D]."""
    distance = real.moments.distance(fidelity.moments(found))
    return {**shares(real.reference.compare(found)), "frechet": distance}


def features(dataset: str, images: Tensor, space: str = CLASSIFIER) -> Tensor:
    """[N, 1, H, W] in [0, 1] -> [N, D] features, on the CPU. Raises UnknownName.

    D is 128 of a classifier, trained or not, 64 of the vision Transformer, H W of pixels.
    """
    return _features(dataset, images.to(device.pick()), space).cpu()


def _features(dataset: str, images: Tensor, space: str) -> Tensor:
    """The same of images on the device, and there."""
    if space not in SPACES:
        raise UnknownName("space", space, SPACES)
    if space == PIXELS:
        return images.flatten(1)
    where = images.device
    network = (
        _untrained(dataset, where)
        if space == RANDOM
        else fused.load(classifier(dataset, space), where)
    )
    assert isinstance(network, Classifier | ViT)
    return network.features(images)


@cached
@torch.inference_mode(False)
def _untrained(dataset: str, where: torch.device) -> Classifier:
    """The classifier with fresh weights, the same ones every time: N(0, 2 / inputs)."""
    card = catalog.card(classifier(dataset))
    network = catalog.build(card.architecture, card.arguments)
    assert isinstance(network, Classifier)
    chance = device.generator(0)
    for weight in network.parameters():
        if weight.ndim > 1:
            nn.init.kaiming_normal_(weight, generator=chance)
    return network.to(where).eval().requires_grad_(False)
