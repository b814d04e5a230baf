"""Two images and what lies between them: in pixels, in an autoencoder's latents, in a VAE's."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground import data
from playground.caching import stage
from playground.core.interpolation import lerp, slerp
from playground.core.nearest import Index
from playground.device import accelerated, pick
from playground.engine.latent.codes import (
    Band,
    autoencoder,
    codes,
    codes_band,
    prior_band,
    variational,
)
from playground.engine.latent.images import Picture, drawn_by, example, pixels, to_bytes
from playground.engine.request import Request, choice, whole
from playground.errors import BadValue
from playground.models import catalog
from playground.models.classifier import Classifier

DATASET = "mnist"
CLASSIFIER = "mnist-classifier"
PIXELS = "pixels"
MODELS = ("mnist-ae16", "mnist-vae16")
PATHS = {"lerp": lerp, "slerp": slerp}

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]

_EXAMPLE = "Examples of each digit are numbered from 0 to 99."


@dataclass(frozen=True)
class Interpolation(Request):
    """Which two images, along which path, in how many frames."""

    pair: str = choice("chosen", ("chosen", "random"), "By digit and number, or drawn by the seed.")
    digit_a: int = whole(3, 0, 9, "Image A shows this digit.")
    index_a: int = whole(27, 0, 99, _EXAMPLE)
    digit_b: int = whole(6, 0, 9, "Image B shows this digit.")
    index_b: int = whole(34, 0, 99, _EXAMPLE)
    seed: int = whole(0, 0, 2**31 - 1, "Draws two images of different digits.")
    path: str = choice("slerp", tuple(PATHS), "A straight line, or an arc, between the codes.")
    frames: int = whole(33, 3, 129, "33 frames look smooth; 129 are the most.")


@dataclass(frozen=True)
class Latents:
    """|z| along the path [F]; `codes`: |z| of the shipped test images (5th, 50th, 95th percentile);
    `prior`: |z| under N(0, I) (2.5th percentile, sqrt(d), 97.5th), for a model that has one."""

    norms: Floats
    dimensions: int
    codes: Band
    prior: Band | None


@dataclass(frozen=True)
class Neighbours:
    """The nearest training image of each frame: Euclidean distance between pixels in [0, 1] [F],
    the image [F, H, W] and its class [F]."""

    distances: Floats
    images: Bytes
    labels: NDArray[np.int64]


@dataclass(frozen=True)
class Row:
    """One way from A to B. model: its card, or "pixels"; frames [F, H, W]; probabilities [F, 10];
    speed [F - 1]: change of the classifier's features per unit of alpha."""

    model: str
    frames: Bytes
    probabilities: Floats
    speed: Floats
    nearest: Neighbours
    latents: Latents | None


@dataclass(frozen=True)
class Original:
    """An example: its digit, its number among that digit's examples, its pixels [H, W]."""

    digit: int
    index: int
    image: Bytes


@dataclass(frozen=True)
class Result:
    """Every frame and every curve for alphas [F] from 0 (image A) to 1 (image B)."""

    path: str
    a: Original
    b: Original
    alphas: Floats
    rows: tuple[Row, ...]
    examples: str
    reference: str

    def report(self) -> dict[str, Any]:
        """The numbers, JSON-able; lists run along alpha."""
        return {
            "path": self.path,
            "a": {"digit": self.a.digit, "index": self.a.index},
            "b": {"digit": self.b.digit, "index": self.b.index},
            "alphas": self.alphas.tolist(),
            "examples": self.examples,
            "reference": self.reference,
            "rows": [_report(row) for row in self.rows],
        }


def _report(row: Row) -> dict[str, Any]:
    latents = row.latents
    return {
        "model": row.model,
        "predicted": row.probabilities.argmax(1).tolist(),
        "probabilities": row.probabilities.tolist(),
        "feature_speed": row.speed.tolist(),
        "nearest_distance": row.nearest.distances.tolist(),
        "nearest_label": row.nearest.labels.tolist(),
        "latents": asdict(latents) | {"norms": latents.norms.tolist()} if latents else None,
    }


