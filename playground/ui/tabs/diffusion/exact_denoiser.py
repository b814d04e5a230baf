"""The exact denoiser: it draws from memory. Learned, exact, and what lies between."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.diffusion import exact_denoiser, network
from playground.engine.diffusion.exact_denoiser import BLENDS, SAMPLES, ExactRequest, ExactResult
from playground.ui import chart, figures, strip
from playground.ui.chart import Cursor
from playground.ui.strip import Axis, Row
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.tabs.diffusion import words
from playground.ui.texts import phrase

#: The example opens on a quarter of the exact denoiser, at the end of the way.
SHARE = 1
ENDS = {"Learned network": 0, "Exact denoiser": len(BLENDS) - 1}
HINT = (
    "At the last step the exact denoiser has drawn training images: distance 0. The learned"
    " network has not. Mix them: how small a share of the exact one gives privacy away?"
)

SNIPPET = """\
from playground.engine.diffusion.exact_denoiser import ExactRequest, answer

result = answer({request})
for blend, distance in zip((0, 0.25, 0.5, 0.75, 1), result.distance[:, -1]):
    print(blend, distance)   # of each result to its nearest training image
"""


def paint(request: ExactRequest, result: ExactResult) -> dict[str, Any]:
    """Predictions above, what they remember below, and three charts under the cursors."""
    steps = np.arange(len(result.times))
    cursor = Cursor("step", steps.tolist())
    return {
        "pictures": _pictures(result),
        "images": chart.value(_doubts(steps, result), cursor),
        "distance": chart.value(_distances(steps, result), cursor),
        "blends": chart.value(_ends(result), Cursor("blend", BLENDS)),
    }


def _pictures(result: ExactResult) -> dict[str, Any]:
    axes = [
        Axis("blend", "share of the exact", [f"{share:.0%}" for share in BLENDS], start=SHARE),
        Axis("step", "t", [float(t) for t in result.times], start=len(result.times) - 1),
    ]
    every, one = ("blend", "step"), ("step",)
    above = [_row(name, result.denoised[i], one) for name, i in ENDS.items()]
    above += [_row("Mixed prediction", _flat(result.denoised), every)]
    below = [_nearest(result.nearest[i], result.distance[i], one) for i in ENDS.values()]
    below += [_nearest(_flat(result.nearest), _flat(result.distance), every)]
    return strip.value(axes, [*above, *below])


def _flat(values: NDArray[Any]) -> NDArray[Any]:
    return values.reshape(-1, *values.shape[2:])


def _row(name: str, frames: NDArray[np.uint8], axes: tuple[str, ...]) -> Row:
    return Row(name, strip.tile(frames, columns=SAMPLES, ink=128), axes, size="large")


def _nearest(images: NDArray[np.uint8], distance: NDArray[Any], axes: tuple[str, ...]) -> Row:
    said = [phrase("distance {d}", d="  ·  ".join(f"{d:.2f}" for d in row)) for row in distance]
    tiled = strip.tile(images, columns=SAMPLES, ink=128)
    return Row("Nearest training image", tiled, axes, size="large", captions=said)


def _doubts(steps: NDArray[Any], result: ExactResult) -> Any:
    """Averages over the samples, of the entropy and not of its exponential."""
    counts = np.exp(np.log(np.maximum(result.images, 1)).mean(-1))
    curves = {name: counts[i] for name, i in ENDS.items()}
    y = "training images in question"
    return figures.lines(steps[:-1], curves, x="step", y=y, log_y=True).update_yaxes(dtick=1)


def _distances(steps: NDArray[Any], result: ExactResult) -> Any:
    curves = {name: result.distance[i].mean(-1) for name, i in ENDS.items()}
    curves["unseen test images"] = np.full(len(steps), result.unseen)
    drawn = figures.lines(steps, curves, x="step", y="distance to the nearest")
    drawn.data[-1].line.dash = "dot"
    return drawn.update_yaxes(rangemode="tozero")


def _ends(result: ExactResult) -> Any:
    curves = {"results": result.distance[:, -1].mean(-1)}
    curves["unseen test images"] = np.full(len(BLENDS), result.unseen)
    drawn = figures.lines(
        BLENDS, curves, x="share of the exact", y="distance to the nearest", markers=True
    )
    drawn.data[-1].line.dash = "dot"
    drawn.data[-1].mode = "lines"
    return drawn.update_yaxes(rangemode="tozero")


def _images(result: ExactResult) -> dict[str, NDArray[np.uint8]]:
    """The results of every blend, and what is nearest to them, the learned network on top."""
    ends = {"results": result.denoised[:, -1], "nearest": result.nearest[:, -1]}
    return {name: strip.tile(frames, columns=SAMPLES, ink=128) for name, frames in ends.items()}


TAB = Tab(
    name="diffusion-exact-denoiser",
    title="Exact denoiser",
    subject=words.SUBJECT,
    hint=HINT,
    request=ExactRequest,
    answer=exact_denoiser.answer,
    controls=(
        *words.dataset_control(),
        words.class_control(),
        Control("steps", "Steps"),
        Control("seed", "Seed of the noise", kind="dice"),
    ),
    views=(
        (View("pictures", "strip"),),
        (
            View("images", "chart", "Training images still possible", height=260),
            View("distance", "chart", "How near to the training set?", height=260),
            View("blends", "chart", "Where each mixture ends", height=260),
        ),
    ),
    paint=paint,
    cards=lambda request: network.cards(request.dataset)[:1],
    endpoint=Endpoint(
        "exact_denoise",
        "Samples with the posterior mean over the training images, with the learned network, and"
        " with mixtures of both: distances to the nearest training image at every step, and how"
        " many images the posterior still doubts between.",
        images=_images,
    ),
    snippet=lambda request: SNIPPET.format(request=request),
)
