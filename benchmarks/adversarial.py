"""The attack tab's question over the network passes that it cannot do without.

`python -m benchmarks.adversarial`. Bar: at most 1.4.
"""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from benchmarks.common import Row, compare
from playground import data
from playground.engine.adversarial import image
from playground.engine.adversarial.image import DATASET, DRAWS, NORM_OF, RADII, AttackRequest
from playground.models import catalog

ASK = AttackRequest()


def bare(model: nn.Module, clean: Tensor, norm: str, steps: int) -> None:
    """The passes alone: the gradient of each step at every radius, then every picture judged."""
    radii = len(RADII[norm])
    images = clean.expand(radii, -1, -1, -1).contiguous().requires_grad_()
    for _ in range(steps):
        torch.autograd.grad(model(images)[:, 0].sum(), images)
    with torch.inference_mode():
        model(images)
        model(clean)
        model(clean.expand(radii * (steps + 1), -1, -1, -1).contiguous())
        model(clean.expand(radii * DRAWS, -1, -1, -1).contiguous())


def candidates(ask: AttackRequest) -> dict[str, Callable[[], object]]:
    model = catalog.load(ask.model)
    clean = torch.from_numpy(data.examples(DATASET).images[:1]).float().div(255)[:, None]
    uncached = image.answer.__wrapped__  # type: ignore[attr-defined]
    # A seed of its own each time, so that the noise is drawn anew too.
    seeds = iter(range(1_000_000))
    return {
        "bare passes": lambda: bare(model, clean, NORM_OF[ask.attack], ask.steps),
        "question": lambda: uncached(AttackRequest(attack=ask.attack, seed=next(seeds))),
    }


def main() -> list[Row]:
    return [
        row
        for ask in (ASK, AttackRequest(attack="pgd-l2"))
        for row in compare(candidates(ask), "bare passes", 15, title=f"attack: {ask.attack}")
    ]


if __name__ == "__main__":
    main()
