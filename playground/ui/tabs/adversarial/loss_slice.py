"""A slice of image space: regions, loss and the attack's path in one plane."""

from typing import Any

import numpy as np

from playground.arrays import F64
from playground.engine.adversarial import classifiers
from playground.engine.adversarial.loss_slice import SIDE, LossSliceRequest, LossSliceResult, answer
from playground.engine.classes import CLASSES
from playground.ui import chart, facts, figures, strip
from playground.ui.tab import Control, Endpoint, Tab
from playground.ui.tabs.adversarial import common
from playground.ui.tabs.adversarial.common import BALL, INK, KINDS, PAPER, ended, targets, tinted
from playground.ui.texts import DATASETS, Words, phrase, phrases
from playground.ui.views import Axis, Chart, Cursor, Fact, Facts, Frames, Row, Strip

LATTICE = ("b", "a")
#: The lattice's row and column through the image.
ZERO = SIDE // 2
#: How much of its class's colour a region takes: neighbours are also told apart by their names.
TINT = 0.45

SNIPPET = """\
import torch
from playground import data, device
from playground.core.attacks import pgd
from playground.engine.adversarial.loss_slice import LossSliceRequest, directions
from playground.engine.adversarial.classifiers import delivered, pixels
from playground.models import catalog

request = {request}
model = catalog.load("{request.dataset}-{request.kind}", device.pick())
shown = data.examples(request.dataset)
x = pixels(shown.images[shown.of_class(request.label)[request.index]][None])
goal = torch.tensor([request.target if request.targeted else request.label], device=x.device)
attack = pgd(model, x, goal, eps=request.eps, norm=request.norm, steps=request.steps,
             targeted=request.targeted)
u, v = directions(attack.adversarial - x, request.seed)
for b in torch.linspace(-2, 2, 29):
    row = torch.cat([(x + a * u + b * v).clamp(0, 1) for a in torch.linspace(-2, 2, 29)])
    print(model(pixels(delivered(row, x))).argmax(1).tolist())
"""


def regions(request: LossSliceRequest, result: LossSliceResult) -> Chart:
    """Each class that is read in its colour, named where it lies deepest."""
    count = len(result.names)
    colours = [
        [(k + end) / count, tinted(figures.CLASS_COLOURS[k], TINT)]
        for k in range(count)
        for end in (0, 1)
    ]
    plane = _plane(
        result,
        {
            "type": "heatmap",
            "z": result.named + 0.5,
            "zmin": 0,
            "zmax": count,
            "colorscale": colours,
        },
    )
    for index in np.unique(result.named):
        a, b = _middle(result, int(index))
        plane.figure.add_annotation(
            x=a,
            y=b,
            text=result.names[index],
            showarrow=False,
            font={"size": 17, "color": INK},
            bgcolor="rgba(255,255,255,0.6)",
        )
    return plane


def _middle(result: LossSliceResult, index: int) -> tuple[float, float]:
    """The point of a class that lies deepest in it: peel off rims until nothing is left."""
    inside = result.named == index
    depth = np.zeros(inside.shape, int)
    while inside.any() and depth.max() < SIDE:
        depth += inside
        wide = np.pad(inside, 1)
        beside = wide[:-2, 1:-1] & wide[2:, 1:-1] & wide[1:-1, :-2] & wide[1:-1, 2:]
        inside = inside & beside
    row, column = np.unravel_index(depth.argmax(), depth.shape)
    return float(result.ticks[column]), float(result.ticks[row])


def loss(request: LossSliceRequest, result: LossSliceResult) -> Chart:
    contours = {
        "type": "contour",
        "z": result.loss,
        "colorscale": figures.SEQUENTIAL,
        "ncontours": 14,
        "line": {"width": 0.6, "color": PAPER},
        "contours": {"showlabels": True, "labelfont": {"size": 13, "color": PAPER}},
    }
    return _plane(result, contours)


def _plane(result: LossSliceResult, ground: dict[str, Any]) -> Chart:
    """On a ground: the ball's rim, PGD's states as this plane sees them, and the image itself."""
    figure = figures.figure("along the attack", "random direction", hovermode="closest")
    ticks = result.ticks.tolist()
    figure.add_trace({"x": ticks, "y": ticks, "showscale": False, "hoverinfo": "none", **ground})
    for (x, y), style in ((result.ball.T, BALL), (result.path.T, common.PATH)):
        figure.add_scatter(x=x, y=y, hoverinfo="skip", **style)
    figure.add_scatter(x=[0], y=[0], name="image", hoverinfo="skip", **common.STAR)
    square: dict[str, Any] = {"constrain": "domain", "showgrid": False, "dtick": 1}
    figure.update_xaxes(square).update_yaxes(square, scaleanchor="x", constraintoward="top")
    figure.update_layout(margin={"l": 36, "r": 4, "t": 30, "b": 40}, legend=common.ON_PLANE)
    return Chart(figure, [Cursor("a", ticks, drag=True), Cursor("b", ticks, along="y", drag=True)])


