"""From one noise and with equally many network calls: how far does each sampler get?"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from torch import Tensor

from playground.arrays import Image8
from playground.core.samplers import SAMPLERS
from playground.engine import flows
from playground.engine.diffusion import fields, imaging, network, quality
from playground.engine.diffusion.network import LABELS, Calls
from playground.engine.diffusion.quality import ALL
from playground.engine.flows import ANY, Velocity
from playground.engine.networks import Networks
from playground.engine.request import choice, whole
from playground.engine.result import Result, answering, tells

#: Network calls that are granted.
BUDGETS = (2, 5, 10, 20, 50, 100)
RACERS = tuple(SAMPLERS)
#: What all samplers without fresh noise tend to is taken from this one ...
REFEREE = "rk4"
#: ... with so many times the calls of the largest budget.
REFEREE_CALLS = 2
#: Answers to "which class?" that name one, so that guidance has something to strengthen.
LABELLED = (ALL, *LABELS)
#: A sampler and its budget -> its images [N, 1, H, W], and its seconds.
Runs = Callable[[str, int], tuple[Tensor, float]]


@dataclass(frozen=True)
class RaceRequest(fields.Guided):
    """The question of the page. Noise is drawn from `seed`, one stream for each sample."""

    dataset: str = fields.dataset_field()
    label: str = choice(ALL, (*LABELLED, ANY), "all: another class for each sample.", "Class")
    most: str = choice(
        "10",
        tuple(str(b) for b in BUDGETS[2:]),
        "100 take half a minute or more.",
        "Most network calls",
    )
    samples: int = whole(4, 1, 10, "How many images race side by side.", "Samples")
    guidance: float = fields.guidance_field(1.0)
    seed: int = fields.seed_field(30)

    @property
    def seconds(self) -> float:
        most = int(self.most)
        calls = len(RACERS) * sum(budget for budget in BUDGETS if budget <= most)
        each = 1.0 if self.guidance == 1 else 2.0
        return 0.4 + each * network.SECONDS * self.samples * (calls + REFEREE_CALLS * most)


@dataclass(frozen=True)
class Lap:
    """What one sampler made of one budget. calls <= budget: the most that whole steps allow.

    images: uint8 [N, H, W]; seconds: the sampler's alone, for all N; distance: root mean square
    over pixels, in [-1, 1], to the limit of the samplers without fresh noise; agreement: share of
    the samples that the classifier reads as asked (None where no class is asked).
    """

    sampler: str = field(metadata=tells())
    budget: int = field(metadata=tells())
    steps: int
    calls: int
    images: Image8
    seconds: float
    distance: float
    agreement: float | None


@dataclass(frozen=True)
class RaceResult(Result):
    """laps[sampler][budget]: None where the budget does not allow a single step. limit: uint8
    [N, H, W], what the samplers without fresh noise tend to; start: uint8 [N, H, W], x_T."""

    request: RaceRequest
    budgets: tuple[int, ...]
    laps: dict[str, dict[int, Lap | None]]
    start: Image8
    limit: Image8

    def numbers(self) -> dict[str, Any]:
        """Of each sampler a list of its laps."""
        laps = {name: list(each.values()) for name, each in self.laps.items()}
        return {"budgets": self.budgets, **laps}


@answering
def answer(request: RaceRequest) -> RaceResult:
    """Let every sampler run with every budget. The images are deterministic in the request."""
    budgets = tuple(b for b in BUDGETS if b <= int(request.most))
    flow = Networks(request.dataset).flow
    labels = quality.asked(flow, request.label, request.samples)
    referee = REFEREE_CALLS * budgets[-1]
    grid = [(name, budget) for name in RACERS for budget in budgets]
    laps_take = sum(SAMPLERS[name].calls(SAMPLERS[name].steps(budget)) for name, budget in grid)
    calls = Calls(referee + laps_take)
    velocity = network.watched(flows.guided_velocity(flow, labels, request.guidance), calls)
    run = partial(_run, request, velocity, calls)
    limit, _ = run(REFEREE, referee)
    laps: dict[str, dict[int, Lap | None]] = {name: {} for name in RACERS}
    for name, budget in grid:
        laps[name][budget] = _lap(request, run, labels, limit, name, budget)
    start = flows.noise_of(flow, request.seed, request.samples).x
    return RaceResult(request, budgets, laps, imaging.painted(start), imaging.painted(limit))


def _run(
    request: RaceRequest, velocity: Velocity, calls: Calls, sampler: str, budget: int
) -> tuple[Tensor, float]:
    """A run's images [N, 1, H, W], always from the same noise, and the sampler's seconds."""
    start = flows.noise_of(Networks(request.dataset).flow, request.seed, request.samples)
    steps = SAMPLERS[sampler].steps(budget)
    begin = time.perf_counter() - calls.aside
    path = flows.sampled(velocity, start, sampler, steps, spacing=SAMPLERS[sampler].spacing)
    image = path.states[-1].cpu()  # A GPU's work counts once it is here.
    return image, time.perf_counter() - calls.aside - begin


def _lap(
    request: RaceRequest, run: Runs, labels: Tensor, limit: Tensor, name: str, budget: int
) -> Lap | None:
    steps = SAMPLERS[name].steps(budget)
    if not steps:
        return None
    image, seconds = run(name, budget)
    read = imaging.probabilities(request.dataset, image).argmax(-1) == labels.cpu().numpy()
    return Lap(
        sampler=name,
        budget=budget,
        steps=steps,
        calls=SAMPLERS[name].calls(steps),
        images=imaging.painted(image),
        seconds=seconds,
        distance=float((image - limit).square().mean().sqrt()),
        agreement=None if request.label == ANY else float(read.mean()),
    )
