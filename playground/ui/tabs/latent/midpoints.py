"""The comparison page: how real the images halfway between two are, for each way."""

from typing import Any

from playground.engine.latent import midpoints
from playground.engine.latent.midpoints import SHOWN, MidpointsRequest, MidpointsResult, answer
from playground.ui import chart, figures, strip, table
from playground.ui.tab import Endpoint, Tab
from playground.ui.tabs.latent import common
from playground.ui.texts import phrase
from playground.ui.views import Axis, Cell, Chart, Row, Strip, Table

NAMES = {
    ("pixels", "lerp"): "Pixel blend",
    ("ae16", "lerp"): "Autoencoder, line",
    ("ae16", "slerp"): "Autoencoder, arc",
    ("vae16", "lerp"): "VAE, line",
    ("vae16", "slerp"): "VAE, arc",
    ("gan", "lerp"): "GAN, line in w",
}
NOTES = {"gan": "GAN, line in w, between images of its own of the same classes"}

#: In the hint's place, where a data set behaves otherwise.
SEEN = {
    "fashion": "Halfway between two garments the straight lines, whose codes are too short, are"
    " farther from real images than the pixel blend; the arcs come about as near as it, and the"
    " line in the GAN's w nearest."
}

SNIPPET = """\
import torch
from playground import data
from playground.core.fidelity import frechet_distance
from playground.core.interpolation import lerp, slerp
from playground.models import catalog

n = {request.samples}
pool = torch.from_numpy(data.reference("{request.dataset}").images).float()[:, None] / 255
order = torch.randperm(len(pool), generator=torch.Generator().manual_seed({request.seed}))
real, mine = pool[order[:n]], pool[order[n : 2 * n]]
model = catalog.load("{request.dataset}-vae16")
features = catalog.load("{request.dataset}-classifier").features
with torch.inference_mode():
    z = model.encode(mine)
    for path in (lerp, slerp):
        halfway = features(model.decode(path(z, z.roll(1, 0), 0.5)))
        print(f"{{path.__name__}} {{frechet_distance(features(real), halfway):.2f}}")
"""


def distances(request: MidpointsRequest, result: MidpointsResult) -> Chart:
    """The ends' distance and the midpoints', way by way, beside that of real images."""
    figure = figures.figure("Fréchet distance", hovermode="closest", bargap=0.25)
    names = [phrase(NAMES[way.kind, way.path]) for way in result.ways]
    for name, far, colour in (
        ("at the ends", [way.ends for way in result.ways], 5),
        ("halfway", [way.halfway for way in result.ways], 3),
    ):
        marker = {"color": figures.COLOURS[colour]}
        figure.add_bar(x=far, y=names, name=name, orientation="h", marker=marker)
    figure.update_traces(texttemplate="%{x:.1f}", textposition="outside", cliponaxis=False)
    dashed = {"color": figures.COLOURS[6], "dash": "dash", "width": 2.5}
    floor: dict[str, Any] = {"x": [result.floor] * len(names), "y": names, "line": dashed}
    figure.add_scatter(name="real against real", mode="lines", **floor)
    # Room for the numbers beyond the longest bar, on a phone too.
    figure.update_xaxes(range=[0, 1.25 * max(way.halfway for way in result.ways)])
    figure.update_yaxes(type="category", autorange="reversed", showgrid=False)
    return Chart(figure.update_layout(legend={"traceorder": "normal"}))


def measured(request: MidpointsRequest, result: MidpointsResult) -> Table:
    """A row a way; `norm` is the mean norm halfway over that of the ends."""
    rows: list[list[Cell]] = [
        [NAMES[way.kind, way.path], way.halfway, way.ends, way.norm] for way in result.ways
    ]
    return Table(
        ["way", "halfway", "at the ends", "norm"],
        [*rows, ["real against real", "", result.floor, ""]],
        {
            "measure": "Fréchet distance",
            **table.asked(request, dataset="dataset", pairs="samples", seed="seed"),
            "real images": result.source,
        },
        file="latent-midpoints",
    )


def examples(request: MidpointsRequest, result: MidpointsResult) -> Strip:
    """All pairs side by side."""
    ways = [(NOTES.get(way.kind, NAMES[way.kind, way.path]), way.pictures) for way in result.ways]
    sheets = [("Images A", result.a), *ways, ("Images B", result.b)]
    pairs = Axis("pair", "pair", [str(i + 1) for i in range(len(result.a))])
    return Strip([pairs], [Row(name, sheet, ("pair",), layout="all") for name, sheet in sheets])


TAB = Tab(
    page=__name__,
    hint="Halfway between two digits the pixel blend is farthest from real images, and the arc is"
    " nearer than the straight line, whose codes are too short. Measure Fashion-MNIST: there the"
    " straight lines are farther than the blend.",
    seen=lambda request, result: SEEN.get(request.dataset),
    answer=answer,
    controls=(common.DATA,),
    views=(
        (chart.view("Distance to real images", distances, height=340),),
        (table.view("All that was measured", measured, name="table"),),
        (strip.view(f"Halfway, for {SHOWN} pairs", examples, controls=False),),
    ),
    cards=lambda request: common.cards(request.dataset, *midpoints.MODELS),
    endpoint=Endpoint(
        "compare_midpoints",
        "Measure how real the images halfway between two are: the Frechet distance, in the"
        " classifier's features, of the midpoints of n pairs to n real images, for each way. Beside"
        " it that of the ends as the model makes them, and of the real ends. Each PNG file holds"
        f" the first {SHOWN} midpoints of a way.",
        images=lambda result: {
            "a": result.a,
            "b": result.b,
            **{f"{way.model}-{way.path}": way.pictures for way in result.ways},
        },
    ),
    button="Measure",
    snippet=SNIPPET,
    examples=({"samples": 100}, {"samples": 120}),
)
