"""Diffusion in two dimensions: particles, field and density, two ways side by side."""

import dataclasses
from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from playground.engine.diffusion import flow_2d
from playground.engine.diffusion.flow_2d import Flow2dRequest, Flow2dResult
from playground.engine.diffusion.plane import WAYS
from playground.engine.diffusion.plane_data import EDGE, MOST_POINTS, OWN, parse, written
from playground.errors import BadValue, Filled
from playground.ui import chart, facts, figures, particles, strip
from playground.ui.tab import Control, Endpoint, Tab
from playground.ui.texts import Words, phrase
from playground.ui.views import Axis, Chart, Cursor, Fact, Facts, Particles, Strip

#: The example opens here: trails are long, and the data is about to appear.
START = 0.7
#: With so many steps, diffusion's ODE and flow join the same points.
SMALL = 20
DATA = {
    "ring": "Ring of 8",
    "moons": "Two moons",
    "spiral": "Spiral",
    "checkerboard": "Checkerboard",
    "points": "Your own points",
}
LABELS = {name: way.label for name, way in WAYS.items()}
SEEN = (
    "Press play: the same noise (same colour) goes two ways. Their ends lie {apart} apart in the"
    " median; {left} of the particles end on the data on the left, {right} on the right."
)


def seen(request: Flow2dRequest, result: Flow2dResult) -> Words | None:
    """The hint speaks of diffusion's ODE and flow in steps that are small enough; else figures."""
    if {request.left, request.right} == {"ddim", "flow"} and request.steps >= SMALL:
        return None
    apart = np.linalg.norm(result.left.states[-1] - result.right.states[-1], axis=-1)
    on_data = {side: f"{journey.on_data:.0%}" for side, journey in result.sides.items()}
    return phrase(SEEN, apart=f"{np.median(apart):.2f}", **on_data)


def _plane(side: str, request: Flow2dRequest, result: Flow2dResult) -> Particles:
    journey = result.sides[side]
    return Particles(
        "step",
        edge=EDGE,
        particles=journey.states,
        density=journey.density,
        arrows=journey.arrows,
        points=result.points,
        title=WAYS[journey.way].title,
        note=WAYS[journey.way].note,
    )


def transport(request: Flow2dRequest, result: Flow2dResult) -> Strip:
    steps = list(range(request.steps + 1))
    return Strip([Axis("step", "step", steps, start=round(START * request.steps))], [])


def _facts(side: str, request: Flow2dRequest, result: Flow2dResult) -> Facts:
    journey = result.sides[side]
    here = (
        "Between the particles of this step and samples of the density behind them, with its"
        " standard error; 0: alike. An estimate below 0 is shown as 0."
    )
    excess = "Length of the way over the distance of its ends, minus 1; 0: a straight line."
    share = "Share of particles where the density is above that of the rarest 1 % of real samples."
    straight = "0: straight, at constant speed (Lee et al. 2023)."
    estimates = zip(journey.distance, journey.distance_error, strict=True)
    distances = [f"{max(d, 0):.3f} ± {error:.3f}" for d, error in estimates]
    return Facts(
        [
            Fact("calls of the field", [str(journey.calls)]),
            Fact("excess length", [f"{abs(journey.excess):.2f}"], help=excess),
            Fact("curvature", [f"{journey.curvature:.2f}"], help=straight),
            Fact("ends on the data", [f"{journey.on_data:.1%}"], help=share),
            Fact("energy distance", distances, ("step",), help=here),
        ]
    )


def distance(request: Flow2dRequest, result: Flow2dResult) -> Chart:
    curves = {side: np.maximum(journey.distance, 0) for side, journey in result.sides.items()}
    figure = figures.lines(range(request.steps + 1), curves, x="step", y="energy distance")
    highest = max(float(curve.max()) for curve in curves.values())
    # Below a tenth all is within the chance of the samples: it should look small.
    figure.update_yaxes(range=[-0.02, max(0.1, 1.05 * highest)])
    return Chart(figure, Cursor("step", range(request.steps + 1)))


