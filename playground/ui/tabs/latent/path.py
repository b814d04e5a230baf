"""The interpolation tab: two images, and four ways from one to the other under one cursor."""

import dataclasses

import numpy as np

from playground.arrays import F32
from playground.engine.images import CHOSEN, OWN, Picture
from playground.engine.latent.path import PathRequest, PathResult, answer
from playground.engine.latent.paths import AE, CURVE, GAN, PIXELS, VAE
from playground.engine.latent.rows import Row as Way
from playground.engine.request import default
from playground.ui import chart, machine, strip
from playground.ui.tab import Control, Endpoint, Tab
from playground.ui.tabs.latent import common, gallery
from playground.ui.tabs.latent import path_curves as curves
from playground.ui.texts import Words, phrase, phrases
from playground.ui.views import Axis, Machine, Part, Row, Strip

SOURCES = {"chosen": "By class and example", "random": "At random", "own": "Your own"}
THROUGH_C = ("path", (CURVE,))

NOTES = {
    "pixels": "the two pictures, faded",
    "ae16": "16 numbers; RMS error {a} at A, {b} at B",
    "vae16": "16 numbers near N(0, I); RMS error {a} at A, {b} at B",
    "gan": "w found for A, B; RMS error {a} at A, {b} at B",
}

#: How the code at alpha is made of the ends'.
WAYS = {
    "lerp": "z = (1 − alpha) z_A + alpha z_B",
    "slerp": "z = slerp(z_A, z_B; alpha)",
    CURVE: "z on the curve through z_C",
}
#: What is said of the VAE's code, by where it goes.
GOES = "Drag alpha: the VAE's |z| is {a} at A, {b} at B, and from {least} to {most} on the way. "
SEEN = {
    "inside": GOES + "It stays in the shell of N(0, I), {low} to {high}; a straight line is shorter"
    " halfway than an arc, and leaves it more often.",
    "leaves": GOES + "It leaves the shell of N(0, I), {low} to {high}; an arc between such ends"
    " stays in it nearly always.",
    "outside": GOES + "One end, or both, lies outside the shell of N(0, I), {low} to {high}: images"
    " at the edge of the data do.",
}

SNIPPET = """\
import torch
from playground.engine.latent.path import PathRequest, ends
from playground.engine.latent.paths import walk
from playground.models import catalog

request = {request}
images = torch.stack([torch.from_numpy(one.image) for one in ends(request)])[:, None] / 255
model = catalog.load("{request.dataset}-vae16")
classifier = catalog.load("{request.dataset}-classifier")
alphas = torch.linspace(0, 1, request.frames)
with torch.inference_mode():
    z = walk(model.encode(images), request.path, alphas)
    read = classifier(model.decode(z)).softmax(1)
for alpha, norm, one in zip(alphas, z.norm(dim=1), read):
    print(f"{{alpha:.3f}}  |z| {{norm:.3f}}  {{one.argmax()}} with p = {{one.max():.3f}}")
"""


