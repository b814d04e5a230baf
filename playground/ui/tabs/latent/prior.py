"""Random codes decoded side by side, and the codes of images against the prior."""

import numpy as np

from playground.engine.latent import prior, spaces
from playground.engine.latent.prior import LATENTS, TEMPERATURES, Latents, PriorRequest, PriorResult
from playground.engine.networks import CLASSIFIER, card
from playground.ui import chart, figures, strip
from playground.ui.tab import Control, Endpoint, Tab
from playground.ui.tabs.latent import common
from playground.ui.texts import phrase
from playground.ui.views import Axis, Chart, Cursor, Frames, Row, Strip

ONE = TEMPERATURES.index(1.0)
#: What each generator is called, its colour and its dash.
GENERATORS = {
    ("ae", "prior"): ("Autoencoder, z ~ N(0, I)", 1, "dash"),
    ("ae", "fitted"): ("Autoencoder, fitted Gaussian", 3, "dot"),
    ("ae", "learned"): ("Autoencoder, normalizing flow", 4, "dashdot"),
    ("vae", "prior"): ("VAE, z ~ N(0, I)", 0, "solid"),
}
LEGEND = {"entrywidth": 230, "font": {"size": 13}}
#: Of a density, more than the eye tells apart.
DIGITS = 3
BAND = Cursor("latent", list(range(LATENTS)), band=True)

SNIPPET = """\
import torch
from playground.engine.latent.prior import LATENTS, SHOWN, PriorRequest, answer
from playground.models import catalog

request = {request}
vae = answer(request).generators[-1]
model = catalog.load(vae.model)
classifier = catalog.load("{request.dataset}-classifier")
chance = torch.Generator().manual_seed(request.seed)
z = torch.randn(request.samples, LATENTS, generator=chance)[:SHOWN]
with torch.inference_mode():
    for T in (0, 0.5, 1, 1.5, 2):
        sure = classifier(model.decode(T * z)).softmax(1).amax(1).mean()
        print(f"T = {{T}}: the classifier's confidence is {{sure:.3f}}")
"""


def _style(made: prior.Generator) -> tuple[str, int, str]:
    return GENERATORS["vae" if "-vae" in made.model else "ae", made.codes]


def pictures(request: PriorRequest, result: PriorResult) -> Strip:
    """Samples of each generator, tiled."""
    rows = [
        Row(
            _style(made)[0],
            strip.tile(made.frames, round(prior.SHOWN**0.5)),
            ("T",),
            captions=[phrase("classifier's confidence {p}", p=f"{p:.2f}") for p in made.confidence],
            note=phrase("FID {fid} at T = 1", fid=f"{made.frechet:.1f}"),
        )
        for made in result.generators
    ]
    return Strip([Axis("T", "T", TEMPERATURES, start=ONE)], rows)


def distance(request: PriorRequest, result: PriorResult) -> Chart:
    """One bar a generator, and one for other real images."""
    figure = figures.figure("", "FID", hovermode="closest", bargap=0.3)
    bars = [(*_style(one)[:2], one.frechet) for one in result.generators]
    for name, colour, height in [*bars, ("Other real images", 2, result.floor)]:
        marker = {"color": figures.COLOURS[colour]}
        figure.add_bar(x=[""], y=[height], name=name, marker=marker)
    figure.update_traces(texttemplate="%{y:.1f}", textposition="outside")
    figure.update_yaxes(range=[0, 1.15 * max(height for *_, height in bars)])
    return Chart(figure.update_layout(legend=LEGEND))


def confidence(request: PriorRequest, result: PriorResult) -> Chart:
    """The classifier's mean top probability at each temperature."""
    curves = {_style(one)[0]: one.confidence for one in result.generators}
    styles = [_style(one)[1:] for one in result.generators]
    figure = figures.lines(
        TEMPERATURES, curves, x="temperature T", y="mean top probability", styles=styles
    )
    figure.update_layout(legend=LEGEND, yaxis_range=[0.3, 1.02])
    return Chart(figure, Cursor("T", TEMPERATURES))


def kl(request: PriorRequest, result: PriorResult) -> Chart:
    """Nats a latent of the VAE, the largest first; inactive latents stand apart."""
    latents = result.latents[-1]
    figure = figures.figure("latent, by rank", "KL (nats)", hovermode="closest", bargap=0.25)
    ranks = np.arange(LATENTS)
    for name, mine, colour in (
        ("active", ~latents.inactive, 0),
        ("inactive: variance of its means below 0.01", latents.inactive, 6),
    ):
        marker = {"color": figures.COLOURS[colour]}
        figure.add_bar(x=ranks[mine], y=latents.kl[mine], name=name, marker=marker)
    return _by_rank(figure, latents)


