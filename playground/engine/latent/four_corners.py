"""Four images, and all that lies between them: in pixels and in the latents of both models."""

from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from playground.arrays import F32, Image8
from playground.engine import images
from playground.engine.images import Picture, chosen, class_field, dataset_field, index_field
from playground.engine.latent import spaces
from playground.engine.latent.paths import LINES, PIXELS
from playground.engine.request import Request, choice, whole
from playground.engine.result import Result, answering, tells

LATENTS = 16
DATASETS = spaces.datasets(LATENTS)
#: What a line between two codes makes of a square.
PATHS = {"bilinear": LINES["lerp"], "spherical": LINES["slerp"]}


@dataclass(frozen=True)
class CornersRequest(Request):
    """Which images stand at the corners, and how it is blended between them."""

    dataset: str = dataset_field(DATASETS)
    class_a: int = class_field(7, "A")
    index_a: int = index_field(18, "Example A")
    class_b: int = class_field(0, "B")
    index_b: int = index_field(88, "Example B")
    class_c: int = class_field(2, "C")
    index_c: int = index_field(25, "Example C")
    class_d: int = class_field(3, "D")
    index_d: int = index_field(85, "Example D")
    path: str = choice(
        "bilinear",
        tuple(PATHS),
        "Straight lines, or arcs, between the codes.",
        "Between the codes",
    )
    side: int = whole(9, 3, 17, "Pictures along each side.", "Pictures a side")


@dataclass(frozen=True)
class Sheet:
    """One way to fill the square. model: its card, or "pixels"; frames uint8 [S*S, H, W] and
    probabilities [S*S, 10], line by line from the top."""

    model: str
    frames: Image8
    probabilities: F32


@dataclass(frozen=True)
class CornersResult(Result):
    """A and B on top, C and D below; shares [S] from left to right and from top to bottom."""

    pictures: tuple[Picture, ...] = field(metadata=tells("corners"))
    shares: F32
    sheets: tuple[Sheet, ...]

    def numbers(self) -> dict[str, Any]:
        """Lists run line by line from the top."""
        read = {
            sheet.model: {
                "read": sheet.probabilities.argmax(1),
                "confidence": sheet.probabilities.max(1),
            }
            for sheet in self.sheets
        }
        return super().numbers() | {"sheets": read}


@answering
def answer(request: CornersRequest) -> CornersResult:
    """Every picture of every way. Raises BadValue where two corners are one image."""
    there = spaces.required(request.dataset, LATENTS)
    device = there[0].device
    pictures = images.different(request, [(f"index_{one}", chosen(request, one)) for one in "abcd"])
    shares = torch.linspace(0, 1, request.side, device=device)
    plain = images.pixels(pictures, device)
    blend = spaces.read(there[0].classifier, between(plain, shares, "bilinear").flatten(0, 1))
    sheets = [Sheet(PIXELS, blend.images, blend.probabilities)]
    for space in there:
        square = between(space.codes(pictures), shares, request.path)
        seen = spaces.decoded(space, square.flatten(0, 1))
        sheets.append(Sheet(space.name, seen.images, seen.probabilities))
    return CornersResult(pictures, shares.cpu().numpy(), tuple(sheets))


def between(corners: Tensor, shares: Tensor, path: str) -> Tensor:
    """corners [4, ...] (top left, top right, bottom left, bottom right) -> [S, S, ...]: first along
    the upper and the lower side, then from the one to the other."""
    along = PATHS[path]
    top, bottom = along(corners[0::2], corners[1::2], shares).unbind(1)
    return along(top, bottom, shares)
