"""ImageNet: torchvision's large networks, attacked on a visitor's own photograph."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from playground.engine.adversarial.attack_grid import ATTACKS
from playground.engine.adversarial.imagenet import (
    FETCHABLE,
    ImagenetRequest,
    ImagenetResult,
    Shown,
    answer,
)
from playground.engine.adversarial.outcome import Outcome
from playground.ui import chart, facts, figures, strip
from playground.ui.chart import Cursor, Frames
from playground.ui.strip import Row
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.tabs.adversarial.common import NORMS
from playground.ui.tabs.adversarial.imagenet_words import NOTHING
from playground.ui.tabs.adversarial.one_image_facts import measured, needed
from playground.ui.tabs.adversarial.one_image_rows import NAMES, attacked, radii, reading
from playground.ui.texts import Words, phrase

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

NETWORKS = {"resnet50": "ResNet-50", "vit_b_16": "ViT-B/16"}
#: The frame around what the network gets, and how many classes the bars name at most.
FRAME, CLASSES = (213, 94, 0), 7
PGD = ("attack", tuple(name for name, attack in ATTACKS.items() if attack.iterated))

#: Asked only where the server may fetch.
FETCH = Control("fetch", "Fetch the weights")

SNIPPET = """\
import torch
from torchvision import models
from torchvision.io import decode_image
from playground.core.attacks import ATTACKS
from playground.models.imagenet import Pixels, facts

known = facts({model!r})
network = Pixels(models.get_model({model!r}, weights="DEFAULT"), known.mean, known.std).eval()
shown = models.get_model_weights({model!r}).DEFAULT.transforms(mean=(0, 0, 0), std=(1, 1, 1))
images = shown(decode_image("photo.jpg", mode="RGB"))[None].clamp(0, 1)
labels = {labels}
made = ATTACKS[{attack!r}](network, images, labels, eps=1 / 255, targeted={targeted}{more})
print(known.classes[made.logits.argmax()])
"""


def paint(request: ImagenetRequest, result: ImagenetResult) -> dict[str, Any]:
    """The answer as values of the views; without weights the photograph, and why."""
    found = result.found
    still = [_photo(result), _crop(result)]
    if found is None:
        return {
            "pictures": strip.value([], still),
            "facts": facts.value([]),
            "lacking": _absence(result),
            "classes": chart.NOTHING,
            "confidence": chart.NOTHING,
        }
    chosen = _named(found)
    return {
        "pictures": strip.value([radii(found)], [*still, *attacked(found, ("eps",))]),
        "facts": facts.value(measured(found, ("eps",))),
        "classes": chart.value(
            _classes(found, chosen),
            frames=Frames("eps", {1: {"x": found.probabilities[:, -1, chosen]}}),
        ),
        "confidence": chart.value(_confidence(request, found), Cursor("eps", found.eps.tolist())),
    }


def _absence(result: ImagenetResult) -> Words:
    """Why nothing was measured."""
    why = phrase(result.lacking, **result.blanks)
    return {"t": NOTHING, "args": {"network": NETWORKS[result.request.model], "why": why}}


# --- pictures --------------------------------------------------------------------------------


def _size(result: ImagenetResult) -> Literal["medium", "small"]:
    """Beside the attack's pictures those that stay are small."""
    return "medium" if result.found is None else "small"


def _photo(result: ImagenetResult) -> Row:
    height, width = result.shown.photo.shape[:2]
    return Row(
        "Photograph",
        framed(result.shown)[None],
        captions=[phrase("{w} x {h} pixels", w=width, h=height)],
        note="the frame is cut out",
        size=_size(result),
    )


