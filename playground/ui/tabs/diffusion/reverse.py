"""Reverse: noise becomes an image, step by step."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from playground.arrays import Image8
from playground.engine import flows
from playground.engine.classes import class_names
from playground.engine.diffusion import network, reverse
from playground.engine.diffusion.reverse import DiffusionRequest, DiffusionResult
from playground.ui import chart, figures, machine, strip
from playground.ui.tab import Control, Endpoint, Tab
from playground.ui.tabs.diffusion import sheets, words
from playground.ui.texts import Words, phrase
from playground.ui.views import Axis, Chart, Cursor, Machine, Part, Row, Strip

#: The example opens here: x_t is still mostly noise, the predicted image is not.
START = 0.55
STEP = ("step",)
TERMS = "Of a sampler that looks back, x̂_0′ is the image predicted a step before; ε is fresh noise."
SPACINGS = {"even": "even in t", "karras": "Karras (rho = 7)"}
OPEN = (
    "Drag the step from pure noise to the result: {k} of {n} are decided while noise is still the"
    " greater part of x_t. Name a class, and they decide earlier. Try 5 steps, too."
)
NAMED = (
    "Drag the step from pure noise to the result: with its class named, {k} of {n} are decided at"
    " the first step already. Name none (any), and they decide later."
)


def seen(request: DiffusionRequest, result: DiffusionResult) -> Words:
    """When this view's samples are decided."""
    named = request.label != flows.ANY
    early = result.decided == 0 if named else result.weights.alpha_bar[result.decided] < 0.5
    return phrase(NAMED if named else OPEN, k=int(early.sum()), n=request.samples)


def pictures(request: DiffusionRequest, result: DiffusionResult) -> Strip:
    """What the sampler holds, and what the network predicts of it."""
    names: list[Words] = [
        *(phrase("{i}: t = {t}", i=i, t=f"{t:.4g}") for i, t in enumerate(result.times[:-1])),
        "result",
    ]
    sampler = words.SAMPLERS[request.sampler]
    calls = phrase("{sampler}, {calls} network calls", sampler=sampler, calls=result.evaluations)
    decided = [int((result.decided <= i).sum()) for i in range(len(names))]
    captions = [phrase("decided: {k} of {n}", k=k, n=request.samples) for k in decided]
    away = "where x_t would end if all its noise were taken away now"
    rows = [
        _row("x_t: what the sampler holds", result.noisy, note=calls),
        _row("Predicted image", result.denoised, note=away, captions=captions),
        _row("Predicted noise", result.noise, note="grey is 0, black -3, white 3"),
    ]
    return Strip([Axis("step", "step", names, start=round(START * request.steps))], rows)


def _row(label: str, frames: Image8, **more: Any) -> Row:
    return Row(label, sheets.tile(frames), ("step",), size="large", **more)


def through(request: DiffusionRequest, result: DiffusionResult) -> Machine:
    """One step: what the network predicts of x_t, and how the next x is made of it."""
    named = class_names(request.dataset)
    asked: Words = "no class" if request.label == flows.ANY else named[int(request.label)]
    times = [f"t = {t:.4g}" for t in result.times]
    held = [Part("x_t", texts=times, axes=STEP, picture=("pictures", 0), tab="diffusion-forward")]
    told = Part("class", texts=[asked], tab="diffusion-guidance", sign="+")
    predicted = [
        [Part("Predicted noise ε̂", picture=("pictures", 2))],
        [Part("Predicted image x̂_0", picture=("pictures", 1), tab="diffusion-exact-denoiser")],
    ]
    after = [
        Part(words.SAMPLERS[request.sampler], "network", _next(result), STEP, tab="diffusion-race"),
        Part("the next x", picture=("pictures", 0), ahead=1),
    ]
    first = [*held, told, Part("Network", "network")]
    flow = result.terms is None
    return Machine([[first], predicted, [after]], note="" if flow else TERMS)


def _next(result: DiffusionResult) -> list[Words]:
    """What the next x is made of, at each step."""
    if result.terms is None:
        return ["x + Δt · v, v = x̂_0 − ε̂"]
    shown = [_sum(row) for row in result.terms.tolist()]
    return [*shown, "the end"]


