"""The map of a latent space, painted: two spaces side by side, under one pair of cursors."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from playground.engine.latent import spaces
from playground.engine.latent.plane import SURE, LatentPlaneRequest, LatentPlaneResult, answer, here
from playground.ui import chart, strip
from playground.ui.tab import Control, Endpoint, Tab
from playground.ui.tabs.latent import common, gallery
from playground.ui.tabs.latent.plane_figures import codes, manifold
from playground.ui.texts import Words, phrase
from playground.ui.views import Axis, Chart, Row, Strip

THIRD = ("latents", ("16",))

SEEN = (
    "Drag in a map: the lattice's point is decoded at once, the very place when you let go. The"
    " paler a place, the less sure the classifier is of what is decoded there: below p = {sure} in"
    " {ae} % of the autoencoder's map, in {vae} % of the VAE's."
)

SNIPPET = """\
import torch
from playground.core import planes
from playground.engine.latent.plane import LatentPlaneRequest, answer
from playground.models import catalog

result = answer({request})
vae = result.maps[-1]
model = catalog.load(vae.model)
classifier = catalog.load("{request.dataset}-classifier")
images = torch.stack([torch.from_numpy(one.image) for one in result.pictures])[:, None] / 255
x, y = torch.from_numpy(vae.xs), torch.from_numpy(vae.ys)
with torch.inference_mode():
    z = model.encode(images)
    plane = planes.whole(z) if len(z) == 2 else planes.through(*z)
    left = torch.stack([x[0].expand(len(y)), y], dim=1)
    read = classifier(model.decode(plane.points(left))).softmax(1)
for place, one in zip(left, read):
    print(f"({{place[0]:.3f}}, {{place[1]:.3f}}): {{one.argmax()}} with p = {{one.max():.3f}}")
"""


def pictures(request: LatentPlaneRequest, result: LatentPlaneResult) -> Strip:
    """What each model decodes at the cursors, which are shares of its map: each space has
    coordinates of its own."""
    places, middle = np.linspace(0, 1, request.side).round(3).tolist(), request.side // 2
    axes = [Axis("u", "across", places, start=middle), Axis("v", "down", places, start=middle)]
    rows = [
        Row(
            name,
            space.frames,
            ("u", "v"),
            captions=[common.reading(result.dataset, one) for one in space.probabilities],
            note="at the lattice's nearest point",
            size="small",
        )
        for name, space in zip(common.KINDS.values(), result.maps, strict=True)
    ]
    return Strip(axes, rows)


def read(request: LatentPlaneRequest, result: LatentPlaneResult) -> Chart:
    named = zip(common.KINDS.values(), result.maps, strict=True)
    ways = {name: space.probabilities for name, space in named}
    return common.readings(result.dataset, ("u", "v"), ways)


def marked(request: LatentPlaneRequest, result: LatentPlaneResult) -> Strip:
    named = zip("ABC", result.pictures, strict=False)
    return Strip((), [common.original(f"Image {name}", result.dataset, one) for name, one in named])


def refine(request: LatentPlaneRequest, at: Mapping[str, float]) -> dict[str, Any]:
    """The views at a place between the lattice's points."""
    places = here(request, at["u"], at["v"])
    rows = [
        Row(
            name,
            place.image[None],
            captions=[common.reading(request.dataset, place.probabilities)],
            note=phrase("exactly at ({x}, {y})", x=f"{place.x:.2f}", y=f"{place.y:.2f}"),
        )
        for name, place in zip(common.KINDS.values(), places, strict=True)
    ]
    bars = {i: {"y": place.probabilities} for i, place in enumerate(places)}
    return {"pictures": strip.refined(rows), "read": chart.refined(bars)}


def seen(request: LatentPlaneRequest, result: LatentPlaneResult) -> Words:
    """How much of each map is no class for sure."""
    ae, vae = (f"{100 * (one.probabilities.max(1) < SURE).mean():.0f}" for one in result.maps)
    return phrase(SEEN, ae=ae, vae=vae, sure=str(SURE))


TAB = Tab(
    page=__name__,
    hint="Drag in a map: the lattice's point is decoded at once, the very place when you let go."
    " The paler a place, the less sure the classifier is of what is decoded there: here more of the"
    " autoencoder's map is unsure than of the VAE's.",
    seen=seen,
    answer=answer,
    controls=(
        common.DATA,
        Control("latents", names={"2": "2: the whole space", "16": "16: a plane in it"}),
        common.class_control("class_a"),
        Control("index_a"),
        common.class_control("class_b"),
        Control("index_b"),
        common.class_control("class_c", when=THIRD),
        Control("index_c", when=THIRD),
        Control("path", names={"lerp": "Straight line (lerp)", "slerp": "Arc (slerp)"}),
        Control("side", more=True),
    ),
    views=(
        (
            *common.by_kind("Codes", codes, 390, scale=4),
            strip.view("Decoded here", pictures, scale=3),
        ),
        (
            *common.by_kind("Manifold", manifold, 390, scale=4),
            chart.view("What the classifier reads", read, height=390, scale=3),
        ),
        (strip.view("The marked images", marked, controls=False),),
        (gallery.view(lambda request: "ab" if request.latents == "2" else "abc"),),
    ),
    refine=refine,
    cards=lambda request: common.cards(request.dataset, *spaces.kinds(int(request.latents))),
    endpoint=Endpoint(
        "latent_plane",
        "Draw the map of a two-dimensional latent space, or of the plane through three codes of a"
        " sixteen-dimensional one: where images lie, and what the classifier reads in each decoded"
        " point of a lattice. Lists run from left to right, and from top to bottom within. Each PNG"
        " file holds a model's decoded lattice in that order, from top to bottom.",
        images=lambda result: {space.model: space.frames for space in result.maps},
    ),
    snippet=SNIPPET,
    examples=(
        {"side": 9},
        {"side": 9, "latents": "16"},
        {"side": 9, "latents": "16", "path": "slerp"},
    ),
)
