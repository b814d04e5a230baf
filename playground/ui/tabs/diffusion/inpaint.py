"""Inpaint: a hidden part painted anew, the rest kept as it is."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.diffusion import inpaint, network
from playground.engine.diffusion.inpaint import InpaintRequest, InpaintResult
from playground.ui import chart, facts, figures, strip
from playground.ui.facts import Fact
from playground.ui.strip import Axis, Row
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.tabs.diffusion import edits, words

NAMES = {
    "right": "Right half",
    "left": "Left half",
    "top": "Upper half",
    "bottom": "Lower half",
    "centre": "Centre",
}
HINT = (
    "The known part never changes; the network paints the rest around it. Ask for the old class"
    " again, or for another; then make each step only once: mostly, the seam shows more."
)

SNIPPET = """\
from playground.engine.diffusion.inpaint import InpaintRequest, answer

result = answer({request})
print(result.probabilities.argmax(-1), "from", result.before.argmax())
"""


def paint(request: InpaintRequest, result: InpaintResult) -> dict[str, Any]:
    """The image, what is known of it, and every step of four fillings."""
    steps = len(result.states) - 1
    axis = Axis("step", "step", [*range(steps), "result"], start=steps)
    names = network.class_names(request.dataset)
    rows = [
        Row("The image", result.original[None], size="large"),
        Row("Known, the rest is grey", result.shown[None], size="large"),
        Row("Filled", strip.tile(result.states, columns=2, ink=128), ("step",), size="large"),
    ]
    bars = {"before": result.before, "after": result.probabilities.mean(0)}
    labels = result.probabilities.argmax(-1)
    return {
        "pictures": strip.value([axis], rows),
        "facts": facts.value(
            [
                Fact("hidden pixels", [f"{request.hidden.mean():.0%}"]),
                Fact("network calls", [str(result.calls)]),
                Fact("read as", [", ".join(names[label] for label in labels)]),
            ]
        ),
        "classes": chart.value(
            figures.bars(words.named(request.dataset), bars, y="mean probability")
        ),
    }


def _images(result: InpaintResult) -> dict[str, NDArray[np.uint8]]:
    """The results, and what they were made from."""
    results = strip.tile(result.states[-1:], columns=4, ink=128)
    return {"results": results[0], "known": result.shown}


TAB = Tab(
    name="diffusion-inpaint",
    title="Inpaint",
    subject=words.SUBJECT,
    hint=HINT,
    request=InpaintRequest,
    answer=inpaint.answer,
    controls=(
        *edits.SOURCE,
        Control("mask", "Hidden", kind="dropdown", names=NAMES),
        Control("resamplings", "Repeats of each step"),
        Control("steps", "Steps", more=True),
        Control("stroke", "Your own mask", kind="mask", more=True),
        *edits.MORE,
    ),
    views=(
        (View("pictures", "strip"),),
        (View("facts", "facts"), View("classes", "chart", "Before and after", height=240)),
    ),
    paint=paint,
    cards=lambda request: network.cards(request.dataset),
    endpoint=Endpoint(
        "inpaint",
        "RePaint: hides a part of an image and paints it anew as a class, the known part kept to"
        " the last bit: class probabilities of four fillings, and their pictures.",
        images=_images,
    ),
    snippet=lambda request: SNIPPET.format(request=request),
)
