"""Diffusion in two dimensions: particles, field and density, two ways side by side."""

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np

from playground.engine.diffusion import flow_2d
from playground.engine.diffusion.flow_2d import Journey, LabRequest, LabResult
from playground.engine.diffusion.plane_data import EDGE, MOST_POINTS, OWN, parse, written
from playground.errors import BadValue, Filled
from playground.ui import chart, facts, figures, particles, strip
from playground.ui.chart import Cursor
from playground.ui.facts import Fact
from playground.ui.strip import Axis
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.tabs.diffusion import words
from playground.ui.tabs.diffusion.flow_2d_words import (
    DATA,
    HINT,
    NOTES,
    SEEN,
    TITLES,
    WAYS,
)
from playground.ui.texts import Words, phrase

#: The example opens here: trails are long, and the data is about to appear.
START = 0.7
SIDES = ("left", "right")
#: With so many steps, diffusion's ODE and flow join the same points.
SMALL = 20

SNIPPET = """\
from playground.engine.diffusion.plane import WAYS, begin
from playground.engine.diffusion.plane_data import Plane

plane = {plane}
carried = WAYS[{way!r}](begin(plane, particles={particles}, steps={steps}, seed={seed}))
carried.states   # [steps + 1, particles, 2]
"""


def paint(request: LabRequest, result: LabResult) -> dict[str, Any]:
    """Both planes, the transport below them, their measures, and three charts."""
    steps = np.arange(request.steps + 1)
    cursor = Cursor("step", steps.tolist())
    journeys = {"left": result.left, "right": result.right}
    axis = Axis("step", "step", steps.tolist(), start=round(START * request.steps))
    return {
        **{side: _plane(result, journey) for side, journey in journeys.items()},
        **{f"{side}_facts": _facts(journey) for side, journey in journeys.items()},
        "transport": strip.value([axis], []),
        "distance": chart.value(_distances(steps, journeys), cursor),
        "speed": chart.value(_speeds(steps, journeys), cursor),
        "error": chart.value(_errors(journeys)),
    }


def seen(request: LabRequest, result: LabResult) -> Words | None:
    """The hint speaks of diffusion's ODE and flow in steps that are small enough; else figures."""
    if {request.left, request.right} == {"ddim", "flow"} and request.steps >= SMALL:
        return None
    apart = np.linalg.norm(result.left.states[-1] - result.right.states[-1], axis=-1)
    on_data = {side: f"{getattr(result, side).on_data:.0%}" for side in SIDES}
    return phrase(SEEN, apart=f"{np.median(apart):.2f}", **on_data)


def _plane(result: LabResult, journey: Journey) -> dict[str, Any]:
    return particles.value(
        "step",
        edge=EDGE,
        particles=journey.states,
        density=journey.density,
        arrows=journey.arrows,
        points=result.points,
        title=TITLES[journey.way],
        note=NOTES[journey.way],
    )


def _facts(journey: Journey) -> dict[str, Any]:
    here = (
        "Between the particles of this step and samples of the density behind them, with its"
        " standard error; 0: alike. An estimate below 0 is shown as 0."
    )
    excess = "Length of the way over the distance of its ends, minus 1; 0: a straight line."
    share = "Share of particles where the density is above that of the rarest 1 % of real samples."
    straight = "0: straight, at constant speed (Lee et al. 2023)."
    estimates = zip(journey.distance, journey.distance_error, strict=True)
    distances = [f"{max(d, 0):.3f} ± {error:.3f}" for d, error in estimates]
    return facts.value(
        [
            Fact("calls of the field", [str(journey.calls)]),
            Fact("excess length", [f"{abs(journey.excess):.2f}"], help=excess),
            Fact("curvature", [f"{journey.curvature:.2f}"], help=straight),
            Fact("ends on the data", [f"{journey.on_data:.1%}"], help=share),
            Fact("energy distance", distances, ("step",), help=here),
        ]
    )


def _distances(steps: Any, journeys: Mapping[str, Journey]) -> Any:
    curves = {side: np.maximum(journey.distance, 0) for side, journey in journeys.items()}
    drawn = figures.lines(steps, curves, x="step", y="energy distance")
    highest = max(float(curve.max()) for curve in curves.values())
    # Below a tenth all is within the chance of the samples: it should look small.
    return drawn.update_yaxes(range=[-0.02, max(0.1, 1.05 * highest)])


def _speeds(steps: Any, journeys: Mapping[str, Journey]) -> Any:
    curves = {side: journey.speed for side, journey in journeys.items()}
    widest = max(journey.speed.max() for journey in journeys.values())
    narrowest = min(journey.speed.mean() for journey in journeys.values())
    log = bool(widest > 20 * narrowest)
    return figures.lines(steps[:-1], curves, x="step", y="mean speed", log_y=log)


def _errors(journeys: Mapping[str, Journey]) -> Any:
    """The learned field's error over t, where a side has learned one."""
    curves = {side: j.error for side, j in journeys.items() if j.error is not None}
    x, y = "t (0: noise, 1: data)", "relative squared error"
    drawn = figures.lines(flow_2d.TIMES, curves, x=x, y=y)
    if not curves:
        said = "No side is learned"
        drawn.add_annotation(text=said, showarrow=False, x=0.5, y=0.5, xref="paper", yref="paper")
        drawn.update_xaxes(range=[0, 1])
        drawn.update_yaxes(range=[0, 0.1])
    return drawn.update_yaxes(rangemode="tozero")


def pick(request: LabRequest, data: Mapping[str, Any]) -> LabRequest:
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


def _snippet(request: LabRequest) -> str:
    ask = {name: getattr(request, name) for name in ("particles", "steps", "seed")}
    return SNIPPET.format(plane=request.plane, way=request.left, **ask)


TAB = Tab(
    name="diffusion-flow-2d",
    title="Flow 2D",
    subject=words.SUBJECT,
    hint=HINT,
    seen=seen,
    request=LabRequest,
    answer=flow_2d.answer,
    controls=(
        Control("data", "Data", kind="dropdown", names=DATA),
        Control("points", "Points x,y; x,y", when=("data", (OWN,))),
        Control("left", "Left", kind="dropdown", names=WAYS),
        Control("right", "Right", kind="dropdown", names=WAYS),
        Control("steps", "Steps"),
        Control("seed", "Seed of the noise", kind="dice"),
        Control("width", "Width of the data", more=True),
        Control("particles", "Particles", more=True),
    ),
    views=(
        (
            View("left", "field", height=368, pick=pick),
            View("right", "field", height=368, pick=pick),
        ),
        (View("transport", "strip"),),
        (View("left_facts", "facts", "On the left"), View("right_facts", "facts", "On the right")),
        (
            View("distance", "chart", "Particles against the density", height=240),
            View("speed", "chart", "Speed along the way", height=240),
            View("error", "chart", "Learned against exact field", height=240),
        ),
    ),
    paint=paint,
    cards=lambda request: (),
    endpoint=Endpoint(
        "flow_2d",
        "Carries particles from Gaussian noise to data in the plane, two ways from the same noise,"
        " and measures how: calls, excess length, curvature, energy distance by step."
        " The pictures are the densities behind the particles, the first step on top.",
        images=lambda result: {side: getattr(result, side).density[:, ::-1] for side in SIDES},
    ),
    snippet=_snippet,
)
