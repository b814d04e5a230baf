"""Two images and what lies between them: in pixels, in codes, in a generator's latents."""

from dataclasses import dataclass, field
from typing import Any

import torch

from playground import data
from playground.arrays import F32
from playground.caching import cached
from playground.engine import images
from playground.engine.codes import Band
from playground.engine.images import CHOSEN, SOURCES, Picture, chosen, class_field, index_field
from playground.engine.latent import paths
from playground.engine.latent.paths import AE, CURVE, GAN, PATHS, VAE, Pictures, Way
from playground.engine.latent.rows import Row, judged
from playground.engine.neighbours import usual_distance
from playground.engine.networks import CLASSIFIER, Networks, datasets
from playground.engine.request import Request, choice, die, picture, picture_pixels, whole
from playground.engine.result import Result, answering, tells

DATASETS = datasets(CLASSIFIER, AE, VAE, GAN)

_SOURCE = "By class and number, drawn by the seed, or a picture of your own."
_OWN = "Until there is one, the example stands in; its pixels are used as they are."


@dataclass(frozen=True)
class PathRequest(Request):
    """Which two images, along which path, in how many frames."""

    dataset: str = images.dataset_field(DATASETS)
    from_a: str = choice(CHOSEN, SOURCES, _SOURCE, "Image A")
    class_a: int = class_field(9, "A")
    index_a: int = index_field(96, "Example A")
    image_a: str = picture(_OWN, "Your image A")
    from_b: str = choice(CHOSEN, SOURCES, _SOURCE, "Image B")
    class_b: int = class_field(6, "B")
    index_b: int = index_field(17, "Example B")
    image_b: str = picture(_OWN, "Your image B")
    path: str = choice("slerp", PATHS, "How the codes go from A to B.", "Path between the codes")
    class_c: int = whole(0, 0, 9, "The curve passes an image of this class halfway.", "Class of C")
    index_c: int = index_field(0, "Example C")
    gan: str = choice(
        "inverted",
        ("inverted", "seeds"),
        "Whose latents the GAN's row joins.",
        "Ends of the GAN's path",
    )
    steps: int = whole(
        60,
        10,
        500,
        "Steps of gradient descent for each image; more come closer.",
        "Steps of the search",
    )
    seed: int = die(
        0, 0, 2**31 - 1, "Draws what is random: images, and latents of the GAN.", "Seed"
    )
    frames: int = whole(33, 3, 129, "33 frames look smooth; 129 are the most.", "Frames")

    @property
    def seconds(self) -> float:
        return 0.1 + (0.011 * self.steps if self.gan == "inverted" else 0)


@dataclass(frozen=True)
class PathResult(Result):
    """Every frame and every curve for alphas [F] from 0 (image A) to 1 (image B).

    c: the third picture that a curve passes. usual_distance: from test images to their nearest
    training image.
    """

    path: str
    classes: tuple[str, ...]
    a: Picture
    b: Picture
    c: Picture | None
    alphas: F32
    rows: tuple[Row, ...]
    usual_distance: Band = field(metadata=tells("usual_nearest_distance"))
    examples: str
    reference: str

    def numbers(self) -> dict[str, Any]:
        """Lists run along alpha; without a curve there is no C."""
        return {name: value for name, value in super().numbers().items() if value is not None}


@answering
def answer(request: PathRequest) -> PathResult:
    """Every frame of every row. Raises BadValue where two of the images are one."""
    dataset, networks = request.dataset, Networks(request.dataset)
    pictures = ends(request)
    third = pictures[2:]
    return PathResult(
        path=request.path,
        classes=data.CLASSES[dataset],
        a=pictures[0],
        b=pictures[1],
        c=third[0] if third else None,
        alphas=torch.linspace(0, 1, request.frames).numpy(),
        rows=judged(networks, _ways(request, networks, pictures), request.frames),
        usual_distance=usual_distance(networks),
        examples=data.examples(dataset).source,
        reference=data.reference(dataset).source,
    )


def ends(request: PathRequest) -> Pictures:
    """A and B; for a curve also C. Raises BadValue where two are one image."""
    which = "abc" if request.path == CURVE else "ab"
    return images.different(request, [(_asked(request, one), _end(request, one)) for one in which])


def _asked(request: PathRequest, which: str) -> str:
    """The field that says which image it is, in the end."""
    source = getattr(request, f"from_{which}", CHOSEN)
    if source == images.OWN and getattr(request, f"image_{which}"):
        return f"image_{which}"
    return "seed" if source == images.RANDOM else f"index_{which}"


def _end(request: PathRequest, which: str) -> Picture:
    name = _asked(request, which)
    if name == "seed":
        return images.drawn_by(request.dataset, request.seed, 2)["ab".index(which)]
    if name.startswith("image"):
        return images.own(picture_pixels(getattr(request, name)), name)
    return chosen(request, which)


def _ways(request: PathRequest, networks: Networks, pictures: Pictures) -> list[Way]:
    """One a row; a way reads no more of the request than it needs."""
    path, frames = request.path, request.frames
    ways = [paths.blend(pictures, paths.straight(path), frames, networks.device)]
    ways += [paths.coded(networks, kind, pictures, path, frames) for kind in (AE, VAE)]
    if request.gan == "inverted":
        return [*ways, paths.between_inverted(networks, pictures, path, frames, request.steps)]
    labels = _labels(networks, pictures)
    return [*ways, paths.between_drawn(networks, labels, request.seed, path, frames)]


@cached
def _labels(networks: Networks, pictures: Pictures) -> tuple[int, ...]:
    """The classes of pictures, as the classifier reads them."""
    return tuple(networks.classifier(images.pixels(pictures, networks.device)).argmax(1).tolist())
