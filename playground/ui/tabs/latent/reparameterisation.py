"""One image's posterior, and samples of it at every temperature."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.classes import CLASSES
from playground.engine.latent.reparameterisation import (
    TEMPERATURES,
    SamplingRequest,
    SamplingResult,
    answer,
)
from playground.ui import chart, figures, strip
from playground.ui.chart import Cursor, Frames
from playground.ui.strip import Axis, Row
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.tabs.latent import common
from playground.ui.tabs.latent import reparameterisation_figures as drawing
from playground.ui.tabs.latent.reparameterisation_words import SEEN
from playground.ui.texts import Words, phrase


def paint(request: SamplingRequest, result: SamplingResult) -> dict[str, Any]:
    """The answer as values of the views."""
    axes = [Axis("T", "T", TEMPERATURES, start=TEMPERATURES.index(1.0))]
    agreed = figures.lines(
        TEMPERATURES, {"share": result.agreement}, x="temperature T", y="share read as the mean is"
    )
    agreed.update_layout(showlegend=False)
    agreed.update_yaxes(range=[-0.03, 1.03])
    plane, frames = drawing.codes(result)
    return {
        "pictures": strip.value(axes, _pictures(result)),
        "samples": strip.value(axes, [_samples(result)]),
        "posterior": chart.value(drawing.posterior(result)),
        "noise": chart.value(drawing.noise(result)),
        "codes": chart.value(plane, frames=Frames("T", frames)),
        "kl": chart.value(drawing.kl(result)),
        "agreement": chart.value(agreed, Cursor("T", TEMPERATURES)),
    }


def _pictures(result: SamplingResult) -> list[Row]:
    spread = result.spread.mean((1, 2)) / 2
    return [
        common.original("Image", result.dataset, result.picture),
        Row(
            "Mean μ",
            result.reconstruction[None],
            captions=[common.reading(result.dataset, result.reading)],
            size="small",
        ),
        Row(
            "Spread",
            result.spread,
            ("T",),
            captions=[phrase("{grey} of 255 a pixel", grey=f"{one:.1f}") for one in spread],
            note="drawn at twice its size",
            size="small",
        ),
    ]


def _samples(result: SamplingResult) -> Row:
    columns = math.ceil(math.sqrt(result.frames.shape[1]))
    share = [phrase("{percent} % read alike", percent=round(100 * a)) for a in result.agreement]
    return Row("Samples", strip.tile(result.frames, columns), ("T",), captions=share, size="large")


def seen(request: SamplingRequest, result: SamplingResult) -> Words:
    """How many samples leave the class of the mean."""
    others = [round(request.samples * (1 - share)) for share in result.agreement]
    return phrase(SEEN, one=others[TEMPERATURES.index(1.0)], last=others[-1], n=request.samples)


def snippet(request: SamplingRequest) -> str:
    """The samples at T = 1 in a dozen lines of PyTorch."""
    asked = ", ".join(f"{name}={getattr(request, name)!r}" for name in request.to_query())
    return f"""import torch
from playground.engine.latent.reparameterisation import SamplingRequest, answer
from playground.models import catalog

found = answer(SamplingRequest({asked}))
model = catalog.load(found.model)
classifier = catalog.load("{request.dataset}-classifier")
image = torch.tensor(found.picture.image)[None, None] / 255
chance = torch.Generator().manual_seed({request.seed})
eps = torch.randn({request.samples}, {request.latents}, generator=chance)
with torch.inference_mode():
    mu, log_variance = model.posterior(image)
    z = mu + (log_variance / 2).exp() * eps
    print(classifier(model.decode(z)).argmax(1))
"""


def _images(result: SamplingResult) -> Mapping[str, NDArray[np.uint8]]:
    one = TEMPERATURES.index(1.0)
    return {"samples": result.frames[one], "spread": result.spread}


TAB = Tab(
    name="latent-reparameterisation",
    title="Reparameterisation",
    subject=common.SUBJECT,
    hint="z = μ + T σ ε: the encoder gives μ and σ, chance gives ε, so that gradients pass through"
    " μ and σ. Drag T: at 0 all samples are the mean's picture, at 3 some are another digit.",
    seen=seen,
    request=SamplingRequest,
    answer=answer,
    controls=(
        common.DATA,
        Control("latents", "Latents"),
        Control("label", "Class", named=CLASSES, like="dataset"),
        Control("index", "Example", kind="dice"),
        Control("seed", "Seed of ε", kind="dice"),
        Control("samples", "Samples", more=True),
    ),
    views=(
        (View("pictures", "strip"), View("samples", "strip", controls=False)),
        (
            View("noise", "chart", "ε: what chance gives", height=340),
            View("codes", "chart", "z = μ + T σ ε", height=340),
            View("posterior", "chart", "μ ± 2 σ: what the encoder gives", height=340),
        ),
        (
            View("kl", "chart", "KL of each latent from N(0, 1)", height=260),
            View("agreement", "chart", "Samples that stay in the class", height=260),
        ),
    ),
    paint=paint,
    cards=lambda request: common.cards(request.dataset, f"{request.dataset}-vae{request.latents}"),
    endpoint=Endpoint(
        "reparameterise",
        "Encode an image with the VAE and decode samples z = mu + T sigma eps around it, for"
        " temperatures T from 0 to 3. The PNG files hold the samples at T = 1, and for each T twice"
        " the standard deviation of every pixel.",
        images=_images,
    ),
    snippet=snippet,
)
