"""The attack tab's question over the network passes that it cannot do without.

`python -m benchmarks.adversarial`. Bar: at most 1.4.
"""

from collections.abc import Callable
from itertools import count

import torch
from torch import Tensor, nn

from benchmarks.common import Row, compare
from playground import data
from playground.engine.adversarial import one_image
from playground.engine.adversarial.attack_grid import ATTACKS, RADII
from playground.engine.adversarial.one_image import DRAWS, AttackRequest
from playground.models import catalog

ASK = AttackRequest()
# One of its own for each question: the noise and the other attacks are then computed anew.
SEEDS = count()


def bare(model: nn.Module, clean: Tensor, chosen: str, steps: int) -> None:
    """The passes alone: each attack's gradients at every radius, then every picture judged."""
    radii = len(RADII[ATTACKS[chosen].norm])
    images = clean.expand(radii, -1, -1, -1).contiguous().requires_grad_()
    for attack in ATTACKS.values():
        for _ in range(steps if attack.iterated else 1):
            torch.autograd.grad(model(images)[:, 0].sum(), images)
        with torch.inference_mode():
            model(images)  # the end's logits
            model(images)  # its 8-bit picture
    with torch.inference_mode():
        model(clean)
        model(clean.expand(radii * (steps + 1), -1, -1, -1).contiguous())
        model(clean.expand(radii * DRAWS, -1, -1, -1).contiguous())


def candidates(ask: AttackRequest) -> dict[str, Callable[[], object]]:
    model = catalog.load(ask.model)
    clean = torch.from_numpy(data.examples(ask.victim.dataset).images[:1]).float().div(255)[:, None]
    uncached = one_image.answer.__wrapped__  # type: ignore[attr-defined]
    return {
        "bare passes": lambda: bare(model, clean, ask.attack, ask.steps),
        "question": lambda: uncached(AttackRequest(attack=ask.attack, seed=next(SEEDS))),
    }


def main() -> list[Row]:
    return [
        row
        for ask in (ASK, AttackRequest(attack="pgd-l2"))
        for row in compare(candidates(ask), "bare passes", 15, title=f"attack: {ask.attack}")
    ]


if __name__ == "__main__":
    main()
