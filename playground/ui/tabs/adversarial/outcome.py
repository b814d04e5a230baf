"""What an attack on one image did: told in facts and a sentence, and shown in pictures."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.arrays import F32, F64, Image8
from playground.engine.adversarial.outcome import Outcome
from playground.ui import figures
from playground.ui.tabs.adversarial.common import NORMS, ended, radius
from playground.ui.texts import Words, phrase, phrases
from playground.ui.views import Axis, Fact, Row


def flatten(grid: NDArray[Any]) -> NDArray[Any]:
    """[E, S, ...] -> [E S, ...]."""
    return grid.reshape(-1, *grid.shape[2:])


# --- facts -----------------------------------------------------------------------------------


def measured(outcome: Outcome, axes: tuple[str, ...]) -> list[Fact]:
    """What to know before believing an attack: at each of its states, which lie along `axes`, and
    of each radius."""
    before, success = bool(outcome.reached(outcome.clean)), flatten(outcome.success).tolist()
    linf, levels, l2, low, high, margins = (
        flatten(getattr(outcome, name)).tolist()
        for name in ("linf", "levels", "l2", "low", "high", "margins")
    )
    return [
        Fact(
            "The network",
            [ended(won, targeted=outcome.targeted, before=before) for won in success],
            axes,
            ["bad" if won else "good" for won in success],
            help="What it reads in the 8-bit picture shown, not in the unrounded numbers.",
        ),
        Fact(
            "l∞ norm",
            phrases("{linf} (PNG: {png}/255)", linf=list(map(radius, linf)), png=levels),
            axes,
            help="The largest change of a pixel, measured; rounding to 8 bits makes none larger.",
        ),
        Fact("l2 norm", [f"{norm:.3f}" for norm in l2], axes, help="Measured on this state."),
        Fact(
            "Pixel range",
            [f"{a:.3f} – {b:.3f}" for a, b in zip(low, high, strict=True)],
            axes,
            help="Measured; an image lives in 0 to 1.",
        ),
        Fact(
            "Margin",
            [f"{margin:.3g}" for margin in margins],
            axes,
            help="ln((1 − p) / p) of the attack's class, which is climbed as it never saturates:"
            " Carlini and Wagner's, its maximum made smooth.",
        ),
        *_of_radii(outcome),
    ]


def _of_radii(outcome: Outcome) -> list[Fact]:
    names, least = outcome.names, outcome.smallest
    read = zip(outcome.unrounded.argmax(-1), outcome.probabilities[:, -1].argmax(-1), strict=True)
    succeeded = outcome.reached(outcome.noise.probabilities)
    draws = succeeded.shape[1]
    return [
        Fact(
            "Zero gradient",
            ["at some step" if zero else "never" for zero in outcome.zero_gradients],
            ("eps",),
            help="An attack cannot move where the gradient is exactly zero: its failure says"
            " little.",
        ),
        Fact(
            "Rounding to 8 bits",
            [
                "keeps the reading"
                if a == b
                else phrase("changes {a} to {b}", a=names[a], b=names[b])
                for a, b in read
            ],
            ("eps",),
            help="The last step's image is read again with each pixel rounded towards the original,"
            " as its PNG file keeps it: inside the ball.",
        ),
        Fact(
            "Noise of this size",
            phrases("succeeds in {n} of {draws}", n=succeeded.sum(1).tolist(), draws=draws),
            ("eps",),
            help="Random perturbations whose norm, after clipping, is eps, taken for attacks.",
        ),
        Fact(
            "Smallest successful eps",
            ["none of these" if least is None else radius(least)],
            help="Of the grid. An upper bound on robustness: a better attack may need less.",
        ),
    ]


def needed(outcome: Outcome) -> Words:
    """The page's sentence: what this attack needs, and what noise of that size does."""
    at = outcome.opening
    eps, name = radius(outcome.eps[at]), outcome.names[int(outcome.probabilities[at, -1].argmax())]
    if outcome.reached(outcome.clean):
        return phrase("Drag eps. Without an attack, too, {name} is read here.", name=name)
    if outcome.smallest is None:
        return phrase("Drag eps: up to {eps} this attack fails here.", eps=eps)
    succeeded = outcome.reached(outcome.noise.probabilities[at])
    return phrase(
        "Drag eps: here a change of {eps} makes the network read {name}; noise of that size"
        " succeeds in {n} of {draws} draws.",
        eps=eps,
        name=name,
        n=int(succeeded.sum()),
        draws=len(succeeded),
    )


# --- charts ----------------------------------------------------------------------------------


def over_radii(eps: F64, curves: Mapping[str, F32], norm: str, **layout: Any) -> "figures.Figure":
    """Probabilities [E] of an attack, of noise, and of what else there is."""
    axes: dict[str, Any] = {"x": f"eps ({NORMS[norm]})", "y": "probability", "markers": True}
    styles = [(colour, "solid") for colour in (3, 6, 0)]
    return figures.lines(eps, curves, styles=styles, yaxis_range=figures.SHARES, **axes, **layout)


# --- pictures --------------------------------------------------------------------------------


def radii(outcome: Outcome) -> Axis:
    """The cursor opens at the smallest successful radius."""
    return Axis("eps", "eps", [radius(e) for e in outcome.eps], outcome.opening)


def attacked(outcome: Outcome, along: tuple[str, ...]) -> list[Row]:
    """The perturbation, its result and noise; the states lie along the axes `along`."""
    states = outcome.adversarial.shape[1]
    coloured = outcome.original.ndim == 3
    return [
        Row(
            "Perturbation",
            flatten(signed(outcome.perturbation)),
            along,
            captions=[_scale(peak) for peak in outcome.peaks.tolist() for _ in range(states)],
            note="amplified: grey is no change"
            if coloured
            else "amplified: blue is darker, orange lighter",
        ),
        Row(
            "Adversarial image",
            flatten(outcome.adversarial),
            along,
            captions=[reading(outcome, one) for one in flatten(outcome.probabilities)],
            note="as delivered, in 8 bits",
            file="adversarial.png",
        ),
        Row(
            "Random noise",
            outcome.noise.images,
            ("eps",),
            captions=[reading(outcome, one) for one in outcome.noise.probabilities[:, 0]],
            note="of the same norm",
        ),
    ]


def reading(outcome: Outcome, probabilities: F32, at: float | None = None) -> Words:
    """What the network names, and how sure it is: probabilities [K]; `at` which radius."""
    named = int(probabilities.argmax())
    said = {"label": outcome.names[named], "p": f"{probabilities[named]:.2f}"}
    if at is None:
        return phrase("read as {label} (p = {p})", **said)
    return phrase("eps {eps}: read as {label} (p = {p})", eps=radius(at), **said)


def _scale(peak: float) -> Words:
    """How much a radius is amplified: colours run over the largest change at that radius."""
    if not peak:
        return "no change"
    return phrase("× {k}: ± {peak}", k=f"{1 / peak:.3g}", peak=f"{peak:.3g}")


def signed(change: NDArray[np.int8]) -> Image8:
    """-127 to 127 -> blue, white, orange: [...] -> [..., 3]; what is in colour keeps its own."""
    place = change.astype(np.int16) + 127
    if change.shape[-1] == 3:
        return place.astype(np.uint8)
    stops = [[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for _, colour in figures.DIVERGING]
    table = [
        np.interp(np.arange(255), (0, 127, 254), channel) for channel in zip(*stops, strict=True)
    ]
    return np.stack(table, 1).round().astype(np.uint8)[place]
