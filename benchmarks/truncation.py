"""The truncation tab's questions over the least that they need: networks, and matrix products.

`python -m benchmarks.truncation`. A sweep of 21 strengths with 2,000 images each over 21 times
generator, features and 1.4 times the three products of its metrics: the bar is 1. Every strength
is measured with its bands, for which four groups more are compared; one strength without them
shows what they cost. At psi = 0 the sweep draws ten images for all; the floor does not spare them.
The default question over its bare network passes: the bar is 1.4. Each round draws other latents;
real features are ready, as they are from the second question on.
"""

import dataclasses
import itertools

import torch
from torch import Tensor

from benchmarks.common import Row, compare
from benchmarks.fidelity import products
from playground.engine.truncation import real, truncation, truncation_methods
from playground.engine.truncation.truncation import TruncationRequest
from playground.engine.truncation.truncation_methods import CHUNK, ProgressRange
from playground.models import catalog
from playground.models.classifier import Classifier
from playground.models.gan import Generator

BAR = 1.4
#: Of a sweep.
SAMPLES = 2000
#: Rounds of what takes many seconds.
REPEATS = 5


def bare(request: TruncationRequest, strengths: int) -> Tensor:
    """Every latent at every strength through the generator, every image through the features."""
    generator = catalog.load_as(Generator, f"{request.dataset}-gan")
    classifier = catalog.load_as(Classifier, real.classifier(request.dataset))
    z = torch.zeros((request.samples, generator.latents))
    labels = torch.zeros(request.samples, dtype=torch.long)
    with torch.inference_mode():
        w = generator.mapping(z, labels)
        for _ in range(strengths):
            parts = [classifier.features(generator.synthesis(part)) for part in w.split(CHUNK)]
    return torch.cat(parts)


def floor(request: TruncationRequest, strengths: int) -> None:
    """The networks of a sweep, then 1.4 times the three products of each strength's metrics."""
    found = bare(request, strengths)
    other = torch.randn(found.shape, generator=torch.Generator().manual_seed(0))
    more = round((BAR - 1) * len(found))
    sides = ((found, other), (found, found), (other, other))
    pairs = [(one[:rows], two) for one, two in sides for rows in (len(found), more)]
    products(pairs * strengths)()


def plain(request: TruncationRequest, seed: int) -> None:
    """What the page does at one strength, without its bands."""
    draw = TruncationRequest(samples=request.samples, seed=seed).draw
    made = truncation_methods.images(request.method, draw, 0.7, ProgressRange())
    found = real.features_of(request.dataset, made, request.space)
    real.scores(truncation.real_baseline(request).evaluator.whole, found)


def main() -> list[Row]:
    """Print the ratios."""
    seeds = itertools.count()
    request, sweep = TruncationRequest(), TruncationRequest(samples=SAMPLES, fine=True)
    grid, fine = (
        truncation_methods.required(one.method, one.dataset).grid(one.fine)
        for one in (request, sweep)
    )
    sweeps = [dataclasses.replace(sweep, seed=seed) for seed in range(REPEATS + 1)]
    for one in sweeps:
        truncation.real_baseline(one)
    return [
        *compare(
            {
                "generator, features, 1.4 x three products": lambda: floor(sweep, 1),
                "one strength without bands": lambda: plain(sweep, next(seeds)),
            },
            "generator, features, 1.4 x three products",
            title=f"One strength of a sweep, {SAMPLES} samples (bar: 1)",
        ),
        *compare(
            {
                f"{len(fine)} times the same": lambda: floor(sweep, len(fine)),
                "the sweep with its bands": lambda: truncation.answer(sweeps.pop()),
            },
            f"{len(fine)} times the same",
            repeats=REPEATS,
            title=f"A sweep of {len(fine)} strengths, {SAMPLES} samples each (bar: 1)",
        ),
        *compare(
            {
                "bare networks": lambda: bare(request, len(grid)),
                "the whole question": lambda: truncation.answer(
                    TruncationRequest(seed=next(seeds))
                ),
            },
            "bare networks",
            repeats=REPEATS,
            title=f"Truncation, {request.samples} samples at every strength (bar: {BAR})",
        ),
    ]


if __name__ == "__main__":
    main()
