"""The map of a latent space, painted: two spaces side by side, under one pair of cursors."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.classes import CLASSES
from playground.engine.latent import spaces
from playground.engine.latent.plane import SURE, Here, PlaneRequest, PlaneResult, answer, here
from playground.ui import chart, figures, strip
from playground.ui.chart import Frames
from playground.ui.strip import Axis, Row
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.tabs.latent import common, gallery
from playground.ui.tabs.latent import plane_figures as drawing
from playground.ui.tabs.latent.plane_words import SEEN
from playground.ui.texts import Words, phrase

THIRD = ("latents", ("16",))
ON_LATTICE = "at the lattice's nearest point"


def paint(request: PlaneRequest, result: PlaneResult) -> dict[str, Any]:
    """The answer as values of the views; a model that does not ship says so."""
    painted: dict[str, Any] = {
        "pictures": strip.value(_axes(request), _pictures(result)),
        "marked": strip.value((), _marked(result)),
        "gallery": gallery.value(request, spaces.classes(result.dataset), _letters(request)),
        "read": _readings(result),
    }
    for kind in spaces.KINDS:
        found = next((one for one in result.maps if one.variational == (kind == "vae")), None)
        for name, draw in (("codes", drawing.codes), ("manifold", drawing.manifold)):
            value = (
                chart.value(draw(result, found), drawing.cursors(found))
                if found
                else common.MISSING
            )
            painted[f"{name}-{kind}"] = value
    return painted


def _axes(request: PlaneRequest) -> list[Axis]:
    """Shares of the map, since each space has coordinates of its own."""
    places = np.linspace(0, 1, request.side).round(3).tolist()
    middle = request.side // 2
    return [
        Axis("u", "across", places, start=middle),
        Axis("v", "down", places, start=middle),
    ]


def _pictures(result: PlaneResult) -> list[Row]:
    return [
        Row(
            common.kind(found.model),
            found.frames,
            ("u", "v"),
            captions=[common.reading(result.dataset, one) for one in found.probabilities],
            note=ON_LATTICE,
            size="small",
        )
        for found in result.maps
    ]


def _marked(result: PlaneResult) -> list[Row]:
    marked = zip("ABC", result.pictures, strict=False)
    return [common.original(f"Image {name}", result.dataset, picture) for name, picture in marked]


def _letters(request: PlaneRequest) -> str:
    """Of the images that the map marks."""
    return "ab" if request.latents == "2" else "abc"


def refine(request: PlaneRequest, at: Mapping[str, float]) -> dict[str, Any]:
    """The views at a place between the lattice's points."""
    places = here(request, at["u"], at["v"])
    return {
        "pictures": strip.refined([_exact(request.dataset, one) for one in places]),
        "read": chart.refined({i: {"y": one.probabilities} for i, one in enumerate(places)}),
    }


def _exact(dataset: str, place: Here) -> Row:
    return Row(
        common.kind(place.model),
        place.image[None],
        captions=[common.reading(dataset, place.probabilities)],
        note=phrase("exactly at ({x}, {y})", x=f"{place.x:.2f}", y=f"{place.y:.2f}"),
    )


def _readings(result: PlaneResult) -> dict[str, Any]:
    """The classifier's probabilities at the cursor, a bar for each model."""
    middle = len(result.maps[0].frames) // 2
    drawn = figures.bars(
        common.classes(result.dataset),
        {common.kind(found.model): found.probabilities[middle] for found in result.maps},
        y="probability",
    )
    data = {place: {"y": found.probabilities} for place, found in enumerate(result.maps)}
    return chart.value(drawn, frames=Frames(("u", "v"), data))


def seen(request: PlaneRequest, result: PlaneResult) -> Words | None:
    """How much of each map is no class for sure."""
    if len(result.maps) < len(spaces.KINDS):
        return None
    ae, vae = (f"{100 * (one.probabilities.max(1) < SURE).mean():.0f}" for one in result.maps)
    return phrase(SEEN, ae=ae, vae=vae, sure=str(SURE))


def snippet(request: PlaneRequest) -> str:
    """A row of the map in a dozen lines of PyTorch."""
    asked = ", ".join(f"{name}={getattr(request, name)!r}" for name in request.to_query())
    return f"""import torch
from playground.engine.latent.plane import PlaneRequest, answer
from playground.models import catalog

found = answer(PlaneRequest({asked})).maps[-1]
model = catalog.load(found.model)
classifier = catalog.load("{request.dataset}-classifier")
print(found.model, "between", found.xs[[0, -1]], "and", found.ys[[-1, 0]])
with torch.inference_mode():
    x, y = torch.from_numpy(found.xs), torch.from_numpy(found.ys)
    if model.latents == 2:  # of more latents, the map is a plane among them
        column = model.decode(torch.stack([x[0].expand(len(y)), y], dim=1))
        print(classifier(column).softmax(1).max(1))
"""


def _images(result: PlaneResult) -> Mapping[str, NDArray[np.uint8]]:
    return {found.model: found.frames for found in result.maps}


def _pair(name: str, label: str, height: int) -> tuple[Any, ...]:
    return tuple(
        View(
            f"{name}-{kind}", "chart", f"{label}: {common.kind(f'-{kind}')}", height=height, scale=4
        )
        for kind in spaces.KINDS
    )


TAB = Tab(
    name="latent-plane",
    title="Plane",
    subject=common.SUBJECT,
    hint="Drag in a map: the lattice's point is decoded at once, the very place when you let go."
    " The paler a place, the less sure the classifier is of what is decoded there: here more of the"
    " autoencoder's map is unsure than of the VAE's.",
    seen=seen,
    request=PlaneRequest,
    answer=answer,
    controls=(
        common.DATA,
        Control("latents", "Latents", names={"2": "2: the whole space", "16": "16: a plane in it"}),
        Control("class_a", "Class of A", named=CLASSES, like="dataset"),
        Control("index_a", "Example A", kind="dice"),
        Control("class_b", "Class of B", named=CLASSES, like="dataset"),
        Control("index_b", "Example B", kind="dice"),
        Control("class_c", "Class of C", named=CLASSES, like="dataset", when=THIRD),
        Control("index_c", "Example C", kind="dice", when=THIRD),
        Control(
            "path",
            "Path from A to B",
            names={"lerp": "Straight line (lerp)", "slerp": "Arc (slerp)"},
        ),
        Control("side", "Points a side", more=True),
    ),
    views=(
        (*_pair("codes", "Codes", 390), View("pictures", "strip", "Decoded here", scale=3)),
        (
            *_pair("manifold", "Manifold", 390),
            View("read", "chart", "What the classifier reads", height=390, scale=3),
        ),
        (View("marked", "strip", "The marked images", controls=False),),
        (gallery.view(_letters),),
    ),
    paint=paint,
    refine=refine,
    cards=lambda request: common.cards(
        request.dataset, *spaces.models(request.dataset, int(request.latents))
    ),
    endpoint=Endpoint(
        "latent_plane",
        "Draw the map of a two-dimensional latent space, or of the plane through three codes of a"
        " sixteen-dimensional one: where images lie, and what the classifier reads in each decoded"
        " point of a lattice. Lists run from left to right, and from top to bottom within. Each PNG"
        " file holds a model's decoded lattice in that order, from top to bottom.",
        images=_images,
    ),
    snippet=snippet,
)
