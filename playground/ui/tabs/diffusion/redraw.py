"""Redraw: an image noised part of the way, and denoised as another class."""

import numpy as np

from playground.arrays import Image8
from playground.engine import flows
from playground.engine.classes import class_names
from playground.engine.diffusion import network, redraw
from playground.engine.diffusion.redraw import RedrawRequest, RedrawResult
from playground.ui import chart, figures, strip
from playground.ui.tab import Control, Endpoint, Tab
from playground.ui.tabs.diffusion import sheets, words
from playground.ui.texts import Words, phrase
from playground.ui.views import Axis, Chart, Cursor, Row, Strip

#: The example opens at the weakest noise after which most become an 8.
START = 3
TURNED = (
    "Raise the strength: the weakest leaves {kept} of {n} read as {before}, and from {taken} of"
    " {all} steps on most are read as {after}. With all of them nothing of the image is left."
)
STAYED = (
    "Raise the strength: the weakest leaves {kept} of {n} read as {before}; with all {all} steps,"
    " where nothing of the image is left, {after} is read most."
)


def seen(request: RedrawRequest, result: RedrawResult) -> Words:
    """What is read at the weakest strength and at the strongest, and where it turns."""
    names, labels = class_names(request.dataset), result.probabilities.argmax(-1)
    before, after = (np.bincount(row).argmax() for row in labels[[0, -1]])
    told = {"before": names[before], "after": names[after]}
    counts = {"kept": int((labels[0] == before).sum()), "n": labels.shape[1]}
    most = (labels == after).mean(1) > 0.5
    turned = int(np.append(most[::-1], False).argmin())  # Strengths at the end where most are so.
    if before == after or not turned:
        return phrase(STAYED, all=result.taken[-1], **told, **counts)
    return phrase(TURNED, taken=result.taken[-turned], all=result.taken[-1], **told, **counts)


def pictures(request: RedrawRequest, result: RedrawResult) -> Strip:
    """The image, its noised form and what it became."""
    every = request.steps
    captions = [
        phrase("{taken} of {all} steps, noise {share}", taken=t, all=every, share=f"{share:.0%}")
        for t, share in zip(result.taken, result.share, strict=True)
    ]
    starts, results = (sheets.tile(images, 2) for images in (result.starts, result.results))
    axis = Axis("strength", "strength", [f"{t} / {every}" for t in result.taken], START)
    rows = [
        Row("The image", result.original[None], size="large"),
        Row("Noised", starts, ("strength",), size="large", captions=captions),
        Row("Redrawn", results, ("strength",), size="large"),
    ]
    return Strip([axis], rows)


def turned(request: RedrawRequest, result: RedrawResult) -> Chart:
    """The class it was, and the class it becomes: as asked, or as most often found."""
    names, mean = class_names(request.dataset), result.probabilities.mean(1)
    into = int(mean[-1].argmax()) if request.into == flows.ANY else int(request.into)
    curves = {names[label]: mean[:, label] for label in (int(mean[0].argmax()), into)}
    xs = result.taken
    figure = figures.lines(xs, curves, x="steps taken", y="mean probability", markers=True)
    return Chart(figure.update_yaxes(range=[-0.02, 1.05]), Cursor("strength", xs))


def moved(request: RedrawRequest, result: RedrawResult) -> Chart:
    curve = {"moved": result.moved}
    figure = figures.lines(result.taken, curve, x="steps taken", y="rms change")
    return Chart(figure.update_yaxes(rangemode="tozero"), Cursor("strength", result.taken))


def classes(request: RedrawRequest, result: RedrawResult) -> Chart:
    mean = result.probabilities.mean(1)
    return words.mean_read(request.dataset, "strength", START, "results", mean)


def _sheet(result: RedrawResult) -> Image8:
    """A line a strength, weak ones on top; the original first."""
    count = result.results.shape[1]
    first = np.repeat(result.original[None, None], count, 1)
    return sheets.tile(np.concatenate([first, result.results]), count)


TAB = Tab(
    page=__name__,
    hint="Raise the strength: with little noise the 3 stays, with all of it nothing of it is left."
    " Between lies an edit: a new class in the old hand.",
    seen=seen,
    answer=redraw.answer,
    controls=(*words.EDITED, *words.MORE, Control("steps", more=True), Control("eta", more=True)),
    views=(
        (strip.view("", pictures),),
        (
            chart.view("When does it turn?", turned, height=240),
            chart.view("How far has it moved?", moved, height=240),
            chart.view("Classes at this strength", classes, height=240),
        ),
    ),
    cards=lambda request: network.cards(request.dataset),
    endpoint=Endpoint(
        "redraw",
        "SDEdit: noises an image part of the way and denoises it as a class, at every strength:"
        " class probabilities of the results, and how far their pixels moved.",
        images=lambda result: {"results": _sheet(result)},
    ),
    snippet="every = result.probabilities.argmax(-1)\n"
    "for share, moved, classes in zip(result.share, result.moved, every):\n"
    '    print(f"noise {{share:.2f}}  moved {{moved:.2f}}", classes)',
    examples=({"steps": 8, "guidance": 1.0}, {"steps": 8, "guidance": 1.0, "into": "2"}),
)
