"""Attacks in two dimensions: the boundary, the ball, the gradient and the path in one picture."""

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.adversarial.points import SHAPES, added
from playground.engine.adversarial.two_dimensions import (
    PlaneRequest,
    PlaneResult,
    Side,
    answer,
    goals,
)
from playground.ui import chart, facts, figures, strip
from playground.ui.chart import Cursor, Frames
from playground.ui.facts import Fact
from playground.ui.strip import Axis
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.tabs.adversarial.common import NORMS, plain
from playground.ui.tabs.adversarial.two_dimensions_picture import (
    GRID,
    moving,
    picture,
    regions_as_pixels,
)
from playground.ui.texts import Words, phrase

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

SIDES = {"standard": "Trained plainly", "robust": "Trained under attack"}
#: The index of eps = 0.08, where the cursor opens: of moons, plain training loses far more here.
OPENING = 8


def paint(request: PlaneRequest, result: PlaneResult) -> dict[str, Any]:
    """The answer as values of the views."""
    steps = [str(step) for step in range(request.steps + 1)]
    axes = [
        Axis("eps", "eps", [plain(e) for e in result.eps], OPENING),
        Axis("step", "step", steps, request.steps),
    ]
    planes = {
        name: chart.value(picture(result, side), frames=Frames(GRID, moving(result, side)))
        for name, side in _sides(result).items()
    }
    return {
        "cursor": strip.value(axes, []),
        **planes,
        "facts": facts.value(_facts(result)),
        "accuracy": chart.value(_accuracy(result), cursor=Cursor("eps", result.eps.tolist())),
        "losses": chart.value(
            _losses(result),
            cursor=Cursor("step", list(range(request.steps + 1))),
            frames=Frames(
                "eps",
                {i: {"y": side.losses} for i, side in enumerate(_sides(result).values())},
            ),
        ),
    }


def _sides(result: PlaneResult) -> dict[str, Side]:
    return {name: getattr(result, name) for name in SIDES}


def _facts(result: PlaneResult) -> list[Fact]:
    x, y = result.points.xy[result.index].tolist()
    where = phrase("class {label} at ({x}, {y})", label=result.label, x=f"{x:.2f}", y=f"{y:.2f}")
    return [
        Fact("The point", [where], help="Click into a plane: the nearest data point is attacked."),
        *(_reading(result, name, side) for name, side in _sides(result).items()),
        *(_step(result, name, side) for name, side in _sides(result).items()),
        Fact(
            "Clean accuracy",
            [
                phrase(
                    "{a} plain, {b} under attack",
                    a=f"{result.standard.accuracy[0]:.1%}",
                    b=f"{result.robust.accuracy[0]:.1%}",
                )
            ],
            help="Share of the test points that each network reads rightly.",
        ),
        Fact(
            "Accuracy after PGD in this eps",
            [
                phrase("{a} plain, {b} under attack", a=f"{a:.1%}", b=f"{b:.1%}")
                for a, b in zip(result.standard.accuracy, result.robust.accuracy, strict=True)
            ],
            ("eps",),
            help="An upper bound of robust accuracy: a better attack may lower it.",
        ),
    ]


def _reading(result: PlaneResult, name: str, side: Side) -> Fact:
    read = side.read.reshape(-1, side.read.shape[-1])
    return Fact(
        SIDES[name],
        [_read(one) for one in read],
        GRID,
        _right(result, read),
        help="What it reads where PGD stands now, rightly (✓) or wrongly (✗).",
    )


def _step(result: PlaneResult, name: str, side: Side) -> Fact:
    label = {"standard": "One step, plain", "robust": "One step, under attack"}[name]
    return Fact(
        label,
        [_read(one) for one in side.jump_read],
        ("eps",),
        _right(result, side.jump_read),
        help="What it reads after one step as long as eps: FGSM in l∞.",
    )


def _right(result: PlaneResult, read: NDArray[np.float32]) -> list[facts.Tone]:
    return ["good" if k == result.label else "bad" for k in read.argmax(-1)]


def _read(probabilities: NDArray[np.float32]) -> Words:
    named = int(probabilities.argmax())
    return phrase("reads {label} (p = {p})", label=named, p=f"{probabilities[named]:.2f}")


def _accuracy(result: PlaneResult) -> "Figure":
    curves = {SIDES[name]: side.accuracy for name, side in _sides(result).items()}
    drawn = figures.lines(result.eps, curves, x="eps", y="accuracy after PGD", markers=True)
    return _coloured(drawn, [-0.03, 1.03])


def _losses(result: PlaneResult) -> "Figure":
    steps = np.arange(result.request.steps + 1)
    curves = {SIDES[name]: side.losses[OPENING] for name, side in _sides(result).items()}
    drawn = figures.lines(steps, curves, x="step", y=f"−ln p({result.goal})", markers=True)
    highest = max(float(side.losses.max()) for side in _sides(result).values())
    return _coloured(drawn, [-0.03 * highest, 1.05 * highest])


