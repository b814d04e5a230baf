"""Forward: an image becomes noise, under the cursor of t."""

import math
from typing import Any

import numpy as np

from playground.engine.diffusion import forward, network
from playground.engine.diffusion.forward import EDGES, ForwardRequest, ForwardResult
from playground.ui import chart, facts, figures, strip
from playground.ui.chart import Cursor, Frames
from playground.ui.facts import Fact
from playground.ui.strip import Axis, Row
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.tabs.diffusion import words
from playground.ui.texts import Words, phrase

SCHEDULES = {
    "linear": "Linear (DDPM)",
    "cosine": "Cosine (improved DDPM)",
    "flow": "Flow (straight line)",
}

#: The terms of x_t, as a schedule writes them.
TERMS = {
    "linear": ("√ᾱ · x_0", "√(1 − ᾱ) · ε"),
    "cosine": ("√ᾱ · x_0", "√(1 − ᾱ) · ε"),
    "flow": ("t · x_0", "(1 − t) · ε"),
}

#: The example opens here: the digit is there, and so is the noise.
START = 10
FADES = "Drag t: the image fades while the noise grows, until the pixels are N(0, 1)."
HINT = (
    f"{FADES} Change the schedule: the class is lost at another t, yet at nearly the same"
    " signal-to-noise ratio."
)
LOST = (
    f"{FADES} Here {{name}} is lost at t = {{t}}, where log10 SNR is {{snr}}. Change the schedule:"
    " another t, yet nearly the same ratio."
)
KEPT = f"{FADES} Here {{name}} is never lost: the classifier reads noise itself as that class."
FADES_FR = "Faites glisser t : l'image s'efface et le bruit monte, jusqu'à des pixels N(0, 1)."
#: Noises painted; the others only count.
SHOWN = 16
AXES = ("t",)

SNIPPET = """\
from playground.engine.diffusion.forward import ForwardRequest, answer

result = answer({request})
for t, snr, share in zip(result.times, result.weights.log_snr, result.still_read):
    print(f"t {{t:8.4g}}  log10 SNR {{snr:6.2f}}  still read under {{share:.0%}} of the noises")
"""


def seen(request: ForwardRequest, result: ForwardResult) -> Words:
    """Where this image's class is lost."""
    name = network.class_names(request.dataset)[result.read]
    if result.lost is None:
        return phrase(KEPT, name=name)
    t, snr = result.times[result.lost], result.weights.log_snr[result.lost]
    return phrase(LOST, name=name, t=f"{t:.3g}", snr=f"{snr:.2f}")


def paint(request: ForwardRequest, result: ForwardResult) -> dict[str, Any]:
    """The formula in numbers and in pictures, and what can still be read."""
    cursor = Cursor("t", result.times.tolist())
    signal, noise = TERMS[request.schedule]
    weights = {
        signal.split(" · ")[0]: result.weights.signal,
        noise.split(" · ")[0]: result.weights.sigma,
        "ᾱ": result.weights.alpha_bar,
    }
    name = network.class_names(request.dataset)[result.read]
    return {
        "facts": facts.value(_facts(request, result)),
        "pictures": _pictures(request, result),
        "weights": chart.value(
            figures.lines(result.times, weights, x="t", y="weight in x_t"), cursor
        ),
        "snr": chart.value(_snr(result), cursor),
        "read": chart.value(_read(result, name), cursor),
        "pixels": chart.value(*_pixels(result)),
    }


def _facts(request: ForwardRequest, result: ForwardResult) -> list[Fact]:
    signal, noise = TERMS[request.schedule]
    weights = zip(result.weights.signal, result.weights.sigma, strict=True)
    return [
        Fact(
            f"x_t = {signal} + {noise}",
            [phrase("{a} · x_0 + {s} · ε", a=f"{a:.3f}", s=f"{s:.3f}") for a, s in weights],
            AXES,
        ),
        Fact("ᾱ", [f"{a:.4f}" for a in result.weights.alpha_bar], AXES),
        Fact("log10 SNR", [f"{s:+.2f}" for s in result.weights.log_snr], AXES),
        Fact(
            "pixels: mean, deviation",
            [f"{m:+.2f}, {s:.2f}" for m, s in zip(result.mean, result.spread, strict=True)],
            AXES,
        ),
        Fact(
            phrase("still read as {name}", name=network.class_names(request.dataset)[result.read]),
            [f"{share:.0%}" for share in result.still_read],
            AXES,
            ["good" if share >= 0.5 else "bad" for share in result.still_read],
            help="share of the noises under which the classifier still finds that class likeliest",
        ),
    ]


