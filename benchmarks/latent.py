"""The interpolation tab's question over the bare batched passes of its networks.

`python -m benchmarks.latent`; the bar is 1.4. Every round asks about two new images, so that no
stage answers from memory; models, reference images and the neighbour index are loaded. The GAN's
row joins two drawn images: the search for latents of given ones, which is gradient descent and
kept per image, is timed on a line of its own.
"""

import itertools
from typing import Any

import torch

from benchmarks.common import Row, compare
from playground import data
from playground.engine import images
from playground.engine.latent import generated
from playground.engine.latent import path as engine
from playground.engine.latent.path import PathRequest
from playground.engine.networks import Networks
from playground.models import catalog

BAR = 1.4
DATASET = "mnist"


def bare(frames: int) -> None:
    """Two codes, `frames` decodings a model, and one batch of all rows through the classifier."""
    pair = torch.from_numpy(data.examples(DATASET).images[:2]).float().div(255)[:, None]
    classifier: Any = catalog.load("mnist-classifier")
    gan: Any = catalog.load("mnist-gan")
    weights = torch.linspace(0, 1, frames)[:, None]
    with torch.inference_mode():
        rows = [torch.lerp(pair[0], pair[1], weights[..., None, None])]
        for name in ("mnist-ae16", "mnist-vae16"):
            model: Any = catalog.load(name)
            a, b = model.encode(pair)
            rows.append(model.decode(torch.lerp(a, b, weights)))
        rows.append(gan.synthesis(torch.lerp(gan.w_mean[3], gan.w_mean[6], weights)))
        classifier(torch.cat(rows))


def whole(seed: int) -> None:
    """The question, about two images of the seed."""
    engine.answer(PathRequest(from_a="random", from_b="random", gan="seeds", seed=seed))


@torch.inference_mode()
def search(seed: int) -> None:
    """The latents of two images of the seed, as the default question looks for them."""
    for one in images.drawn_by(DATASET, seed, 2):
        generated.inverted(Networks(DATASET), one, PathRequest().steps)


def main() -> list[Row]:
    """Print the ratios."""
    seeds, more = itertools.count(), itertools.count(1000)
    frames = PathRequest().frames
    return compare(
        {
            "bare networks": lambda: bare(frames),
            "the whole question": lambda: whole(next(seeds)),
            "latents of both images": lambda: search(next(more)),
        },
        "bare networks",
        repeats=21,
        title=f"Interpolation, {frames} frames, four rows (bar: {BAR})",
    )


if __name__ == "__main__":
    main()
