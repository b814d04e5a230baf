"""Latent diffusion: one question to a flow on codes and to a flow on pixels."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.diffusion import latent, network
from playground.engine.diffusion.latent import LatentRequest, LatentResult
from playground.ui import chart, facts, figures, strip
from playground.ui.chart import Cursor, Frames
from playground.ui.facts import Fact
from playground.ui.strip import Axis, Row
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.tabs.diffusion import sheets, words
from playground.ui.texts import Words, phrase

#: The example opens here: both x_t are still mostly noise, the predicted images are not.
START = 0.4
HINT = (
    "Drag t: which flow settles on a class first, the one on 4 × 8 × 8 codes or the one on 28 × 28"
    " pixels? The first takes less time; its noise, decoded, is strokes and blots, not grain."
)
SEEN = (
    "Drag t: the flow on 4 × 8 × 8 codes settles on a class before the one on 28 × 28 pixels in"
    " {sooner} of {n}, after it in {later}, in {ratio} of its time. Its noise, decoded, is strokes"
    " and blots, not grain."
)

SNIPPET = """\
from playground.engine.diffusion.latent import LatentRequest, answer

result = answer({request})
images = result.latent.denoised[-1]  # uint8 [{samples}, 28, 28]; result.pixel: the other flow's
print(f"{{1000 * result.latent.seconds:.0f}} ms an image, {{result.ratio:.2f}} of the pixel flow")
"""


def paint(request: LatentRequest, result: LatentResult) -> dict[str, Any]:
    """Both flows' pictures, times and readings, all under the cursor t."""
    return {
        "pictures": _pictures(result),
        "facts": facts.value(_facts(result)),
        "ends": chart.value(_ends(result), Cursor("step", result.times.tolist())),
        "classes": chart.value(*_classes(result)),
    }


def seen(request: LatentRequest, result: LatentResult) -> Words:
    """Which flow is decided first, and the one clock's ratio."""
    lead = result.pixel.decided - result.latent.decided
    counts = {"sooner": int((lead > 0).sum()), "later": int((lead < 0).sum())}
    return phrase(SEEN, n=request.samples, ratio=f"{result.ratio:.2f}", **counts)


def _pictures(result: LatentResult) -> dict[str, Any]:
    times = [f"{t:.4g}" for t in result.times]
    images, steps = _images(result), result.request.steps
    rows = [
        _row("Latent channels", images["channels"], "black -3, white 3"),
        _row("Latent x_t", images["latent_noisy"], phrase("decoded, {n} calls", n=steps)),
        _row("Latent prediction", images["latent_denoised"], "x_t + (1 − t) v, decoded"),
        _row("Pixel flow's x_t", images["pixel_noisy"], phrase("{n} network calls", n=steps)),
        _row("Pixel prediction", images["pixel_denoised"], "x_t + (1 − t) v"),
    ]
    return strip.value([Axis("step", "t", times, start=round(START * steps))], rows)


def _row(label: str, frames: NDArray[np.uint8], note: Words) -> Row:
    return Row(label, frames, ("step",), note=note)


def _images(result: LatentResult) -> dict[str, NDArray[np.uint8]]:
    """Each of the rows, its samples as one picture a step: [S+1, h, w]."""
    steps, samples = result.channels.shape[:2]
    maps = strip.tile(result.channels.reshape(steps * samples, *result.channels.shape[2:]), 2)
    return {
        "channels": _tiled(maps.reshape(steps, samples, *maps.shape[1:]), ink=255),
        "latent_noisy": _tiled(result.latent.noisy),
        "latent_denoised": _tiled(result.latent.denoised),
        "pixel_noisy": _tiled(result.pixel.noisy),
        "pixel_denoised": _tiled(result.pixel.denoised),
    }


def _tiled(frames: NDArray[np.uint8], ink: int = sheets.BLANK) -> NDArray[np.uint8]:
    return strip.tile(frames, columns=math.ceil(math.sqrt(frames.shape[1])), ink=ink)


def _facts(result: LatentResult) -> list[Fact]:
    """Times of this run, and the cards' FID."""
    once = "measured once, in this run: sampling and decoding"
    fid = "on the card: 5,000 images of 50 Euler steps"
    return [
        Fact("latent", [_ms(result.latent.seconds)], help=once),
        Fact("pixel", [_ms(result.pixel.seconds)], help=once),
        Fact("latent over pixel", [f"{result.ratio:.2f}"], help=once),
        Fact("FID, latent", [f"{result.latent.fid:.2f}"], help=fid),
        Fact("FID, pixel", [f"{result.pixel.fid:.2f}"], help=fid),
    ]


def _ms(seconds: float) -> Words:
    return phrase("{ms} ms an image", ms=f"{1000 * seconds:.3g}")


def _ends(result: LatentResult) -> Any:
    """For each sample of each flow, the probability of the class that it ends in."""
    names = network.class_names(result.request.dataset)
    drawn = figures.figure("t", "p(its final class | predicted image)", hovermode="closest")
    sides = (("latent flow", result.latent), ("pixel flow", result.pixel))
    for (label, side), colour, dash in zip(sides, figures.COLOURS, figures.DASHES, strict=False):
        for i, end in enumerate(side.predicted):
            drawn.add_scatter(
                x=result.times,
                y=side.probabilities[:, i, end],
                mode="lines",
                line={"color": colour, "dash": dash, "width": 2},
                opacity=0.7,
                name=label,
                legendgroup=label,
                showlegend=i == 0,
                hovertemplate=f"{i + 1} → {names[end]}: %{{y:.2f}}",
            )
    drawn.update_yaxes(range=[-0.02, 1.05])
    return drawn


def _classes(result: LatentResult) -> tuple[Any, None, Frames]:
    """The classifier's reading of every predicted image at the cursor, one flow over the other."""
    read = np.concatenate([result.latent.probabilities, result.pixel.probabilities], axis=1)
    count = range(1, result.request.samples + 1)
    rows = [f"{flow} {i}" for flow in ("latent", "pixel") for i in count]
    drawn = figures.heatmap(
        read[0], words.named(result.request.dataset), rows, x="class", y="sample"
    )
    return drawn, None, Frames("step", {0: {"z": read}})


TAB = Tab(
    name="diffusion-latent",
    title="Latent diffusion",
    subject=words.SUBJECT,
    hint=HINT,
    seen=seen,
    request=LatentRequest,
    answer=latent.answer,
    controls=(
        *words.dataset_control(latent.DATASETS),
        words.class_control(),
        Control("steps", "Steps"),
        Control("guidance", "Guidance scale", when=("digit", network.DIGITS)),
        Control("samples", "Samples"),
        Control("seed", "Seed of the noise", kind="dice"),
    ),
    views=(
        (View("pictures", "strip"),),
        (View("facts", "facts"),),
        (
            View("ends", "chart", "When does each flow decide?", height=260),
            View("classes", "chart", "What the classifier reads in the prediction", height=260),
        ),
    ),
    paint=paint,
    cards=lambda request: latent.cards(request.dataset),
    endpoint=Endpoint(
        "diffuse_latent",
        "Samples images by a flow on an autoencoder's codes and by one on pixels, of the same seed."
        " Returns class probabilities of the predicted images at every step, seconds an image"
        " (measured once) and the cards' figures; pictures of x_t, the predicted images and the"
        " four channels of the codes, the first step on top.",
        images=_images,
    ),
    snippet=lambda request: SNIPPET.format(request=request, samples=request.samples),
)