@stage(maxsize=32)
@accelerated
def answer(request: Interpolation) -> Result:
    """Every frame of every row. Raises BadValue where A and B are one image."""
    shipped = data.examples(DATASET)
    a, b = _ends(request)
    device = pick()
    ways = [
        _way(model, a, b, "lerp" if model == PIXELS else request.path, request.frames, device)
        for model in (PIXELS, *MODELS)
    ]
    return Result(
        path=request.path,
        a=_original(a),
        b=_original(b),
        alphas=torch.linspace(0, 1, request.frames).numpy(),
        rows=_rows(ways, request.frames),
        examples=shipped.source,
        reference=data.reference(DATASET).source,
    )


def _ends(request: Interpolation) -> tuple[Picture, Picture]:
    if request.pair == "random":
        a, b = drawn_by(DATASET, request.seed, 2)
        return a, b
    a = example(DATASET, request.digit_a, request.index_a, "index_a")
    b = example(DATASET, request.digit_b, request.index_b, "index_b")
    if a == b:
        raise BadValue(
            "index_b",
            request.index_b,
            f"another image than A, which is number {request.index_a} of digit {request.digit_a}",
            "Between an image and itself there is nothing to see: choose another number.",
        )
    return a, b


def _original(picture: Picture) -> Original:
    assert picture.label is not None
    assert picture.index is not None
    return Original(picture.label, picture.index, picture.image)


@dataclass(frozen=True)
class Way:
    """What a model makes of a path, before it is judged: images [F, 1, H, W] on the device."""

    model: str
    images: Tensor
    latents: Latents | None


@stage(maxsize=64)
def _way(model: str, a: Picture, b: Picture, path: str, frames: int, device: torch.device) -> Way:
    """A way reads no more than this: another path leaves the pixel blend as it is."""
    alphas = torch.linspace(0, 1, frames, device=device)
    if model == PIXELS:
        ends = pixels((a, b), device)
        return Way(model, lerp(ends[0], ends[1], alphas), None)
    ends = codes(model, (a, b), device)
    z = PATHS[path](ends[0], ends[1], alphas)
    return Way(model, autoencoder(model, device).decode(z), _latents(model, z))


def _rows(ways: Sequence[Way], frames: int) -> tuple[Row, ...]:
    """All ways judged in one batch: by the classifier, and by the training set."""
    images = torch.cat([way.images for way in ways])
    classifier = catalog.load_as(Classifier, CLASSIFIER, images.device)
    features = classifier.features(images)
    probabilities = classifier.head(features).softmax(1).cpu().numpy()
    speed = (features[1:] - features[:-1]).norm(dim=1).mul(frames - 1).cpu().numpy()
    pictures = to_bytes(images)
    found = _index(images.device).nearest(images.flatten(1))
    distances, nearest = found.distance.cpu().numpy(), found.index.cpu().numpy()
    there = data.reference(DATASET)
    return tuple(
        Row(
            model=way.model,
            frames=pictures[span],
            probabilities=probabilities[span],
            speed=speed[span.start : span.stop - 1],  # not from one way's end to the next's start
            nearest=Neighbours(
                distances[span], there.images[nearest[span]], there.labels[nearest[span]]
            ),
            latents=way.latents,
        )
        for way, span in ((way, slice(i * frames, (i + 1) * frames)) for i, way in enumerate(ways))
    )


def _latents(model: str, z: Tensor) -> Latents:
    dimensions = z.shape[1]
    return Latents(
        norms=z.norm(dim=1).cpu().numpy(),
        dimensions=dimensions,
        codes=codes_band(model, z.device),
        prior=prior_band(dimensions) if variational(model) else None,
    )


@stage(maxsize=2)
def _index(device: torch.device) -> Index:
    there = torch.from_numpy(data.reference(DATASET).images).to(device)
    return Index(there.flatten(1), scale=1 / 255)
