"""The interpolation tab: two images, and four ways from one to the other under one cursor."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.classes import CLASSES
from playground.engine.latent.images import CHOSEN, CLASSIFIER, OWN, Picture, card
from playground.engine.latent.path import Interpolation, Result, answer
from playground.engine.latent.paths import AE, CURVE, GAN, PIXELS, VAE
from playground.engine.latent.rows import Neighbours
from playground.engine.latent.rows import Row as Path
from playground.engine.request import default
from playground.ui import chart, strip
from playground.ui.chart import Cursor
from playground.ui.strip import Axis, Row
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.tabs.latent import common, gallery
from playground.ui.tabs.latent import path_curves as curves
from playground.ui.tabs.latent.path_words import NOTES, SEEN
from playground.ui.texts import Words, phrase

NAMES = curves.NAMES
SOURCES = {"chosen": "By class and example", "random": "At random", "own": "Your own"}
THROUGH_C = ("path", (CURVE,))


def paint(request: Interpolation, result: Result) -> dict[str, Any]:
    """The answer as values of the views."""
    alphas = result.alphas.round(3).tolist()
    axes = [Axis("alpha", "alpha", alphas, start=len(alphas) // 2)]
    cursor = Cursor("alpha", alphas)
    names = result.classes
    drawn = {row.kind: curves.probabilities(result, row) for row in result.rows}
    return {
        "pictures": strip.value(axes, _pictures(result)),
        "film": strip.value(axes, [_film(row) for row in result.rows]),
        **{kind: chart.value(figure, cursor) for kind, figure in drawn.items()},
        "nearest": strip.value(
            axes, [_nearest(row, names, result.reference) for row in result.rows]
        ),
        "distance": chart.value(curves.distances(result), cursor),
        "speed": chart.value(curves.speeds(result), cursor),
        "norm": chart.value(curves.norms(result), cursor),
        "relative": chart.value(curves.relative_norms(result), cursor),
        "gallery": gallery.value(request, names, _asked_for(request)),
    }


def _asked_for(request: Interpolation) -> str:
    return "abc" if request.path == CURVE else "ab"


def _pictures(result: Result) -> list[Row]:
    """A, the cursor's picture of each way, B; and the picture that a curve passes."""
    between = [
        Row(
            NAMES[row.kind],
            row.frames,
            ("alpha",),
            captions=[_reading(one, result.classes) for one in row.probabilities],
            note=_note(row),
        )
        for row in result.rows
    ]
    first, last = result.rows[0].probabilities[[0, -1]]  # the pixel blend ends on the images
    ends = [_end("Image A", result.a, first, result), *between]
    ends += [_end("Image B", result.b, last, result)]
    if result.c is None:
        return ends
    return [*ends, _example("Image C", result.c, result.classes)]


def _end(label: str, picture: Picture, probabilities: NDArray[np.float32], result: Result) -> Row:
    if picture.label is not None:
        return _example(label, picture, result.classes)
    read = _reading(probabilities, result.classes)
    note = "your picture, pixel for pixel"
    return Row(label, picture.image[None], captions=[read], note=note, size="small")


def _example(label: str, picture: Picture, names: Sequence[str]) -> Row:
    caption = phrase("{name} of the test set", name=names[picture.label or 0])
    note = phrase("example {index}", index=picture.index or 0)
    return Row(label, picture.image[None], captions=[caption], note=note, size="small")


def _note(row: Path) -> Words:
    if row.errors is None:
        return "between two images of its own, drawn by the seed"
    if row.kind == PIXELS:
        return NOTES[PIXELS]
    a, b = (f"{error:.2f}" for error in row.errors)
    return phrase(NOTES[row.kind], a=a, b=b)


def _film(row: Path) -> Row:
    return Row(NAMES[row.kind], row.frames, ("alpha",), layout="all")


def _nearest(row: Path, names: Sequence[str], reference: str) -> Row:
    return Row(
        NAMES[row.kind],
        row.nearest.images,
        ("alpha",),
        captions=_distances(row.nearest, names),
        note=phrase("of {images}", images=reference),
        size="small",
    )


def _distances(nearest: Neighbours, names: Sequence[str]) -> list[Words]:
    return [
        phrase("{name}, {far} away", name=names[label], far=f"{far:.2f}")
        for label, far in zip(nearest.labels, nearest.distances, strict=True)
    ]


def _reading(probabilities: NDArray[np.float32], names: Sequence[str]) -> Words:
    best = int(probabilities.argmax())
    return phrase("read as {name} ({p})", name=names[best], p=f"{probabilities[best]:.2f}")


def seen(request: Interpolation, result: Result) -> Words | None:
    """Where the VAE's code goes; of the images that the page opens with, the hint says more."""
    if dataclasses.replace(request, path=default(Interpolation, "path")) == Interpolation():
        return None
    latents = next(row.latents for row in result.rows if row.kind == VAE)
    assert latents is not None
    assert latents.prior is not None
    norms, low, high = latents.norms, latents.prior.low, latents.prior.high
    inside = (low <= norms) & (norms <= high)
    where = "outside" if not inside[[0, -1]].all() else "inside" if inside.all() else "leaves"
    values = {"a": norms[0], "b": norms[-1], "least": norms.min(), "most": norms.max()}
    values |= {"low": low, "high": high}
    return phrase(SEEN[where], **{name: f"{value:.2f}" for name, value in values.items()})


