"""One image's posterior, and samples of it at every temperature."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.latent import reparameterisation
from playground.engine.latent.reparameterisation import ReparameterisationRequest, SamplingResult
from playground.ui import chart, figures, machine, strip
from playground.ui.tab import Control, Endpoint, Tab
from playground.ui.tabs.latent import common
from playground.ui.texts import Words, phrase, phrases
from playground.ui.views import Axis, Chart, Cursor, Frames, Machine, Part, Row, Strip

ONE = reparameterisation.TEMPERATURES.index(1.0)
AXES = (Axis("T", "T", reparameterisation.TEMPERATURES, start=ONE),)
#: A Gaussian of two dimensions has 86 % of its mass within this many deviations.
REACH, CIRCLE = 2.0, figures.circle(73)
#: Draws of each VAE on show, and how many stand in a row.
DRAWN, DRAWN_WIDE = 9, 3
#: The place of the VAE that all other views show among them.
BASE = list(reparameterisation.BETAS).index(1.0)

LOSS = (
    "Training makes −log p(image | z) + β KL(N(μ, σ²) ‖ N(0, I)) small: the first term wants z to"
    " say which image, the second wants it to say nothing. Here β = 1."
)
SEEN = (
    "z = μ + T σ ε: the encoder gives μ and σ, chance gives ε, so that gradients pass through μ and"
    " σ. Drag T: at 0 all samples are the mean's picture; of {n}, {one} are read as another class"
    " than it at 1, and {last} at 3."
)

SNIPPET = """\
import torch
from playground.engine.latent.reparameterisation import ReparameterisationRequest, answer
from playground.models import catalog

request = {request}
result = answer(request)
model = catalog.load(result.model)
classifier = catalog.load("{request.dataset}-classifier")
image = torch.from_numpy(result.picture.image)[None, None] / 255
chance = torch.Generator().manual_seed(request.seed)
eps = torch.randn(request.samples, model.latents, generator=chance)
with torch.inference_mode():
    mu, log_variance = model.posterior(image)
    sigma = (log_variance / 2).exp()
    mean = classifier(model.decode(mu)).argmax(1)
    for T in (0, 1, 2, 3):
        read = classifier(model.decode(mu + T * sigma * eps)).argmax(1)
        print(f"T = {{T}}: {{(read == mean).float().mean():.3f}} are read as the mean is")
"""


def pictures(request: ReparameterisationRequest, result: SamplingResult) -> Strip:
    spread = result.spread.mean((1, 2)) / 2
    return Strip(
        AXES,
        [
            common.original("Image", request.dataset, result.picture),
            Row(
                "Mean μ",
                result.reconstruction[None],
                captions=[common.reading(request.dataset, result.reading)],
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
        ],
    )


def samples(request: ReparameterisationRequest, result: SamplingResult) -> Strip:
    tiled = strip.tile(result.frames, math.ceil(math.sqrt(request.samples)))
    alike = [phrase("{percent} % read alike", percent=round(100 * a)) for a in result.agreement]
    return Strip(AXES, [Row("Samples", tiled, ("T",), captions=alike, size="large")])


def through(request: ReparameterisationRequest, result: SamplingResult) -> Machine:
    """From the image to samples of its posterior, and what the loss asks of it."""
    scales = [f"z = μ + {T:g} σ ε" for T in reparameterisation.TEMPERATURES]
    encoded = [
        Part("Image", picture=("pictures", 0)),
        Part("Encoder", "narrowing"),
        Part("μ, σ", texts=[phrase("{n} numbers each", n=len(result.mean))], tab="latent-plane"),
    ]
    chance = [Part("ε", texts=["N(0, I)"], tab="latent-prior")]
    decoded = [
        Part("z", texts=scales, axes=("T",)),
        Part("Decoder", "widening", tab="latent-traversals"),
        Part("Samples", picture=("samples", 0)),
    ]
    return Machine([[encoded, chance], [decoded]], note=LOSS)


def noise(request: ReparameterisationRequest, result: SamplingResult) -> Chart:
    """eps in the two latents on show, with the circle of two deviations."""
    figure = _plane("ε", result)
    x, y = REACH * CIRCLE.T
    figures.curve(figure, x, y, "2 deviations", figures.COLOURS[3])
    _dots(figure, result.noise[:, result.shown], "ε")
    return Chart(figure)


def codes(request: ReparameterisationRequest, result: SamplingResult) -> Chart:
    """The samples among the examples' means, at the cursor's temperature."""
    figure, shown = _plane("z", result), list(result.shown)
    _dots(figure, result.everyone, "means of test images", colour=6, size=3)
    scale = np.array(reparameterisation.TEMPERATURES)[:, None, None]
    ellipses = result.mean[shown] + scale * REACH * result.deviation[shown] * CIRCLE
    clouds = result.codes[:, :, shown]
    x, y = ellipses[ONE].T
    figures.curve(figure, x, y, "2 T σ", figures.COLOURS[3])
    _dots(figure, clouds[ONE], "samples")
    moving = {
        trace: {"x": points[:, :, 0], "y": points[:, :, 1]}
        for trace, points in ((1, ellipses), (2, clouds))
    }
    return Chart(figure, frames=Frames("T", moving))


def posterior(request: ReparameterisationRequest, result: SamplingResult) -> Chart:
    """mu of each latent with two sigma to both sides, over the band of the prior."""
    figure = figures.figure("latent", "z", hovermode="closest")
    blue, green = figures.COLOURS[0], figures.COLOURS[2]
    figure.add_hrect(y0=-2, y1=2, fillcolor=green, opacity=0.15, line_width=0)
    figure.add_scatter(
        x=_names(result),
        y=result.mean,
        mode="markers",
        name="μ ± 2 σ",
        marker={"size": 8, "color": blue},
        error_y={"array": 2 * result.deviation, "color": blue, "thickness": 2},
    )
    faint = {"opacity": 0.4}
    figures.marks(figure, [None], [None], "prior ± 2", green, "square", 12, marker=faint)
    figure.update_xaxes(type="category", showgrid=False)
    return Chart(figure)


def kl(request: ReparameterisationRequest, result: SamplingResult) -> Chart:
    """Nats that this image's posterior spends on each latent."""
    nats = {"KL": result.kl}
    return Chart(figures.bars(_names(result), nats, x="latent", y="KL (nats)", highest=None))


