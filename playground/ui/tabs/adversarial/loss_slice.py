"""A slice of image space: regions, loss and the attack's path in one plane."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.adversarial import classifiers
from playground.engine.adversarial.loss_slice import SIDE, SliceRequest, SliceResult, answer
from playground.engine.classes import CLASSES
from playground.ui import chart, facts, figures, strip
from playground.ui.chart import Cursor, Frames
from playground.ui.facts import Fact
from playground.ui.strip import Axis, Row
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.tabs.adversarial.common import KINDS, NORMS, ended, targets
from playground.ui.tabs.adversarial.two_dimensions_picture import INK, LEGEND, PAPER
from playground.ui.texts import DATASETS, Words, phrase

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

LATTICE = ("b", "a")
#: One pale colour a class: neighbours are also told apart by their labels and the line between.
REGIONS = (
    "#9CC9E8",
    "#F3CF8A",
    "#93D3BF",
    "#EBAE8A",
    "#E8C6D8",
    "#C9E4F7",
    "#CFCFCF",
    "#F7F1A5",
    "#B7A6D6",
    "#C8D9A0",
)


def paint(request: SliceRequest, result: SliceResult) -> dict[str, Any]:
    """The answer as values of the views."""
    zero, one = SIDE // 2, int(np.abs(result.ticks - 1).argmin())
    labels = [f"{t:.2f}" for t in result.ticks.round(2) + 0.0]
    axes = [Axis("a", "attack", labels, one), Axis("b", "random", labels, zero)]
    ticks = result.ticks.tolist()
    cursors = [Cursor("a", ticks, drag=True), Cursor("b", ticks, along="y", drag=True)]
    every = result.probabilities.reshape(SIDE * SIDE, -1)
    return {
        "pictures": strip.value(axes, _rows(result)),
        "regions": chart.value(_regions(result), cursor=cursors),
        "loss": chart.value(_loss(result), cursor=cursors),
        "classes": chart.value(_bars(result, zero, one), frames=Frames(LATTICE, {0: {"y": every}})),
        "facts": facts.value(_facts(result)),
    }


def _rows(result: SliceResult) -> list[Row]:
    original = result.original[None]
    return [
        Row("At the cursor", result.images.reshape(-1, *original.shape[1:]), LATTICE),
        Row("Original", original, note=_number(result), size="small"),
        Row("Adversarial image", result.adversarial[None], note="at 1, 0", size="small"),
    ]


def _number(result: SliceResult) -> Any:
    asked = result.request
    return phrase("{name}, no. {index}", name=result.names[asked.digit], index=asked.index)


def _regions(result: SliceResult) -> "Figure":
    from plotly.graph_objects import Heatmap

    drawn = _plane()
    classes = len(result.names)
    scale = [
        [(index + end) / classes, REGIONS[index % len(REGIONS)]]
        for index in range(classes)
        for end in (0, 1)
    ]
    drawn.add_trace(
        Heatmap(
            x=result.ticks,
            y=result.ticks,
            z=result.named + 0.5,
            zmin=0,
            zmax=classes,
            colorscale=scale,
            showscale=False,
            hoverinfo="none",
        )
    )
    drawn.add_traces(_overlay(result))
    for index in np.unique(result.named):
        a, b = _middle(result, int(index))
        drawn.add_annotation(
            x=a,
            y=b,
            text=result.names[index],
            showarrow=False,
            font={"size": 17, "color": INK},
            bgcolor="rgba(255,255,255,0.6)",
        )
    return drawn


def _middle(result: SliceResult, index: int) -> tuple[float, float]:
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


def _loss(result: SliceResult) -> "Figure":
    from plotly.graph_objects import Contour

    drawn = _plane()
    drawn.add_trace(
        Contour(
            x=result.ticks,
            y=result.ticks,
            z=result.loss,
            colorscale=figures.SEQUENTIAL,
            ncontours=14,
            line={"width": 0.6, "color": PAPER},
            contours={"showlabels": True, "labelfont": {"size": 12, "color": PAPER}},
            showscale=False,
            hoverinfo="none",
        )
    )
    drawn.add_traces(_overlay(result))
    return drawn


def _plane() -> "Figure":
    drawn = figures.figure("along the attack", "random direction", hovermode="closest")
    drawn.update_xaxes(constrain="domain", showgrid=False, dtick=1)
    drawn.update_yaxes(
        scaleanchor="x", constrain="domain", showgrid=False, dtick=1, constraintoward="top"
    )
    drawn.update_layout(
        margin={"l": 36, "r": 4, "t": 30, "b": 40},
        legend=LEGEND,
    )
    return drawn


def _overlay(result: SliceResult) -> list[Any]:
    """The ball's rim, PGD's states as this plane sees them, and the image itself."""
    from plotly.graph_objects import Scatter

    common: dict[str, Any] = {"hoverinfo": "skip"}
    dots = {"color": PAPER, "size": 6, "line": {"color": INK, "width": 1.5}}
    dashed = {"color": INK, "width": 2, "dash": "dash"}
    star = {"symbol": "star", "size": 14, "color": "#F0E442", "line": {"color": INK, "width": 1.5}}
    rim, path = result.ball.T, result.path.T
    return [
        Scatter(x=rim[0], y=rim[1], mode="lines", name="ball", line=dashed, **common),
        Scatter(
            x=path[0],
            y=path[1],
            mode="lines+markers",
            name="PGD",
            line={"color": INK, "width": 2},
            marker=dots,
            **common,
        ),
        Scatter(x=[0], y=[0], mode="markers", name="image", marker=star, **common),
    ]


def _bars(result: SliceResult, row: int, column: int) -> "Figure":
    drawn = figures.bars(
        result.names, {"probability": result.probabilities[row, column]}, y="probability"
    )
    drawn.data[0].marker.color = figures.COLOURS[3]
    return drawn


def _facts(result: SliceResult) -> list[Fact]:
    named, loss = result.named.ravel(), result.loss.ravel()
    top = result.probabilities.max(-1).ravel()
    targeted = result.request.targeted
    return [
        Fact(
            "At the cursor",
            [
                phrase("read as {name} (p = {p})", name=result.names[k], p=f"{p:.2f}")
                for k, p in zip(named, top, strict=True)
            ],
            LATTICE,
            ["good" if k == result.label else "bad" for k in named],
            help="What the network reads in the 8-bit picture shown, rightly (✓) or wrongly (✗).",
        ),
        Fact("Loss", [f"{x:.3g}" for x in loss], LATTICE, help="Of the attack's class, in nats."),
        Fact(
            "Cut by the box",
            [f"{x:.0%}" for x in result.cut.ravel()],
            LATTICE,
            help="Pixels outside 0 to 1 are cut: so many do not lie on the plane.",
        ),
        Fact(
            "The network",
            [
                ended(
                    result.fooled,
                    targeted=targeted,
                    before=(result.clean == result.goal) == targeted,
                )
            ],
            tones=["bad" if result.fooled else "good"],
            help="At the attack's end, before rounding.",
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


def seen(request: SliceRequest, result: SliceResult) -> Words:
    """Where the reading first changes along both axes."""
    zero, ticks = SIDE // 2, result.ticks
    along, across = result.named[zero] != result.clean, result.named[:, zero] != result.clean
    return phrase(
        "Drag over the map, whose unit is the attack's length: along the attack the reading changes"
        " at {a}, along this random direction at {b}.",
        a=_first(ticks[along & (ticks > 0)]),
        b=_first(ticks[across]),
    )


def _first(ticks: NDArray[np.float64]) -> str:
    return f"{np.abs(ticks).min():.2f}" if len(ticks) else "no point"


def snippet(request: SliceRequest) -> str:
    """The slice in a dozen lines of PyTorch."""
    goal = request.target if request.targeted else request.digit
    return f"""import torch