def framed(shown: Shown) -> NDArray[np.uint8]:
    """The photograph with the square that the network gets drawn in."""
    # Small ones are enlarged pixel for pixel, or the frame would hide them.
    larger = max(1, 224 // min(shown.photo.shape[:2]))
    found = shown.photo.repeat(larger, 0).repeat(larger, 1)
    height, width = found.shape[:2]
    left, top, right, bottom = (round(larger * edge) for edge in shown.box)
    rows, columns = np.ogrid[:height, :width]
    inside = (rows >= top) & (rows < bottom) & (columns >= left) & (columns < right)
    edge = (rows < top + 2) | (rows >= bottom - 2) | (columns < left + 2) | (columns >= right - 2)
    found[inside & edge] = FRAME
    return found


def _crop(result: ImagenetResult) -> Row:
    found, crop = result.found, result.shown.crop
    return Row(
        "Cut out",
        crop[None],
        captions=[] if found is None else [reading(found, found.clean)],
        note=phrase("the network gets {w} x {h}", w=crop.shape[1], h=crop.shape[0]),
        size=_size(result),
    )


# --- charts ----------------------------------------------------------------------------------


def _named(found: Outcome) -> list[int]:
    """The likeliest classes of the clean picture, the goal, and what each radius is read as."""
    likeliest = np.argsort(-found.clean)[:3].tolist()
    ends = found.probabilities[:, -1].argmax(1)[::-1].tolist()
    return list(dict.fromkeys([found.goal, *likeliest, *ends]))[:CLASSES]


def _classes(found: Outcome, chosen: list[int]) -> "Figure":
    names = [found.names[i] for i in chosen]
    series = {
        "original": found.clean[chosen],
        "adversarial": found.probabilities[found.opening, -1, chosen],
    }
    drawn = figures.figure(x="probability", xaxis_range=[0, 1.03], hovermode="closest")
    for (name, values), colour in zip(series.items(), (6, 3), strict=True):
        drawn.add_bar(
            y=names, x=values, orientation="h", name=name, marker_color=figures.COLOURS[colour]
        )
    drawn.update_yaxes(type="category", autorange="reversed", automargin=True)
    return drawn


def _confidence(request: ImagenetRequest, found: Outcome) -> "Figure":
    curves = {
        "attack": found.probabilities[:, -1, found.goal],
        "noise": found.noise.probabilities[:, 0, found.goal],
    }
    label, name = NORMS[ATTACKS[request.attack].norm], found.names[found.goal]
    drawn = figures.lines(found.eps, curves, x=f"eps ({label})", y=f"p({name})", markers=True)
    for trace, colour in zip(drawn.data, (3, 6), strict=True):
        trace.line.color = figures.COLOURS[colour]
    drawn.update_yaxes(range=[-0.03, 1.03])
    return drawn


def snippet(request: ImagenetRequest) -> str:
    """The question in a dozen lines of PyTorch."""
    goal = f"torch.tensor([{request.target}])"
    labels = goal if request.targeted else "network(images).argmax(1)"
    more = f", steps={request.steps}" if ATTACKS[request.attack].iterated else ""
    asked = {"model": request.model, "attack": request.attack, "targeted": request.targeted}
    return SNIPPET.format(labels=labels, more=more, **asked)


def _images(result: ImagenetResult) -> Mapping[str, NDArray[np.uint8]]:
    found = {"photo": framed(result.shown), "crop": result.shown.crop}
    if result.found is not None:
        attack, noise = result.found.adversarial[:, -1], result.found.noise.images
        found |= {"adversarial": attack, "noise": noise}
    return found


TAB = Tab(
    name="adversarial-imagenet",
    title="ImageNet",
    subject="Adversarial attacks",
    button="Attack it",
    hint="Upload a photograph, attack it and drag eps: at how many grey levels of 255 does a"
    " network give way that was trained on a million pictures? Less than one is lost in 8 bits.",
    seen=lambda request, result: needed(result.found) if result.found else None,
    request=ImagenetRequest,
    answer=answer,
    controls=(
        Control("model", "Network", names=NETWORKS),
        Control("own", "Your photograph"),
        Control("example", "Example", kind="dice", when=("own", ("",))),
        Control("attack", "Attack", names=NAMES),
        Control("targeted", "Toward a class"),
        Control("target", "Target class", kind="slider", when=("targeted", (True,))),
        Control("steps", "Steps of PGD", when=PGD),
        *((FETCH,) if FETCHABLE else ()),
        Control("seed", "Seed", kind="dice", more=True),
    ),
    views=(
        (View("pictures", "strip"),),
        (View("facts", "facts"),),
        (
            View("classes", "chart", "What the network reads", height=260, scale=3),
            View("confidence", "chart", "Probability of the class attacked", height=260, scale=2),
        ),
    ),
    paint=paint,
    cards=lambda request: (),
    endpoint=Endpoint(
        "attack_imagenet",
        "Attack a photograph at every radius of a grid, as torchvision's ResNet-50 or ViT-B/16"
        " reads it, in pixels before normalisation. Where their weights are not on the machine and"
        " may not be fetched, `missing` says so, and the photograph comes back as it was cut out."
        " Numbers run along eps; predictions are of the 8-bit pictures, stacked by eps.",
        images=_images,
    ),
    snippet=snippet,
)
