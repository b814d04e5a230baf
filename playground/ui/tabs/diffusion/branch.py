"""Branch: a sampling stopped at several steps, and continued with other noise."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.diffusion import branch, network
from playground.engine.diffusion.branch import CONTINUED, BranchRequest, BranchResult
from playground.ui import chart, figures, strip
from playground.ui.chart import Cursor, Frames
from playground.ui.strip import Axis, Row
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.tabs.diffusion import words
from playground.ui.texts import phrase

#: The example opens where some continuations still leave for another class.
START = 3
HINT = (
    "Each line of the tree branches later. Move the branching down: at which step do the"
    " continuations agree on the class? And when do only details still change?"
)
STILL = "Without fresh noise (eta 0) nothing branches: all continuations end in one image."

SNIPPET = """\
from playground.engine.diffusion.branch import BranchRequest, answer

result = answer({request})
for done, bits, classes in zip(result.points, result.undecided, result.probabilities.argmax(-1)):
    print(f"after {{done}} steps: {{bits:.2f}} bits,", classes)
"""


def paint(request: BranchRequest, result: BranchResult) -> dict[str, Any]:
    """The tree of results, one way through it, and what was undecided where."""
    axes = _axes(result)
    names = network.class_names(request.dataset)
    xs = list(result.points)
    cursor = Cursor("branch", xs)
    bits = figures.lines(
        xs, {"undecided": result.undecided}, x="steps taken before", y="bits", markers=True
    )
    spread = figures.lines(
        xs, {"spread": result.spread}, x="steps taken before", y="rms deviation", markers=True
    )
    bars = figures.bars(
        words.named(request.dataset),
        {"continuations": result.classes[START]},
        y="mean probability",
    )
    return {
        "tree": strip.value(axes, [_tree(result, names)]),
        "way": strip.value(axes, _way(result)),
        "bits": chart.value(bits.update_yaxes(rangemode="tozero"), cursor),
        "classes": chart.value(bars, frames=Frames("branch", {0: {"y": result.classes}})),
        "spread": chart.value(spread.update_yaxes(rangemode="tozero"), cursor),
    }


def _axes(result: BranchResult) -> list[Axis]:
    steps = result.request.steps
    return [
        Axis("branch", "branch after step", list(result.points), start=START),
        Axis("continuation", "continuation", list(range(1, CONTINUED + 1))),
        Axis("step", "step", [*range(steps), "result"], start=steps),
    ]


def _tree(result: BranchResult, names: tuple[str, ...]) -> Row:
    predicted = result.probabilities.argmax(-1)
    said = [
        phrase("{done} steps in common, then {name}", done=done, name=names[label])
        for done, row in zip(result.points, predicted, strict=True)
        for label in row
    ]
    frames = result.path[:, :, -1].reshape(-1, *result.path.shape[-2:])
    axes = ("branch", "continuation")
    return Row("Results: the lower, the later branched", frames, axes, layout="all", captions=said)


def _way(result: BranchResult) -> list[Row]:
    every = result.path.reshape(-1, *result.path.shape[-2:])
    return [
        Row("x_t there", result.states, ("branch",), size="small"),
        Row("Guess there", result.guesses, ("branch",), size="small"),
        Row("Continuation", every, ("branch", "continuation", "step"), size="small"),
    ]


def _images(result: BranchResult) -> dict[str, NDArray[np.uint8]]:
    """The tree, a line a branching."""
    return {"tree": strip.tile(result.path[:, :, -1], columns=CONTINUED, ink=128)}


TAB = Tab(
    name="diffusion-branch",
    title="Branch",
    subject=words.SUBJECT,
    hint=HINT,
    seen=lambda request, result: None if request.eta else STILL,
    request=BranchRequest,
    answer=branch.answer,
    controls=(
        *words.dataset_control(),
        words.class_control(),
        Control("eta", "Noise in each step (eta)"),
        Control("seed", "Seed of the noise", kind="dice"),
        Control("steps", "Steps", more=True),
        Control("guidance", "Guidance scale", more=True, when=("digit", network.DIGITS)),
    ),
    views=(
        (View("tree", "strip", controls=False), View("way", "strip")),
        (
            View("bits", "chart", "Class still undecided", height=240),
            View("classes", "chart", "Classes of this line", height=240),
            View("spread", "chart", "Pixels still undecided", height=240),
        ),
    ),
    paint=paint,
    cards=lambda request: network.cards(request.dataset),
    endpoint=Endpoint(
        "branch_samples",
        "Stops one sampling at several steps and continues it from each with other noise: class"
        " probabilities of the results, the bits still undecided and the spread by branching step.",
        images=_images,
    ),
    snippet=lambda request: SNIPPET.format(request=request),
)