def snippet(request: Interpolation) -> str:
    """The question in a dozen lines of PyTorch."""
    asked = ", ".join(f"{name}={value!r}" for name, value in _images_asked(request).items())
    curve = request.path == CURVE
    walk = "through(a, c, b, t)" if curve else f"{request.path}(a, b, t)"
    return f"""import torch
from playground.core.interpolation import {"through" if curve else request.path}
from playground.engine.latent.path import Interpolation, ends
from playground.models import catalog

pictures = ends(Interpolation({asked}))
images = torch.stack([torch.from_numpy(one.image) for one in pictures])[:, None] / 255
model = catalog.load("{card(request.dataset, VAE)}")
classifier = catalog.load("{card(request.dataset, CLASSIFIER)}")
t = torch.linspace(0, 1, {request.frames})
with torch.inference_mode():
    {"a, b, c" if curve else "a, b"} = model.encode(images)
    z = {walk}
    frames = model.decode(z)
    print(z.norm(dim=1), classifier(frames).softmax(1).max(1))
"""


def _images_asked(request: Interpolation) -> dict[str, Any]:
    """The fields that say which images: those that are not as they open."""
    others = ("gan", "steps", "frames")
    return {
        name: value
        for name, value in vars(request).items()
        if name not in others and value != default(Interpolation, name)
    }


def _images(result: Result) -> Mapping[str, NDArray[np.uint8]]:
    """One file each; the frames of a path stand below each other, from A to B."""
    frames = {row.model: row.frames for row in result.rows}
    return {"a": result.a.image, "b": result.b.image, **frames}


def _cards(request: Interpolation) -> tuple[str, ...]:
    dataset = request.dataset
    return common.cards(dataset, *(card(dataset, model) for model in (AE, VAE, GAN)))


def _chosen(which: str) -> tuple[str, tuple[str, ...]]:
    return (f"from_{which}", (CHOSEN,))


TAB = Tab(
    name="latent",
    title="Path",
    subject=common.SUBJECT,
    hint="Drag alpha: halfway from 9 to 6 the pixel blend is two ghosts, the codes' paths a 5. Then"
    " take the straight line: the VAE's |z| falls to 1.7, far out of the shell of N(0, I), and its"
    " 5 becomes an 8 with p = 0.57.",
    seen=seen,
    request=Interpolation,
    answer=answer,
    controls=(
        common.DATA,
        Control(
            "path",
            "Path between the codes",
            names={
                "lerp": "Straight line (lerp)",
                "slerp": "Arc (slerp)",
                CURVE: "Curve through a third image",
            },
        ),
        Control("class_c", "Class of C", named=CLASSES, like="dataset", when=THROUGH_C),
        Control("index_c", "Example C", kind="dice", when=THROUGH_C),
        Control("from_a", "Image A", names=SOURCES),
        Control("own_a", "Your image A", when=("from_a", (OWN,)), like="dataset"),
        Control("class_a", "Class of A", named=CLASSES, like="dataset", when=_chosen("a")),
        Control("index_a", "Example A", kind="dice", when=_chosen("a")),
        Control("from_b", "Image B", names=SOURCES),
        Control("own_b", "Your image B", when=("from_b", (OWN,)), like="dataset"),
        Control("class_b", "Class of B", named=CLASSES, like="dataset", when=_chosen("b")),
        Control("index_b", "Example B", kind="dice", when=_chosen("b")),
        Control("seed", "Seed", kind="dice"),
        Control(
            "gan",
            "Ends of the GAN's path",
            names={"inverted": "Found for A and B", "seeds": "Two random images"},
            more=True,
        ),
        Control("steps", "Steps of the search", more=True, when=("gan", ("inverted",))),
        Control("frames", "Frames", more=True),
    ),
    views=(
        (
            View("pictures", "strip", scale=5),
            View("norm", "chart", "Norm of the VAE's code", height=330, scale=2),
        ),
        tuple(View(kind, "chart", curves.READ[kind], height=220) for kind in (PIXELS, AE)),
        tuple(View(kind, "chart", curves.READ[kind], height=220) for kind in (VAE, GAN)),
        (View("film", "strip", "Every frame from A to B", controls=False),),
        (
            View("nearest", "strip", "Nearest training image at alpha", controls=False, scale=5),
            View("distance", "chart", "Distance to the nearest training image", 320, scale=5),
        ),
        (View("speed", "chart", "Speed along the path", height=280),),
        (View("relative", "chart", "Norms, over what is usual", height=280),),
        (gallery.view(_asked_for),),
    ),
    paint=paint,
    cards=_cards,
    endpoint=Endpoint(
        "interpolate",
        "Go from one image to another in pixels, in an autoencoder's latents, in a VAE's and in a"
        " GAN's w. Numbers run along alpha from 0 (image A) to 1 (image B): class probabilities,"
        " speed in the classifier's features, norm of the code, nearest training image. Each"
        " PNG file holds the frames of one way, from A on top to B at the bottom.",
        images=_images,
    ),
    snippet=snippet,
)
