"""Field: a plane with particles, arrows and a density, animated under the cursor by the page.

    Particles("step", edge=3.0, particles=states, density=grids, arrows=arrows, points=data)

All positions of all steps travel once. A press on the plane reaches Python as the component's
`pick` event, `{"x", "y"}` in the plane's units.
"""

import base64
from dataclasses import KW_ONLY, dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.arrays import Image8
from playground.ui import strip
from playground.ui.strip import Row
from playground.ui.texts import Words
from playground.ui.view import Answered, Asked, Draw, View

#: Positions and arrows travel as 16-bit whole numbers of this fraction of the plane's edge.
FINE = 8192


@dataclass(frozen=True)
class Particles:
    """A plane, the square from -edge to edge.

    particles [F, N, 2], coloured by the direction that they start in; density uint8 [F, C, C], rows
    from low to high; arrows [F, G^2, 2], the first coordinate of their places slow; points [M, 2],
    marked where they are few. F: the positions of `axis`. ValueError where these lengths differ.
    """

    axis: str
    _: KW_ONLY
    edge: float
    particles: ArrayLike
    density: Image8
    arrows: ArrayLike
    points: ArrayLike
    title: Words = ""
    note: Words = ""

    def __post_init__(self) -> None:
        counts = [len(np.asarray(one)) for one in (self.particles, self.density, self.arrows)]
        if len(set(counts)) > 1:
            raise ValueError("{} positions, {} densities, {} arrows".format(*counts))

    def value(self) -> dict[str, Any]:
        """What the page's script draws."""
        sprite = strip.Strip(
            [strip.Axis(self.axis, self.axis, list(range(len(self.density))))],
            [Row("density", np.ascontiguousarray(self.density[:, ::-1]), (self.axis,))],
        ).value()
        return {
            "axis": self.axis,
            "edge": self.edge,
            "frames": len(self.density),
            "particles": _packed(np.asarray(self.particles) / self.edge),
            "arrows": _packed(np.asarray(self.arrows) / self.edge),
            "points": _packed(np.asarray(self.points) / self.edge),
            "density": {**sprite["rows"][0], "sheet": sprite["sprites"][0]},
            "title": self.title,
            "note": self.note,
        }


def _packed(numbers: NDArray[Any]) -> dict[str, Any]:
    """Shares of the edge as base64 of little-endian int16; what is farther out is cut at 4."""
    whole = np.clip(np.round(numbers * FINE), -32768, 32767).astype("<i2")
    return {"int16": base64.b64encode(whole.tobytes()).decode(), "shape": list(whole.shape)}


def view(
    heading: str, draw: Draw[Asked, Answered, Particles], *, height: int = 400, **more: Any
) -> View[Asked, Answered]:
    """A plane with particles; `height` of its square in CSS pixels."""
    return View(heading, draw, "particles", props={"height": height}, **more)
