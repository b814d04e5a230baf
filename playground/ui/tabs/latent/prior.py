"""Random codes decoded side by side, and the codes of images against the prior."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.latent import spaces
from playground.engine.latent.prior import (
    LATENTS,
    SHOWN,
    TEMPERATURES,
    Generator,
    PriorRequest,
    PriorResult,
    answer,
    distributions,
    flow,
)
from playground.ui import chart, strip
from playground.ui.chart import Cursor, Frames
from playground.ui.strip import Axis, Row
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.tabs.latent import common
from playground.ui.tabs.latent import prior_figures as drawing
from playground.ui.texts import phrase


def paint(request: PriorRequest, result: PriorResult) -> dict[str, Any]:
    """The answer as values of the views; a model that does not ship says so."""
    temperature = [
        Axis("T", "T", TEMPERATURES, start=TEMPERATURES.index(1.0)),
    ]
    ranks = [Axis("latent", "latent, by rank", list(range(1, LATENTS + 1)))]
    painted: dict[str, Any] = {
        "pictures": strip.value(temperature, [_samples(one) for one in result.generators]),
        "distance": chart.value(drawing.distances(result)),
        "confidence": chart.value(drawing.confidence(result), Cursor("T", TEMPERATURES)),
        "rank": strip.value(ranks, []),
        "kl": common.MISSING,
    }
    band = Cursor("latent", list(range(LATENTS)), band=True)
    for kind in spaces.KINDS:
        found = next((one for one in result.latents if one.variational == (kind == "vae")), None)
        overview = chart.value(drawing.overview(found), band) if found else common.MISSING
        painted[f"overview-{kind}"] = overview
        painted[f"density-{kind}"] = common.MISSING
        if found:
            frames = Frames("latent", {0: {"y": found.density.T}}, drawing.titles(found))
            painted[f"density-{kind}"] = chart.value(drawing.density(found), frames=frames)
        if found and found.variational:
            painted["kl"] = chart.value(drawing.kl(found), band)
    return painted


def _samples(made: Generator) -> Row:
    side = round(SHOWN**0.5)
    return Row(
        drawing.name(made),
        strip.tile(made.frames, side),
        ("T",),
        captions=[phrase("classifier's confidence {p}", p=f"{p:.2f}") for p in made.confidence],
        note=phrase("FID {fid} at T = 1", fid=f"{made.frechet:.1f}"),
    )


def snippet(request: PriorRequest) -> str:
    """The distance of the last generator in a dozen lines of PyTorch."""
    asked = ", ".join(f"{name}={getattr(request, name)!r}" for name in request.to_query())
    return f"""import torch
from playground.engine.latent.prior import PriorRequest, answer
from playground.models import catalog

made = answer(PriorRequest({asked})).generators[-1]
model = catalog.load(made.model)
classifier = catalog.load("{request.dataset}-classifier")
with torch.inference_mode():
    chance = torch.Generator().manual_seed({request.seed})
    images = model.decode(torch.randn({request.samples}, {LATENTS}, generator=chance)[:{SHOWN}])
    print(made.model, classifier(images).softmax(1).amax(1).mean())
"""


def _images(result: PriorResult) -> Mapping[str, NDArray[np.uint8]]:
    one = TEMPERATURES.index(1.0)
    return {f"{made.model}-{made.codes}": made.frames[one] for made in result.generators}


def _cards(request: PriorRequest) -> tuple[str, ...]:
    names = spaces.models(request.dataset, LATENTS)
    flows = [flow(name) for name in names if "learned" in distributions(name)]
    return common.cards(request.dataset, *names, *flows)


def _pair(name: str, label: str, height: int) -> tuple[Any, ...]:
    return tuple(
        View(f"{name}-{kind}", "chart", f"{label}: {common.KINDS[kind]}", height=height)
        for kind in spaces.KINDS
    )


TAB = Tab(
    name="latent-prior",
    title="Prior",
    subject=common.SUBJECT,
    hint="Is it a generative model? The same random z goes through both decoders: what the VAE"
    " draws comes far nearer to real images, by FID, than what the autoencoder scribbles, until its"
    " z follow a Gaussian fitted to its codes, or a flow that learned them and comes nearest.",
    request=PriorRequest,
    answer=answer,
    controls=(
        common.DATA,
        Control("seed", "Seed", kind="dice"),
        Control("samples", "Samples measured", kind="slider"),
    ),
    views=(
        (View("pictures", "strip"),),
        (
            View("distance", "chart", "Fréchet distance to real images", height=320),
            View("confidence", "chart", "How sure the classifier is", height=320),
        ),
        (View("kl", "chart", "What the VAE spends on each latent", height=280),),
        (View("rank", "strip", "Latent by latent"),),
        _pair("overview", "Codes of test images", 320),
        _pair("density", "Against the prior", 280),
    ),
    paint=paint,
    cards=_cards,
    endpoint=Endpoint(
        "sample_prior",
        "Decode the same z ~ N(0, I) with the autoencoder and the VAE, z of a Gaussian fitted to"
        " the autoencoder's codes, and z of a normalizing flow that learned them; measure each"
        " one's Frechet distance to real images, and the KL and activity of every latent. Each PNG"
        " file holds a generator's first samples, from top to bottom.",
        images=_images,
    ),
    snippet=snippet,
)
