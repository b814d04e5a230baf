"""The interpolation tab: two images, and three ways from one to the other under one cursor."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.latent.path import (
    CLASSIFIER,
    MODELS,
    Interpolation,
    Neighbours,
    Original,
    Result,
    answer,
)
from playground.engine.latent.path import Row as Path
from playground.ui import chart, strip
from playground.ui.chart import Cursor
from playground.ui.strip import Axis, Row
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.tabs.latent import path_curves as curves
from playground.ui.tabs.latent.path_words import FRENCH
from playground.ui.texts import Words, phrase

NAMES = curves.NAMES
CHOSEN = ("pair", ("chosen",))
NOTES = {
    "pixels": "the two pictures, faded",
    "mnist-ae16": "decoded from 16 numbers; its ends are reconstructions",
    "mnist-vae16": "decoded from 16 numbers near N(0, I)",
}


def paint(request: Interpolation, result: Result) -> dict[str, Any]:
    """The answer as values of the views."""
    alphas = result.alphas.round(3).tolist()
    axes = [Axis("alpha", "alpha", alphas, start=len(alphas) // 2)]
    cursor = Cursor("alpha", alphas)
    pixels, *models = result.rows
    drawn = {row.model: curves.probabilities(result, row) for row in result.rows}
    return {
        "pictures": strip.value(axes, _pictures(result)),
        "film": strip.value(axes, [_film(row) for row in (pixels, *models)]),
        **{model: chart.value(figure, cursor) for model, figure in drawn.items()},
        "nearest": strip.value(axes, [_nearest(row, result.reference) for row in result.rows]),
        "distance": chart.value(curves.distances(result), cursor),
        "speed": chart.value(curves.speeds(result), cursor),
        "norm": chart.value(curves.norms(result), cursor),
    }


def _pictures(result: Result) -> list[Row]:
    """A, the cursor's picture of each way, B."""
    between = [
        Row(
            NAMES[row.model],
            row.frames,
            ("alpha",),
            captions=[_reading(one) for one in row.probabilities],
            note=NOTES[row.model],
            size="medium",
        )
        for row in result.rows
    ]
    return [_end("Image A", result.a), *between, _end("Image B", result.b)]


def _end(label: str, original: Original) -> Row:
    caption = phrase("a {digit} of the test set", digit=original.digit)
    note = phrase("example {index}", index=original.index)
    return Row(label, original.image[None], captions=[caption], note=note, size="small")


def _film(row: Path) -> Row:
    return Row(NAMES[row.model], row.frames, ("alpha",), layout="all")


def _nearest(row: Path, reference: str) -> Row:
    return Row(
        NAMES[row.model],
        row.nearest.images,
        ("alpha",),
        captions=_distances(row.nearest),
        note=phrase("of {images}", images=reference),
        size="small",
    )


def _distances(nearest: Neighbours) -> list[Words]:
    return [
        phrase("a {digit}, {far} away", digit=int(digit), far=f"{far:.2f}")
        for digit, far in zip(nearest.labels, nearest.distances, strict=True)
    ]


def _reading(probabilities: NDArray[np.float32]) -> Words:
    digit = int(probabilities.argmax())
    return phrase("read as {digit} (p = {p})", digit=digit, p=f"{probabilities[digit]:.2f}")


def snippet(request: Interpolation) -> str:
    """The question in a dozen lines of PyTorch."""
    asked = ", ".join(f"{name}={value!r}" for name, value in _asked(request).items())
    return f"""import torch
from playground.core.interpolation import {request.path}
from playground.engine.latent.path import Interpolation, answer
from playground.models import catalog

ends = answer(Interpolation({asked}))
pair = torch.stack([torch.from_numpy(end.image) for end in (ends.a, ends.b)])[:, None] / 255
model = catalog.load("{MODELS[1]}")
classifier = catalog.load("{CLASSIFIER}")
with torch.inference_mode():
    a, b = model.encode(pair)
    z = {request.path}(a, b, torch.linspace(0, 1, {request.frames}))
    images = model.decode(z)
    print(z.norm(dim=1), classifier(images).softmax(1).max(1))
"""


def _asked(request: Interpolation) -> dict[str, Any]:
    """The fields that say which images."""
    if request.pair == "random":
        return {"pair": request.pair, "seed": request.seed}
    fields = ("digit_a", "index_a", "digit_b", "index_b")
    return {name: getattr(request, name) for name in fields}


def _images(result: Result) -> Mapping[str, NDArray[np.uint8]]:
    """One file each; the frames of a path stand below each other, from A to B."""
    frames = {row.model: row.frames for row in result.rows}
    return {"a": result.a.image, "b": result.b.image, **frames}


TAB = Tab(
    name="latent",
    title="Latent interpolation",
    hint="Drag alpha: halfway from 3 to 6 the pixel blend is two ghosts, the latent paths a 5. Then"
    " take the straight line: the VAE's code leaves the shell of N(0, I), and its digit fades.",
    request=Interpolation,
    answer=answer,
    controls=(
        Control(
            "pair",
            "Images",
            names={"chosen": "By digit and example", "random": "Drawn at random"},
        ),
        Control("digit_a", "Digit A", kind="slider", when=CHOSEN),
        Control("index_a", "Example A", kind="dice", when=CHOSEN),
        Control("digit_b", "Digit B", kind="slider", when=CHOSEN),
        Control("index_b", "Example B", kind="dice", when=CHOSEN),
        Control("seed", "Seed", kind="dice", when=("pair", ("random",))),
        Control(
            "path",
            "Path between the codes",
            names={"lerp": "Straight line (lerp)", "slerp": "Arc (slerp)"},
        ),
        Control("frames", "Frames", more=True),
    ),
    views=(
        (View("pictures", "strip"),),
        tuple(
            View(model, "chart", curves.READ[model], height=250) for model in ("pixels", *MODELS)
        ),
        (View("film", "strip", "Every frame from A to B", controls=False),),
        (
            View("nearest", "strip", "Nearest training image at alpha", controls=False),
            View("distance", "chart", "Distance to the nearest training image", height=280),
        ),
        (
            View("speed", "chart", "Speed along the path", height=280),
            View("norm", "chart", "Norm of the VAE's code", height=280),
        ),
    ),
    paint=paint,
    cards=lambda request: (*MODELS, CLASSIFIER),
    endpoint=Endpoint(
        "interpolate",
        "Go from one shipped test image to another in pixels, in an autoencoder's latents and in"
        " a VAE's. Numbers run along alpha from 0 (image A) to 1 (image B): class probabilities,"
        " speed in the classifier's features, norm of the code, nearest training image. Each"
        " PNG file holds the frames of one way, from A on top to B at the bottom.",
        images=_images,
    ),
    snippet=snippet,
    french=FRENCH,
)
