"""How many network calls does each sampler need? Fidelity against the budget, with bands."""

from dataclasses import astuple, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground import data
from playground.arrays import F64, Image8
from playground.core import sampler_rules
from playground.core.intervals import wilson
from playground.core.samplers import SAMPLERS
from playground.engine import kept
from playground.engine.diffusion import fields, imaging, network, quality
from playground.engine.diffusion.network import LABELS, Calls
from playground.engine.diffusion.quality import ALL, Scores
from playground.engine.diffusion.race import BUDGETS
from playground.engine.networks import Networks
from playground.engine.request import Request, choice, whole
from playground.engine.result import Result, answering

#: Who is compared.
FIELDS = {
    "three": ("ddpm", "ddim", "euler"),
    "diffusion": sampler_rules.names(flow=False),
    "flow": sampler_rules.names(flow=True),
    "all": tuple(SAMPLERS),
}
#: Samples shown of each run, the first of those measured.
SHOWN = 10
#: What is measured of any number of samples; of ENOUGH, the rest too.
ALWAYS, ENOUGH = ("agreement", "precision"), ("recall", "coverage", "frechet")
#: The opening's answer ships under this name.
NAME = "diffusion-measure"


@dataclass(frozen=True)
class MeasureRequest(Request):
    """The question of the page: `samples` images, drawn `repeats` times from other noise."""

    dataset: str = fields.dataset_field()
    label: str = choice(ALL, (ALL, *LABELS), "One class, or all ten in turn.", "Class")
    racers: str = choice("three", tuple(FIELDS), "Which samplers are compared.", "Samplers")
    most: str = choice(
        "10", tuple(str(b) for b in BUDGETS[1:]), "Budgets go up to this one.", "Most network calls"
    )
    samples: int = whole(
        100, SHOWN, 1000, "From 100 on there are recall and FID; minutes each.", "Images measured"
    )
    repeats: int = whole(
        2, 2, 5, "The bands reach from the lowest to the highest of them.", "Repeats"
    )
    seed: int = fields.seed_field()

    @property
    def seconds(self) -> float:
        calls = sum(budget for budget in BUDGETS if budget <= int(self.most))
        runs = len(FIELDS[self.racers]) * self.repeats
        return 0.5 + network.SECONDS * runs * self.samples * calls


@dataclass(frozen=True)
class Run:
    """A sampler with a budget. calls: those made; scores: one a repeat; images: uint8
    [SHOWN, H, W] of the first repeat."""

    calls: int
    scores: tuple[Scores, ...]
    images: Image8

    def values(self, name: str) -> F64:
        """A measure in every repeat. [R]"""
        return np.array([getattr(score, name) for score in self.scores])

    def error(self, name: str, samples: int) -> float:
        """The standard error of a measure's mean over the repeats, of so many samples each.

        Repeats may agree by chance: a share is no surer than that of as many coins.
        """
        values = self.values(name)
        between = float(values.std(ddof=1)) / len(values) ** 0.5
        if name == "frechet":
            return between
        coins = samples * len(values)
        low, high = wilson(values.mean() * coins, coins, z=1.0)
        return max(between, float(high - low) / 2)


#: runs[sampler][budget]: None where the budget does not allow a single step.
Runs = dict[str, dict[int, Run | None]]


@dataclass(frozen=True)
class MeasureResult(Result):
    """ceiling: what as many real images score; real_source: which images those are."""

    request: MeasureRequest
    budgets: tuple[int, ...]
    runs: Runs
    ceiling: Scores
    real_source: str

    @property
    def measures(self) -> tuple[str, ...]:
        """What can be said of so many samples."""
        return ALWAYS + (ENOUGH if self.request.samples >= quality.ENOUGH else ())

    def numbers(self) -> dict[str, Any]:
        """Of each sampler a list of its runs."""
        runs = {name: list(map(self._told, each.values())) for name, each in self.runs.items()}
        return {"budgets": self.budgets, **quality.against(self), **runs}

    def _told(self, run: Run | None) -> dict[str, Any] | None:
        if run is None:
            return None
        return {"calls": run.calls, **{name: run.values(name) for name in self.measures}}


@answering
def answer(request: MeasureRequest) -> MeasureResult:
    """Sample and measure every sampler with every budget. Deterministic in the request."""
    real = quality.reals(request.dataset, request.label, request.samples)
    ships = kept.shipped(NAME, rests_on(request))
    made = runs(request) if ships is None else _unpacked(request, ships)
    return MeasureResult(request, _budgets(request), made, real.ceiling, real.source)


def _budgets(request: MeasureRequest) -> tuple[int, ...]:
    return tuple(b for b in BUDGETS if b <= int(request.most))


def runs(request: MeasureRequest) -> Runs:
    """Every sampler with every budget, drawn and measured now."""
    grid = [(name, budget) for name in FIELDS[request.racers] for budget in _budgets(request)]
    calls = Calls(sum(_calls(request, *cell) for cell in grid))
    return _by_sampler(request, [_run(request, *cell, calls) for cell in grid])


def _by_sampler(request: MeasureRequest, made: list[Run | None]) -> Runs:
    """Runs in the order of their samplers, and within these of their budgets."""
    each, budgets = iter(made), _budgets(request)
    return {name: {b: next(each) for b in budgets} for name in FIELDS[request.racers]}


def rests_on(request: MeasureRequest) -> dict[str, Any]:
    """What the runs depend on."""
    source = data.reference(request.dataset).source
    return kept.rests_on(request, network.cards(request.dataset), source)


def packed(made: Runs) -> dict[str, Any]:
    """B runs, none missing, as arrays: calls [B], scores [B, R, 6], images [B, SHOWN, H, W]."""
    each = [run for one in made.values() for run in one.values() if run]
    return {
        "calls": np.array([run.calls for run in each]),
        "scores": np.array([[astuple(score) for score in run.scores] for run in each]),
        "images": np.array([run.images for run in each]),
    }


def _unpacked(request: MeasureRequest, arrays: dict[str, NDArray[Any]]) -> Runs:
    every = zip(*(arrays[name] for name in ("calls", "scores", "images")), strict=True)
    return _by_sampler(
        request,
        [
            Run(int(calls), tuple(Scores(*score.tolist()) for score in scores), images)
            for calls, scores, images in every
        ],
    )


def _calls(request: MeasureRequest, name: str, budget: int) -> int:
    """Network calls of a run, over all its batches and repeats."""
    steps = SAMPLERS[name].steps(budget)
    batches = network.batches(request.samples) * request.repeats
    return batches * SAMPLERS[name].calls(steps) if steps else 0


def _run(request: MeasureRequest, name: str, budget: int, calls: Calls) -> Run | None:
    steps = SAMPLERS[name].steps(budget)
    if not steps:
        return None
    labels = quality.asked(Networks(request.dataset).flow, request.label, request.samples)
    scores, shown = [], None
    for repeat in range(request.repeats):
        ask = (request.dataset, labels, request.seed, name, steps)
        made = network.images_of(*ask, calls, spacing=SAMPLERS[name].spacing, repeat=repeat)
        scores.append(quality.measured(request.dataset, request.label, made, labels))
        shown = imaging.painted(made[:SHOWN]) if shown is None else shown
    assert shown is not None
    return Run(SAMPLERS[name].calls(steps), tuple(scores), shown)
