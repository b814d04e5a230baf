"""What does a generator gain, and lose, when its latents are truncated?"""

import dataclasses
from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.arrays import F64, Image8
from playground.engine import progress
from playground.engine.request import Request, choice, die, flag, whole
from playground.engine.result import Result, answering
from playground.engine.truncation import bands, real, truncation_methods
from playground.engine.truncation.bands import MEASURES, RealBaseline, Scores
from playground.engine.truncation.real import ALL, SPACES
from playground.engine.truncation.truncation_methods import (
    DATASETS,
    FLOW,
    TRUNCATION_METHODS,
    Draw,
    ProgressRange,
)

LABELS = tuple(str(digit) for digit in range(10))
#: How many of the measured samples are shown: ten columns, with all classes a column a class.
SHOWN = 60
#: Images measured where the pointer rests.
RESTING = 5000
#: The methods whose images cost most: fewer of them are measured.
FLOWING = tuple(name for name, one in TRUNCATION_METHODS.items() if one.model == FLOW)
#: What to know of how many are measured.
COUNT = "2000 for a look, 5000 in papers: measures of different numbers do not compare."


# --- fields that the pages' questions share -----------------------------------------------------


def dataset_field() -> Any:
    return choice(DATASETS[0], DATASETS, "What the models were trained to draw.", "Data")


def label_field() -> Any:
    return choice(ALL, (ALL, *LABELS), "A class, or all of them in turn.", "Class")


def samples_field(value: int, help: str = COUNT, label: str = "Images measured") -> Any:
    return whole(value, 100, 5000, help, label)


def k_field() -> Any:
    help = "The k-th neighbour is a ball's radius; 3 and 5 are usual."
    return whole(3, 1, 10, help, "k, nearest neighbours")


def space_field() -> Any:
    help = "Where images are compared; pixels mislead."
    return choice(real.CLASSIFIER, SPACES, help, "Feature space")


def seed_field(others: str = "latents, and other reals") -> Any:
    return die(0, 0, 2**31 - 1, f"Any whole number; each gives other {others}.", "Seed")


@dataclass(frozen=True)
class TruncationRequest(Request):
    """The question of the tab: `samples` generated images against as many real ones; of the flow,
    `flow_samples`."""

    dataset: str = dataset_field()
    label: str = label_field()
    method: str = choice(
        "mean",
        tuple(TRUNCATION_METHODS),
        "Papers mix these up: each line names the model and the source.",
        "Truncation",
    )
    samples: int = samples_field(2000)
    flow_samples: int = samples_field(
        500, "Each costs as much as thirty images of the GAN.", "Images of the flow"
    )
    k: int = k_field()
    space: str = space_field()
    fine: bool = flag(False, "21 strengths; twice the time.", "Fine grid")
    seed: int = seed_field()

    @property
    def seconds(self) -> float:
        strengths = len(TRUNCATION_METHODS[self.method].grid(self.fine))
        return 0.5 + strengths * self.draw.samples * (0.045 if self.method in FLOWING else 0.0005)

    @property
    def draw(self) -> Draw:
        """The chance that all strengths share."""
        count = self.flow_samples if self.method in FLOWING else self.samples
        return Draw(self.dataset, self.label, count, self.seed)


@dataclass(frozen=True)
class Path(Result):
    """A method at T strengths, psi, c or w as its symbol says, always with the same latents.

    scored: [T]. samples: uint8 [T, S, H, W], the first of those measured.
    """

    symbol: str
    strengths: tuple[float, ...]
    scored: tuple[Scores, ...]
    samples: Image8

    def numbers(self) -> dict[str, Any]:
        strengths = {"symbol": self.symbol, "strengths": self.strengths}
        return {**strengths, **bands.columns(self.scored)}


@dataclass(frozen=True)
class TruncationResult(Path):
    """ceiling: what other real images score in the same measurement; real_source: which ones."""

    request: TruncationRequest
    ceiling: Scores
    real_source: str

    def values(self, name: str) -> F64:
        """One of MEASURES at every strength. [T]"""
        return np.array([one.values[name] for one in self.scored])

    def errors(self, name: str) -> F64:
        """Its standard errors. [T]"""
        return np.array([one.errors[name] for one in self.scored])

    def numbers(self) -> dict[str, Any]:
        return {
            "symbol": self.symbol,
            "images": self.request.draw.samples,
            "strengths": self.strengths,
            **{name: self.values(name) for name in MEASURES},
            "standard_errors": {name: self.errors(name) for name in MEASURES},
            **bands.against(self.ceiling, self.real_source),
        }


@answering
def answer(request: TruncationRequest) -> TruncationResult:
    """Generate and measure at every strength. Deterministic in the request. Raises BadValue."""
    method = truncation_methods.required(request.method, request.dataset)
    grid, count = method.grid(request.fine), request.draw.samples
    against = real_baseline(request)
    made = path(request, request.method, grid, against, ProgressRange(0, len(grid) * count), SHOWN)
    source = against.source
    return TruncationResult(
        **vars(made), request=request, ceiling=against.ceiling, real_source=source
    )


def path(
    request: Any,
    name: str,
    strengths: tuple[float, ...],
    against: RealBaseline,
    place: ProgressRange,
    shown: int,
) -> Path:
    """A method's images of a request at every strength, measured."""
    pictures, scored, done = [], [], place.before
    for strength in strengths:
        here = ProgressRange(done, place.total)
        made = truncation_methods.images(name, request.draw, strength, here)
        pictures.append(made[:shown])
        scored.append(measured(request, made, against))
        done += request.draw.samples
        progress.report(done, place.total)
    symbol = TRUNCATION_METHODS[name].range.symbol
    return Path(symbol, strengths, tuple(scored), np.stack(pictures))


@dataclass(frozen=True)
class Rest:
    """One strength anywhere on the method's scale, measured with as many images as time allows.

    samples: uint8 [SHOWN, H, W]. count: images measured, at least as many as were asked for.
    """

    strength: float
    count: int
    samples: Image8
    scored: Scores


def at_rest(request: TruncationRequest, share: float) -> Rest:
    """At a share of the way from the grid's first strength to its last, 0 to 1. Raises BadValue.

    RESTING images where the data set has them and the method's model draws them in seconds.
    """
    method = truncation_methods.required(request.method, request.dataset)
    low, *_, high = method.grid(request.fine)
    if request.method not in FLOWING:
        count = max(request.samples, min(RESTING, real.most(request.dataset, request.label)))
        request = dataclasses.replace(request, samples=count)
    return _rest(request, round(low + share * (high - low), 2))


@answering
def _rest(request: TruncationRequest, strength: float) -> Rest:
    made = truncation_methods.images(request.method, request.draw, strength, ProgressRange())
    scored = measured(request, made, real_baseline(request))
    return Rest(strength, request.draw.samples, made[:SHOWN], scored)


def real_baseline(request: Any) -> RealBaseline:
    """What the images of a request are measured by."""
    draw = request.draw
    return bands.real_baseline(
        draw.dataset, draw.label, draw.samples, request.k, draw.seed, request.space
    )


def measured(request: Any, made: Image8, against: RealBaseline) -> Scores:
    """uint8 [N, H, W] in the feature space of a request."""
    return against.evaluator.score(real.features_of(request.dataset, made, request.space))