def betas(request: ReparameterisationRequest, result: SamplingResult) -> Strip | None:
    """The same image and the same chance, of VAEs that learned with other weights of the KL."""
    if not result.weighted:
        return None
    kept = np.stack([one.reconstruction for one in result.weighted])
    drawn = np.stack([one.drawn[:DRAWN] for one in result.weighted])
    names = [f"{one.beta:g}" for one in result.weighted]
    says = [one.says for one in result.weighted]
    told = phrases("β = {name}: {n} numbers of 16 say something", name=names, n=says)
    sheet: dict[str, Any] = {"axes": ("beta",), "layout": "all"}
    listed = " ".join(names)
    return Strip(
        [Axis("beta", "β", names, start=BASE)],
        [
            Row(phrase("The image, β = {betas}", betas=listed), kept, captions=told, **sheet),
            Row("Decoded z of N(0, I)", strip.tile(drawn, DRAWN_WIDE), **sheet),
        ],
    )


def trade(request: ReparameterisationRequest, result: SamplingResult) -> Chart | None:
    """Both terms of the loss, for this image."""
    if not result.weighted:
        return None
    terms = {
        "−log p(image | z)": [one.miss for one in result.weighted],
        "KL from N(0, I)": [one.kl.sum() for one in result.weighted],
    }
    names = [f"{one.beta:g}" for one in result.weighted]
    figure = figures.bars(names, terms, x="β", y="nats", highest=None)
    return Chart(figure, Cursor("beta", range(len(names)), band=True))


def agreement(request: ReparameterisationRequest, result: SamplingResult) -> Chart:
    share = {"share": result.agreement}
    figure = figures.lines(
        reparameterisation.TEMPERATURES, share, x="temperature T", y="share read as the mean is"
    )
    figure.update_layout(showlegend=False, yaxis_range=figures.SHARES)
    return Chart(figure, Cursor("T", reparameterisation.TEMPERATURES))


def _names(result: SamplingResult) -> list[str]:
    return [f"z{latent + 1}" for latent in range(len(result.mean))]


def _plane(letter: str, result: SamplingResult) -> "figures.Figure":
    """An empty chart of the two latents on show."""
    names = [f"{letter}{latent + 1}" for latent in result.shown]
    figure = figures.figure(*names, hovermode="closest")
    return figure.update_yaxes(scaleanchor="x")


def _dots(
    figure: "figures.Figure", points: NDArray[Any], name: str, colour: int = 0, size: int = 7
) -> None:
    faint = {"opacity": 0.85 if size > 3 else 0.5}
    x, y = points.T
    figures.marks(figure, x, y, name, figures.COLOURS[colour], size=size, marker=faint)


def seen(request: ReparameterisationRequest, result: SamplingResult) -> Words:
    """How many samples leave the class of the mean."""
    others = [round(request.samples * (1 - share)) for share in result.agreement]
    return phrase(SEEN, one=others[ONE], last=others[-1], n=request.samples)


TAB = Tab(
    page=__name__,
    hint="z = μ + T σ ε: the encoder gives μ and σ, chance gives ε, so that gradients pass through"
    " μ and σ. Drag T: at 0 all samples are the mean's picture, at 3 some are another digit.",
    seen=seen,
    answer=reparameterisation.answer,
    controls=(
        common.DATA,
        Control("latents"),
        common.class_control("label"),
        Control("index"),
        Control("samples", more=True),
    ),
    views=(
        (strip.view("", pictures), strip.view("", samples, controls=False)),
        (machine.view("From the image to its samples", through),),
        (
            chart.view("ε: what chance gives", noise, height=340),
            chart.view("z = μ + T σ ε", codes, height=340),
            chart.view("μ ± 2 σ: what the encoder gives", posterior, height=340),
        ),
        (
            chart.view("KL of each latent from N(0, 1)", kl, height=260),
            chart.view("Samples that stay in the class", agreement, height=260),
        ),
        (
            strip.view("VAEs of other weights β", betas, controls=False, scale=2),
            chart.view("What each β makes small", trade, height=330),
        ),
    ),
    cards=lambda request: (
        *common.cards(request.dataset, f"vae{request.latents}"),
        *reparameterisation.weights(request).values(),
    ),
    endpoint=Endpoint(
        "reparameterise",
        "Encode an image with the VAE and decode samples z = mu + T sigma eps around it, for"
        " temperatures T from 0 to 3. The PNG files hold the samples at T = 1, and for each T twice"
        " the standard deviation of every pixel.",
        images=lambda result: {"samples": result.frames[ONE], "spread": result.spread},
    ),
    snippet=SNIPPET,
    examples=({"samples": 4}, {"samples": 5, "latents": "2"}),
)
