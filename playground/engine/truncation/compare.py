"""Which method trades best? Several of them on one plane of quality and diversity."""

from dataclasses import dataclass
from typing import Any

from playground.engine.request import Request, choice
from playground.engine.result import Result, answering
from playground.engine.truncation import bands, truncation, truncation_methods
from playground.engine.truncation.bands import Scores
from playground.engine.truncation.truncation import Path
from playground.engine.truncation.truncation_methods import (
    FLOW,
    TRUNCATION_METHODS,
    Draw,
    ProgressRange,
)

#: What is laid over each other.
SETS = {
    "gan": ("mean", "global", "soft", "hard"),
    "w": ("mean", "global"),
    "models": ("mean", "vae", "guidance"),
    "fast": tuple(name for name, one in TRUNCATION_METHODS.items() if one.model != FLOW),
    "all": tuple(TRUNCATION_METHODS),
}
SHOWN = 30


@dataclass(frozen=True)
class CompareRequest(Request):
    """The question of the page: `samples` images of each method at six strengths."""

    dataset: str = truncation.dataset_field()
    label: str = truncation.label_field()
    methods: str = choice(
        "gan", tuple(SETS), "With the flow: some ten seconds for each hundred images.", "Methods"
    )
    samples: int = truncation.samples_field(200)
    k: int = truncation.k_field()
    space: str = truncation.space_field()
    seed: int = truncation.seed_field()

    @property
    def seconds(self) -> float:
        flows = sum(TRUNCATION_METHODS[name].model == FLOW for name in SETS[self.methods])
        others = len(SETS[self.methods]) - flows
        return 0.5 + 6 * self.samples * (0.045 * flows + 0.0006 * others)

    @property
    def draw(self) -> Draw:
        """The chance that all methods and strengths share."""
        return Draw(self.dataset, self.label, self.samples, self.seed)


@dataclass(frozen=True)
class CompareResult(Result):
    """A path for each method that there is on the data set, all measured by the same reals."""

    request: CompareRequest
    paths: dict[str, Path]
    ceiling: Scores
    real_source: str

    def numbers(self) -> dict[str, Any]:
        return {"paths": self.paths, **bands.against(self.ceiling, self.real_source)}


def compared(chosen: str, dataset: str) -> tuple[str, ...]:
    """The methods of a set whose models ship for a data set."""
    return tuple(name for name in SETS[chosen] if truncation_methods.available(name, dataset))


@answering
def answer(request: CompareRequest) -> CompareResult:
    """Draw and measure every method at every strength. Deterministic in the request. BadValue."""
    names = compared(request.methods, request.dataset)
    against = truncation.real_baseline(request)
    total = request.samples * sum(len(TRUNCATION_METHODS[name].range.coarse) for name in names)
    paths, before = {}, 0
    for name in names:
        grid, place = TRUNCATION_METHODS[name].range.coarse, ProgressRange(before, total)
        paths[name] = truncation.path(request, name, grid, against, place, SHOWN)
        before += len(grid) * request.samples
    return CompareResult(request, paths, against.ceiling, against.source)
