"""Attacks in two dimensions: the boundary, the ball, the gradient and the path in one picture."""

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np

from playground.arrays import F32
from playground.engine.adversarial.points import SHAPES, added
from playground.engine.adversarial.two_dimensions import (
    Attack2dRequest,
    Attack2dResult,
    answer,
    goals,
)
from playground.ui import chart, facts, figures, strip
from playground.ui.tab import Control, Endpoint, Tab
from playground.ui.tabs.adversarial.common import NORMS, plain
from playground.ui.tabs.adversarial.two_dimensions_picture import GRID, plane, regions_as_pixels
from playground.ui.texts import Words, phrase, phrases
from playground.ui.views import Axis, Chart, Cursor, Fact, Facts, Frames, Strip

SIDES = {"standard": "Trained plainly", "robust": "Trained under attack"}
STYLES = ((3, "solid"), (2, "solid"))
#: The index of eps = 0.08, where the cursor opens: of moons, plain training loses far more here.
OPENING = 8

SNIPPET = """\
import torch
from playground.core.attacks import pgd
from playground.engine.adversarial.boundary import as_images, trained
from playground.engine.adversarial.two_dimensions import RADII, Lesson, Attack2dRequest

request = {request}
for train_eps in (0.0, request.train_eps):  # trained plainly, and under attack
    lesson = Lesson.of(request, train_eps)
    points = lesson.points()
    network = trained(points, eps=train_eps, norm=lesson.norm, seed=lesson.seed, done=0, total=1)
    at = points.nearest(request.x, request.y)
    goal = int(points.labels[at] if request.goal == "away" else request.goal)
    attack = pgd(
        network,
        as_images(points.xy[at]).expand(len(RADII), -1, -1, -1),
        torch.full((len(RADII),), goal),
        eps=torch.tensor(RADII),
        norm=request.norm,
        steps=request.steps,
        targeted=request.goal != "away",
    )
    print(attack.adversarial.flatten(1).tolist())
"""


def cursor(request: Attack2dRequest, result: Attack2dResult) -> Strip:
    """Both cursors, over what all views show."""
    radii = Axis("eps", "eps", [plain(e) for e in result.eps], OPENING)
    steps = [str(step) for step in range(request.steps + 1)]
    return Strip([radii, Axis("step", "step", steps, request.steps)], [])


def standard(request: Attack2dRequest, result: Attack2dResult) -> Chart:
    return plane(result, result.standard)


def robust(request: Attack2dRequest, result: Attack2dResult) -> Chart:
    return plane(result, result.robust)


def told(request: Attack2dRequest, result: Attack2dResult) -> Facts:
    x, y = result.points.xy[result.index].tolist()
    where = phrase("class {label} at ({x}, {y})", label=result.label, x=f"{x:.2f}", y=f"{y:.2f}")
    a, b = result.standard, result.robust
    plainly, hardened = ([f"{share:.1%}" for share in side.accuracy] for side in (a, b))
    kept = phrases("{a} plain, {b} under attack", a=plainly, b=hardened)
    states = "What it reads where PGD stands now, rightly (✓) or wrongly (✗)."
    step = "What it reads after one step as long as eps: FGSM in l∞."
    return Facts(
        [
            Fact(
                "The point", [where], help="Click into a plane: the nearest data point is attacked."
            ),
            _reading(result, SIDES["standard"], a.read, GRID, states),
            _reading(result, SIDES["robust"], b.read, GRID, states),
            _reading(result, "One step, plain", a.jump_read, GRID[:1], step),
            _reading(result, "One step, under attack", b.jump_read, GRID[:1], step),
            Fact(
                "Clean accuracy",
                kept[:1],
                help="Share of the test points that each network reads rightly.",
            ),
            Fact(
                "Accuracy after PGD in this eps",
                kept,
                ("eps",),
                help="An upper bound of robust accuracy: a better attack may lower it.",
            ),
        ]
    )


def _reading(
    result: Attack2dResult, label: str, read: F32, axes: tuple[str, ...], help: str
) -> Fact:
    """What a network names, and how surely: probabilities `read` [..., K] at places on `axes`."""
    named, sure = read.argmax(-1).ravel().tolist(), read.max(-1).ravel().tolist()
    said = phrases("reads {label} (p = {p})", label=named, p=[f"{p:.2f}" for p in sure])
    return Fact(label, said, axes, ["good" if k == result.label else "bad" for k in named], help)


