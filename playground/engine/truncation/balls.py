"""Which real ball admits a generated image, and what do the measures notice?"""

import dataclasses
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground import data, device
from playground.arrays import F64, Image8
from playground.caching import cached
from playground.core import planes
from playground.core.knn import realism
from playground.core.knn.realism import Balls
from playground.engine.request import Request, choice, flag, number, whole
from playground.engine.result import Result, answering
from playground.engine.truncation import class_pool, real
from playground.engine.truncation.bands import MEASURES
from playground.engine.truncation.truncation import dataset_field, k_field, seed_field
from playground.engine.truncation.truncation_methods import CLASSES
from playground.errors import BadValue, Filled

GENERATED, REAL = SIDES = ("generated", "real")
#: The most and the least realistic images that are shown, and members of a ball that are named.
SHOWN = 10


@dataclass(frozen=True)
class BallsRequest(Request):
    """Two sets of images, what is wrong with them, and the image that was clicked."""

    dataset: str = dataset_field()
    classes: int = whole(
        10, 1, 10, "The generator draws the first so many classes only.", "Classes drawn"
    )
    spoiled: int = whole(
        25, 0, 100, "Percent of the generated images that noise is added to.", "Noisy images, %"
    )
    outlier: bool = flag(
        True, "One real image is replaced by a real image with noise.", "Outlier among the reals"
    )
    psi: float = number(
        1.0,
        0.0,
        1.5,
        "Toward the mean of w: 1 as trained, 0 one image a class.",
        "psi of the generator",
    )
    k: int = k_field()
    samples: int = whole(500, 100, 2000, "So many images of each kind.", "Images of each kind")
    noise: float = number(
        0.5, 0.05, 1.0, "Standard deviation of the noise; a pixel goes to 1.", "Noise"
    )
    seed: int = seed_field("images")
    side: str = choice(GENERATED, SIDES, "Which kind of image is looked at.", "Image looked at")
    index: int = whole(
        30, 0, 1999, "Which image is looked at: a number below the images' own.", "Its number"
    )


@dataclass(frozen=True, eq=False)
class Points:
    """One set. images uint8 [N, H, W]; labels int64 [N]; places [N, 2] in the plane; radii [N] of
    their balls. reached bool [N]: of a generated image, that some real ball admits it; of a real
    one, that a generated image lies in its ball."""

    images: Image8
    labels: NDArray[np.int64]
    places: F64
    radii: F64
    reached: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Chosen:
    """One image i, and its ball in its own set; `rim` is the image at that ball's border.

    best: the image of the other set whose ball holds i deepest, or fails by least: `reach` is that
    ball's radius over the distance. holders: images of the other set whose balls hold i, deepest
    first. inside: images of the other set that lie in the ball of i, nearest first.
    """

    side: str
    index: int
    radius: float
    rim: int
    best: int
    best_radius: float
    distance: float
    reach: float
    holders: NDArray[np.int64]
    inside: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Scene:
    """All but the click. realism, realism_by [M]: score of each generated image, and whose ball
    gives it. before, after: the measures without and with the outlier. curve: the measures without
    it, one value for each number of classes from 1 to 10. share: variance that the plane holds."""

    real: Points
    generated: Points
    realism: F64
    realism_by: NDArray[np.int64]
    spoiled: NDArray[np.bool_]
    before: dict[str, float]
    after: dict[str, float]
    curve: dict[str, F64]
    share: float
    source: str
    balls: dict[str, Balls]

    def points(self, side: str) -> Points:
        return self.real if side == REAL else self.generated

    @property
    def order(self) -> NDArray[np.int64]:
        """Generated images, the most realistic first."""
        return np.argsort(-self.realism, kind="stable")


@dataclass(frozen=True, eq=False)
class BallsResult(Result):
    """The scene, the image looked at, and the outlier's place among the reals, if it is there."""

    request: BallsRequest
    scene: Scene
    chosen: Chosen
    outlier: int | None

    def numbers(self) -> dict[str, Any]:
        """Lists of `by_classes` run over 1 to 10 classes."""
        scene = self.scene
        order = scene.order
        return {
            "without_outlier": scene.before,
            "with_outlier": scene.after,
            "by_classes": scene.curve,
            "image": self.chosen,
            "outlier": self.outlier,
            "most_realistic": _scored(scene, order[:SHOWN]),
            "least_realistic": _scored(scene, order[::-1][:SHOWN]),
            "share_of_variance_in_plane": scene.share,
            "real_source": scene.source,
        }


def _scored(scene: Scene, which: NDArray[np.int64]) -> list[dict[str, Any]]:
    return [{"index": i, "realism": scene.realism[i], "by": scene.realism_by[i]} for i in which]


@answering
def answer(request: BallsRequest) -> BallsResult:
    """The scene, and who admits or covers one image of it. Raises BadValue."""
    if request.index >= request.samples:
        allowed = Filled("a whole number from {low} to {high}", low=0, high=request.samples - 1)
        raise BadValue("index", request.index, allowed, "Click an image, or ask for more samples.")
    scene = _scene(dataclasses.replace(request, side=GENERATED, index=0))
    outlier = request.samples - 1 if request.outlier else None
    return BallsResult(request, scene, _look(scene, request.side, request.index), outlier)


