"""What does guidance gain, and lose? One noise under every scale."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.arrays import F64, Image8
from playground.core.samplers import SAMPLERS
from playground.engine.diffusion import fields, imaging, network, quality
from playground.engine.diffusion.network import LABELS
from playground.engine.diffusion.quality import ALL, Scores
from playground.engine.networks import Networks
from playground.engine.request import Request, choice, whole
from playground.engine.result import Result, answering

#: 0 forgets the class, 1 is the plain model, above 1 exaggerates what the class adds.
SCALES = (0.0, 1.0, 1.5, 2.0, 3.0, 5.0)
#: Samples shown for each scale, the first of those measured.
SHOWN = 10


@dataclass(frozen=True)
class GuidanceRequest(Request):
    """The question of the page. Sample i has the noise of its own stream, at every scale."""

    dataset: str = fields.dataset_field()
    label: str = choice("2", (*LABELS, ALL), "One class, or all ten in turn.", "Class")
    samples: int = whole(
        10, SHOWN, 1000, "From 100 on there is recall; 500 take minutes.", "Images measured"
    )
    steps: int = whole(
        8, 2, 50, "More steps follow the path more closely and take longer.", "Steps"
    )
    sampler: str = choice("euler", tuple(SAMPLERS), "Choose a sampler of that list.", "Sampler")
    seed: int = fields.seed_field()

    @property
    def seconds(self) -> float:
        calls = SAMPLERS[self.sampler].calls(self.steps)
        return 0.5 + 1.7 * network.SECONDS * len(SCALES) * self.samples * calls


@dataclass(frozen=True)
class GuidanceResult(Result):
    """One entry for each of SCALES. images: uint8 [G, SHOWN, H, W]; scores: of all samples;
    ceiling: what as many real images score; real_source: which images those are."""

    request: GuidanceRequest
    images: Image8
    scores: tuple[Scores, ...]
    ceiling: Scores
    real_source: str

    @property
    def measures(self) -> tuple[str, ...]:
        """What can be said of so many samples: spread needs two of a class, recall needs many."""
        samples = self.request.samples
        pairs = samples >= 2 * (len(LABELS) if self.request.label == ALL else 1)
        spread = ("spread",) if pairs else ()
        enough = ("recall", "coverage", "frechet") if samples >= quality.ENOUGH else ()
        return ("agreement", "precision", *spread, *enough)

    def measure(self, name: str) -> F64:
        """A measure along the scales. [G]"""
        return np.array([getattr(score, name) for score in self.scores])

    def numbers(self) -> dict[str, Any]:
        """Lists run along the scales."""
        measured = {name: self.measure(name) for name in self.measures}
        return {"scales": SCALES, **measured, **quality.against(self)}


@answering
def answer(request: GuidanceRequest) -> GuidanceResult:
    """Sample and measure at every scale. Deterministic in the request."""
    flow = Networks(request.dataset).flow
    labels = quality.asked(flow, request.label, request.samples)
    real = quality.reals(request.dataset, request.label, request.samples)
    calls_each = network.batches(request.samples) * SAMPLERS[request.sampler].calls(request.steps)
    calls = network.Calls(len(SCALES) * calls_each)
    images, scores = [], []
    for scale in SCALES:
        ask = (request.dataset, labels, request.seed, request.sampler, request.steps)
        made = network.images_of(*ask, calls, guidance=scale)
        images.append(imaging.painted(made[:SHOWN]))
        scores.append(quality.measured(request.dataset, request.label, made, labels))
    return GuidanceResult(
        request=request,
        images=np.stack(images),
        scores=tuple(scores),
        ceiling=real.ceiling,
        real_source=real.source,
    )