def accuracy(request: Attack2dRequest, result: Attack2dResult) -> Chart:
    curves = {SIDES[name]: side.accuracy for name, side in result.sides.items()}
    figure = figures.lines(
        result.eps, curves, x="eps", y="accuracy after PGD", markers=True, styles=STYLES
    )
    figure.update_yaxes(range=figures.SHARES)
    return Chart(figure, Cursor("eps", result.eps.tolist()))


def losses(request: Attack2dRequest, result: Attack2dResult) -> Chart:
    each, steps = {SIDES[k]: side.losses for k, side in result.sides.items()}, request.steps + 1
    figure = figures.lines(
        np.arange(steps),
        {name: one[OPENING] for name, one in each.items()},
        x="step",
        y=f"−ln p({result.goal})",
        markers=True,
        styles=STYLES,
    )
    highest = max(float(one.max()) for one in each.values())
    figure.update_yaxes(range=[-0.03 * highest, 1.05 * highest])
    frames = Frames("eps", {i: {"y": one} for i, one in enumerate(each.values())})
    return Chart(figure, Cursor("step", list(range(steps))), frames)


def pick(request: Attack2dRequest, data: Mapping[str, Any]) -> Attack2dRequest:
    """A click attacks the nearest point, or adds one where it fell."""
    x, y = round(float(data["x"]), 3), round(float(data["y"]), 3)
    if request.shape != "own" or request.click == "attack":
        return dataclasses.replace(request, x=x, y=y)
    points = added(request.points, x, y, int(request.click))
    return dataclasses.replace(request, points=points, x=x, y=y)


def seen(request: Attack2dRequest, result: Attack2dResult) -> Words | None:
    """What both networks keep where the cursor opens, unless the hint is so of this point, too."""
    plainly, hardened = result.standard, result.robust
    reads = (plainly.read[OPENING, -1], plainly.jump_read[OPENING], hardened.read[OPENING, -1])
    fooled = [bool(result.reached(read)) for read in reads]
    if (request.norm, request.goal, fooled) == ("linf", "away", [True, False, False]):
        return None
    return phrase(
        "Drag eps, or click another point: after PGD in eps = {eps} the network trained plainly"
        " reads {a} of its test points rightly, the one trained under attack {b}.",
        eps=plain(result.eps[OPENING]),
        a=f"{plainly.accuracy[OPENING]:.1%}",
        b=f"{hardened.accuracy[OPENING]:.1%}",
    )


NAMES = {
    "moons": "Moons",
    "circles": "Circles",
    "blobs": "Blobs",
    "spiral": "Spiral",
    "own": "My own",
}
CLASSES = {str(label): f"class {label}" for label in range(3)}
CLICKS = {"attack": "attacks there"} | {label: f"adds {name}" for label, name in CLASSES.items()}

TAB = Tab(
    page=__name__,
    hint="Drag eps, or click another point: here PGD finds the boundary that one FGSM step misses;"
    " of the network trained under attack it finds none in this ball.",
    seen=seen,
    answer=answer,
    controls=(
        Control("shape", names=NAMES),
        Control("click", names=CLICKS, when=("shape", ("own",))),
        Control("points", when=("shape", ("own",))),
        Control("norm", names=NORMS),
        Control("goal", names={"away": "away", **CLASSES}, can=goals),
        Control("noise", more=True, when=("shape", tuple(SHAPES))),
        Control("steps", more=True),
        Control("seed", more=True),
        Control("x", more=True),
        Control("y", more=True),
    ),
    views=(
        (strip.view("", cursor),),
        (
            chart.view(SIDES["standard"], standard, height=410, pick=pick),
            chart.view(SIDES["robust"], robust, height=410, pick=pick),
        ),
        (facts.view("", told, name="facts"),),
        (
            chart.view("Accuracy against eps", accuracy, height=260),
            chart.view("Loss along the steps", losses, height=260),
        ),
    ),
    endpoint=Endpoint(
        "attack_2d",
        "Train two small networks on points of the plane, one plainly and one under attack, and"
        " attack one point of both at every radius of a grid. Numbers run along eps; the pictures"
        " are the regions of each network, a pixel a cell.",
        images=lambda result: {k: regions_as_pixels(side) for k, side in result.sides.items()},
    ),
    snippet=SNIPPET,
    examples=({"shape": "own", "steps": 2}, {"shape": "own", "steps": 3}),
)
