"""Four images at the corners of a square, filled in pixels and in both latent spaces."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.classes import CLASSES
from playground.engine.latent import spaces
from playground.engine.latent.four_corners import (
    LATENTS,
    PIXELS,
    CornersRequest,
    CornersResult,
    Sheet,
    answer,
)
from playground.ui import chart, figures, strip
from playground.ui.chart import Frames
from playground.ui.strip import Axis, Row
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.tabs.latent import common, gallery
from playground.ui.tabs.latent.four_corners_words import SEEN

LETTERS = "abcd"
KINDS = {PIXELS: "Pixel blend", **common.KINDS}


def paint(request: CornersRequest, result: CornersResult) -> dict[str, Any]:
    """The answer as values of the views; a model that does not ship says so."""
    shares, middle = result.shares.round(3).tolist(), len(result.shares) // 2
    axes = [Axis("v", "down", shares, start=middle), Axis("u", "across", shares, start=middle)]
    there = {_kind(sheet): sheet for sheet in result.sheets}
    sheets = {
        f"sheet-{kind}": strip.value(axes, [_sheet(there[kind])])
        if kind in there
        else common.MISSING
        for kind in KINDS
    }
    return {
        **sheets,
        "here": strip.value(axes, [_here(result, sheet) for sheet in result.sheets]),
        "read": _readings(result, middle * len(shares) + middle),
        "corners": strip.value(axes, _corners(result)),
        "gallery": gallery.value(request, spaces.classes(result.dataset), LETTERS),
    }


def _kind(sheet: Sheet) -> str:
    return next(kind for kind in KINDS if kind == sheet.model or f"-{kind}{LATENTS}" in sheet.model)


def _sheet(sheet: Sheet) -> Row:
    return Row(KINDS[_kind(sheet)], sheet.frames, ("v", "u"), layout="all")


def _here(result: CornersResult, sheet: Sheet) -> Row:
    captions = [common.reading(result.dataset, one) for one in sheet.probabilities]
    return Row(KINDS[_kind(sheet)], sheet.frames, ("v", "u"), captions=captions, size="small")


def _corners(result: CornersResult) -> list[Row]:
    named = zip(LETTERS.upper(), result.pictures, strict=True)
    return [common.original(f"Image {name}", result.dataset, picture) for name, picture in named]


def _readings(result: CornersResult, middle: int) -> dict[str, Any]:
    """The classifier's probabilities at the cursor, a bar for each way."""
    drawn = figures.bars(
        common.classes(result.dataset),
        {KINDS[_kind(sheet)]: sheet.probabilities[middle] for sheet in result.sheets},
        y="probability",
    )
    data = {place: {"y": sheet.probabilities} for place, sheet in enumerate(result.sheets)}
    return chart.value(drawn, frames=Frames(("v", "u"), data))


def snippet(request: CornersRequest) -> str:
    """The middle of the square in a dozen lines of PyTorch."""
    asked = ", ".join(f"{name}={getattr(request, name)!r}" for name in request.to_query())
    along = {"bilinear": "lerp", "spherical": "slerp"}[request.path]
    return f"""import torch
from playground.core.interpolation import {along}
from playground.engine.latent.four_corners import CornersRequest, answer
from playground.models import catalog

found = answer(CornersRequest({asked}))
model = catalog.load(found.sheets[-1].model)
classifier = catalog.load("{request.dataset}-classifier")
images = torch.stack([torch.tensor(one.image) for one in found.pictures])[:, None] / 255
with torch.inference_mode():
    a, b, c, d = model.encode(images)
    middle = {along}({along}(a, b, 0.5), {along}(c, d, 0.5), 0.5)
    print(classifier(model.decode(middle[None])).softmax(1).max(1))
"""


def _images(result: CornersResult) -> Mapping[str, NDArray[np.uint8]]:
    return {sheet.model: sheet.frames for sheet in result.sheets}


def _corner(letter: str) -> tuple[Control, Control]:
    return (
        Control(f"class_{letter.lower()}", f"Class of {letter}", named=CLASSES, like="dataset"),
        Control(f"index_{letter.lower()}", f"Example {letter}", kind="dice", more=True),
    )


TAB = Tab(
    name="latent-four-corners",
    title="Four corners",
    subject=common.SUBJECT,
    hint="Drag in a square: A and B stand on top, C and D below, everything else is between them."
    " In pixels four ghosts overlap; in the latent spaces one digit turns into another.",
    seen=lambda request, result: SEEN.get(request.dataset),
    request=CornersRequest,
    answer=answer,
    controls=(
        common.DATA,
        Control(
            "path",
            "Between the codes",
            names={"bilinear": "Straight lines (bilinear)", "spherical": "Arcs (spherical)"},
        ),
        *(control for letter in LETTERS.upper() for control in _corner(letter)),
        Control("side", "Pictures a side", more=True),
    ),
    views=(
        tuple(View(f"sheet-{kind}", "strip", controls=False) for kind in KINDS),
        (
            View("here", "strip", "At the cursor", scale=1),
            View("read", "chart", "What the classifier reads", height=280, scale=1),
        ),
        (View("corners", "strip", "The corners", controls=False),),
        (gallery.view(lambda request: LETTERS),),
    ),
    paint=paint,
    cards=lambda request: common.cards(request.dataset, *spaces.models(request.dataset, LATENTS)),
    endpoint=Endpoint(
        "latent_grid",
        "Fill the square between four images in pixels and in the latents of the autoencoder and"
        " the VAE. Lists and each PNG file run line by line from the top: A at the left and B at"
        " the right of the first line, C and D of the last.",
        images=_images,
    ),
    snippet=snippet,
)
