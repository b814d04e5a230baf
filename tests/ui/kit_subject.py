"""A subject of two tabs, for the tests of the kit: a drawing pad, and a plane to drag over."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.request import Request, choice, flag, picture, picture_pixels
from playground.ui import strip
from playground.ui.strip import Axis, Row
from playground.ui.tab import Control, Endpoint, Tab, View

SUBJECT = "Hands on"


@dataclass(frozen=True)
class Sketch(Request):
    dataset: str = choice("mnist", ("mnist", "fashion"), "What a drawing is made to look like.")
    drawn: str = picture("Draw it, or upload a photograph.")
    own: bool = flag(True, "A picture of yours.")


@dataclass(frozen=True)
class Turned:
    frames: NDArray[np.uint8]

    def report(self) -> dict[str, Any]:
        return {"ink": float(self.frames.mean())}


def turned(question: Sketch) -> Turned:
    """The picture in four orientations [4, 28, 28]; a gradient where none was drawn."""
    seen = picture_pixels(question.drawn)
    if seen is None:
        seen = np.tile(np.arange(28, dtype=np.uint8) * 9, (28, 1))
    return Turned(np.stack([np.rot90(seen, quarter) for quarter in range(4)]))


def paint_sketch(question: Sketch, found: Turned) -> dict[str, Any]:
    axes = [Axis("quarter", "Quarter", [0, 1, 2, 3])]
    return {"pictures": strip.value(axes, [Row("Turned", found.frames, ("quarter",))])}


def sketch() -> Tab:
    return Tab(
        name="sketch",
        title="Sketch",
        subject=SUBJECT,
        hint="Draw a digit: the strip shows it from all sides.",
        request=Sketch,
        answer=turned,
        controls=(
            Control("dataset", "Data set"),
            Control("own", "Own picture"),
            Control("drawn", "Your picture", like="dataset", when=("own", (True,))),
        ),
        views=((View("pictures", "strip"),),),
        paint=paint_sketch,
        cards=lambda question: (),
        endpoint=Endpoint("sketch", "A picture, turned."),
        french={"Your picture": "Votre image", SUBJECT: "À vous"},
    )
