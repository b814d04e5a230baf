"""How do particles get from noise to data? Two ways side by side, in the plane, in closed form."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor

from playground import device
from playground.arrays import F32, Image8
from playground.caching import cached
from playground.core import paths
from playground.core.mixtures import Mixture
from playground.engine.diffusion import fields
from playground.engine.diffusion.plane import MOST, WAYS, Carried, begin
from playground.engine.diffusion.plane_data import DATA, EDGE, OWN, Plane, parse
from playground.engine.diffusion.plane_training import Velocity
from playground.engine.request import Request, choice, number, text, whole
from playground.engine.result import Result, tells

#: Cells of the density, and arrows of the field, along each side of the plane.
CELLS, ARROWS = 72, 15
#: Samples that the particles are compared with.
_COMPARED = 600
#: A particle is on the data where the density is at least what this share of real samples has.
_OFF = 0.01
#: The learned field is compared with the exact one at these times.
TIMES = tuple(np.linspace(0.02, 0.98, 25).round(3).tolist())


@dataclass(frozen=True)
class Flow2dRequest(Request):
    """Data in the plane, and two ways from noise to it."""

    data: str = choice("ring", DATA, "A press on a plane adds a point of your own.", "Data")
    points: str = text(
        "-1.5,-1; 1.5,-1; 0,1.5", 400, 'Your own points: "x,y; x,y; x,y".', "Points x,y; x,y"
    )
    width: float = number(
        0.1, 0.03, 0.5, "Spread of the data around each of its points.", "Width of the data"
    )
    left: str = choice("ddim", tuple(WAYS), "What carries the particles on the left.", "Left")
    right: str = choice("flow", tuple(WAYS), "The same noise, carried another way.", "Right")
    steps: int = whole(40, 1, 100, "With 2 to 5 the ways differ most.", "Steps")
    samples: int = whole(300, 50, MOST, "How many points of noise are carried.", "Particles")
    seed: int = fields.seed_field()

    def __post_init__(self) -> None:
        super().__post_init__()
        parse("points", self.points)

    @property
    def plane(self) -> Plane:
        """The data; a visitor's points count only where they are asked for."""
        own = parse("points", self.points) if self.data == OWN else ()
        return Plane(self.data, own, self.width)


@dataclass(frozen=True, eq=False)
class Journey(Result):
    """One way. S steps, N particles; positions are in the plane's units.

    states [S+1, N, 2]; density uint8 [S+1, CELLS, CELLS], each step by its own greatest value,
    rows from low to high; arrows [S+1, ARROWS^2, 2]; speed [S] mean |dx/dt|, the whole way
    taking t = 1; distance [S+1] energy distance from what the density promises, and its standard
    error; excess: the ways' length over their ends' distance, minus 1; curvature: how far they are
    from straight at constant speed; on_data: share of the ends where data is; calls: of the field,
    for one particle; error: of a learned field at TIMES, relative to the
    exact one's mean square, where there is one.
    """

    way: str
    states: F32 = field(metadata=tells())
    density: Image8
    arrows: F32 = field(metadata=tells())
    speed: F32
    distance: F32 = field(metadata=tells("energy_distance"))
    distance_error: F32 = field(metadata=tells("energy_distance_error"))
    excess: float = field(metadata=tells("excess_length"))
    curvature: float
    on_data: float
    calls: int
    error: F32 | None = field(metadata=tells("field_error"))

    def numbers(self) -> dict[str, Any]:
        return super().numbers() | {"ends": self.states[-1]}


@dataclass(frozen=True, eq=False)
class Flow2dResult(Result):
    """Both ways, and the data's points [M, 2]."""

    request: Flow2dRequest
    left: Journey
    right: Journey
    points: F32

    @property
    def sides(self) -> dict[str, Journey]:
        return {"left": self.left, "right": self.right}

    def numbers(self) -> dict[str, Any]:
        """`ends` are the particles' last positions [N, 2]."""
        return {"times": TIMES, **self.sides}


@cached
def answer(request: Flow2dRequest) -> Flow2dResult:
    """Both journeys from the same noise. Deterministic in the request."""
    ask = (request.steps, request.samples, request.seed)
    left, right = (journey(request.plane, way, *ask) for way in (request.left, request.right))
    return Flow2dResult(request, left, right, request.plane.mixture().points.float().numpy())


@cached
def journey(plane: Plane, way: str, steps: int, particles: int, seed: int) -> Journey:
    """Carry the particles, and measure how they went."""
    carried = WAYS[way].carry(begin(plane, particles, steps, seed))
    data, states = plane.mixture(), carried.states
    distance, error = _distances(carried)
    return Journey(
        way=way,
        states=states.float().numpy(),
        density=_densities(carried),
        arrows=_arrows(carried),
        speed=(states.diff(dim=0).norm(dim=-1).mean(1) * steps).float().numpy(),
        distance=distance,
        distance_error=error,
        excess=float(paths.detour(states)) - 1,
        curvature=float(paths.curvature(states)),
        on_data=_on_data(data, states[-1]),
        calls=carried.calls,
        error=None if carried.velocity is None else field_error(carried.velocity, data),
    )


def _densities(carried: Carried) -> Image8:
    """The square root shows the thin parts too."""
    half = EDGE / CELLS
    axis = torch.linspace(half - EDGE, EDGE - half, CELLS, dtype=torch.float64)
    grids = torch.stack([carried.marginals.density(axis, i) for i in range(len(carried.states))])
    shares = grids / grids.amax((1, 2), keepdim=True)
    return (255 * shares.sqrt()).round().to(torch.uint8).numpy()


def grid() -> Tensor:
    """Where the arrows stand: [ARROWS^2, 2]."""
    half = EDGE / ARROWS
    axis = torch.linspace(half - EDGE, EDGE - half, ARROWS, dtype=torch.float64)
    return torch.cartesian_prod(axis, axis)


def _arrows(carried: Carried) -> F32:
    places = grid()
    each = [carried.field(places, i) for i in range(len(carried.states))]
    return torch.stack(each).float().numpy()


def _distances(carried: Carried) -> F32:
    """Energy distances and their standard errors: [2, S+1]."""
    pairs = [(x, carried.marginals.draw(_COMPARED, i)) for i, x in enumerate(carried.states)]
    measures = (paths.energy_distance, paths.energy_distance_error)
    return np.array([[float(measure(*pair)) for pair in pairs] for measure in measures], "f4")


def _on_data(data: Mixture, ends: Tensor) -> float:
    real = data.log_density(data.draw(4000, device.generator(0, "real")), 1.0, 0.0)
    return float((data.log_density(ends, 1.0, 0.0) >= real.quantile(_OFF)).double().mean())


def field_error(velocity: Velocity, data: Mixture) -> F32:
    """E |learned - exact|^2 / E |exact|^2 over the particles of each of TIMES: [T]."""
    generator = device.generator(0, "compared")
    ends = data.draw(2000, generator)
    noise = torch.randn(ends.shape, generator=generator, dtype=torch.float64)
    errors = []
    for time in TIMES:
        x, t = torch.lerp(noise, ends, time), torch.full((len(ends),), time, dtype=torch.float64)
        exact = data.velocity(x, t)
        errors.append((velocity(x, t) - exact).square().mean() / exact.square().mean())
    return torch.stack(errors).float().numpy()
