"""The autoencoders that the catalog holds, and what the classifier reads in what they decode."""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from playground import data
from playground.arrays import F32, Image8
from playground.engine import networks, progress
from playground.engine.codes import Space
from playground.engine.images import to_bytes
from playground.engine.networks import CLASSIFIER, card
from playground.engine.request import choice
from playground.errors import BadValue, Filled
from playground.models.classifier import Classifier

#: The plain autoencoder stands before the variational one on every page.
KINDS = ("ae", "vae")
#: Codes in one pass through a network: more gains nothing on a CPU, and hides the progress.
CHUNK = 128


def kinds(latents: int) -> tuple[str, ...]:
    """The autoencoders of that many latents: "ae16" and "vae16"."""
    return tuple(f"{kind}{latents}" for kind in KINDS)


def datasets(*latents: int) -> tuple[str, ...]:
    """The data sets with a classifier, and both autoencoders of one of these sizes."""
    there = [networks.datasets(CLASSIFIER, *kinds(size)) for size in latents]
    return tuple(one for one in data.DATASETS if any(one in each for each in there))


def required(dataset: str, latents: int) -> tuple[Space, ...]:
    """Both spaces of that many latents, the plain one's first. Raises BadValue without them."""
    if dataset not in datasets(latents):
        known = datasets(latents) or ("none that ships",)
        allowed = Filled("one with {latents} latents: {known}", latents=latents, known=known)
        way_out = "Choose another data set, or another number of latents."
        raise BadValue("dataset", dataset, allowed, way_out)
    return tuple(Space(card(dataset, kind)) for kind in kinds(latents))


def of_kind(dataset: str, kind: str, latents: int) -> Space:
    """The space of a data set's autoencoder of a kind, "ae" or "vae". Raises BadValue."""
    return required(dataset, latents)[KINDS.index(kind)]


def kind_field(default: str) -> Any:
    """A request's field model."""
    said = "ae: the plain autoencoder; vae: the variational one."
    return choice(default, KINDS, said, "Model")


@dataclass(frozen=True)
class Decoded:
    """What codes [N, D] become: images uint8 [N, H, W], the classifier's probabilities [N, 10] and
    features [N, 128] (on the device)."""

    images: Image8
    probabilities: F32
    features: Tensor


@dataclass(frozen=True)
class Step:
    """Where a batch stands in the work of its question: `before` of `total` codes are done."""

    before: int
    total: int


def decoded(space: Space, codes: Tensor, step: Step | None = None) -> Decoded:
    """Codes decoded and read, batch by batch."""
    network, judge = space.network, space.classifier
    step = step or Step(0, len(codes))
    images, features, done = [], [], step.before
    for chunk in codes.split(CHUNK):
        images.append(network.decode(chunk))
        features.append(judge.features(images[-1]))
        done += len(chunk)
        progress.report(done, step.total)
    return _read(judge, torch.cat(images), torch.cat(features))


def read(judge: Classifier, images: Tensor) -> Decoded:
    """Images [N, 1, H, W] as the classifier sees them."""
    features = torch.cat([judge.features(chunk) for chunk in images.split(CHUNK)])
    return _read(judge, images, features)


def _read(judge: Classifier, images: Tensor, features: Tensor) -> Decoded:
    probabilities = judge.head(features).softmax(1).cpu().numpy()
    return Decoded(to_bytes(images), probabilities, features)
