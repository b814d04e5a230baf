"""Which knob trades best? Several of them on one plane of quality and diversity."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground import device
from playground.caching import cached
from playground.engine import progress
from playground.engine.request import Request, choice
from playground.engine.truncation import knobs, truncation
from playground.engine.truncation.bands import Scored
from playground.engine.truncation.knobs import KNOBS, Draw, Place

#: What is laid over each other.
SETS = {
    "gan": ("mean", "global", "soft", "hard"),
    "w": ("mean", "global"),
    "models": ("mean", "vae", "guidance"),
    "fast": ("mean", "global", "soft", "hard", "vae"),
    "all": tuple(KNOBS),
}
SHOWN = 30


@dataclass(frozen=True)
class CompareRequest(Request):
    """The question of the page: `samples` images of each knob at six strengths."""

    dataset: str = truncation.dataset_field()
    digit: str = truncation.digit_field()
    knobs: str = choice(
        "gan", tuple(SETS), "With the flow: some ten seconds for each hundred images."
    )
    samples: int = truncation.samples_field(200)
    k: int = truncation.k_field()
    space: str = truncation.space_field()
    seed: int = truncation.seed_field()

    @property
    def draw(self) -> Draw:
        """The chance that all knobs and strengths share."""
        return Draw(self.dataset, self.digit, self.samples, self.seed)


@dataclass(frozen=True)
class Path:
    """A knob at its P strengths: scored [P], samples uint8 [P, SHOWN, H, W]."""

    letter: str
    strengths: tuple[float, ...]
    scored: tuple[Scored, ...]
    samples: NDArray[np.uint8]

    def report(self) -> dict[str, Any]:
        """The numbers as JSON-able values."""
        return {
            "knob": self.letter,
            "strengths": list(self.strengths),
            "values": [one.values for one in self.scored],
            "standard_errors": [one.errors for one in self.scored],
        }


@dataclass(frozen=True)
class CompareResult:
    """A path for each knob that there is on the data set, all measured by the same reals."""

    request: CompareRequest
    paths: dict[str, Path]
    ceiling: Scored
    real_source: str

    def report(self) -> dict[str, Any]:
        """The numbers as JSON-able values."""
        return {
            "paths": {name: path.report() for name, path in self.paths.items()},
            "real_against_real": self.ceiling.values,
            "real_against_real_standard_errors": self.ceiling.errors,
            "real_source": self.real_source,
        }


def compared(chosen: str, dataset: str) -> tuple[str, ...]:
    """The knobs of a set whose models ship for a data set."""
    return tuple(name for name in SETS[chosen] if knobs.available(name, dataset))


@cached
@device.accelerated
def answer(request: CompareRequest) -> CompareResult:
    """Draw and measure every knob at every strength. Deterministic in the request. BadValue."""
    names = compared(request.knobs, request.dataset)
    against = truncation.yardstick(request)
    total = request.samples * sum(len(KNOBS[name].coarse) for name in names)
    paths, done = {}, 0
    for name in names:
        pictures, scored = [], []
        for strength in KNOBS[name].coarse:
            made = knobs.images(name, request.draw, strength, Place(done, total))
            pictures.append(made[:SHOWN])
            scored.append(truncation.measured(request, made, against))
            done += request.samples
            progress.report(done, total)
        samples = np.stack(pictures)
        paths[name] = Path(KNOBS[name].letter, KNOBS[name].coarse, tuple(scored), samples)
    return CompareResult(request, paths, against.ceiling, against.source)