def speed(request: Flow2dRequest, result: Flow2dResult) -> Chart:
    curves = {side: journey.speed for side, journey in result.sides.items()}
    widest = max(curve.max() for curve in curves.values())
    log = bool(widest > 20 * min(curve.mean() for curve in curves.values()))
    figure = figures.lines(range(request.steps), curves, x="step", y="mean speed", log_y=log)
    return Chart(figure, Cursor("step", range(request.steps + 1)))


def error(request: Flow2dRequest, result: Flow2dResult) -> Chart:
    """The learned field's error over t, where a side has learned one."""
    curves = {side: one.error for side, one in result.sides.items() if one.error is not None}
    x, y = "t (0: noise, 1: data)", "relative squared error"
    figure = figures.lines(flow_2d.TIMES, curves, x=x, y=y)
    if not curves:
        figures.notice(figure, "No side is learned")
        figure.update_xaxes(range=[0, 1])
        figure.update_yaxes(range=[0, 0.1])
    return Chart(figure.update_yaxes(rangemode="tozero"))


def pick(request: Flow2dRequest, data: Mapping[str, Any]) -> Flow2dRequest:
    """A press adds a point; the first one begins a drawing of one's own."""
    x, y = (round(float(data[name]), 1) + 0.0 for name in ("x", "y"))
    if not max(abs(x), abs(y)) <= EDGE:
        allowed = Filled("within {edge} of the middle", edge=f"{EDGE:g}")
        raise BadValue("point", (x, y), allowed, "Press on the plane.")
    before = parse("points", request.points) if request.data == OWN else ()
    if len(before) == MOST_POINTS:
        way_out = "Take points out of the list, or choose other data to begin anew."
        allowed = Filled("at most {most} points", most=MOST_POINTS)
        raise BadValue("points", len(before) + 1, allowed, way_out)
    return dataclasses.replace(request, data=OWN, points=written((*before, (x, y))))


TAB = Tab(
    page=__name__,
    title="Flow 2D",
    hint="Press play: the same noise (same colour) flows to the same points, by other routes. Then"
    " take 3 steps: which one still finds the data? Straighten the flow: one step lands most on"
    " it.",
    seen=seen,
    answer=flow_2d.answer,
    controls=(
        Control("data", kind="dropdown", names=DATA),
        Control("points", when=("data", (OWN,))),
        Control("left", names=LABELS),
        Control("right", names=LABELS),
        Control("width", more=True),
        Control("samples", more=True),
    ),
    views=(
        (
            particles.view("", partial(_plane, "left"), name="left", height=368, pick=pick),
            particles.view("", partial(_plane, "right"), name="right", height=368, pick=pick),
        ),
        (strip.view("", transport),),
        (
            facts.view("On the left", partial(_facts, "left"), name="left_facts"),
            facts.view("On the right", partial(_facts, "right"), name="right_facts"),
        ),
        (
            chart.view("Particles against the density", distance, height=240),
            chart.view("Speed along the way", speed, height=240),
            chart.view("Learned against exact field", error, height=240),
        ),
    ),
    endpoint=Endpoint(
        "flow_2d",
        "Carries particles from Gaussian noise to data in the plane, two ways from the same noise,"
        " and measures how: calls, excess length, curvature, energy distance by step."
        " The pictures are the densities behind the particles, the first step on top.",
        images=lambda result: {side: one.density[:, ::-1] for side, one in result.sides.items()},
    ),
    snippet="for journey in (result.left, result.right):  # .states: [steps + 1, particles, 2]\n"
    '    print(f"{{journey.way:10}} {{journey.calls:4}} calls  {{journey.on_data:.1%}} on data")',
    examples=({"steps": 2, "samples": 50}, {"steps": 3, "samples": 50, "left": "ddpm"}),
)