def _sum(counts: Sequence[float]) -> str:
    """Of the terms that count."""
    terms = zip(("x_t", "x̂_0", "x̂_0′", "ε"), counts, strict=True)
    return " ".join(f"{count:+.3f} {name}" for name, count in terms if count).lstrip("+")


def decided(request: DiffusionRequest, result: DiffusionResult) -> Chart:
    """For each sample, the probability of the class that it ends in, and from when it leads."""
    names = class_names(request.dataset)
    ends, samples = result.predicted, np.arange(request.samples)
    told = [f"{i + 1} → {names[ends[i]]}" for i in samples]
    figure = figures.figure("step", "p(its final class | predicted image)", hovermode="closest")
    steps = np.arange(request.steps + 1)
    thin: dict[str, Any] = {"width": 1.5, "opacity": 0.55, "showlegend": False}
    for i, name in enumerate(told):
        ys = result.probabilities[:, i, ends[i]]
        figures.curve(figure, steps, ys, name, figures.COLOURS[0], **thin)
    first, label = result.decided, "decided: it leads from here to the end"
    ys, red = result.probabilities[first, samples, ends], figures.COLOURS[3]
    figures.marks(figure, first, ys, label, red, "diamond", 9, text=told, showlegend=True)
    return _along(request, figure.update_yaxes(range=[-0.02, 1.05]))


def _along(request: DiffusionRequest, figure: "figures.Figure") -> Chart:
    return Chart(figure, Cursor("step", range(request.steps + 1)))


def classes(request: DiffusionRequest, result: DiffusionResult) -> Chart:
    rows = [str(i + 1) for i in range(request.samples)]
    return words.read(request.dataset, result.probabilities, rows)


def share(request: DiffusionRequest, result: DiffusionResult) -> Chart:
    alpha_bar = result.weights.alpha_bar
    curves = {"image: ᾱ": alpha_bar, "noise: 1 − ᾱ": 1 - alpha_bar}
    steps, y = range(request.steps + 1), "share of the power of x_t"
    return _along(request, figures.lines(steps, curves, x="step", y=y))


def snr(request: DiffusionRequest, result: DiffusionResult) -> Chart:
    curve = {"log10 SNR": result.weights.log_snr[:-1]}
    steps, y = range(request.steps), "log10 of signal over noise"
    return _along(request, figures.lines(steps, curve, x="step", y=y))


TAB = Tab(
    page=__name__,
    name="diffusion",
    hint="Drag the step from pure noise to the result: most digits are decided while noise is still"
    " the greater part of x_t. Name a class, and they are from the start. Try 5 steps, too.",
    seen=seen,
    answer=reverse.answer,
    controls=(
        words.DATASET,
        words.CLASS,
        Control("sampler", names=words.SAMPLERS),
        Control("steps"),
        words.GUIDANCE,
        Control("samples", more=True),
        Control("eta", more=True, when=("sampler", ("ddim",))),
        Control("spacing", names=SPACINGS, more=True, when=("sampler", reverse.SPACED)),
    ),
    views=(
        (strip.view("", pictures),),
        (machine.view("One step of the sampler", through),),
        (
            chart.view("When is it decided?", decided, height=260),
            chart.view("What the classifier reads in the prediction", classes, height=260),
        ),
        (
            chart.view("Image and noise in x_t", share, height=260),
            chart.view("Signal-to-noise ratio", snr, height=260),
        ),
    ),
    cards=lambda request: network.cards(request.dataset),
    endpoint=Endpoint(
        "diffuse",
        "Samples images and returns every step: alpha-bar, SNR, class probabilities and the step"
        " at which each sample's class is decided as numbers; x_t, predicted image and predicted"
        " noise as pictures, the first step on top.",
        images=lambda result: {
            name: sheets.tile(getattr(result, name)) for name in ("noisy", "denoised", "noise")
        },
    ),
    snippet="images = result.noisy[-1]  # uint8 [{request.samples}, 28, 28]; also .denoised\n"
    "for number, step in zip(result.predicted, result.decided):\n"
    '    print("class", number, "decided at step", step)',
    examples=(
        {"steps": 2},
        {"steps": 3, "sampler": "euler"},
        {"steps": 2, "sampler": "heun", "samples": 1},
    ),
)
