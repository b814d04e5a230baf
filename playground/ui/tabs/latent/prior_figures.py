"""The charts of the prior: distances, confidence, and the codes latent by latent."""

from typing import TYPE_CHECKING

import numpy as np

from playground.engine.latent.prior import TEMPERATURES, Generator, Latents, PriorResult
from playground.ui import figures
from playground.ui.texts import Words, phrase

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

NAMES = {
    ("ae", "prior"): "Autoencoder, z ~ N(0, I)",
    ("ae", "fitted"): "Autoencoder, fitted Gaussian",
    ("ae", "learned"): "Autoencoder, normalizing flow",
    ("vae", "prior"): "VAE, z ~ N(0, I)",
}
STYLES = {
    ("ae", "prior"): (1, "dash"),
    ("ae", "fitted"): (3, "dot"),
    ("ae", "learned"): (4, "dashdot"),
    ("vae", "prior"): (0, "solid"),
}


def name(made: Generator) -> str:
    return NAMES[_key(made)]


def _key(made: Generator) -> tuple[str, str]:
    return ("vae" if "-vae" in made.model else "ae"), made.codes


def distances(result: PriorResult) -> "Figure":
    """One bar a generator, and one for other real images."""
    from plotly.graph_objects import Bar

    drawn = figures.figure("", "FID", hovermode="closest", bargap=0.3)
    bars = [(name(one), one.frechet, STYLES[_key(one)][0]) for one in result.generators]
    for label, height, colour in [*bars, ("Other real images", result.floor, 2)]:
        marker = {"color": figures.COLOURS[colour]}
        bar = Bar(x=[""], y=[height], name=label, marker=marker, texttemplate="%{y:.1f}")
        drawn.add_trace(bar.update(textposition="outside"))
    drawn.update_yaxes(range=[0, 1.15 * max(height for _, height, _ in bars)])
    drawn.update_layout(legend={"entrywidth": 215, "font": {"size": 12}})
    return drawn


def confidence(result: PriorResult) -> "Figure":
    """The classifier's mean top probability at each temperature."""
    curves = {name(one): one.confidence for one in result.generators}
    drawn = figures.lines(TEMPERATURES, curves, x="temperature T", y="mean top probability")
    for trace, made in zip(drawn.data, result.generators, strict=True):
        colour, dash = STYLES[_key(made)]
        trace.line.update(color=figures.COLOURS[colour], dash=dash)
    drawn.update_yaxes(range=[0.3, 1.02])
    drawn.update_layout(legend={"entrywidth": 215, "font": {"size": 12}})
    return drawn


def kl(found: Latents) -> "Figure":
    """Nats a latent, the largest first; inactive latents stand apart."""
    from plotly.graph_objects import Bar

    drawn = figures.figure("latent, by rank", "KL (nats)", hovermode="closest", bargap=0.25)
    ranks = np.arange(len(found.kl))
    for label, mine, colour in (
        ("active", ~found.inactive, 0),
        ("inactive: variance of its means below 0.01", found.inactive, 6),
    ):
        marker = {"color": figures.COLOURS[colour]}
        drawn.add_trace(Bar(x=ranks[mine], y=found.kl[mine], name=label, marker=marker))
    _name_ranks(drawn, found)
    return drawn


def overview(found: Latents) -> "Figure":
    """Density of the codes by latent; left of the first, the prior's own."""
    from plotly.graph_objects import Heatmap

    drawn = figures.figure("latent, by rank", "z", hovermode="closest")
    columns = np.concatenate([_normal(found)[:, None], found.density], axis=1)
    drawn.add_trace(
        Heatmap(
            x=np.arange(-1, len(found.order)),
            y=found.at,
            z=columns.round(4),
            zmin=0,
            zmax=float(columns.max()),
            colorscale=figures.SEQUENTIAL,
            xgap=2,
            colorbar={"thickness": 12, "title": {"text": "density", "side": "right"}},
        )
    )
    _name_ranks(drawn, found, first="N(0,1)")
    return drawn


def density(found: Latents) -> "Figure":
    """One latent's codes, drawn at the cursor, over the prior's density."""
    label = "aggregate posterior" if found.variational else "codes"
    curves = {label: found.density[:, 0], "prior N(0, 1)": _normal(found)}
    drawn = figures.lines(found.at, curves, x="z", y="density", title=" ")
    drawn.data[0].update(fill="tozeroy", fillcolor="rgba(0,114,178,0.2)")
    if not found.variational:
        drawn.data[0].line.update(shape="hvh")
    drawn.data[1].line.update(color=figures.COLOURS[3], dash="dash")
    top = max(float(found.density.max()), 0.42)
    drawn.update_yaxes(range=[0, 1.05 * top])
    drawn.update_layout(legend={"y": 1, "yanchor": "top", "orientation": "v"})
    return drawn


def titles(found: Latents) -> list[Words]:
    """What there is to say of each latent, by rank."""
    spread = zip(found.order, found.kl, found.mean, found.deviation, strict=True)
    said = "z{latent}: μ {mean}, σ {deviation}"
    said += ", KL {kl} nats" if found.variational else ""
    return [
        phrase(said, latent=int(k) + 1, mean=f"{m:.2f}", deviation=f"{d:.2f}", kl=f"{nats:.2f}")
        for k, nats, m, d in spread
    ]


def _normal(found: Latents) -> np.ndarray:
    return np.exp(-(found.at**2) / 2) / np.sqrt(2 * np.pi)


def _name_ranks(drawn: "Figure", found: Latents, first: str = "") -> None:
    names = [f"z{latent + 1}" for latent in found.order]
    ticks = list(range(len(names)))
    if first:
        ticks, names = [-1, *ticks], [first, *names]
    drawn.update_xaxes(tickvals=ticks, ticktext=names, showgrid=False, tickfont={"size": 11})