def _coloured(drawn: "Figure", y: list[float]) -> "Figure":
    for trace, index in zip(drawn.data, (3, 2), strict=True):
        trace.line.color = figures.COLOURS[index]
    drawn.update_yaxes(range=y)
    return drawn


def pick(request: PlaneRequest, data: Mapping[str, Any]) -> PlaneRequest:
    """A click attacks the nearest point, or adds one where it fell."""
    x, y = round(float(data["x"]), 3), round(float(data["y"]), 3)
    if request.shape != "own" or request.click == "attack":
        return dataclasses.replace(request, x=x, y=y)
    points = added(request.points, x, y, int(request.click))
    return dataclasses.replace(request, points=points, x=x, y=y)


def seen(request: PlaneRequest, result: PlaneResult) -> Words | None:
    """What both networks keep where the cursor opens, unless the hint is so of this point, too."""
    standard, robust = result.standard, result.robust
    reads = (standard.read[OPENING, -1], standard.jump_read[OPENING], robust.read[OPENING, -1])
    fooled = [bool(result.reached(read)) for read in reads]
    if (request.norm, request.goal, fooled) == ("linf", "away", [True, False, False]):
        return None
    return phrase(
        "Drag eps, or click another point: after PGD in eps = {eps} the network trained plainly"
        " reads {a} of its test points rightly, the one trained under attack {b}.",
        eps=plain(result.eps[OPENING]),
        a=f"{standard.accuracy[OPENING]:.1%}",
        b=f"{robust.accuracy[OPENING]:.1%}",
    )


def snippet(request: PlaneRequest) -> str:
    """The question in a dozen lines of PyTorch."""
    ask = ", ".join(f"{name}={text!r}" for name, text in request.to_query().items())
    return f"""import torch
from playground.core.attacks import pgd
from playground.engine.adversarial.boundary import as_images, trained
from playground.engine.adversarial.two_dimensions import RADII, Lesson, PlaneRequest

request = PlaneRequest.parse(dict({ask}))
lesson = Lesson.of(request, request.train_eps)  # 0.0: trained plainly
points = lesson.points()
network = trained(
    points, eps=lesson.train_eps, norm=lesson.norm, seed=lesson.seed, done=0, total=1
)
label = int(points.labels[points.nearest(request.x, request.y)])
goal = label if request.goal == "away" else int(request.goal)
victim = as_images(points.xy[points.nearest(request.x, request.y)])
attack = pgd(
    network,
    victim.expand(len(RADII), -1, -1, -1),
    torch.full((len(RADII),), goal),
    eps=torch.tensor(RADII),
    norm=request.norm,
    steps=request.steps,
    targeted=request.goal != "away",
)
print(attack.logits.argmax(1).tolist())
"""


TAB = Tab(
    name="adversarial-two-dimensions",
    title="Two dimensions",
    subject="Adversarial attacks",
    hint="Drag eps, or click another point: here PGD finds the boundary that one FGSM step misses;"
    " of the network trained under attack it finds none in this ball.",
    seen=seen,
    request=PlaneRequest,
    answer=answer,
    controls=(
        Control(
            "shape",
            "Points",
            names={
                "moons": "Moons",
                "circles": "Circles",
                "blobs": "Blobs",
                "spiral": "Spiral",
                "own": "My own",
            },
        ),
        Control(
            "click",
            "A click",
            names={
                "attack": "attacks there",
                "0": "adds class 0",
                "1": "adds class 1",
                "2": "adds class 2",
            },
            when=("shape", ("own",)),
        ),
        Control("points", "My points", when=("shape", ("own",))),
        Control("norm", "Norm", names=NORMS),
        Control(
            "goal",
            "Goal",
            names={"away": "away", "0": "class 0", "1": "class 1", "2": "class 2"},
            can=goals,
        ),
        Control("train_eps", "eps in training"),
        Control("noise", "Noise", more=True, when=("shape", tuple(SHAPES))),
        Control("steps", "Steps of PGD", more=True),
        Control("seed", "Seed", kind="dice", more=True),
        Control("x", "x", more=True),
        Control("y", "y", more=True),
    ),
    views=(
        (View("cursor", "strip"),),
        (
            View("standard", "chart", SIDES["standard"], height=410, pick=pick),
            View("robust", "chart", SIDES["robust"], height=410, pick=pick),
        ),
        (View("facts", "facts"),),
        (
            View("accuracy", "chart", "Accuracy against eps", height=260),
            View("losses", "chart", "Loss along the steps", height=260),
        ),
    ),
    paint=paint,
    cards=lambda request: (),
    endpoint=Endpoint(
        "attack_2d",
        "Train two small networks on points of the plane, one plainly and one under attack, and"
        " attack one point of both at every radius of a grid. Numbers run along eps; the pictures"
        " are the regions of each network, a pixel a cell.",
        images=lambda result: {
            name: regions_as_pixels(side) for name, side in _sides(result).items()
        },
    ),
    snippet=snippet,
)
