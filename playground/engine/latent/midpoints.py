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
from playground.core.fidelity import moments
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
    pool = data.reference(request.dataset)
    order = torch.randperm(len(pool.labels), generator=generator(request.seed)).numpy()
    real, mine = order[: request.samples], order[request.samples : 2 * request.samples]
    # Each image is one pair's A and another's B, so that midpoints and ends are equally many.
    other = np.roll(mine, 1)
    bench = _Bench(Networks(request.dataset), pool.images[real])
    floor = bench.distance(bench.features(pool.images[mine]))
    spaces = _spaces(bench.networks, pool.images[mine], pool.labels[mine], request.seed)
    measured = [way for kind, space in spaces for way in bench.measure(kind, space, floor)]
    return MidpointsResult(
        request=request,
        ways=tuple(measured),
        floor=floor,
        a=pool.images[mine[:SHOWN]],
        b=pool.images[other[:SHOWN]],
        source=pool.source,
    )


@dataclass(frozen=True)
class _Space:
    """Where a way goes: its points of the ends [N, ...], and what makes images of points."""

    points: Tensor
    decode: Callable[[Tensor], Tensor]


def _spaces(
    networks: Networks, images: Image8, labels: NDArray[np.int64], seed: int
) -> Iterator[tuple[str, _Space]]:
    pixels = tensor(images, networks.device)
    yield PIXELS, _Space(pixels.flatten(1), lambda x: x.unflatten(1, pixels.shape[1:]))
    for kind in (AE, VAE):
        model = networks.load(Autoencoder, kind)
        codes = torch.cat([model.encode(part) for part in pixels.split(CHUNK)])
        yield kind, _Space(codes, model.decode)
    gan = networks.gan
    z = torch.randn(len(labels), gan.latents, generator=generator(seed)).to(networks.device)
    # The GAN's ends are its own images, of the same classes: it has no encoder.
    yield GAN, _Space(gan.mapping(z, torch.from_numpy(labels).to(networks.device)), gan.synthesis)


class _Bench:
    """Measures sets of features against those of real images, and counts the passes."""

    def __init__(self, networks: Networks, real: Image8) -> None:
        self.networks, self.done = networks, 0
        # Real images twice, the ends of each model, and the midpoints of each way.
        sets = 2 + len(MODELS) + len(WAYS)
        self.total = sets * math.ceil(len(real) / CHUNK)
        self.real = moments(self.features(real))

    def features(self, images: Image8) -> Tensor:
        """[N, D] of real images."""
        return self._judge(tensor(images, self.networks.device), lambda x: x)[0]

    def distance(self, features: Tensor) -> float:
        """Frechet distance to the real ones."""
        return self.real.distance(moments(features))

    def measure(self, kind: str, space: _Space, floor: float) -> Iterator[Measured]:
        """Each way of that kind."""
        ends = floor
        if kind != PIXELS:
            ends = self.distance(self._judge(space.points, space.decode)[0])
        for path in (path for one, path in WAYS if one == kind):
            middle = LINES[path](space.points, space.points.roll(1, 0), 0.5)
            features, pictures = self._judge(middle, space.decode)
            yield Measured(
                kind=kind,
                model=kind if kind == PIXELS else card(self.networks.dataset, kind),
                path=path,
                ends=ends,
                halfway=self.distance(features),
                norm=float(middle.norm(dim=1).mean() / space.points.norm(dim=1).mean()),
                pictures=pictures,
            )

    def _judge(self, points: Tensor, decode: Callable[[Tensor], Tensor]) -> tuple[Tensor, Image8]:
        """Features [N, D] of the points' images on the CPU, and the first images."""
        features, shown = [], None
        for part in points.split(CHUNK):
            images = decode(part)
            shown = to_bytes(images[:SHOWN]) if shown is None else shown
            features.append(self.networks.classifier.features(images).cpu())
            self.done += 1
            progress.report(self.done, self.total)
        assert shown is not None
        return torch.cat(features), shown