def _look(scene: Scene, side: str, index: int) -> Chosen:
    own, other = (scene.balls[name] for name in (side, GENERATED if side == REAL else REAL))
    point = own.centres[index : index + 1]
    reach, away = other.reach(point)[0], other.away(point)[0]
    best = int(reach.argmax())
    deepest, nearest = reach.argsort(descending=True), away.argsort()
    radius = float(own.radii[index])
    return Chosen(
        side=side,
        index=index,
        radius=radius,
        rim=int(own.rims[index]),
        best=best,
        best_radius=float(other.radii[best]),
        distance=float(away[best]),
        reach=float(reach[best]),
        holders=deepest[reach[deepest] >= 1].numpy(),
        inside=nearest[away[nearest] <= radius].numpy(),
    )


@cached
def _scene(request: BallsRequest) -> Scene:
    clean = _reals(request.dataset, request.samples, request.seed)
    shown = _with_outlier(clean, request) if request.outlier else clean
    pool = _spoiled_pool(
        request.dataset, request.psi, request.samples, request.seed, request.spoiled, request.noise
    )
    curve = _by_classes(clean, pool, request)
    mine = class_pool.chosen(request.classes, request.samples)
    fake = _Set(pool.set.images[mine], pool.set.labels[mine], pool.set.features[mine])
    balls = {
        REAL: realism.balls(shown.features, request.k),
        GENERATED: realism.balls(fake.features, request.k),
    }
    away = balls[REAL].away(balls[GENERATED].centres)
    scored = realism.realism(balls[REAL], fake.features)
    plane = planes.principal(clean.features.double())
    before = {name: float(values[request.classes - 1]) for name, values in curve.items()}
    after = real.scores(real.ready(shown.features, request.k), fake.features)
    reached = away <= balls[REAL].radii
    return Scene(
        real=_points(shown, balls[REAL], plane, reached.any(0)),
        generated=_points(fake, balls[GENERATED], plane, reached.any(1)),
        realism=scored.scores.clamp_max(torch.finfo(torch.float64).max).numpy(),
        realism_by=scored.by.numpy(),
        spoiled=pool.spoiled[mine],
        before=before,
        after=after if request.outlier else before,
        curve=curve,
        share=_share(plane, clean.features.double()),
        source=data.reference(request.dataset).source,
        balls=balls,
    )


@dataclass(frozen=True, eq=False)
class _Set:
    """images uint8 [N, H, W], labels int64 [N], features [N, D]."""

    images: Image8
    labels: NDArray[np.int64]
    features: Tensor


@dataclass(frozen=True, eq=False)
class _Spoiled:
    """All generated images that a set may take, and which of them noise was added to [P]."""

    set: _Set
    spoiled: NDArray[np.bool_]


@cached
def _reals(dataset: str, samples: int, seed: int) -> _Set:
    pool = data.reference(dataset)
    which = real.drawn(dataset, real.ALL, samples, seed)[:samples].numpy()
    images = pool.images[which]
    return _Set(images, pool.labels[which], real.features_of(dataset, images))


@cached
def _spoiled_pool(
    dataset: str, psi: float, samples: int, seed: int, share: int, noise: float
) -> _Spoiled:
    """The pool with noise on `share` percent of each class, spread evenly."""
    pool = class_pool.pool(dataset, psi, samples, seed)
    spoiled = (pool.numbers + 1) * share // 100 > pool.numbers * share // 100
    images = pool.images.copy()
    images[spoiled] = _noisy(images[spoiled], noise, seed, "noise")
    found = real.features_of(dataset, images)
    return _Spoiled(_Set(images, pool.labels, found), spoiled)


def _with_outlier(clean: _Set, request: BallsRequest) -> _Set:
    """The last real image with noise on it."""
    images, features = clean.images.copy(), clean.features.clone()
    images[-1:] = _noisy(images[-1:], request.noise, request.seed, "outlier")
    features[-1:] = real.features_of(request.dataset, images[-1:])
    return _Set(images, clean.labels, features)


def _noisy(images: Image8, noise: float, seed: int, stream: str) -> Image8:
    chance = torch.randn(images.shape, generator=device.generator(seed, stream)).numpy()
    return (images + 255 * noise * chance).round().clip(0, 255).astype(np.uint8)


def _by_classes(clean: _Set, pool: _Spoiled, request: BallsRequest) -> dict[str, F64]:
    """What the measures say of sets with 1 to 10 classes, without an outlier: [10] each."""
    ready = real.ready(clean.features, request.k)
    found = []
    for classes in range(1, CLASSES + 1):
        which = class_pool.chosen(classes, request.samples)
        found.append(real.scores(ready, pool.set.features[which]))
    return {name: np.array([one[name] for one in found]) for name in MEASURES}


def _points(of: _Set, balls: Balls, plane: planes.Plane, reached: Tensor) -> Points:
    places = plane.places(balls.centres).numpy()
    return Points(of.images, of.labels, places, balls.radii.numpy(), reached.numpy())


def _share(plane: planes.Plane, points: Tensor) -> float:
    """The part of the points' variance that their places in the plane hold."""
    spread = (points - points.mean(0)).square().sum()
    return float(plane.places(points).square().sum() / spread)
