"""Forward: an image becomes noise, under the cursor of t."""

import math
from typing import Any

import numpy as np

from playground.engine.classes import class_names
from playground.engine.diffusion import forward, levels, network
from playground.engine.diffusion.forward import EDGES, ForwardRequest, ForwardResult
from playground.ui import chart, facts, figures, machine, strip
from playground.ui.tab import Control, Endpoint, Tab
from playground.ui.tabs.diffusion import sheets, words
from playground.ui.texts import Words, phrase
from playground.ui.views import (
    Axis,
    Chart,
    Cursor,
    Fact,
    Facts,
    Frames,
    Machine,
    Part,
    Row,
    Strip,
)

#: The terms of x_t, as each schedule writes them.
TERMS = {
    name: (f"{one.signal} · x_0", f"{one.sigma} · ε") for name, one in forward.SCHEDULES.items()
}
#: The example opens here: the digit is there, and so is the noise.
START = 8
FADES = "Drag t: the image fades while the noise grows, until the pixels are N(0, 1)."
LOST = (
    f"{FADES} Here {{name}} is lost at t = {{t}}, where log10 SNR is {{snr}}. Change the schedule:"
    " another t, yet nearly the same ratio."
)
KEPT = f"{FADES} Here {{name}} is never lost: the classifier reads noise itself as that class."
#: Noises whose curves are drawn; the others only count.
SHOWN = 16
#: Noises painted beside the first: an image of noise takes as many bytes as it has pixels.
PAINTED = 4
AXES = ("t",)


def seen(request: ForwardRequest, result: ForwardResult) -> Words:
    """Where this image's class is lost."""
    name = class_names(request.dataset)[result.read]
    if result.lost is None:
        return phrase(KEPT, name=name)
    t, snr = result.times[result.lost], result.weights.log_snr[result.lost]
    return phrase(LOST, name=name, t=f"{t:.3g}", snr=f"{snr:.2f}")


def told(request: ForwardRequest, result: ForwardResult) -> Facts:
    """The formula in numbers, and what can still be read."""
    signal, noise = TERMS[request.schedule]
    weights = zip(result.weights.signal, result.weights.sigma, strict=True)
    terms = [phrase("{a} · x_0 + {s} · ε", a=f"{a:.3f}", s=f"{s:.3f}") for a, s in weights]
    pixels = [f"{m:+.2f}, {s:.2f}" for m, s in zip(result.mean, result.spread, strict=True)]
    read = Fact(
        phrase("still read as {name}", name=class_names(request.dataset)[result.read]),
        [f"{share:.0%}" for share in result.still_read],
        AXES,
        ["good" if share >= 0.5 else "bad" for share in result.still_read],
        help="share of the noises under which the classifier still finds that class likeliest",
    )
    return Facts(
        [
            Fact(f"x_t = {signal} + {noise}", terms, AXES),
            Fact("ᾱ", [f"{a:.4f}" for a in result.weights.alpha_bar], AXES),
            Fact("log10 SNR", [f"{s:+.2f}" for s in result.weights.log_snr], AXES),
            Fact("pixels: mean, deviation", pixels, AXES),
            read,
        ]
    )


def through(request: ForwardRequest, result: ForwardResult) -> Machine:
    """Both ways: noise is added by a formula, and taken away by a network."""
    names, shares = TERMS[request.schedule], (result.weights.signal, result.weights.sigma)
    signal, sigma = ([f"× {one:.3f}" for one in part] for part in shares)
    added = [
        [Part(names[0], texts=signal, axes=AXES, picture=("pictures", 0))],
        [Part(names[1], texts=sigma, axes=AXES, picture=("pictures", 1), sign="+")],
    ]
    removed = [
        Part("x_t", picture=("pictures", 2), sign="="),
        Part("Network", "network", texts=["x_t, t → ε"], tab="diffusion-guidance"),
        Part("one step back", texts=["x_t → x_(t−1)"], tab="diffusion"),
        Part("…"),
        Part("an image", tab="diffusion-race"),
    ]
    return Machine([added, [removed]])


def pictures(request: ForwardRequest, result: ForwardResult) -> Strip:
    """The formula in pictures."""
    signal, noise = TERMS[request.schedule]
    rows = [
        Row(signal, result.image, AXES, note="what is left of the image"),
        Row(f"+ {noise}", result.noise, AXES, note="the noise: grey is 0, black -3, white 3"),
        Row("= x_t", result.noisy[:, 0], AXES, note="their sum"),
    ]
    others = result.noisy[:, 1 : 1 + PAINTED]
    if others.size:
        rows.append(Row("x_t with other noises", sheets.tile(others), AXES))
    return Strip([Axis("t", "t", result.times.tolist(), start=START)], rows)


