"""The exact denoiser: it draws from memory. Learned, exact, and what lies between."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.arrays import Image8
from playground.engine.diffusion import exact_denoiser, network
from playground.engine.diffusion.exact_denoiser import BLENDS, SAMPLES, ExactRequest, ExactResult
from playground.ui import chart, figures, strip
from playground.ui.tab import Endpoint, Tab
from playground.ui.tabs.diffusion import sheets, words
from playground.ui.texts import phrase
from playground.ui.views import Axis, Chart, Cursor, Row, Strip

#: The example opens on a quarter of the exact denoiser, at the end of the way.
SHARE = 1
Curves = dict[str, NDArray[Any]]
ENDS = {"Learned network": 0, "Exact denoiser": len(BLENDS) - 1}


def pictures(request: ExactRequest, result: ExactResult) -> Strip:
    """Predictions above, and below what each is nearest to in memory."""
    axes = [
        Axis("blend", "share of the exact", [f"{share:.0%}" for share in BLENDS], start=SHARE),
        Axis("step", "t", result.times.tolist(), start=len(result.times) - 1),
    ]
    every, one = ("blend", "step"), ("step",)
    above = [_row(name, result.denoised[i], one) for name, i in ENDS.items()]
    above += [_row("Mixed prediction", _flat(result.denoised), every)]
    below = [_nearest(result.nearest[i], result.distance[i], one) for i in ENDS.values()]
    below += [_nearest(_flat(result.nearest), _flat(result.distance), every)]
    return Strip(axes, [*above, *below])


def _flat(values: NDArray[Any]) -> NDArray[Any]:
    return values.reshape(-1, *values.shape[2:])


def _row(name: str, frames: Image8, axes: tuple[str, ...], **more: Any) -> Row:
    return Row(name, sheets.tile(frames, SAMPLES), axes, size="large", **more)


def _nearest(images: Image8, distance: NDArray[Any], axes: tuple[str, ...]) -> Row:
    said = [phrase("distance {d}", d="  ·  ".join(f"{d:.2f}" for d in row)) for row in distance]
    return _row("Nearest training image", images, axes, captions=said)


def images(request: ExactRequest, result: ExactResult) -> Chart:
    """Averages over the samples, of the entropy and not of its exponential."""
    counts = np.exp(np.log(np.maximum(result.images, 1)).mean(-1))
    curves = {name: counts[i] for name, i in ENDS.items()}
    steps, y = range(request.steps), "training images in question"
    figure = figures.lines(steps, curves, x="step", y=y, log_y=True)
    return Chart(figure, Cursor("step", range(request.steps + 1)))


def distance(request: ExactRequest, result: ExactResult) -> Chart:
    curves = {name: result.distance[i].mean(-1) for name, i in ENDS.items()}
    return _beside_unseen(result, curves, Cursor("step", range(request.steps + 1)), x="step")


def blends(request: ExactRequest, result: ExactResult) -> Chart:
    results = {"results": result.distance[:, -1].mean(-1)}
    said: dict[str, Any] = {"x": "share of the exact", "markers": True}
    return _beside_unseen(result, results, Cursor("blend", BLENDS), **said)


def _beside_unseen(result: ExactResult, curves: Curves, along: Cursor, **more: Any) -> Chart:
    """Curves, dotted beside them the distance of real images that are not known by heart."""
    every = {**curves, "unseen test images": np.full(len(along.xs), result.unseen)}
    figure = figures.lines(along.xs, every, y="distance to the nearest", **more)
    figure.data[-1].update(line_dash="dot", mode="lines")
    return Chart(figure.update_yaxes(rangemode="tozero"), along)


TAB = Tab(
    page=__name__,
    hint="At the last step the exact denoiser has drawn training images: distance 0. The learned"
    " network has not. Mix them: how small a share of the exact one gives privacy away?",
    answer=exact_denoiser.answer,
    controls=(words.DATASET, words.CLASS),
    views=(
        (strip.view("", pictures),),
        (
            chart.view("Training images still possible", images, height=260),
            chart.view("How near to the training set?", distance, height=260),
            chart.view("Where each mixture ends", blends, height=260),
        ),
    ),
    cards=lambda request: network.cards(request.dataset)[:1],
    endpoint=Endpoint(
        "exact_denoise",
        "Samples with the posterior mean over the training images, with the learned network, and"
        " with mixtures of both: distances to the nearest training image at every step, and how"
        " many images the posterior still doubts between.",
        images=lambda result: {
            "results": sheets.tile(result.denoised[:, -1], SAMPLES),
            "nearest": sheets.tile(result.nearest[:, -1], SAMPLES),
        },
    ),
    snippet='for blend, distance in zip(result.report()["blends"], result.distance[:, -1]):\n'
    "    print(blend, distance)   # of each result to its nearest training image",
    examples=({"steps": 4}, {"steps": 5, "label": "2"}),
)
