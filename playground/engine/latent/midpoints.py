"""How real are the images halfway between two: the Frechet distance of each way's midpoints."""

import math
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground import data
from playground.arrays import Image8
from playground.core.fidelity import Moments, moments
from playground.device import generator
from playground.engine import progress
from playground.engine.images import dataset_field, tensor, to_bytes
from playground.engine.latent.paths import AE, GAN, LINES, PIXELS, VAE
from playground.engine.networks import CLASSIFIER, Networks, card, datasets
from playground.engine.request import Request, die, whole
from playground.engine.result import Result, answering, tells
from playground.models.autoencoder import Autoencoder

MODELS = (AE, VAE, GAN)
DATASETS = datasets(CLASSIFIER, *MODELS)
#: Each way, and how it goes: pixels and w lie on no sphere, so that an arc means nothing there.
WAYS = ((PIXELS, "lerp"), (AE, "lerp"), (AE, "slerp"), (VAE, "lerp"), (VAE, "slerp"), (GAN, "lerp"))
#: How many pairs are shown.
SHOWN = 16
#: Images in one pass through a network; a visitor's wish to stop is heard between two.
CHUNK = 125

Decode = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class MidpointsRequest(Request):
    """Of which data set, over how many pairs."""

    dataset: str = dataset_field(DATASETS)
    samples: int = whole(
        250, 100, 5000, "250 answer in seconds; distances compare only at equal n.", "Pairs"
    )
    seed: int = die(0, 0, 2**31 - 1, "Draws the pairs, and the real images beside them.", "Seed")

    @property
    def seconds(self) -> float:
        return 0.2 + 0.0033 * self.samples


@dataclass(frozen=True)
class Measured(Result):
    """One way. ends, halfway: Frechet distance to real images of what the model makes of the ends
    themselves, and of the midpoints; norm: mean norm of the midpoints over that of the ends;
    pictures: uint8 [SHOWN, H, W], the first midpoints."""

    kind: str = field(metadata=tells())
    model: str
    path: str
    ends: float
    halfway: float
    norm: float
    pictures: Image8


@dataclass(frozen=True)
class MidpointsResult(Result):
    """floor: what other real images score: the very ends of the pairs. a, b: [SHOWN, H, W]."""

    request: MidpointsRequest
    ways: tuple[Measured, ...]
    floor: float = field(metadata=tells("real_against_real"))
    a: Image8
    b: Image8
    source: str = field(metadata=tells("real_source"))

    def numbers(self) -> dict[str, Any]:
        return asdict(self.request) | super().numbers()


@answering
def answer(request: MidpointsRequest) -> MidpointsResult:
    """Measure every way over the same pairs. Deterministic in the request."""
    pool, networks = data.reference(request.dataset), Networks(request.dataset)
    order = torch.randperm(len(pool.labels), generator=generator(request.seed)).numpy()
    real, mine = order[: request.samples], order[request.samples : 2 * request.samples]
    bench = _Bench(networks, request.samples)
    reals, _ = bench.look(tensor(pool.images[real], networks.device))
    ends, _ = bench.look(tensor(pool.images[mine], networks.device))
    floor, measured = reals.distance(ends), []
    spaces = _spaces(networks, pool.images[mine], pool.labels[mine], request.seed)
    for kind, points, decode in spaces:
        own = floor if kind == PIXELS else reals.distance(bench.look(points, decode)[0])
        for path in (path for one, path in WAYS if one == kind):
            # Each image is one pair's A and another's B: midpoints and ends are equally many.
            middle = LINES[path](points, points.roll(1, 0), 0.5)
            found, pictures = bench.look(middle, decode)
            model = kind if kind == PIXELS else card(request.dataset, kind)
            norm = float(middle.norm(dim=1).mean() / points.norm(dim=1).mean())
            measured.append(Measured(kind, model, path, own, reals.distance(found), norm, pictures))
    return MidpointsResult(
        request=request,
        ways=tuple(measured),
        floor=floor,
        a=pool.images[mine[:SHOWN]],
        b=pool.images[np.roll(mine, 1)[:SHOWN]],
        source=pool.source,
    )


def _spaces(
    networks: Networks, images: Image8, labels: NDArray[np.int64], seed: int
) -> Iterator[tuple[str, Tensor, Decode]]:
    """Where ways go: the points of the ends [N, D], and what makes images of points."""
    pixels = tensor(images, networks.device)
    yield PIXELS, pixels.flatten(1), lambda x: x.unflatten(1, pixels.shape[1:])
    for kind in (AE, VAE):
        model = networks.load(Autoencoder, kind)
        yield kind, torch.cat([model.encode(part) for part in pixels.split(CHUNK)]), model.decode
    gan = networks.gan
    z = torch.randn(len(labels), gan.latents, generator=generator(seed)).to(networks.device)
    # The GAN's ends are its own images, of the same classes: it has no encoder.
    yield GAN, gan.mapping(z, torch.from_numpy(labels).to(networks.device)), gan.synthesis


class _Bench:
    """Looks at sets of `samples` images, and counts the passes: real images twice, the ends of each
    model, and the midpoints of each way."""

    def __init__(self, networks: Networks, samples: int) -> None:
        self.judge, self.done = networks.classifier, 0
        self.total = (2 + len(MODELS) + len(WAYS)) * math.ceil(samples / CHUNK)

    def look(self, points: Tensor, decode: Decode = lambda x: x) -> tuple[Moments, Image8]:
        """Moments of the features of the points' images, and the first images."""
        features: list[Tensor] = []
        for part in points.split(CHUNK):
            images = decode(part)
            if not features:
                shown = to_bytes(images[:SHOWN])
            features.append(self.judge.features(images).cpu())
            self.done += 1
            progress.report(self.done, self.total)
        return moments(torch.cat(features)), shown