def _along(result: ForwardResult, figure: "figures.Figure") -> Chart:
    return Chart(figure, Cursor("t", result.times.tolist()))


def read(request: ForwardRequest, result: ForwardResult) -> Chart:
    """The probability of the image's own class, under each noise, and how many still read it."""
    figure = figures.figure("t", "share", hovermode="closest")
    name = class_names(request.dataset)[result.read]
    own, times = result.probabilities[:, :SHOWN, result.read], result.times
    for i, ys in enumerate(own.T):
        thin: dict[str, Any] = {"width": 1, "opacity": 0.6, "showlegend": False}
        figures.curve(figure, times, ys, f"p({name}), ε {i + 1}", figures.COLOURS[5], **thin)
    still, label = result.still_read, "noises under which it is likeliest"
    figures.curve(figure, times, still, label, figures.COLOURS[0], width=3, showlegend=True)
    return _along(result, figure.update_yaxes(range=[-0.03, 1.05]))


def pixels(request: ForwardRequest, result: ForwardResult) -> Chart:
    """The histogram of the pixels of x_t at the cursor, under the bell that it tends to."""
    middles = (EDGES[1:] + EDGES[:-1]) / 2
    figure = figures.figure("pixel of x_t", "density", bargap=0, hovermode="closest")
    colour = {"color": figures.COLOURS[5]}
    figure.add_bar(x=middles, y=result.histogram[0], name="pixels", marker=colour)
    bell = np.exp(-(middles**2) / 2) / math.sqrt(2 * math.pi)
    figures.curve(figure, middles, bell, "N(0, 1)", figures.COLOURS[3])
    # The bar of the background, of a tenth of the width, would dwarf all the rest.
    figure.update_yaxes(range=[0, 1.2])
    return Chart(figure, frames=Frames("t", {0: {"y": result.histogram}}))


def weights(request: ForwardRequest, result: ForwardResult) -> Chart:
    schedule, shares = forward.SCHEDULES[request.schedule], result.weights
    curves = {schedule.signal: shares.signal, schedule.sigma: shares.sigma, "ᾱ": shares.alpha_bar}
    return _along(result, figures.lines(result.times, curves, x="t", y="weight in x_t"))


def snr(request: ForwardRequest, result: ForwardResult) -> Chart:
    """log10 SNR along t; its ends, where one side vanishes, are left out."""
    ratio = result.weights.log_snr
    inside = {"log10 SNR": np.where(np.abs(ratio) < levels.LOG_SNR, ratio, np.nan)}
    figure = figures.lines(result.times, inside, x="t", y="log10 of signal over noise")
    if result.lost is not None:
        x, y = [result.times[result.lost]], [ratio[result.lost]]
        figures.marks(figure, x, y, "the class is lost", figures.COLOURS[3], "diamond", 11)
    return _along(result, figure.update_layout(showlegend=True))


TAB = Tab(
    page=__name__,
    hint=f"{FADES} Change the schedule: the class is lost at another t, yet at nearly the same"
    " signal-to-noise ratio.",
    seen=seen,
    answer=forward.answer,
    controls=(
        words.DATASET,
        words.CLASS,
        Control("index"),
        Control("schedule", names={name: one.label for name, one in forward.SCHEDULES.items()}),
        Control("samples", more=True),
        Control("image", more=True, like="dataset"),
    ),
    views=(
        (facts.view("", told, name="facts"),),
        (strip.view("", pictures),),
        (machine.view("Noise is added by a formula, and taken away by a network", through),),
        (
            chart.view("When is the class lost?", read, height=250),
            chart.view("The pixels of x_t", pixels, height=250),
        ),
        (
            chart.view("Weights of image and noise", weights, height=250),
            chart.view("Signal-to-noise ratio", snr, height=250),
        ),
    ),
    cards=lambda request: network.cards(request.dataset)[1:],
    endpoint=Endpoint(
        "forward_noise",
        "Adds noise to a test image along a schedule: weights, alpha-bar, SNR, and under how many"
        " noises its class can still be read as numbers; x_t as pictures, the image on top.",
        images=lambda result: {"noisy": result.noisy[:, 0]},
    ),
    snippet="for t, snr, share in zip(result.times, result.weights.log_snr, result.still_read):\n"
    '    print(f"t {{t:8.4g}}  log10 SNR {{snr:6.2f}}  read under {{share:.0%}} of the noises")',
    examples=({"samples": 1}, {"samples": 2, "schedule": "flow"}),
)