def _pictures(request: ForwardRequest, result: ForwardResult) -> dict[str, Any]:
    signal, noise = TERMS[request.schedule]
    shown = result.noisy[:, :SHOWN]
    others = strip.tile(shown, columns=math.ceil(math.sqrt(shown.shape[1])), ink=128)
    rows = [
        _row(signal, result.image, note="what is left of the image"),
        _row(f"+ {noise}", result.noise, note="the noise: grey is 0, black -3, white 3"),
        _row("= x_t", result.noisy[:, 0], note="their sum"),
        _row("x_t with other noises", others),
    ]
    return strip.value([Axis("t", "t", result.times.tolist(), start=START)], rows)


def _row(label: str, frames: Any, **more: Any) -> Row:
    return Row(label, frames, AXES, size="medium", **more)


def _snr(result: ForwardResult) -> Any:
    """log10 SNR along t; its ends, where one side vanishes, are left out."""
    snr = result.weights.log_snr
    inside = np.where(np.abs(snr) < network.LOG_SNR, snr, np.nan)
    drawn = figures.lines(
        result.times, {"log10 SNR": inside}, x="t", y="log10 of signal over noise"
    )
    if result.lost is not None:
        drawn.add_scatter(
            x=[result.times[result.lost]],
            y=[snr[result.lost]],
            mode="markers",
            marker={"color": figures.COLOURS[3], "size": 11, "symbol": "diamond"},
            name="the class is lost",
        )
    drawn.update_layout(showlegend=True)
    return drawn


def _read(result: ForwardResult, name: str) -> Any:
    """The probability of the image's own class, under each noise, and how many still read it."""
    drawn = figures.figure("t", "share", hovermode="closest")
    own = result.probabilities[:, :, result.read]
    for i in range(min(own.shape[1], SHOWN)):
        drawn.add_scatter(
            x=result.times,
            y=own[:, i],
            mode="lines",
            line={"color": figures.COLOURS[5], "width": 1},
            opacity=0.6,
            name=f"p({name}), ε {i + 1}",
            showlegend=False,
        )
    drawn.add_scatter(
        x=result.times,
        y=result.still_read,
        mode="lines",
        line={"color": figures.COLOURS[0], "width": 3},
        name="noises under which it is likeliest",
        showlegend=True,
    )
    drawn.update_yaxes(range=[-0.03, 1.05])
    return drawn


def _pixels(result: ForwardResult) -> tuple[Any, None, Frames]:
    """The histogram of the pixels of x_t at the cursor, under the bell that it tends to."""
    middles = (EDGES[1:] + EDGES[:-1]) / 2
    drawn = figures.figure("pixel of x_t", "density", bargap=0, hovermode="closest")
    drawn.add_bar(
        x=middles, y=result.histogram[0], name="pixels", marker={"color": figures.COLOURS[5]}
    )
    bell = np.exp(-(middles**2) / 2) / math.sqrt(2 * math.pi)
    line = {"color": figures.COLOURS[3], "width": 2.5}
    drawn.add_scatter(x=middles, y=bell, mode="lines", line=line, name="N(0, 1)")
    # The bar of the background, of a tenth of the width, would dwarf all the rest.
    drawn.update_yaxes(range=[0, 1.2])
    return drawn, None, Frames("t", {0: {"y": result.histogram}})


TAB = Tab(
    name="diffusion-forward",
    title="Forward",
    subject=words.SUBJECT,
    hint=HINT,
    seen=seen,
    request=ForwardRequest,
    answer=forward.answer,
    controls=(
        *words.dataset_control(forward.DATASETS),
        words.class_control(),
        Control("index", "Example", kind="dice"),
        Control("schedule", "Schedule", kind="radio", names=SCHEDULES),
        Control("seed", "Seed of the noise", kind="dice"),
        Control("noises", "Noises", more=True),
        Control("drawing", "Your own picture", more=True, like="dataset"),
    ),
    views=(
        (View("facts", "facts"),),
        (View("pictures", "strip"),),
        (
            View("read", "chart", "When is the class lost?", height=250),
            View("pixels", "chart", "The pixels of x_t", height=250),
        ),
        (
            View("weights", "chart", "Weights of image and noise", height=250),
            View("snr", "chart", "Signal-to-noise ratio", height=250),
        ),
    ),
    paint=paint,
    cards=lambda request: network.cards(request.dataset)[1:],
    endpoint=Endpoint(
        "forward_noise",
        "Adds noise to a test image along a schedule: weights, alpha-bar, SNR, and under how many"
        " noises its class can still be read as numbers; x_t as pictures, the image on top.",
        images=lambda result: {"noisy": result.noisy[:, 0]},
    ),
    snippet=lambda request: SNIPPET.format(request=request),
)
