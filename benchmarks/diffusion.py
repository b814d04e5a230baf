"""The diffusion tab's default question over its bare network calls.

`python -m benchmarks.diffusion`; the bar is 1.4. Each round draws other noise, so that nothing is
answered from memory.
"""

import itertools

import torch

from benchmarks.common import Row, compare
from playground.engine.diffusion import network, reverse
from playground.engine.diffusion.reverse import DiffusionRequest
from playground.models import catalog

BAR = 1.4


def bare(request: DiffusionRequest) -> None:
    """Each step's guided call in one batch, then every predicted image through the classifier."""
    flow, classifier = (catalog.load(name) for name in network.cards(request.dataset))
    x = torch.zeros((2 * request.samples, 1, 28, 28))
    labels = torch.zeros(len(x), dtype=torch.long)
    with torch.inference_mode():
        for step in torch.linspace(0, 1, request.steps):
            flow(x, step.repeat(len(x)), labels)
        classifier(torch.zeros(((request.steps + 1) * request.samples, 1, 28, 28)))


def main() -> list[Row]:
    """Print the ratio."""
    seeds = itertools.count()
    request = DiffusionRequest()
    return compare(
        {
            "bare networks": lambda: bare(request),
            "the whole question": lambda: reverse.answer(DiffusionRequest(seed=next(seeds))),
        },
        "bare networks",
        title=f"Diffusion, {request.steps} steps of {request.samples} guided samples (bar: {BAR})",
    )


if __name__ == "__main__":
    main()
