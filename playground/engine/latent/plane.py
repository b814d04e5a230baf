"""A latent space as a map: where images lie in it, and what is decoded everywhere else."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground import data
from playground.arrays import F32, Image8
from playground.caching import cached
from playground.core import planes
from playground.core.planes import Plane
from playground.device import accelerated
from playground.engine import images
from playground.engine.codes import Space
from playground.engine.images import Picture, chosen, class_field, dataset_field, index_field
from playground.engine.latent import spaces
from playground.engine.latent.paths import LINES
from playground.engine.request import Request, choice, whole
from playground.engine.result import Result, answering, tells

LATENTS = ("2", "16")
DATASETS = spaces.datasets(2, 16)
#: Points of a drawn path.
PATH_POINTS = 33
#: Share of the codes that the window holds in each direction, and the margin around them.
MOST, MARGIN = 0.98, 0.12
#: Beyond the triangle of three codes, in its larger side.
AROUND = 0.3
#: A reading that is at least so probable counts as sure.
SURE = 0.9


@dataclass(frozen=True)
class LatentPlaneRequest(Request):
    """Which space, and which images are marked in it."""

    dataset: str = dataset_field(DATASETS)
    latents: str = choice(
        "2", LATENTS, "2: the whole space. 16: the plane through A, B and C.", "Latents"
    )
    class_a: int = class_field(3, "A")
    index_a: int = index_field(27, "Example A")
    class_b: int = class_field(6, "B")
    index_b: int = index_field(34, "Example B")
    class_c: int = class_field(1, "C")
    index_c: int = index_field(0, "Example C")
    path: str = choice(
        "lerp", tuple(LINES), "A straight line, or an arc, between the codes.", "Path from A to B"
    )
    side: int = whole(33, 9, 49, "Decoded points along each side of the map.", "Points a side")


@dataclass(frozen=True)
class Map(Result):
    """One model's map. xs [S] from left to right and ys [S] from top to bottom: the lattice.

    frames uint8 [S*S, H, W] and probabilities [S*S, 10]: decoded and read at (xs[i], ys[j]), at
    position i * S + j. codes [N, 2]: the examples' places, distances [N] from the plane; marked
    [2 or 3, 2]: A, B (and C); path [P, 2]: from A to B. Lengths are lengths of the latent space.
    """

    model: str
    variational: bool = field(metadata=tells())
    xs: F32
    ys: F32
    frames: Image8
    probabilities: F32 = field(metadata=tells())
    codes: F32 = field(metadata=tells())
    distances: F32 = field(metadata=tells())
    marked: F32
    path: F32

    def numbers(self) -> dict[str, Any]:
        """`read` and `confidence` run from left to right, then from top to bottom."""
        best = self.probabilities.max(1)
        return super().numbers() | {
            "read": self.probabilities.argmax(1),
            "confidence": best.round(4),
            "sure_share": float((best >= SURE).mean()),
            "median_distance": np.median(self.distances),
        }


@dataclass(frozen=True)
class LatentPlaneResult(Result):
    """Maps of the models that there are, the plain autoencoder's first; labels [N] of the codes."""

    dataset: str
    latents: int
    pictures: tuple[Picture, ...] = field(metadata=tells("images"))
    maps: tuple[Map, ...]
    labels: NDArray[np.int64] = field(metadata=tells())
    examples: str


@answering
def answer(request: LatentPlaneRequest) -> LatentPlaneResult:
    """Every map. Raises BadValue for equal images, or where no model has so many latents."""
    there, pictures = spaces.required(request.dataset, int(request.latents)), _pictures(request)
    points, maps = request.side**2, []
    for index, space in enumerate(there):
        place = _placed(space, pictures)
        step = spaces.Step(index * points, len(there) * points)
        lattice = _lattice(space, place.plane, place.window, request.side, step)
        maps.append(_map(space, place, lattice, request.path))
    shipped = data.examples(request.dataset)
    return LatentPlaneResult(
        dataset=request.dataset,
        latents=int(request.latents),
        pictures=pictures,
        maps=tuple(maps),
        labels=shipped.labels,
        examples=shipped.source,
    )


@dataclass(frozen=True)
class Here:
    """One place of a model's map: what is decoded there, uint8 [H, W], and read, [10]."""

    model: str
    x: float
    y: float
    image: Image8
    probabilities: F32