def rank(request: PriorRequest, result: PriorResult) -> Strip:
    """The cursor of the charts below."""
    return Strip([Axis("latent", "latent, by rank", list(range(1, LATENTS + 1)))], [])


def overview(request: PriorRequest, result: PriorResult, place: int) -> Chart:
    """Density of the codes by latent; left of the first, the prior's own."""
    latents = result.latents[place]
    figure = figures.figure("latent, by rank", "z", hovermode="closest")
    columns = np.concatenate([_normal(latents)[:, None], latents.density], axis=1)
    figure.add_heatmap(
        x=np.arange(-1, LATENTS),
        y=latents.at,
        z=columns.round(DIGITS).astype(np.float32),
        zmin=0,
        zmax=float(columns.max()),
        colorscale=figures.SEQUENTIAL,
        xgap=2,
        colorbar={"thickness": 12, "title": {"text": "density", "side": "right"}},
    )
    return _by_rank(figure, latents, first=("N(0,1)",))


def _by_rank(figure: "figures.Figure", latents: Latents, first: tuple[str, ...] = ()) -> Chart:
    names = [*first, *(f"z{latent + 1}" for latent in latents.order)]
    ticks = list(range(-len(first), LATENTS))
    figure.update_xaxes(tickvals=ticks, ticktext=names, showgrid=False, tickfont={"size": 13})
    return Chart(figure, BAND)


def density(request: PriorRequest, result: PriorResult, place: int) -> Chart:
    """The codes' density in the latent at the cursor, over the prior's."""
    latents = result.latents[place]
    label = "aggregate posterior" if latents.variational else "codes"
    curves = {label: latents.density[:, 0], "prior N(0, 1)": _normal(latents)}
    styles = ((0, "solid"), (3, "dash"))
    figure = figures.lines(latents.at, curves, x="z", y="density", title=" ", styles=styles)
    figure.data[0].update(fill="tozeroy", fillcolor="rgba(0,114,178,0.2)")
    if not latents.variational:
        figure.data[0].line.update(shape="hvh")
    figure.update_yaxes(range=[0, 1.05 * max(float(latents.density.max()), 0.42)])
    figure.update_layout(legend={"y": 1, "yanchor": "top", "orientation": "v"})
    said = "z{latent}: μ {mean}, σ {deviation}"
    said += ", KL {kl} nats" if latents.variational else ""
    columns = zip(latents.order, latents.kl, latents.mean, latents.deviation, strict=True)
    titles = [
        phrase(said, latent=int(k) + 1, mean=f"{m:.2f}", deviation=f"{d:.2f}", kl=f"{nats:.2f}")
        for k, nats, m, d in columns
    ]
    return Chart(
        figure, frames=Frames("latent", {0: {"y": latents.density.T.round(DIGITS)}}, titles)
    )


def _normal(latents: Latents) -> np.ndarray:
    return np.exp(-(latents.at**2) / 2) / np.sqrt(2 * np.pi)


def _cards(request: PriorRequest) -> tuple[str, ...]:
    there = spaces.required(request.dataset, LATENTS)
    flows = [prior.flow(space.name) for space in there if "learned" in prior.distributions(space)]
    return (*(space.name for space in there), *flows, card(request.dataset, CLASSIFIER))


TAB = Tab(
    page=__name__,
    hint="Is it a generative model? The same random z goes through both decoders: what the VAE"
    " draws comes far nearer to real images, by FID, than what the autoencoder scribbles, until its"
    " z follow a Gaussian fitted to its codes, or a flow that learned them and comes nearest.",
    answer=prior.answer,
    controls=(common.DATA, Control("seed"), Control("samples", kind="slider")),
    views=(
        (strip.view("", pictures),),
        (
            chart.view("Fréchet distance to real images", distance),
            chart.view("How sure the classifier is", confidence),
        ),
        (chart.view("What the VAE spends on each latent", kl, height=280),),
        (strip.view("Latent by latent", rank),),
        common.by_kind("Codes of test images", overview, 320),
        common.by_kind("Against the prior", density, 280),
    ),
    cards=_cards,
    endpoint=Endpoint(
        "sample_prior",
        "Decode the same z ~ N(0, I) with the autoencoder and the VAE, z of a Gaussian fitted to"
        " the autoencoder's codes, and z of a normalizing flow that learned them; measure each"
        " one's Frechet distance to real images, and the KL and activity of every latent. Each PNG"
        " file holds a generator's first samples, from top to bottom.",
        images=lambda result: {
            f"{made.model}-{made.codes}": made.frames[ONE] for made in result.generators
        },
    ),
    snippet=SNIPPET,
    examples=({"samples": 200}, {"samples": 210, "seed": 3}),
)