from playground import data
from playground.core.attacks import pgd
from playground.engine.adversarial.loss_slice import directions
from playground.engine.adversarial.classifiers import delivered, pixels
from playground.models import catalog

model = catalog.load("{request.dataset}-{request.kind}")
shown = data.examples("{request.dataset}")
image = shown.images[shown.of_class({request.digit})[{request.index}]]
x = pixels(image[None])
attack = pgd(model, x, torch.tensor([{goal}]), eps={request.eps}, norm="{request.norm}",
             steps={request.steps}, targeted={request.targeted})
u, v = directions(attack.adversarial - x, seed={request.seed})
for b in torch.linspace(-2, 2, 29):
    row = [(x + a * u + b * v).clamp(0, 1) for a in torch.linspace(-2, 2, 29)]
    print(model(pixels(delivered(torch.cat(row), x))).argmax(1).tolist())
"""


TAB = Tab(
    name="adversarial-loss-slice",
    title="Loss slice",
    subject="Adversarial attacks",
    hint="Drag over the map, whose unit is the attack's length: along the attack the reading"
    " changes within it, along this random direction it does not.",
    seen=seen,
    request=SliceRequest,
    answer=answer,
    controls=(
        Control("dataset", "Data set", names=DATASETS),
        Control("digit", "Class", named=CLASSES, like="dataset"),
        Control("index", "Example", kind="dice"),
        Control("kind", "Network", names=KINDS, can=lambda ask: classifiers.kinds(ask.dataset)),
        Control("norm", "Norm", names=NORMS),
        Control("eps", "eps"),
        Control("targeted", "Toward a class", more=True),
        Control(
            "target",
            "Target class",
            named=CLASSES,
            like="dataset",
            more=True,
            when=("targeted", (True,)),
            can=targets,
        ),
        Control("steps", "Steps of PGD", more=True),
        Control("seed", "Seed", kind="dice", more=True),
    ),
    views=(
        (
            View("regions", "chart", "What the network reads", height=350, scale=4),
            View("loss", "chart", "Loss of the attack's class (nats)", height=350, scale=4),
            View("pictures", "strip", scale=3),
        ),
        (View("facts", "facts", scale=3), View("classes", "chart", height=220, scale=2)),
    ),
    paint=paint,
    cards=lambda request: (f"{request.dataset}-{request.kind}",),
    endpoint=Endpoint(
        "loss_slice",
        "The plane through an image, its adversarial image and a random direction: the class read"
        " and the loss at every point of a lattice, and PGD's path projected on it.",
        images=lambda result: {"original": result.original, "adversarial": result.adversarial},
    ),
    snippet=snippet,
)
