"""The comparison page: how real the images halfway between two are, for each way."""

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.latent.images import CLASSIFIER, card
from playground.engine.latent.midpoints import (
    MODELS,
    SHOWN,
    Comparison,
    Measured,
    Result,
    answer,
)
from playground.engine.latent.paths import VAE
from playground.ui import chart, figures, strip, table
from playground.ui.strip import Axis, Row
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.table import Cell
from playground.ui.tabs.latent import common
from playground.ui.tabs.latent.midpoints_words import NAMES, NOTES, SEEN
from playground.ui.texts import phrase

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def paint(request: Comparison, result: Result) -> dict[str, Any]:
    """The answer as values of the views."""
    pairs = Axis("pair", "pair", [str(i + 1) for i in range(len(result.a))])
    return {
        "distances": chart.value(_bars(result)),
        "table": _table(request, result),
        "examples": strip.value([pairs], _examples(result)),
    }


def _name(way: Measured) -> str:
    return NAMES[way.kind, way.path]


def _bars(result: Result) -> "Figure":
    """The ends' distance and the midpoints', way by way, beside that of real images."""
    from plotly.graph_objects import Bar, Scatter

    drawn = figures.figure("Fréchet distance", hovermode="closest", bargap=0.25)
    names = [phrase(_name(way)) for way in result.ways]
    for name, far, colour in (
        ("at the ends", [way.ends for way in result.ways], 5),
        ("halfway", [way.halfway for way in result.ways], 3),
    ):
        marker = {"color": figures.COLOURS[colour]}
        drawn.add_trace(Bar(x=far, y=names, name=name, orientation="h", marker=marker))
    drawn.update_traces(texttemplate="%{x:.1f}", textposition="outside", cliponaxis=False)
    floor = {"color": figures.COLOURS[6], "dash": "dash", "width": 2.5}
    real = Scatter(
        x=[result.floor] * len(names), y=names, name="real against real", mode="lines", line=floor
    )
    drawn.add_trace(real)
    # Room for the numbers beyond the longest bar, on a phone too.
    drawn.update_xaxes(range=[0, 1.25 * max(way.halfway for way in result.ways)])
    drawn.update_yaxes(type="category", autorange="reversed", showgrid=False)
    drawn.update_layout(legend={"traceorder": "normal"})
    return drawn


def _table(request: Comparison, result: Result) -> dict[str, Any]:
    """A row a way; `norm` is the mean norm halfway over that of the ends."""
    columns = ["way", "halfway", "at the ends", "norm"]
    rows: list[list[Cell]] = [[_name(w), w.halfway, w.ends, w.norm] for w in result.ways]
    rows.append(["real against real", "", result.floor, ""])
    constants: dict[str, Cell] = {
        "measure": "Fréchet distance",
        **dataclasses.asdict(request),
        "real images": result.source,
    }
    return table.value(columns, rows, constants, file="latent-midpoints")


def _examples(result: Result) -> list[Row]:
    ways = [_sheet(NOTES.get(way.kind, _name(way)), way.pictures) for way in result.ways]
    return [_sheet("Images A", result.a), *ways, _sheet("Images B", result.b)]


def _sheet(label: str, pictures: NDArray[np.uint8]) -> Row:
    """All pairs side by side."""
    return Row(label, pictures, ("pair",), layout="all")


def snippet(request: Comparison) -> str:
    """The VAE's two midpoints in a dozen lines of PyTorch."""
    return f"""import torch
from playground import data
from playground.core.fidelity import frechet_distance
from playground.core.interpolation import lerp, slerp
from playground.models import catalog

n = {request.pairs}
pool = torch.from_numpy(data.reference("{request.dataset}").images).float()[:, None] / 255
order = torch.randperm(len(pool), generator=torch.Generator().manual_seed({request.seed}))
real, mine = pool[order[:n]], pool[order[n : 2 * n]]
model = catalog.load("{card(request.dataset, VAE)}")
features = catalog.load("{card(request.dataset, CLASSIFIER)}").features
with torch.inference_mode():
    z = model.encode(mine)
    for path in (lerp, slerp):
        halfway = model.decode(path(z, z.roll(1, 0), 0.5))
        print(frechet_distance(features(real), features(halfway)))
"""


def _images(result: Result) -> Mapping[str, NDArray[np.uint8]]:
    """One file a way; the midpoints of the first pairs stand below each other."""
    ways = {f"{way.model}-{way.path}": way.pictures for way in result.ways}
    return {"a": result.a, "b": result.b, **ways}


TAB = Tab(
    name="latent-midpoints",
    title="Midpoints",
    subject=common.SUBJECT,
    hint="Halfway between two digits the pixel blend is farthest from real images, and the arc is"
    " nearer than the straight line, whose codes are too short. Measure Fashion-MNIST: there the"
    " straight lines are farther than the blend.",
    seen=lambda request, result: SEEN.get(request.dataset),
    request=Comparison,
    answer=answer,
    controls=(
        common.DATA,
        Control("pairs", "Pairs"),
        Control("seed", "Seed", kind="dice"),
    ),
    views=(
        (View("distances", "chart", "Distance to real images", height=340),),
        (View("table", "table", "All that was measured"),),
        (View("examples", "strip", f"Halfway, for {SHOWN} pairs", controls=False),),
    ),
    paint=paint,
    cards=lambda request: common.cards(
        request.dataset, *(card(request.dataset, one) for one in MODELS)
    ),
    endpoint=Endpoint(
        "compare_midpoints",
        "Measure how real the images halfway between two are: the Frechet distance, in the"
        " classifier's features, of the midpoints of n pairs to n real images, for each way. Beside"
        " it that of the ends as the model makes them, and of the real ends. Each PNG file holds"
        f" the first {SHOWN} midpoints of a way.",
        images=_images,
    ),
    button="Measure",
    snippet=snippet,
)