def _axes(result: PathResult) -> list[Axis]:
    alphas = result.alphas.round(3).tolist()
    return [Axis("alpha", "alpha", alphas, start=len(alphas) // 2)]


def pictures(request: PathRequest, result: PathResult) -> Strip:
    """A, the cursor's picture of each way, B; and the picture that a curve passes."""
    rows = []
    for way in result.rows:
        said = [_reading(one, result) for one in way.probabilities]
        name = curves.NAMES[way.kind]
        rows.append(Row(name, way.frames, ("alpha",), captions=said, note=_note(way)))
    blend = rows[0].captions  # which ends on the images
    start = _end("Image A", request, result.a, blend[0])
    rows = [start, *rows, _end("Image B", request, result.b, blend[-1])]
    if result.c is not None:
        rows.append(common.original("Image C", request.dataset, result.c))
    return Strip(_axes(result), rows)


def _end(label: str, request: PathRequest, picture: Picture, said: Words) -> Row:
    if picture.label is not None:
        return common.original(label, request.dataset, picture)
    note = "your picture, pixel for pixel"
    return Row(label, picture.image[None], captions=[said], note=note, size="small")


def _note(way: Way) -> Words:
    if way.errors is None:
        return "between two images of its own, drawn by the seed"
    if way.kind == PIXELS:
        return NOTES[PIXELS]
    a, b = (f"{error:.2f}" for error in way.errors)
    return phrase(NOTES[way.kind], a=a, b=b)


def _reading(probabilities: F32, result: PathResult) -> Words:
    best = int(probabilities.argmax())
    p = f"{probabilities[best]:.2f}"
    return phrase("read as {name} ({p})", name=result.classes[best], p=p)


def through(request: PathRequest, result: PathResult) -> Machine:
    """The VAE's way: both ends are encoded, and what lies between their codes is decoded."""
    at = next(i for i, way in enumerate(result.rows) if way.kind == VAE)
    latents, along = curves.prior(result)[0], ("alpha",)
    norms = [f"|z| = {norm:.2f}" for norm in latents.norms]
    ends, images = [("A", 0, norms[0]), ("B", len(result.rows) + 1, norms[-1])], "pictures"
    if result.c is not None:
        ends.insert(1, ("C", len(result.rows) + 2, ""))
    encoded = [
        [
            Part(name, picture=(images, row)),
            Part("Encoder", "narrowing", tab="latent-reparameterisation"),
            Part(f"z_{name} = μ", texts=[norm] if norm else ()),
        ]
        for name, row, norm in ends
    ]
    decoded = [
        Part(WAYS[request.path], texts=norms, axes=along, tab="latent-midpoints"),
        Part("Decoder", "widening", tab="latent-traversals"),
        Part("", picture=(images, 1 + at)),
        Part("Classifier", "network", tab="adversarial"),
        Part(
            "", texts=[_reading(one, result) for one in result.rows[at].probabilities], axes=along
        ),
    ]
    return Machine([encoded, [decoded]])


def film(request: PathRequest, result: PathResult) -> Strip:
    """Every frame of every way."""
    rows = [
        Row(curves.NAMES[way.kind], way.frames, ("alpha",), layout="all") for way in result.rows
    ]
    return Strip(_axes(result), rows)


def nearest(request: PathRequest, result: PathResult) -> Strip:
    """The training image that is nearest to each way's picture at the cursor."""
    note, rows = phrase("of {images}", images=result.reference), []
    for way in result.rows:
        there = way.nearest
        names = [result.classes[label] for label in there.labels]
        far = [f"{one:.2f}" for one in there.distances]
        away = phrases("{name}, {far} away", name=names, far=far)
        name = curves.NAMES[way.kind]
        rows.append(Row(name, there.images, ("alpha",), captions=away, note=note, size="small"))
    return Strip(_axes(result), rows)


def seen(request: PathRequest, result: PathResult) -> Words | None:
    """Where the VAE's code goes; of the images that the page opens with, the hint says more."""
    if dataclasses.replace(request, path=default(PathRequest, "path")) == PathRequest():
        return None
    latents, shell = curves.prior(result)
    norms, low, high = latents.norms, shell.low, shell.high
    inside = (low <= norms) & (norms <= high)
    where = "outside" if not inside[[0, -1]].all() else "inside" if inside.all() else "leaves"
    values = {"a": norms[0], "b": norms[-1], "least": norms.min(), "most": norms.max()}
    values |= {"low": low, "high": high}
    return phrase(SEEN[where], **{name: f"{value:.2f}" for name, value in values.items()})


def _own_control(letter: str) -> Control:
    """A visitor's own image at an end."""
    return Control(f"image_{letter}", kind="folded", like="dataset", sets=(f"from_{letter}", OWN))


def _end_controls(letter: str) -> tuple[Control, ...]:
    """Where an end comes from."""
    source, chosen = f"from_{letter}", (f"from_{letter}", (CHOSEN,))
    return (
        Control(source, names=SOURCES),
        common.class_control(f"class_{letter}", when=chosen),
        Control(f"index_{letter}", when=chosen),
    )


TAB = Tab(
    page=__name__,
    name="latent",
    hint="Drag alpha: halfway from 9 to 6 the pixel blend is two ghosts, the codes' paths a 5. Then"
    " take the straight line: the VAE's |z| falls to 1.7, far out of the shell of N(0, I), and its"
    " 5 becomes an 8 with p = 0.57.",
    seen=seen,
    answer=answer,
    controls=(
        *map(_own_control, "ab"),
        common.DATA,
        *_end_controls("a"),
        *_end_controls("b"),
        Control(
            "path",
            names={
                "lerp": "Straight line (lerp)",
                "slerp": "Arc (slerp)",
                CURVE: "Curve through a third image",
            },
        ),
        common.class_control("class_c", when=THROUGH_C),
        Control("index_c", when=THROUGH_C),
        Control(
            "gan",
            names={"inverted": "Found for A and B", "seeds": "Two random images"},
            more=True,
        ),
        Control("steps", more=True, when=("gan", ("inverted",))),
        Control("frames", more=True),
    ),
    views=(
        (
            strip.view("", pictures, scale=5),
            chart.view("Norm of the VAE's code", curves.norm, height=330, scale=2),
        ),
        (machine.view("How the VAE goes from A to B", through),),
        (curves.reading_view(PIXELS), curves.reading_view(AE)),
        (curves.reading_view(VAE), curves.reading_view(GAN)),
        (strip.view("Every frame from A to B", film, controls=False),),
        (
            strip.view("Nearest training image at alpha", nearest, controls=False, scale=5),
            chart.view("Distance to the nearest training image", curves.distance, scale=5),
        ),
        (chart.view("Speed along the path", curves.speed, height=280),),
        (chart.view("Norms, over what is usual", curves.relative, height=280),),
        (gallery.view(lambda request: "abc" if request.path == CURVE else "ab"),),
    ),
    cards=lambda request: common.cards(request.dataset, AE, VAE, GAN),
    endpoint=Endpoint(
        "interpolate",
        "Go from one image to another in pixels, in an autoencoder's latents, in a VAE's and in a"
        " GAN's w. Numbers run along alpha from 0 (image A) to 1 (image B): class probabilities,"
        " speed in the classifier's features, norm of the code, nearest training image. Each"
        " PNG file holds the frames of one way, from A on top to B at the bottom.",
        images=lambda result: {
            "a": result.a.image,
            "b": result.b.image,
            **{way.model: way.frames for way in result.rows},
        },
    ),
    snippet=SNIPPET,
    examples=(
        {"frames": 3, "class_a": 1, "gan": "seeds"},
        {"frames": 5, "class_a": 6, "gan": "seeds"},
        {"frames": 9, "steps": 10},
        {"from_a": "random", "from_b": "random", "seed": 5, "path": "lerp", "frames": 9},
        {"path": "curve", "class_c": 8, "frames": 9, "gan": "seeds"},
        # A stroke from corner to corner, as the drawing pad sends it.
        {
            "from_b": "own",
            "image_b": strip.png(np.eye(28, dtype=np.uint8) * 255),
            "frames": 9,
            "gan": "seeds",
        },
    ),
)
