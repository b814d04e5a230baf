"""One number of an image's code changed at a time, the largest effect on top."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.classes import CLASSES
from playground.engine.latent.traversals import (
    LATENTS,
    TraversalRequest,
    TraversalResult,
    answer,
)
from playground.ui import chart, figures, strip
from playground.ui.chart import Cursor, Frames
from playground.ui.strip import Axis, Row
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.tabs.latent import common
from playground.ui.tabs.latent.traversals_words import SEEN
from playground.ui.texts import Words, phrase


def paint(request: TraversalRequest, result: TraversalResult) -> dict[str, Any]:
    """The answer as values of the views."""
    names = [f"z{latent + 1}" for latent in result.order]
    values = result.values.round(2).tolist()
    axes = [
        Axis("latent", "latent", names),
        Axis("value", "value", values, start=len(values) - 1),
    ]
    probabilities = result.probabilities
    lines = common.class_lines(
        result.dataset, result.values, probabilities[0], _unit(result), "probability"
    )
    lines.update_yaxes(range=[-0.03, 1.03])
    frames = {label: {"y": probabilities[:, :, label]} for label in range(probabilities.shape[2])}
    return {
        "sheet": strip.value(axes, [_sheet(result)]),
        "here": strip.value(axes, _pictures(result)),
        "effect": chart.value(
            _effects(result, names), Cursor("latent", list(range(len(names))), band=True)
        ),
        "read": chart.value(lines, Cursor("value", values), Frames("latent", frames)),
    }


def _sheet(result: TraversalResult) -> Row:
    frames = result.frames.reshape(-1, *result.frames.shape[2:])
    return Row(
        "A line for each latent, from -3 to 3",
        frames,
        ("latent", "value"),
        layout="all",
        note="the latent with the largest effect on the classifier's features is on top",
    )


def _pictures(result: TraversalResult) -> list[Row]:
    frames = result.frames.reshape(-1, *result.frames.shape[2:])
    readings = result.probabilities.reshape(len(frames), -1)
    return [
        common.original("Image", result.dataset, result.picture),
        Row("Reconstruction", result.reconstruction[None], size="small"),
        Row(
            "One latent changed",
            frames,
            ("latent", "value"),
            captions=[common.reading(result.dataset, one) for one in readings],
        ),
    ]


def _unit(result: TraversalResult) -> str:
    return "value of the latent" if result.variational else "deviations from the codes' mean"


def _effects(result: TraversalResult, names: list[str]) -> Any:
    """Both effects as shares of the largest one, by rank."""
    ways = {
        "in the classifier's features": result.features / result.features.max(),
        "in pixels": result.pixels / result.pixels.max(),
    }
    drawn = figures.bars(names, ways, x="latent", y="effect, largest = 1", highest=1.05)
    drawn.update_xaxes(type="linear", tickvals=list(range(len(names))), ticktext=names)
    for trace in drawn.data:
        trace.x = list(range(len(names)))
    return drawn


def seen(request: TraversalRequest, result: TraversalResult) -> Words:
    """How many latents change what is read."""
    read = result.probabilities.argmax(2)
    changing = int((read != read[:, :1]).any(1).sum())
    return phrase(SEEN, changing=changing, all=len(read))


def snippet(request: TraversalRequest) -> str:
    """The most telling latent in a dozen lines of PyTorch."""
    asked = ", ".join(f"{name}={getattr(request, name)!r}" for name in request.to_query())
    return f"""import torch
from playground.engine.latent.traversals import TraversalRequest, answer
from playground.models import catalog

found = answer(TraversalRequest({asked}))
model = catalog.load(found.model)
classifier = catalog.load("{request.dataset}-classifier")
image = torch.tensor(found.picture.image)[None, None] / 255
with torch.inference_mode():
    z = model.encode(image).repeat(len(found.values), 1)
    if model.variational:  # a plain autoencoder's values count in deviations of its codes
        z[:, found.order[0]] = torch.from_numpy(found.values)
    print(found.order[0] + 1, classifier(model.decode(z)).argmax(1))
"""


def _images(result: TraversalResult) -> Mapping[str, NDArray[np.uint8]]:
    return {"traversals": result.frames.reshape(-1, *result.frames.shape[2:])}


TAB = Tab(
    name="latent-traversals",
    title="Traversals",
    subject=common.SUBJECT,
    hint="Each line changes one latent of the code from -3 to 3 and leaves the others: drag in the"
    " sheet. Some latents make it another class on their way, the others draw the same one anew.",
    seen=seen,
    request=TraversalRequest,
    answer=answer,
    controls=(
        common.DATA,
        Control("model", "Model", names=common.KINDS),
        Control("label", "Class", named=CLASSES, like="dataset"),
        Control("index", "Example", kind="dice"),
        Control("steps", "Steps", more=True),
    ),
    views=(
        (
            View("sheet", "strip", controls=False, scale=1),
            View("here", "strip", scale=1),
        ),
        (
            View("effect", "chart", "Effect of each latent", height=280),
            View("read", "chart", "What the classifier reads", height=280),
        ),
    ),
    paint=paint,
    cards=lambda request: common.cards(
        request.dataset, f"{request.dataset}-{request.model}{LATENTS}"
    ),
    endpoint=Endpoint(
        "traverse_latents",
        "Change one latent of an image's code at a time, from -3 to 3, and decode. Lists run over"
        " latents, the one with the largest effect on the classifier's features first. The PNG file"
        " holds each latent's pictures in that order, from top to bottom.",
        images=_images,
    ),
    snippet=snippet,
)
