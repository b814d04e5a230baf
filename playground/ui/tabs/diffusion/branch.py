"""Branch: a sampling stopped at several steps, and continued with other noise."""

from playground.arrays import F32
from playground.engine.classes import class_names
from playground.engine.diffusion import branch, network
from playground.engine.diffusion.branch import CONTINUED, BranchRequest, BranchResult
from playground.ui import chart, figures, strip
from playground.ui.tab import Control, Endpoint, Tab
from playground.ui.tabs.diffusion import sheets, words
from playground.ui.texts import phrase
from playground.ui.views import Axis, Chart, Cursor, Row, Strip

#: The example opens where some continuations still leave for another class.
START = 3
STILL = "Without fresh noise (eta 0) nothing branches: all continuations end in one image."


def _axes(result: BranchResult) -> list[Axis]:
    steps = result.request.steps
    return [
        Axis("branch", "branch after step", list(result.points), start=START),
        Axis("continuation", "continuation", list(range(1, CONTINUED + 1))),
        Axis("step", "step", [*range(steps), "result"], start=steps),
    ]


def tree(request: BranchRequest, result: BranchResult) -> Strip:
    """Every result, a line a branching."""
    names = class_names(request.dataset)
    captions = [
        phrase("{done} steps in common, then {name}", done=done, name=names[label])
        for done, row in zip(result.points, result.probabilities.argmax(-1), strict=True)
        for label in row
    ]
    frames = result.path[:, :, -1].reshape(-1, *result.path.shape[-2:])
    label, axes = "Results: the lower, the later branched", ("branch", "continuation")
    row = Row(label, frames, axes, layout="all", captions=captions)
    return Strip(_axes(result), [row])


def way(request: BranchRequest, result: BranchResult) -> Strip:
    """One way through the tree."""
    every = result.path.reshape(-1, *result.path.shape[-2:])
    rows = [
        Row("x_t there", result.states, ("branch",), size="small"),
        Row("Guess there", result.guesses, ("branch",), size="small"),
        Row("Continuation", every, ("branch", "continuation", "step"), size="small"),
    ]
    return Strip(_axes(result), rows)


def bits(request: BranchRequest, result: BranchResult) -> Chart:
    return _curve(result, {"undecided": result.undecided}, "bits")


def spread(request: BranchRequest, result: BranchResult) -> Chart:
    return _curve(result, {"spread": result.spread}, "rms deviation")


def _curve(result: BranchResult, curve: dict[str, F32], y: str) -> Chart:
    figure = figures.lines(result.points, curve, x="steps taken before", y=y, markers=True)
    return Chart(figure.update_yaxes(rangemode="tozero"), Cursor("branch", result.points))


def classes(request: BranchRequest, result: BranchResult) -> Chart:
    return words.mean_read(request.dataset, "branch", START, "continuations", result.classes)


TAB = Tab(
    page=__name__,
    hint="Each line of the tree branches later. Move the branching down: at which step do the"
    " continuations agree on the class? And when do only details still change?",
    seen=lambda request, result: None if request.eta else STILL,
    answer=branch.answer,
    controls=(
        words.DATASET,
        words.CLASS,
        Control("steps", more=True),
        Control("guidance", more=True, when=("label", network.LABELS)),
    ),
    views=(
        (strip.view("", tree, controls=False), strip.view("", way)),
        (
            chart.view("Class still undecided", bits, height=240),
            chart.view("Classes of this line", classes, height=240),
            chart.view("Pixels still undecided", spread, height=240),
        ),
    ),
    cards=lambda request: network.cards(request.dataset),
    endpoint=Endpoint(
        "branch_samples",
        "Stops one sampling at several steps and continues it from each with other noise: class"
        " probabilities of the results, the bits still undecided and the spread by branching step.",
        images=lambda result: {"tree": sheets.tile(result.path[:, :, -1], CONTINUED)},
    ),
    snippet="every = result.probabilities.argmax(-1)\n"
    "for done, bits, classes in zip(result.points, result.undecided, every):\n"
    '    print(f"after {{done}} steps: {{bits:.2f}} bits,", classes)',
    examples=({"steps": 6}, {"steps": 7, "label": "2"}),
)
