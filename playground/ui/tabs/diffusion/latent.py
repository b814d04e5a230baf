"""Latent diffusion: one question to a flow on codes and to a flow on pixels."""

from typing import Any

import numpy as np

from playground.arrays import Image8
from playground.engine.classes import class_names
from playground.engine.diffusion import latent
from playground.engine.diffusion.latent import LatentRequest, LatentResult
from playground.ui import chart, facts, figures, strip
from playground.ui.tab import Control, Endpoint, Tab
from playground.ui.tabs.diffusion import sheets, words
from playground.ui.texts import Words, phrase
from playground.ui.views import Axis, Chart, Cursor, Fact, Facts, Row, Strip

#: The example opens here: both x_t are still mostly noise, the predicted images are not.
START = 0.4
SEEN = (
    "Drag t: the flow on 4 × 8 × 8 codes settles on a class before the one on 28 × 28 pixels in"
    " {sooner} of {n}, after it in {later}, in {ratio} of its time. Its noise, decoded, is strokes"
    " and blots, not grain."
)


def seen(request: LatentRequest, result: LatentResult) -> Words:
    """Which flow is decided first, and the one clock's ratio."""
    lead = result.pixel.decided - result.latent.decided
    counts = {"sooner": int((lead > 0).sum()), "later": int((lead < 0).sum())}
    return phrase(SEEN, n=request.samples, ratio=f"{result.ratio:.2f}", **counts)


def _images(result: LatentResult) -> dict[str, Image8]:
    """Each of the rows, its samples as one picture a step: [S+1, h, w]."""
    steps, samples = result.channels.shape[:2]
    maps = strip.tile(result.channels.reshape(steps * samples, *result.channels.shape[2:]), 2)
    return {
        "channels": sheets.tile(maps.reshape(steps, samples, *maps.shape[1:]), ink=255),
        "latent_noisy": sheets.tile(result.latent.noisy),
        "latent_denoised": sheets.tile(result.latent.denoised),
        "pixel_noisy": sheets.tile(result.pixel.noisy),
        "pixel_denoised": sheets.tile(result.pixel.denoised),
    }


def pictures(request: LatentRequest, result: LatentResult) -> Strip:
    """What each flow holds, and the image that it predicts."""
    steps = request.steps
    notes: dict[str, Words] = {
        "Latent channels": "black -3, white 3",
        "Latent x_t": phrase("decoded, {n} calls", n=steps),
        "Latent prediction": "x_t + (1 − t) v, decoded",
        "Pixel flow's x_t": phrase("{n} network calls", n=steps),
        "Pixel prediction": "x_t + (1 − t) v",
    }
    each = zip(notes.items(), _images(result).values(), strict=True)
    rows = [Row(label, frames, ("step",), note=note) for (label, note), frames in each]
    times = [f"{t:.4g}" for t in result.times]
    return Strip([Axis("step", "t", times, start=round(START * steps))], rows)


def told(request: LatentRequest, result: LatentResult) -> Facts:
    """Times of this run, and the cards' FID."""
    once = "measured once, in this run: sampling and decoding"
    fid = "on the card: 5,000 images of 50 Euler steps"
    seconds = {"latent": result.latent.seconds, "pixel": result.pixel.seconds}
    times = {
        name: phrase("{ms} ms an image", ms=f"{_rounded(1000 * s):g}")
        for name, s in seconds.items()
    }
    return Facts(
        [
            *(Fact(name, [time], help=once) for name, time in times.items()),
            Fact("latent over pixel", [f"{result.ratio:.2f}"], help=once),
            Fact("FID, latent", [f"{result.latent.fid:.2f}"], help=fid),
            Fact("FID, pixel", [f"{result.pixel.fid:.2f}"], help=fid),
        ]
    )


def _rounded(number: float) -> float:
    """To three digits."""
    return float(f"{number:.3g}")


def ends(request: LatentRequest, result: LatentResult) -> Chart:
    """For each sample of each flow, the probability of the class that it ends in."""
    names = class_names(request.dataset)
    figure = figures.figure("t", "p(its final class | predicted image)", hovermode="closest")
    sides = (("latent flow", result.latent), ("pixel flow", result.pixel))
    for (label, side), colour, dash in zip(sides, figures.COLOURS, figures.DASHES, strict=False):
        for i, end in enumerate(side.predicted):
            told: dict[str, Any] = {"legendgroup": label, "showlegend": i == 0, "opacity": 0.7}
            hover = f"{i + 1} → {names[end]}: %{{y:.2f}}"
            ys = side.probabilities[:, i, end]
            told |= {"dash": dash, "width": 2, "hovertemplate": hover}
            figures.curve(figure, result.times, ys, label, colour, **told)
    return Chart(figure.update_yaxes(range=[-0.02, 1.05]), Cursor("step", result.times.tolist()))


def classes(request: LatentRequest, result: LatentResult) -> Chart:
    """The classifier's reading of every predicted image at the cursor, one flow over the other."""
    read = np.concatenate([result.latent.probabilities, result.pixel.probabilities], axis=1)
    rows = [f"{flow} {i + 1}" for flow in ("latent", "pixel") for i in range(request.samples)]
    return words.read(request.dataset, read, rows)


TAB = Tab(
    page=__name__,
    title="Latent diffusion",
    hint="Drag t: which flow settles on a class first, the one on 4 × 8 × 8 codes or the one on 28"
    " × 28 pixels? The first takes less time; its noise, decoded, is strokes and blots, not grain.",
    seen=seen,
    answer=latent.answer,
    controls=(words.DATASET, words.CLASS, Control("steps"), words.GUIDANCE),
    views=(
        (strip.view("", pictures),),
        (facts.view("", told, name="facts"),),
        (
            chart.view("When does each flow decide?", ends, height=260),
            chart.view("What the classifier reads in the prediction", classes, height=260),
        ),
    ),
    cards=lambda request: latent.cards(request.dataset),
    endpoint=Endpoint(
        "diffuse_latent",
        "Samples images by a flow on an autoencoder's codes and by one on pixels, of the same seed."
        " Returns class probabilities of the predicted images at every step, seconds an image"
        " (measured once) and the cards' figures; pictures of x_t, the predicted images and the"
        " four channels of the codes, the first step on top.",
        images=_images,
    ),
    snippet="images = result.latent.denoised[-1]  # uint8 [{request.samples}, 28, 28]\n"
    'print(f"{{result.latent.seconds:.4f}} s an image, {{result.ratio:.2f}} of the other\'s time")',
    examples=({"steps": 2}, {"steps": 3, "samples": 1}),
)
