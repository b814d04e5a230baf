"""Redraw: an image noised part of the way, and denoised as another class."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.diffusion import network, redraw
from playground.engine.diffusion.redraw import RedrawRequest, RedrawResult
from playground.ui import chart, figures, strip
from playground.ui.chart import Cursor, Frames
from playground.ui.strip import Axis, Row
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.tabs.diffusion import edits, words
from playground.ui.texts import Words, phrase

#: The example opens at the weakest noise after which most become an 8.
START = 3
HINT = (
    "Raise the strength: with little noise the 3 stays, with all of it nothing of it is left."
    " Between lies an edit: a new class in the old hand."
)
TURNED = (
    "Raise the strength: the weakest leaves {kept} of {n} read as {before}, and from {taken} of"
    " {all} steps on most are read as {after}. With all of them nothing of the image is left."
)
STAYED = (
    "Raise the strength: the weakest leaves {kept} of {n} read as {before}; with all {all} steps,"
    " where nothing of the image is left, {after} is read most."
)

SNIPPET = """\
from playground.engine.diffusion.redraw import RedrawRequest, answer

result = answer({request})
for share, moved, classes in zip(result.share, result.moved, result.probabilities.argmax(-1)):
    print(f"noise {{share:.2f}}  moved {{moved:.2f}}", classes)
"""


def paint(request: RedrawRequest, result: RedrawResult) -> dict[str, Any]:
    """The image, its noised form and what it became, under the strength's cursor."""
    xs = list(result.taken)
    cursor = Cursor("strength", xs)
    names = network.class_names(request.dataset)
    mean = result.probabilities.mean(1)
    curves = {names[label]: mean[:, label] for label in _shown(request, mean)}
    turned = figures.lines(xs, curves, x="steps taken", y="mean probability", markers=True)
    moved = figures.lines(xs, {"moved": result.moved}, x="steps taken", y="rms change")
    bars = figures.bars(
        words.named(request.dataset), {"results": mean[START]}, y="mean probability"
    )
    return {
        "pictures": _pictures(result),
        "turned": chart.value(turned.update_yaxes(range=[-0.02, 1.05]), cursor),
        "moved": chart.value(moved.update_yaxes(rangemode="tozero"), cursor),
        "classes": chart.value(bars, frames=Frames("strength", {0: {"y": mean}})),
    }


def seen(request: RedrawRequest, result: RedrawResult) -> Words:
    """What is read at the weakest strength and at the strongest, and where it turns."""
    names, labels = network.class_names(request.dataset), result.probabilities.argmax(-1)
    before, after = (np.bincount(row).argmax() for row in labels[[0, -1]])
    told = {"before": names[before], "after": names[after]}
    counts = {"kept": int((labels[0] == before).sum()), "n": labels.shape[1]}
    most = (labels == after).mean(1) > 0.5
    turned = int(np.append(most[::-1], False).argmin())  # Strengths at the end where most are so.
    if before == after or not turned:
        return phrase(STAYED, all=result.taken[-1], **told, **counts)
    return phrase(TURNED, taken=result.taken[-turned], all=result.taken[-1], **told, **counts)


def _shown(request: RedrawRequest, mean: NDArray[Any]) -> list[int]:
    """The class it was, and the class it becomes: as asked, or as most often found."""
    into = int(mean[-1].argmax()) if request.into == network.ANY else int(request.into)
    return list(dict.fromkeys([int(mean[0].argmax()), into]))


def _pictures(result: RedrawResult) -> dict[str, Any]:
    said = [
        phrase("{taken} of {all} steps, noise {share}", taken=t, all=result.taken[-1], share=share)
        for t, share in zip(result.taken, (f"{s:.0%}" for s in result.share), strict=True)
    ]
    axis = Axis("strength", "strength", [f"{t} / {result.taken[-1]}" for t in result.taken], START)
    tile = {"columns": 2, "ink": 128}
    return strip.value(
        [axis],
        [
            Row("The image", result.original[None], size="large"),
            Row(
                "Noised",
                strip.tile(result.starts, **tile),
                ("strength",),
                size="large",
                captions=said,
            ),
            Row("Redrawn", strip.tile(result.results, **tile), ("strength",), size="large"),
        ],
    )


def _images(result: RedrawResult) -> dict[str, NDArray[np.uint8]]:
    """A line a strength, weak ones on top; the original first."""
    count = result.results.shape[1]
    first = np.repeat(result.original[None, None], count, 1)
    stacked = np.concatenate([first, result.results])
    return {"results": strip.tile(stacked, columns=count, ink=128)}


TAB = Tab(
    name="diffusion-redraw",
    title="Redraw",
    subject=words.SUBJECT,
    hint=HINT,
    seen=seen,
    request=RedrawRequest,
    answer=redraw.answer,
    controls=(
        *edits.SOURCE,
        *edits.MORE,
        Control("steps", "Steps", more=True),
        Control("eta", "Noise in each step (eta)", more=True),
    ),
    views=(
        (View("pictures", "strip"),),
        (
            View("turned", "chart", "When does it turn?", height=240),
            View("moved", "chart", "How far has it moved?", height=240),
            View("classes", "chart", "Classes at this strength", height=240),
        ),
    ),
    paint=paint,
    cards=lambda request: network.cards(request.dataset),
    endpoint=Endpoint(
        "redraw",
        "SDEdit: noises an image part of the way and denoises it as a class, at every strength:"
        " class probabilities of the results, and how far their pixels moved.",
        images=_images,
    ),
    snippet=lambda request: SNIPPET.format(request=request),
)
