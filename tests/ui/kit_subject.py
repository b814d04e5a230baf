"""A subject of two tabs, for the tests of the kit: a drawing pad, and a plane to drag over."""

import time
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from kit_example import say
from numpy.typing import NDArray

from playground.engine import progress
from playground.engine.request import Request, choice, die, flag, picture, picture_pixels, whole
from playground.ui import chart, figures, strip
from playground.ui.chart import Chart, Cursor
from playground.ui.strip import Axis, Row, Strip
from playground.ui.tab import Control, Endpoint, Tab

SUBJECT = "Hands on"
SHOWN = {"mnist": {"3": "three"}, "fashion": {"3": "Dress"}}


@dataclass(frozen=True)
class Sketch(Request):
    dataset: str = choice(
        "mnist", ("mnist", "fashion"), "What a drawing is made to look like.", "Data set"
    )
    drawn: str = picture("Draw it, or upload a photograph.", "Your picture")
    own: bool = flag(True, "A picture of yours.", "Own picture")
    shown: str = choice("3", ("3", "any"), "What it shows.", "Shown")


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


def pictures(question: Sketch, found: Turned) -> Strip:
    axes = [Axis("quarter", "Quarter", [0, 1, 2, 3])]
    return Strip(axes, [Row("Turned", found.frames, ("quarter",))])


def sketch() -> Tab:
    say("sketch", {"Your picture": "Votre image"})
    say("", {SUBJECT: "À vous"})
    return Tab(
        name="sketch",
        title="Sketch",
        subject=SUBJECT,
        hint="Draw a digit: the strip shows it from all sides.",
        answer=turned,
        controls=(
            Control("dataset"),
            Control("shown", kind="dropdown", named=SHOWN, like="dataset"),
            Control("own"),
            Control("drawn", like="dataset", when=("own", (True,))),
        ),
        views=((strip.view("", pictures),),),
        cards=lambda question: (),
        endpoint=Endpoint("sketch", "A picture, turned."),
        snippet="print({request})",
    )


SIDE = 9
AT = np.linspace(-2, 2, SIDE).tolist()


@dataclass(frozen=True)
class Place(Request):
    seed: int = die(0, 0, 99, "Draws the points.", "Seed")
    work: int = whole(0, 0, 80, "Steps of a twentieth of a second, each with its picture.", "Work")


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
        progress.report(step + 1, question.work, partial(frames.__getitem__, step))
        time.sleep(0.05)
    return Lattice(frames, np.random.default_rng(question.seed).normal(0, 1, (2, 30)))


def points(question: Place, found: Lattice) -> Chart:
    figure = figures.lines(found.points[0], {"codes": found.points[1]}, x="u", y="v")
    figure.update_traces(mode="markers")
    return Chart(figure, [Cursor("u", AT, drag=True), Cursor("v", AT, "y", drag=True)])


def decoded(question: Place, found: Lattice) -> Strip:
    axes = [Axis("u", "u", AT, 4), Axis("v", "v", AT, 4)]
    return Strip(axes, [Row("Decoded", found.frames, ("u", "v"))])


def plane() -> Tab:
    say("plane", {"Plane": "Plan"})
    return Tab(
        name="plane",
        title="Plane",
        subject=SUBJECT,
        hint="Drag over the plane: the picture follows.",
        answer=lattice,
        controls=(Control("seed"), Control("work", kind="number")),
        views=((chart.view("Plane", points, name="plane"), strip.view("", decoded)),),
        cards=lambda question: (),
        endpoint=Endpoint("plane", "A lattice of pictures."),
        snippet="print({request})",
    )
