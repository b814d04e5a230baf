"""The latent pages' default questions over the bare batched passes of their networks.

`python -m benchmarks.latent_pages`; the bar is 1.4. Every round asks something new, so that no
stage answers from memory; models, codes of the examples and features of real images are kept.
"""

import itertools
from collections.abc import Callable
from typing import Any

import torch

from benchmarks.common import Row, compare
from playground.engine.latent import (
    arithmetic,
    four_corners,
    plane,
    prior,
    reparameterisation,
    spaces,
    traversals,
)
from playground.models import catalog

BAR = 1.4
ROUNDS = 9


def bare(models: tuple[str, ...], codes: int, latents: int, more: int = 0) -> Callable[[], None]:
    """So many codes decoded by each model, and all of it (and `more` images) classified."""
    networks: list[Any] = [catalog.load(model) for model in models]
    classifier: Any = catalog.load("mnist-classifier")
    z = torch.randn(codes, latents, generator=torch.Generator().manual_seed(0))
    others = torch.rand(max(more, 1), 1, 28, 28)

    def run() -> None:
        with torch.inference_mode():
            for network in networks:
                for chunk in z.split(spaces.CHUNK):
                    classifier(network.decode(chunk))
            if more:
                classifier(others)

    return run


def main() -> list[Row]:
    """Print a ratio for each page."""
    both = tuple(space.name for space in spaces.required("mnist", 16))
    fresh = itertools.count(100)
    lattice, square = plane.LatentPlaneRequest().side ** 2, four_corners.CornersRequest().side ** 2
    steps = 16 * traversals.TraversalRequest().steps + 1
    scaled = (len(prior.TEMPERATURES) - 1) * prior.SHOWN + prior.PriorRequest().samples
    sampled = (
        len(reparameterisation.TEMPERATURES)
        * reparameterisation.ReparameterisationRequest().samples
    )
    pages: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
        "plane, 16 latents": (
            bare(both, lattice, 16),
            lambda: plane.answer(plane.LatentPlaneRequest(latents="16", index_a=next(fresh) % 100)),
        ),
        "prior": (
            bare(("mnist-ae16", *both), scaled, 16),
            lambda: prior.answer(prior.PriorRequest(seed=next(fresh))),
        ),
        "traversals": (
            bare(("mnist-vae16",), steps, 16),
            lambda: traversals.answer(traversals.TraversalRequest(index=next(fresh) % 100)),
        ),
        "four corners": (
            bare(both, square, 16, more=square),
            lambda: four_corners.answer(four_corners.CornersRequest(index_a=next(fresh) % 100)),
        ),
        "arithmetic": (
            bare(("mnist-vae16",), len(arithmetic.STRENGTHS) + 10, 16),
            lambda: arithmetic.answer(arithmetic.ArithmeticRequest(index_a=next(fresh) % 100)),
        ),
        "reparameterisation": (
            bare(("mnist-vae16",), sampled + 1, 16),
            lambda: reparameterisation.answer(
                reparameterisation.ReparameterisationRequest(seed=next(fresh))
            ),
        ),
    }
    rows = []
    for name, (networks, question) in pages.items():
        candidates = {"bare networks": networks, f"{name}: the whole question": question}
        rows += compare(candidates, "bare networks", repeats=ROUNDS, title=f"{name} (bar: {BAR})")
    return rows


if __name__ == "__main__":
    main()
