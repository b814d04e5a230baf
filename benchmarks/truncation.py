"""The truncation tab's questions over the least that they need: networks, and matrix products.

`python -m benchmarks.truncation`. The default question over its bare network passes: the bar is
1.4. One strength of a sweep with 2,000 images over generator, features and 1.4 times the metrics'
products: the bar is 1, and 21 such strengths are a fine sweep; the bands, which measure six halves
more, come on top. Each round draws other latents; real features are ready, as they are from the
second question on.
"""

import itertools

import torch
from torch import Tensor

from benchmarks.common import Row, compare
from benchmarks.fidelity import products
from playground.engine.truncation import knobs, psi, real
from playground.engine.truncation.knobs import CHUNK, Place
from playground.engine.truncation.psi import TruncationRequest
from playground.models import catalog
from playground.models.classifier import Classifier
from playground.models.gan import Generator

BAR = 1.4
#: Of a sweep.
SAMPLES = 2000


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


def floor(request: TruncationRequest) -> None:
    """One strength's networks, then 1.4 times the two products that the metrics need."""
    found = bare(request, 1)
    other = torch.randn(found.shape, generator=torch.Generator().manual_seed(0))
    more = round((BAR - 1) * len(found))
    pairs = [(side[:rows], other) for side in (found, other) for rows in (len(found), more)]
    products(pairs)()


def strength(request: TruncationRequest, seed: int, *, bands: bool = True) -> None:
    """What the page does at each strength."""
    draw = TruncationRequest(samples=request.samples, seed=seed).draw
    made = knobs.images(request.method, draw, 0.7, Place())
    against = psi.yardstick(request)
    if bands:
        psi.measured(request, made, against)
    else:
        real.scores(against.scale.whole, real.features_of(request.dataset, made, request.space))


def main() -> list[Row]:
    """Print the ratios."""
    seeds, others = itertools.count(), itertools.count()
    request, sweep = TruncationRequest(), TruncationRequest(samples=SAMPLES)
    grid = knobs.required(request.method, request.dataset).grid(request.fine)
    rows = compare(
        {
            "generator, features, 1.4 products": lambda: floor(sweep),
            "one strength": lambda: strength(sweep, next(others), bands=False),
            "one strength with its bands": lambda: strength(sweep, next(others)),
        },
        "generator, features, 1.4 products",
        repeats=3,
        title=f"One strength of a sweep, {SAMPLES} samples (bar: 1)",
    )
    return rows + compare(
        {
            "bare networks": lambda: bare(request, len(grid)),
            "the whole question": lambda: psi.answer(TruncationRequest(seed=next(seeds))),
        },
        "bare networks",
        repeats=3,
        title=f"Truncation, {request.samples} samples at every strength (bar: {BAR})",
    )


if __name__ == "__main__":
    main()
