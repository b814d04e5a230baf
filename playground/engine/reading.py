"""What a network reads in a visitor's own picture, and how near that is to its training images."""

from dataclasses import dataclass
from typing import Any

from playground import data
from playground.arrays import F32
from playground.engine import images, neighbours
from playground.engine.adversarial import classifiers
from playground.engine.adversarial.one_image import DRAWABLE
from playground.engine.codes import Band
from playground.engine.networks import Networks
from playground.engine.request import Request, choice, picture, picture_pixels
from playground.engine.result import Result, answering


@dataclass(frozen=True)
class ReadingRequest(Request):
    """Which network reads which picture."""

    network: str = choice(DRAWABLE[0], DRAWABLE, "The network that reads.", "Network")
    image: str = picture("Draw a few strokes, or upload an image.", "Your own image")

    @property
    def seconds(self) -> float:
        return 0.01


@dataclass(frozen=True)
class Reading(Result):
    """probabilities: of the classes [10]. distance: from the picture to the nearest training image,
    Euclidean, of pixels in [0, 1]; usual: the same from test images."""

    classes: tuple[str, ...]
    probabilities: F32
    distance: float
    usual: Band

    @property
    def unlike(self) -> bool:
        """Farther from the training images than 19 of 20 test images are."""
        return self.distance > self.usual.high

    def numbers(self) -> dict[str, Any]:
        return super().numbers() | {"unlike": self.unlike}


@answering
def answer(request: ReadingRequest) -> Reading:
    """Raises BadValue where the picture is blank, or none."""
    seen = images.own(picture_pixels(request.image), "image")
    dataset = request.network.partition("-")[0]
    networks, pixels = Networks(dataset), classifiers.pixels(seen.image[None])
    network = classifiers.load_fused(request.network)
    return Reading(
        classes=data.CLASSES[dataset],
        probabilities=network(pixels)[0].softmax(0).cpu().numpy(),
        distance=float(neighbours.nearest(networks, pixels).distances[0]),
        usual=neighbours.usual_distance(networks),
    )
