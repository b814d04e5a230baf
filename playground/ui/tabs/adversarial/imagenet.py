"""ImageNet: networks of a thousand classes, attacked on photographs."""

from collections.abc import Mapping

import numpy as np

from playground.arrays import Image8
from playground.engine.adversarial import imagenet as engine
from playground.engine.adversarial.attack_grid import ATTACKS
from playground.engine.adversarial.imagenet import ImagenetRequest, ImagenetResult, Shown, answer
from playground.engine.adversarial.outcome import Outcome
from playground.ui import chart, facts, figures, strip
from playground.ui.tab import Control, Endpoint, Tab
from playground.ui.tabs.adversarial.common import ITERATED, NAMES
from playground.ui.tabs.adversarial.outcome import (
    attacked,
    measured,
    needed,
    over_radii,
    radii,
    reading,
)
from playground.ui.texts import Words, phrase
from playground.ui.views import Chart, Cursor, Facts, Frames, Row, Strip

NETWORKS = {engine.SHIPPED: "EfficientNet-Lite0", "resnet50": "ResNet-50", "vit_b_16": "ViT-B/16"}
#: The frame around what the network gets, and how many classes the bars name at most.
FRAME, CLASSES = (213, 94, 0), 9

#: Asked only where the server may fetch.
FETCH = Control("fetch", "Fetch the weights", when=("model", engine.TORCHVISION))

SNIPPET = """\
import torch
from playground.core.attacks import ATTACKS
from playground.engine.adversarial.imagenet import ImagenetRequest, prepared
from playground.engine.adversarial.classifiers import pixels
from playground.models.imagenet import classes, facts, opened

request = {request}
known, attack = facts(request.model), ATTACKS[request.attack]
images = pixels(prepared(request).crop[None]).cpu()
more = {{"steps": request.steps}} if attack.iterated else {{}}
print(prepared(request).box)  # of the square cut out
if known.file.is_file():
    network = opened(request.model, known.file, "cpu")  # behind its normalisation
    target = torch.tensor([request.target])
    labels = target if request.targeted else network(images).argmax(1)
    for eps in request.radii:
        made = attack(network, images, labels, eps=eps, targeted=request.targeted, **more)
        print(f"{{255 * eps:.6g}}/255:", classes()[made.logits.argmax()])
"""


def lacking(request: ImagenetRequest, result: ImagenetResult) -> Words | None:
    """Why nothing was measured."""
    return result.lacking and phrase(
        "{network}: {why} Nothing was measured; the photograph is shown as the network would get"
        " it.",
        network=NETWORKS[request.model],
        why=phrase(result.lacking, **result.blanks),
    )


def pictures(request: ImagenetRequest, result: ImagenetResult) -> Strip:
    """The photograph and what the network gets of it, small beside what the attack made."""
    outcome, shown = result.found, result.shown
    (height, width), crop = shown.photo.shape[:2], shown.crop
    still = [
        Row(
            "Photograph",
            framed(shown)[None],
            captions=[_sized(width, height, shown.credit)],
            note="the frame is cut out",
            size="small" if outcome else "medium",
        ),
        Row(
            "Cut out",
            crop[None],
            captions=[reading(outcome, outcome.clean)] if outcome else [],
            note=phrase("the network gets {w} x {h}", w=crop.shape[1], h=crop.shape[0]),
            size="small" if outcome else "medium",
        ),
    ]
    if outcome is None:
        return Strip([], still)
    return Strip([radii(outcome)], [*still, *attacked(outcome, ("eps",))])


def _sized(width: int, height: int, credit: str) -> Words:
    """How large a photograph is, and whose."""
    if credit:
        return phrase("{w} x {h} pixels, by {credit}", w=width, h=height, credit=credit)
    return phrase("{w} x {h} pixels", w=width, h=height)


