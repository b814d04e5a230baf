"""Inpaint: a hidden part painted anew, the rest kept as it is."""

from playground.engine.classes import class_names
from playground.engine.diffusion import inpaint, network
from playground.engine.diffusion.inpaint import InpaintRequest, InpaintResult
from playground.ui import chart, facts, figures, strip
from playground.ui.tab import Control, Endpoint, Tab
from playground.ui.tabs.diffusion import sheets, words
from playground.ui.views import Axis, Chart, Fact, Facts, Row, Strip

NAMES = {
    "right": "Right half",
    "left": "Left half",
    "top": "Upper half",
    "bottom": "Lower half",
    "centre": "Centre",
}


def pictures(request: InpaintRequest, result: InpaintResult) -> Strip:
    """The image, what is known of it, and every step of four fillings."""
    axis = Axis("step", "step", [*range(request.steps), "result"], start=request.steps)
    rows = [
        Row("The image", result.original[None], size="large"),
        Row("Known, the rest is grey", result.shown[None], size="large"),
        Row("Filled", sheets.tile(result.states, 2), ("step",), size="large"),
    ]
    return Strip([axis], rows)


def told(request: InpaintRequest, result: InpaintResult) -> Facts:
    names = class_names(request.dataset)
    read = ", ".join(names[label] for label in result.probabilities.argmax(-1))
    return Facts(
        [
            Fact("hidden pixels", [f"{request.hidden.mean():.0%}"]),
            Fact("network calls", [str(result.calls)]),
            Fact("read as", [read]),
        ]
    )


def classes(request: InpaintRequest, result: InpaintResult) -> Chart:
    means = {"before": result.before, "after": result.probabilities.mean(0)}
    return Chart(figures.bars(words.named(request.dataset), means, y="mean probability"))


TAB = Tab(
    page=__name__,
    hint="The known part never changes; the network paints the rest around it. Ask for the old"
    " class again, or for another; then make each step only once: mostly, the seam shows more.",
    answer=inpaint.answer,
    controls=(
        *words.EDITED,
        Control("mask", kind="dropdown", names=NAMES),
        Control("steps", more=True),
        Control("stroke", kind="mask", more=True),
        *words.MORE,
    ),
    views=(
        (strip.view("", pictures),),
        (facts.view("", told, name="facts"), chart.view("Before and after", classes, height=240)),
    ),
    cards=lambda request: network.cards(request.dataset),
    endpoint=Endpoint(
        "inpaint",
        "RePaint: hides a part of an image and paints it anew as a class, the known part kept to"
        " the last bit: class probabilities of four fillings, and their pictures.",
        images=lambda result: {"results": sheets.tile(result.states, 4)[-1], "known": result.shown},
    ),
    snippet='print("read as", result.probabilities.argmax(-1), "after", result.calls, "calls")',
    examples=({"steps": 5, "resamplings": 1}, {"steps": 6, "resamplings": 1, "mask": "top"}),
)