@accelerated
def here(request: LatentPlaneRequest, across: float, down: float) -> tuple[Here, ...]:
    """The place at these shares of every map, in [0, 1], whether the lattice has it or not."""
    pictures, places = _pictures(request), []
    for space in spaces.required(request.dataset, int(request.latents)):
        place = _placed(space, pictures)
        left, right, bottom, top = place.window
        x, y = left + across * (right - left), top + down * (bottom - top)
        seen = spaces.decoded(space, place.plane.points(place.marked.new_tensor([[x, y]])))
        places.append(Here(space.name, x, y, seen.images[0], seen.probabilities[0]))
    return tuple(places)


def _pictures(request: LatentPlaneRequest) -> tuple[Picture, ...]:
    """A and B, and C where it spans the plane. Raises BadValue where two are one image."""
    which = "ab" if request.latents == "2" else "abc"
    return images.different(request, [(f"index_{one}", chosen(request, one)) for one in which])


@dataclass(frozen=True)
class Placed:
    """A plane, the codes of A and B [2, D], and the places in it of all marked codes [2 or 3, 2]
    and of all examples [N, 2], which stand `distances` [N] over it; its window is (left, right,
    bottom, top)."""

    plane: Plane
    ends: Tensor
    marked: Tensor
    everyone: Tensor
    distances: Tensor
    window: tuple[float, float, float, float]


def _placed(space: Space, pictures: tuple[Picture, ...]) -> Placed:
    marked, everyone = space.codes(pictures), space.examples()
    flat = marked.shape[1] == 2
    plane = _plane(space, () if flat else pictures)
    places, there = plane.places(marked), plane.places(everyone)
    window = _around_most(there, places) if flat else _around_three(places)
    return Placed(plane, marked[:2], places, there, plane.distances(everyone), window)


@cached
def _plane(space: Space, through: tuple[Picture, ...]) -> Plane:
    """The plane through three pictures' codes; through none, the two-dimensional space itself."""
    return planes.through(*space.codes(through)) if through else planes.whole(space.examples())


def _around_most(places: Tensor, marked: Tensor) -> tuple[float, float, float, float]:
    """The window of a whole space: nearly all codes [N, 2], and all marked ones."""
    ends = torch.tensor([(1 - MOST) / 2, (1 + MOST) / 2])
    low, high = torch.quantile(places.cpu(), ends, dim=0)
    margin = MARGIN * (high - low)
    low = torch.minimum(low - margin, marked.amin(0).cpu() - margin / 2)
    high = torch.maximum(high + margin, marked.amax(0).cpu() + margin / 2)
    (left, bottom), (right, top) = low.tolist(), high.tolist()
    return left, right, bottom, top


def _around_three(places: Tensor) -> tuple[float, float, float, float]:
    """The window of a plane through three codes: a square, so that its lengths compare."""
    low, high = places.amin(0), places.amax(0)
    centre = ((low + high) / 2).tolist()
    reach = float((high - low).max()) * (0.5 + AROUND)
    return centre[0] - reach, centre[0] + reach, centre[1] - reach, centre[1] + reach


@dataclass(frozen=True)
class Lattice:
    """xs and ys of a map, and what is decoded at each pair of them, x by x."""

    xs: Tensor
    ys: Tensor
    seen: spaces.Decoded


@cached
def _lattice(
    space: Space,
    plane: Plane,
    window: tuple[float, float, float, float],
    side: int,
    step: spaces.Step,
) -> Lattice:
    """A lattice reads no path, and of a two-dimensional space no picture within its window."""
    left, right, bottom, top = window
    device = plane.origin.device
    xs = torch.linspace(left, right, side, device=device)
    ys = torch.linspace(top, bottom, side, device=device)
    points = plane.points(torch.cartesian_prod(xs, ys))
    return Lattice(xs, ys, spaces.decoded(space, points, step))


def _map(space: Space, place: Placed, lattice: Lattice, path: str) -> Map:
    weights = torch.linspace(0, 1, PATH_POINTS, device=place.ends.device)
    way = LINES[path](place.ends[0], place.ends[1], weights)
    return Map(
        model=space.name,
        variational=space.variational,
        xs=lattice.xs.cpu().numpy(),
        ys=lattice.ys.cpu().numpy(),
        frames=lattice.seen.images,
        probabilities=lattice.seen.probabilities,
        codes=place.everyone.cpu().numpy(),
        distances=place.distances.cpu().numpy(),
        marked=place.marked.cpu().numpy(),
        path=place.plane.places(way).cpu().numpy(),
    )