def framed(shown: Shown) -> Image8:
    """The photograph with the square that the network gets drawn in."""
    # Small ones are enlarged pixel for pixel, or the frame would hide them.
    larger = max(1, 224 // min(shown.photo.shape[:2]))
    picture = shown.photo.repeat(larger, 0).repeat(larger, 1)
    height, width = picture.shape[:2]
    left, top, right, bottom = (round(larger * edge) for edge in shown.box)
    rows, columns = np.ogrid[:height, :width]
    inside = (rows >= top) & (rows < bottom) & (columns >= left) & (columns < right)
    edge = (rows < top + 2) | (rows >= bottom - 2) | (columns < left + 2) | (columns >= right - 2)
    picture[inside & edge] = FRAME
    return picture


def told(request: ImagenetRequest, result: ImagenetResult) -> Facts | None:
    return Facts(measured(result.found, ("eps",))) if result.found else None


def classes(request: ImagenetRequest, result: ImagenetResult) -> Chart | None:
    if result.found is None:
        return None
    outcome, chosen = result.found, _named(result.found)
    ends = {"original": outcome.clean, "adversarial": outcome.probabilities[outcome.opening, -1]}
    figure = figures.figure(x="probability", xaxis_range=[0, 1.03], hovermode="closest")
    for (name, values), colour in zip(ends.items(), (6, 3), strict=True):
        figure.add_bar(
            y=[outcome.names[i] for i in chosen],
            x=values[chosen],
            orientation="h",
            name=name,
            marker_color=figures.COLOURS[colour],
        )
    figure.update_yaxes(type="category", autorange="reversed", automargin=True)
    return Chart(figure, frames=Frames("eps", {1: {"x": outcome.probabilities[:, -1, chosen]}}))


def _named(outcome: Outcome) -> list[int]:
    """The clean picture's five likeliest classes, the goal, and what each radius is read as."""
    likeliest = np.argsort(-outcome.clean)[:5].tolist()
    ends = outcome.probabilities[:, -1].argmax(1)[::-1].tolist()
    return list(dict.fromkeys([outcome.goal, *likeliest, *ends]))[:CLASSES]


def confidence(request: ImagenetRequest, result: ImagenetResult) -> Chart | None:
    if result.found is None:
        return None
    outcome, goal = result.found, result.found.goal
    noise = outcome.noise.probabilities[:, 0, goal]
    curves = {"attack": outcome.probabilities[:, -1, goal], "noise": noise}
    figure = over_radii(outcome.eps, curves, ATTACKS[request.attack].norm)
    return Chart(figure, Cursor("eps", outcome.eps.tolist()))


def _images(result: ImagenetResult) -> Mapping[str, Image8]:
    still = {"photo": framed(result.shown), "crop": result.shown.crop}
    if result.found is None:
        return still
    attack, noise = result.found.adversarial[:, -1], result.found.noise.images
    return {**still, "adversarial": attack, "noise": noise}


TAB = Tab(
    page=__name__,
    title="ImageNet",
    button="Attack it",
    hint="Attack a photograph, or your own, and drag eps: at how many grey levels of 255 does a"
    " network give way that was trained on a million pictures? Less than one is lost in 8 bits.",
    seen=lambda request, result: needed(result.found) if result.found else None,
    lacking=lacking,
    answer=answer,
    controls=(
        Control("model", names=NETWORKS),
        Control("photo"),
        Control("example", when=("photo", ("",))),
        Control("attack", names=NAMES),
        Control("targeted"),
        Control("target", when=("targeted", (True,))),
        Control("steps", when=ITERATED),
        *((FETCH,) if engine.FETCHABLE else ()),
        Control("seed", more=True),
    ),
    views=(
        (strip.view("", pictures),),
        (facts.view("", told, name="facts"),),
        (
            chart.view("What the network reads", classes, height=260, scale=3),
            chart.view("Probability of the class attacked", confidence, height=260, scale=2),
        ),
    ),
    endpoint=Endpoint(
        "attack_imagenet",
        "Attack a photograph at every radius of a grid, as EfficientNet-Lite0 or torchvision's"
        " ResNet-50 or ViT-B/16 reads it, in pixels before normalisation. Where the weights of"
        " torchvision's are not on the machine and may not be fetched, `missing` says so, and the"
        " photograph comes back as it was cut out."
        " Numbers run along eps; predictions are of the 8-bit pictures, stacked by eps.",
        images=_images,
    ),
    snippet=SNIPPET,
    cards=lambda request: (request.model,) if request.model == engine.SHIPPED else (),
    examples=({"example": 3, "attack": "fgsm"}, {"example": 5, "model": "resnet50"}),
)
