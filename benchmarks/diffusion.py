"""The diffusion tab's question, without a class and with one, over its bare network calls.

`python -m benchmarks.diffusion`; the bar is 1.4. Each round draws other noise, so that nothing is
answered from memory.
"""

import dataclasses
import itertools
from functools import partial

import torch

from benchmarks.common import Row, compare
from playground.engine import flows
from playground.engine.diffusion import network, reverse
from playground.engine.diffusion.reverse import DiffusionRequest
from playground.models import catalog

BAR = 1.4
#: As the tab opens: no class, so that guidance has no part; and a class, which it doubles.
QUESTIONS = {"no class": DiffusionRequest(), "a class, guided": DiffusionRequest(label="3")}


def bare(request: DiffusionRequest) -> None:
    """Each step's call in one batch, then every predicted image through the classifier."""
    flow, classifier = (catalog.load(name) for name in network.cards(request.dataset))
    halves = 1 if request.label == flows.ANY else 2
    x = torch.zeros((halves * request.samples, 1, 28, 28))
    labels = torch.zeros(len(x), dtype=torch.long)
    with torch.inference_mode():
        for step in torch.linspace(0, 1, request.steps):
            flow(x, step.repeat(len(x)), labels)
        classifier(torch.zeros(((request.steps + 1) * request.samples, 1, 28, 28)))


def main() -> list[Row]:
    """Print the ratios."""
    seeds = itertools.count()

    def whole(request: DiffusionRequest) -> None:
        reverse.answer(dataclasses.replace(request, seed=next(seeds)))

    rows = []
    for name, request in QUESTIONS.items():
        rows += compare(
            {
                "bare networks": partial(bare, request),
                f"{name}: the whole question": partial(whole, request),
            },
            "bare networks",
            title=f"{request.steps} steps of {request.samples} samples, {name} (bar: {BAR})",
        )
    return rows


if __name__ == "__main__":
    main()
