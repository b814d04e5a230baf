"""Reverse: noise becomes an image, step by step."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.diffusion import network, reverse
from playground.engine.diffusion.reverse import DiffusionRequest, DiffusionResult
from playground.ui import chart, figures, strip
from playground.ui.chart import Cursor, Frames
from playground.ui.strip import Axis, Row
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.tabs.diffusion import words
from playground.ui.texts import Words, phrase

#: The example opens here: x_t is still mostly noise, the predicted image is not.
START = 0.55
HINT = (
    "Drag the step from pure noise to the result: most digits are decided while noise is still the"
    " greater part of x_t. Name a class, and they are from the start. Try 5 steps, too."
)
OPEN = (
    "Drag the step from pure noise to the result: {k} of {n} are decided while noise is still the"
    " greater part of x_t. Name a class, and they decide earlier. Try 5 steps, too."
)
NAMED = (
    "Drag the step from pure noise to the result: with its class named, {k} of {n} are decided at"
    " the first step already. Name none (any), and they decide later."
)

SNIPPET = """\
import torch
from playground.engine.diffusion.reverse import DiffusionRequest, trajectory

request = {request}
with torch.inference_mode():
    path = trajectory(request)
images = (path.states[-1].clamp(-1, 1) + 1) / 2  # [{samples}, 1, 28, 28]; path.denoised: every one
"""


def paint(request: DiffusionRequest, result: DiffusionResult) -> dict[str, Any]:
    """The three pictures and the charts, all under the step's cursor."""
    steps = np.arange(len(result.times))
    cursor = Cursor("step", steps.tolist())
    alpha_bar = result.weights.alpha_bar
    share = {"image: ᾱ": alpha_bar, "noise: 1 − ᾱ": 1 - alpha_bar}
    snr = {"log10 SNR": result.weights.log_snr[:-1]}
    return {
        "pictures": _pictures(request, result),
        "decided": chart.value(_decided(steps, result), cursor),
        "classes": chart.value(*_classes(request, result)),
        "share": chart.value(
            figures.lines(steps, share, x="step", y="share of the power of x_t"), cursor
        ),
        "snr": chart.value(
            figures.lines(steps[:-1], snr, x="step", y="log10 of signal over noise"), cursor
        ),
    }


def seen(request: DiffusionRequest, result: DiffusionResult) -> Words:
    """When this view's samples are decided."""
    named = request.digit != network.ANY
    early = result.decided == 0 if named else result.weights.alpha_bar[result.decided] < 0.5
    return phrase(NAMED if named else OPEN, k=int(early.sum()), n=request.samples)


def _pictures(request: DiffusionRequest, result: DiffusionResult) -> dict[str, Any]:
    names: list[Words] = [
        *(phrase("{i}: t = {t}", i=i, t=f"{t:.4g}") for i, t in enumerate(result.times[:-1])),
        "result",
    ]
    calls = phrase(
        "{sampler}, {calls} network calls",
        sampler=words.SAMPLERS[request.sampler],
        calls=result.evaluations,
    )
    count = request.samples
    decided = [(result.decided <= i).sum() for i in range(len(names))]
    captions = [phrase("decided: {k} of {n}", k=int(k), n=count) for k in decided]
    rows = [
        _row("x_t: what the sampler holds", result.noisy, note=calls),
        _row(
            "Predicted image",
            result.denoised,
            note="where x_t would end if all its noise were taken away now",
            captions=captions,
        ),
        _row("Predicted noise", result.noise, note="grey is 0, black -3, white 3"),
    ]
    start = round(START * (len(names) - 1))
    return strip.value([Axis("step", "step", names, start=start)], rows)


def _row(label: str, frames: NDArray[np.uint8], **more: Any) -> Row:
    return Row(label, _tiled(frames), ("step",), size="large", **more)


def _tiled(frames: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return strip.tile(frames, columns=math.ceil(math.sqrt(frames.shape[1])), ink=128)


def _decided(steps: NDArray[np.int64], result: DiffusionResult) -> Any:
    """For each sample, the probability of the class that it ends in, and from when it leads."""
    names = network.class_names(result.request.dataset)
    ends, samples = result.predicted, np.arange(result.request.samples)
    drawn = figures.figure("step", "p(its final class | predicted image)", hovermode="closest")
    line = {"color": figures.COLOURS[0], "width": 1.5}
    for i in samples:
        drawn.add_scatter(
            x=steps,
            y=result.probabilities[:, i, ends[i]],
            mode="lines",
            line=line,
            opacity=0.55,
            name=f"{i + 1} → {names[ends[i]]}",
            showlegend=False,
        )
    drawn.add_scatter(
        x=result.decided,
        y=result.probabilities[result.decided, samples, ends],
        text=[f"{i + 1} → {names[ends[i]]}" for i in samples],
        mode="markers",
        marker={"color": figures.COLOURS[3], "size": 9, "symbol": "diamond"},
        name="decided: it leads from here to the end",
        showlegend=True,
    )
    drawn.update_yaxes(range=[-0.02, 1.05])
    return drawn


def _classes(request: DiffusionRequest, result: DiffusionResult) -> tuple[Any, None, Frames]:
    """The classifier's reading of every predicted image at the cursor's step."""
    rows = [str(i + 1) for i in range(request.samples)]
    names = words.named(request.dataset)
    drawn = figures.heatmap(result.probabilities[0], names, rows, x="class", y="sample")
    return drawn, None, Frames("step", {0: {"z": result.probabilities}})


def _images(result: DiffusionResult) -> dict[str, NDArray[np.uint8]]:
    return {
        "noisy": _tiled(result.noisy),
        "denoised": _tiled(result.denoised),
        "noise": _tiled(result.noise),
    }


TAB = Tab(
    name="diffusion",
    title="Reverse",
    subject=words.SUBJECT,
    hint=HINT,
    seen=seen,
    request=DiffusionRequest,
    answer=reverse.answer,
    controls=(
        *words.dataset_control(),
        words.class_control(),
        Control("sampler", "Sampler", kind="dropdown", names=words.SAMPLERS),
        Control("steps", "Steps"),
        Control("guidance", "Guidance scale", when=("digit", network.DIGITS)),
        Control("seed", "Seed of the noise", kind="dice"),
        Control("samples", "Samples", more=True),
        Control("eta", "DDIM's eta", more=True, when=("sampler", ("ddim",))),
        Control(
            "spacing",
            "Time steps",
            more=True,
            names={"even": "even in t", "karras": "Karras (rho = 7)"},
            when=("sampler", network.SPACED),
        ),
    ),
    views=(
        (View("pictures", "strip"),),
        (
            View("decided", "chart", "When is it decided?", height=260),
            View("classes", "chart", "What the classifier reads in the prediction", height=260),
        ),
        (
            View("share", "chart", "Image and noise in x_t", height=260),
            View("snr", "chart", "Signal-to-noise ratio", height=260),
        ),
    ),
    paint=paint,
    cards=lambda request: network.cards(request.dataset),
    endpoint=Endpoint(
        "diffuse",
        "Samples images and returns every step: alpha-bar, SNR, class probabilities and the step"
        " at which each sample's class is decided as numbers; x_t, predicted image and predicted"
        " noise as pictures, the first step on top.",
        images=_images,
    ),
    snippet=lambda request: SNIPPET.format(request=request, samples=request.samples),
)
