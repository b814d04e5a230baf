"""The interpolation tab's default question over the bare batched passes of its networks.

`python -m benchmarks.latent`; the bar is 1.4. Every round asks about two new images, so that no
stage answers from memory; models, reference images and the neighbour index are loaded.
"""

import itertools
from typing import Any

import torch

from benchmarks.common import Row, compare
from playground import data
from playground.engine.latent import path as engine
from playground.engine.latent.path import Interpolation
from playground.models import catalog

BAR = 1.4


def bare(frames: int) -> None:
    """Two codes, `frames` decodings a model, and one batch of all rows through the classifier."""
    pair = torch.from_numpy(data.examples(engine.DATASET).images[:2]).float().div(255)[:, None]
    classifier: Any = catalog.load(engine.CLASSIFIER)
    weights = torch.linspace(0, 1, frames)[:, None, None, None]
    with torch.inference_mode():
        rows = [torch.lerp(pair[0], pair[1], weights)]
        for name in engine.MODELS:
            model: Any = catalog.load(name)
            a, b = model.encode(pair)
            rows.append(model.decode(torch.lerp(a, b, weights[:, 0, 0])))
        classifier(torch.cat(rows))


def main() -> list[Row]:
    """Print the ratio."""
    seeds = itertools.count()
    frames = Interpolation().frames
    return compare(
        {
            "bare networks": lambda: bare(frames),
            "the whole question": lambda: engine.answer(
                Interpolation(pair="random", seed=next(seeds))
            ),
        },
        "bare networks",
        repeats=21,
        title=f"Interpolation, {frames} frames, three rows (bar: {BAR})",
    )


if __name__ == "__main__":
    main()
