"""The truncation tab's default question over its bare network passes.

`python -m benchmarks.truncation`; the bar is 1.4. Each round draws other latents; real features
are ready, as they are from the second question on.
"""

import itertools

import torch

from benchmarks.common import Row, compare
from playground.engine.truncation import knobs, psi, real
from playground.engine.truncation.psi import TruncationRequest
from playground.models import catalog
from playground.models.classifier import Classifier
from playground.models.gan import Generator

BAR = 1.4


def bare(request: TruncationRequest) -> None:
    """Every latent at every strength through the generator, every image through the features."""
    generator = catalog.load_as(Generator, f"{request.dataset}-gan")
    classifier = catalog.load_as(Classifier, real.classifier(request.dataset))
    z = torch.zeros((request.samples, generator.latents))
    labels = torch.zeros(request.samples, dtype=torch.long)
    with torch.inference_mode():
        w = generator.mapping(z, labels)
        for _ in knobs.required(request.method, request.dataset).grid(request.fine):
            for part in w.split(real.CHUNK):
                classifier.features(generator.synthesis(part))


def main() -> list[Row]:
    """Print the ratio."""
    seeds = itertools.count()
    request = TruncationRequest()
    return compare(
        {
            "bare networks": lambda: bare(request),
            "the whole question": lambda: psi.answer(TruncationRequest(seed=next(seeds))),
        },
        "bare networks",
        repeats=5,
        title=f"Truncation, {request.samples} samples at every strength (bar: {BAR})",
    )


if __name__ == "__main__":
    main()
