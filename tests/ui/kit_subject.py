"""A subject of two tabs, for the tests of the kit: a drawing pad, and a plane to drag over."""

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from kit_example import say
from numpy.typing import NDArray

from playground.engine import progress
from playground.engine.request import Request, choice, flag, picture, picture_pixels, whole
from playground.ui import chart, figures, strip
from playground.ui.chart import Cursor
from playground.ui.strip import Axis, Row
from playground.ui.tab import Control, Endpoint, Tab, View

SUBJECT = "Hands on"
SHOWN = {"mnist": {"3": "three"}, "fashion": {"3": "Dress"}}


@dataclass(frozen=True)
class Sketch(Request):
    dataset: str = choice("mnist", ("mnist", "fashion"), "What a drawing is made to look like.")
    drawn: str = picture("Draw it, or upload a photograph.")
    own: bool = flag(True, "A picture of yours.")
    shown: str = choice("3", ("3", "any"), "What it shows.")


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
    say("sketch", {"Your picture": "Votre image"})
    say("", {SUBJECT: "À vous"})
    return Tab(
        name="sketch",
        title="Sketch",
        subject=SUBJECT,
        hint="Draw a digit: the strip shows it from all sides.",
        request=Sketch,
        answer=turned,
        controls=(
            Control("dataset", "Data set"),
            Control("shown", "Shown", kind="dropdown", named=SHOWN, like="dataset"),
            Control("own", "Own picture"),
            Control("drawn", "Your picture", like="dataset", when=("own", (True,))),
        ),
        views=((View("pictures", "strip"),),),
        paint=paint_sketch,
        cards=lambda question: (),
        endpoint=Endpoint("sketch", "A picture, turned."),
    )


SIDE = 9


@dataclass(frozen=True)
class Place(Request):
    seed: int = whole(0, 0, 99, "Draws the points.")
    work: int = whole(0, 0, 80, "Steps of a twentieth of a second, each with its picture.")


@dataclass(frozen=True)
class Lattice:
    frames: NDArray[np.uint8]
    points: NDArray[np.float64]

    def report(self) -> dict[str, Any]:
        return {"points": self.points.tolist()}


def lattice(question: Place) -> Lattice:
    """A bright spot that stands where the cursors do, [SIDE * SIDE, 28, 28]."""
    places = np.linspace(2, 25, SIDE)
    u, v = np.meshgrid(places, places, indexing="ij")
    y, x = np.mgrid[:28, :28]
    far = (x - u.reshape(-1, 1, 1)) ** 2 + (y - v.reshape(-1, 1, 1)) ** 2
    frames = (255 * np.exp(-far / 8)).astype(np.uint8)
    for step in range(question.work):
        progress.report(step + 1, question.work, picture=frames[step])
        time.sleep(0.05)
    return Lattice(frames, np.random.default_rng(question.seed).normal(0, 1, (2, 30)))


def paint_plane(question: Place, found: Lattice) -> dict[str, Any]:
    places = np.linspace(-2, 2, SIDE).tolist()
    axes = [Axis("u", "u", places, 4), Axis("v", "v", places, 4)]
    drawn = figures.lines(found.points[0], {"codes": found.points[1]}, x="u", y="v")
    drawn.update_traces(mode="markers")
    cursors = [
        Cursor("u", places, drag=True),
        Cursor("v", places, "y", drag=True),
    ]
    return {
        "plane": chart.value(drawn, cursors),
        "pictures": strip.value(axes, [Row("Decoded", found.frames, ("u", "v"))]),
    }


def plane() -> Tab:
    say("plane", {"Plane": "Plan"})
    return Tab(
        name="plane",
        title="Plane",
        subject=SUBJECT,
        hint="Drag over the plane: the picture follows.",
        request=Place,
        answer=lattice,
        controls=(Control("seed", "Seed", kind="dice"), Control("work", "Work", kind="number")),
        views=((View("plane", "chart", "Plane"), View("pictures", "strip")),),
        paint=paint_plane,
        cards=lambda question: (),
        endpoint=Endpoint("plane", "A lattice of pictures."),
    )
