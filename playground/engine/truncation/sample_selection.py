"""Can a trained generator's samples be improved without training it? At equal calls, with bands."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from playground.arrays import F64, Image8
from playground.core.calibration import Reliability
from playground.core.intervals import student
from playground.engine import progress
from playground.engine.networks import datasets
from playground.engine.request import Request, choice, flag, number, whole
from playground.engine.result import Result, answering
from playground.engine.truncation import real, selection_methods
from playground.engine.truncation.bands import MEASURES, Scores
from playground.engine.truncation.ratio import DISCRIMINATOR, ESTIMATES, ratio
from playground.engine.truncation.selection_run import Budget, Part, Run
from playground.engine.truncation.truncation import k_field, seed_field

DATASETS = datasets("gan", "gan-discriminator", "classifier")


@dataclass(frozen=True)
class SampleSelectionRequest(Request):
    """Which generator, which estimate of the density ratio, and what may be spent."""

    dataset: str = choice("mnist", DATASETS, "What the generator was trained to draw.", "Data")
    estimate: str = choice(
        DISCRIMINATOR,
        ESTIMATES,
        "The GAN's discriminator, or a regression on features.",
        "Density ratio from",
    )
    gradients: bool = flag(
        False, "DOT, DGflow and DDLS too, at several times the time.", "Gradient methods"
    )
    calls: int = whole(
        3, 2, 51, "Passes through the generator, forward or back, a kept sample.", "Calls a sample"
    )
    samples: int = whole(
        150, 100, 2000, "As many real ones; measures compare only at equal n.", "Images measured"
    )
    runs: int = whole(4, 2, 10, "Each with other latents; bands are narrower with more.", "Runs")
    step: float = number(
        0.1, 0.01, 1.0, "Long steps climb higher, and leave what is drawn well.", "Gradient step"
    )
    k: int = k_field()
    seed: int = seed_field("latents")

    @property
    def seconds(self) -> float:
        each = 0.0019 if self.gradients else 0.0005
        return 0.8 + self.runs * self.samples * (0.0024 + each * self.calls)

    @property
    def budget(self) -> Budget:
        return Budget(self.dataset, self.samples, self.calls, self.step, self.gradients)


@dataclass(frozen=True)
class Outcome:
    """What one way makes of its calls, over R runs.

    scores: each of MEASURES [R]. log_ratio: the mean estimate over what is kept. calls, rate,
    seconds, kept, left: as in `Part`, means over the runs, pictures of the first.
    """

    name: str
    scores: dict[str, F64]
    calls: int
    rate: float
    seconds: float
    log_ratio: float
    kept: Image8
    left: Image8

    @property
    def measured(self) -> Scores:
        """Means over the runs, half the widths of their 95 % intervals, and the intervals."""
        bands = {name: self.band(name) for name in MEASURES}
        return Scores(
            {name: mean for name, (mean, _) in bands.items()},
            {name: half for name, (_, half) in bands.items()},
            {name: (mean - half, mean + half) for name, (mean, half) in bands.items()},
        )

    def band(self, measure: str) -> tuple[float, float]:
        """Mean over the runs and half the width of its 95 % interval."""
        mean, half = student(self.scores[measure])
        return float(mean), float(half)

    def gain(self, plain: "Outcome", measure: str) -> tuple[float, float]:
        """The same of the difference to the plain generator, run by run at the same latents."""
        mean, half = student(self.scores[measure] - plain.scores[measure])
        return float(mean), float(half)

    def beyond_noise(self, plain: "Outcome", measure: str) -> bool:
        """Whether that interval leaves zero out."""
        mean, half = self.gain(plain, measure)
        return abs(mean) > half


@dataclass(frozen=True)
class SampleSelectionResult(Result):
    """outcomes: the plain generator's first. before, after: the estimate's reliability, on images
    that calibration has not seen; auc: how often it puts a real one above a generated one."""

    request: SampleSelectionRequest
    outcomes: tuple[Outcome, ...]
    ceiling: dict[str, float]
    before: Reliability
    after: Reliability
    auc: float
    real_source: str

    @property
    def plain(self) -> Outcome:
        return self.outcomes[0]

    def numbers(self) -> dict[str, Any]:
        """Intervals are of 95 %, over the runs."""
        return {
            **asdict(self.request),
            "methods": {one.name: self._row(one) for one in self.outcomes},
            "real_against_real": self.ceiling,
            "real_source": self.real_source,
            "calibration_error_before": self.before.error,
            "calibration_error_after": self.after.error,
            "auc": self.auc,
        }

    def _row(self, one: Outcome) -> dict[str, Any]:
        measured: dict[str, Any] = {
            "calls_a_sample": one.calls,
            "acceptance_rate": one.rate if one.rate >= 0 else None,
            "seconds_a_sample": one.seconds,
            "mean_log_ratio": one.log_ratio,
        }
        for name in MEASURES:
            mean, half = one.band(name)
            gain, noise = one.gain(self.plain, name)
            measured[name] = {
                "mean": mean,
                "plus_minus": half,
                "against_plain": gain,
                "against_plain_plus_minus": noise,
                "beyond_noise": one.beyond_noise(self.plain, name),
            }
        return measured


@answering
def answer(request: SampleSelectionRequest) -> SampleSelectionResult:
    """Every way over every run. Deterministic in the request, but for the seconds."""
    found = real.reals(request.dataset, real.ALL, request.samples, request.k, request.seed)
    estimate = ratio(request.dataset, request.estimate, request.samples, request.seed)
    methods = selection_methods.asked(request.budget)
    told = _Told(request.runs * selection_methods.total(request.budget))
    parts = []
    for which in range(request.runs):
        run = Run(request.budget, estimate, (request.seed, which), told.spend)
        parts.append([one.part(run, name) for name, one in methods.items()])
    return SampleSelectionResult(
        request=request,
        outcomes=tuple(_joined(found, request.dataset, runs) for runs in zip(*parts, strict=True)),
        ceiling=found.ceiling,
        before=estimate.before,
        after=estimate.after,
        auc=estimate.auc,
        real_source=found.source,
    )


class _Told:
    """Counts calls, and reports them."""

    def __init__(self, total: int) -> None:
        self.done, self.total = 0, total

    def spend(self, calls: int) -> None:
        self.done += calls
        progress.report(self.done, self.total)


def _joined(found: real.Reals, dataset: str, parts: tuple[Part, ...]) -> Outcome:
    """One way over its runs."""
    features = (real.features_of(dataset, part.kept.images) for part in parts)
    scored = [real.scores(found, one) for one in features]
    first = parts[0]
    return Outcome(
        name=first.name,
        scores={name: np.array([one[name] for one in scored]) for name in MEASURES},
        calls=first.calls,
        rate=float(np.mean([part.rate for part in parts])),
        seconds=float(np.mean([part.seconds for part in parts])),
        log_ratio=float(np.mean([float(part.kept.d.mean()) for part in parts])),
        kept=first.kept.sheet(),
        left=first.left,
    )