def pictures(request: LossSliceRequest, result: LossSliceResult) -> Strip:
    """The cursor opens on the adversarial image."""
    labels = [f"{t:.2f}" for t in result.ticks.round(2) + 0.0]
    axes = [Axis("a", "attack", labels, _one(result)), Axis("b", "random", labels, ZERO)]
    number = phrase("{name}, no. {index}", name=result.names[request.label], index=request.index)
    lattice = result.images.reshape(-1, *result.original.shape)
    rows = [
        Row("At the cursor", lattice, LATTICE),
        Row("Original", result.original[None], note=number, size="small"),
        Row("Adversarial image", result.adversarial[None], note="at 1, 0", size="small"),
    ]
    return Strip(axes, rows)


def _one(result: LossSliceResult) -> int:
    """The column of the adversarial image."""
    return int(np.abs(result.ticks - 1).argmin())


def told(request: LossSliceRequest, result: LossSliceResult) -> Facts:
    named, top = result.named.ravel(), result.probabilities.max(-1).ravel()
    before = (result.clean == result.goal) == request.targeted
    return Facts(
        [
            Fact(
                "At the cursor",
                phrases(
                    "read as {label} (p = {p})",
                    label=[result.names[k] for k in named],
                    p=[f"{p:.2f}" for p in top],
                ),
                LATTICE,
                ["good" if k == request.label else "bad" for k in named],
                help="What the network reads in the 8-bit picture shown, rightly (✓) or wrongly"
                " (✗).",
            ),
            Fact(
                "Loss",
                [f"{x:.3g}" for x in result.loss.ravel()],
                LATTICE,
                help="Of the attack's class, in nats.",
            ),
            Fact(
                "Cut by the box",
                [f"{x:.0%}" for x in result.cut.ravel()],
                LATTICE,
                help="Pixels outside 0 to 1 are cut: so many do not lie on the plane.",
            ),
            Fact(
                "The network",
                [ended(result.fooled, targeted=request.targeted, before=before)],
                tones=["bad" if result.fooled else "good"],
                help="At the attack's end, in the 8-bit picture.",
            ),
            Fact(
                "Length of the attack (l2)",
                [f"{result.length:.3f}"],
                help="One unit of both axes; both directions are as long, and orthogonal.",
            ),
            Fact(
                "Path beside the plane, at most",
                [phrase("{share} of that length", share=f"{result.off.max():.2f}")],
                help="PGD moves in all dimensions; drawn is its shadow on this plane.",
            ),
        ]
    )


def classes(request: LossSliceRequest, result: LossSliceResult) -> Chart:
    start = {"probability": result.probabilities[ZERO, _one(result)]}
    figure = figures.bars(list(map(phrase, result.names)), start, y="probability")
    figure.data[0].marker.color = figures.COLOURS[3]
    every = result.probabilities.reshape(SIDE * SIDE, -1)
    return Chart(figure, frames=Frames(LATTICE, {0: {"y": every}}))


def seen(request: LossSliceRequest, result: LossSliceResult) -> Words:
    """Where the reading first changes along both axes."""
    ticks = result.ticks
    along, across = result.named[ZERO] != result.clean, result.named[:, ZERO] != result.clean
    return phrase(
        "Drag over the map, whose unit is the attack's length: along the attack the reading changes"
        " at {a}, along this random direction at {b}.",
        a=_first(ticks[along & (ticks > 0)]),
        b=_first(ticks[across]),
    )


def _first(ticks: F64) -> str:
    return f"{np.abs(ticks).min():.2f}" if len(ticks) else "no point"


TAB = Tab(
    page=__name__,
    hint="Drag over the map, whose unit is the attack's length: along the attack the reading"
    " changes within it, along this random direction it does not.",
    seen=seen,
    answer=answer,
    controls=(
        Control("dataset", names=DATASETS),
        Control("label", named=CLASSES, like="dataset"),
        Control("index"),
        Control("kind", names=KINDS, can=lambda ask: classifiers.kinds(ask.dataset)),
        Control("norm", names=common.NORMS),
        Control("targeted", more=True),
        Control(
            "target",
            named=CLASSES,
            like="dataset",
            more=True,
            when=("targeted", (True,)),
            can=targets,
        ),
        Control("steps", more=True),
        Control("seed", more=True),
    ),
    views=(
        (
            chart.view("What the network reads", regions, height=350, scale=4),
            chart.view("Loss of the attack's class (nats)", loss, height=350, scale=4),
            strip.view("", pictures, scale=3),
        ),
        (facts.view("", told, name="facts", scale=3), chart.view("", classes, height=220, scale=2)),
    ),
    cards=lambda request: (f"{request.dataset}-{request.kind}",),
    endpoint=Endpoint(
        "loss_slice",
        "The plane through an image, its adversarial image and a random direction: the class read"
        " and the loss at every point of a lattice, and PGD's path projected on it.",
        images=lambda result: {"original": result.original, "adversarial": result.adversarial},
    ),
    snippet=SNIPPET,
    examples=({"steps": 2, "label": 3}, {"steps": 2, "label": 5}),
)
