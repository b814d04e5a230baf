"""A generator that draws some modes only, or some too many: the PRD curve beside k-NN measures."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from playground import device
from playground.arrays import F64, Image8
from playground.core import fidelity, toys
from playground.core.mixtures import Mixture
from playground.core.prd import Curve, prd_curve, prd_from_histograms
from playground.engine import progress
from playground.engine.request import Request, number, whole
from playground.engine.result import Result, answering
from playground.engine.truncation.real import SHARES
from playground.engine.truncation.truncation import k_field, seed_field

#: The circles on which real and invented modes stand.
RADIUS, INNER = 1.6, 0.6
#: The plane is shown, and integrated over, from -EDGE to EDGE both ways: beyond lies nothing.
EDGE, CELLS = 4.0, 201
#: Points along a PRD curve; independent draws of both sets.
ANGLES, DRAWS = 101, 3
#: beta of the F-scores that ask for recall and for precision: Sajjadi et al. 2018.
WEIGHTS = {"F8": 8.0, "F1/8": 1 / 8}
#: Points of each set that are shown.
SHOWN = 300


@dataclass(frozen=True)
class ModesRequest(Request):
    """Real modes on a circle, and what the generator makes of them."""

    modes: int = whole(8, 2, 12, "Real Gaussians, evenly on a circle.", "Real modes")
    invented: int = whole(
        0, 0, 4, "Modes inside the circle, where nothing is real.", "Invented modes"
    )
    spread: float = number(
        0.15, 0.05, 0.4, "Standard deviation of each real Gaussian.", "Real spread", step=0.05
    )
    width: float = number(
        1.0,
        0.3,
        2.0,
        "Generated spread over the real one; 1 is right.",
        "Generated spread",
        step=0.1,
    )
    samples: int = whole(500, 100, 2000, "Points of each set.", "Points of each set")
    clusters: int = whole(20, 2, 60, "k-means bins of the PRD curve; the authors take 20.", "Bins")
    k: int = k_field()
    seed: int = seed_field("points")


@dataclass(frozen=True, eq=False)
class Trade:
    """A PRD curve at each number of kept modes: precision, recall [..., ANGLES] in [0, 1]; scores
    [...] by name of WEIGHTS."""

    precision: F64
    recall: F64
    scores: dict[str, F64]

    @property
    def numbers(self) -> dict[str, F64]:
        return {"precision": self.precision, "recall": self.recall, **self.scores}


@dataclass(frozen=True, eq=False)
class ModesResult(Result):
    """kept: 1 to M modes. exact: [M], of the densities. estimated: [M, DRAWS], of k-means bins.
    measured[name] [M, DRAWS]: each of MEASURES by k-NN. real [SHOWN, 2], fake [M, SHOWN, 2]: points
    of the first draw."""

    request: ModesRequest
    kept: tuple[int, ...]
    exact: Trade
    estimated: Trade
    measured: dict[str, F64]
    real: F64
    fake: F64

    def numbers(self) -> dict[str, Any]:
        curves = {"exact_prd": self.exact.numbers, "estimated_prd": self.estimated.numbers}
        return {"kept": self.kept, **self.measured, **curves}


@answering
def answer(request: ModesRequest) -> ModesResult:
    """Every number of kept modes, by density and by points. Deterministic in the request."""
    kept = tuple(range(1, request.modes + 1))
    real = Mixture(toys.ring(request.modes, RADIUS), request.spread)
    exact, estimated, measured, shown = [], [], [], []
    for count in kept:
        fake = _generated(request, count)
        sets = [_drawn(request, real, fake, draw) for draw in range(DRAWS)]
        exact.append(by_density(real, fake))
        estimated += [_binned(request, *points) for points in sets]
        measured.append([_by_balls(request, *points) for points in sets])
        shown.append(sets[0][1][:SHOWN].numpy())
        progress.report(count, len(kept))
    by_name = np.array(measured).transpose(2, 0, 1)
    return ModesResult(
        request=request,
        kept=kept,
        exact=_trade(exact, (len(kept),)),
        estimated=_trade(estimated, (len(kept), DRAWS)),
        measured=dict(zip(SHARES, by_name, strict=True)),
        real=sets[0][0][:SHOWN].numpy(),
        fake=np.stack(shown),
    )


def _generated(request: ModesRequest, kept: int) -> Mixture:
    """The first modes of the circle and the invented ones, all of equal weight."""
    modes = [toys.ring(request.modes, RADIUS)[:kept]]
    if request.invented:
        modes.append(toys.ring(request.invented, INNER))
    return Mixture(torch.cat(modes), request.width * request.spread)


def _drawn(request: ModesRequest, real: Mixture, fake: Mixture, draw: int) -> tuple[Tensor, Tensor]:
    """Reals and fakes [N, 2], the same chance for every number of kept modes."""
    chance = device.generator(request.seed, draw)
    return real.draw(request.samples, chance), fake.draw(request.samples, chance)


def pictures(request: ModesRequest) -> dict[str, Image8]:
    """Densities from none to the most as greys, the highest row on top: [CELLS, CELLS] of the real
    one, [M, CELLS, CELLS] of the generated ones."""
    real = Mixture(toys.ring(request.modes, RADIUS), request.spread)
    fakes = [_grey(_generated(request, kept)) for kept in range(1, request.modes + 1)]
    return {"real": _grey(real), "generated": np.stack(fakes)}


def _grey(of: Mixture) -> Image8:
    density = _on_grid(of)
    return (255 * density / density.max()).round().byte().flip(0).numpy()


def _on_grid(of: Mixture) -> Tensor:
    """[CELLS, CELLS], the lowest row first."""
    axis = torch.linspace(-EDGE, EDGE, CELLS, dtype=torch.float64)
    return of.density(axis, axis, 1.0, 0.0)


def by_density(real: Mixture, fake: Mixture) -> Curve:
    """The curve of the distributions themselves: masses of cells so small that each is nearly even,
    right to 1e-3.

    Sajjadi et al. 2018: alpha(lambda) is the integral of min(lambda p, q).
    """
    masses = [_on_grid(one).flatten() for one in (real, fake)]
    return prd_from_histograms(*masses, angles=ANGLES)


def _binned(request: ModesRequest, real: Tensor, fake: Tensor) -> Curve:
    return prd_curve(real, fake, clusters=request.clusters, angles=ANGLES, seed=request.seed)


def _by_balls(request: ModesRequest, real: Tensor, fake: Tensor) -> list[float]:
    scored = fidelity.precision_recall(real, fake, k=request.k)
    return [getattr(scored, name) for name in SHARES]


def _trade(curves: list[Curve], shape: tuple[int, ...]) -> Trade:
    def stacked(rows: list[Any]) -> F64:
        found = np.array(rows, dtype=np.float64)
        return found.reshape(*shape, *found.shape[1:])

    return Trade(
        precision=stacked([one.precision for one in curves]),
        recall=stacked([one.recall for one in curves]),
        scores={
            name: stacked([one.best(weight) for one in curves]) for name, weight in WEIGHTS.items()
        },
    )
