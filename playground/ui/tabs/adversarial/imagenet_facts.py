"""The measured values of the page on ImageNet's networks."""

import numpy as np

from playground.engine.adversarial.imagenet import ABSENT, SWITCH, Found, ImagenetResult
from playground.ui.facts import Fact
from playground.ui.tabs.adversarial.image_facts import radius
from playground.ui.tabs.adversarial.imagenet_words import NOTHING
from playground.ui.texts import phrase


def absence(network: str, result: ImagenetResult) -> Fact:
    """Why nothing was measured."""
    absent = phrase(ABSENT, file=result.file, switch=SWITCH)
    said = absent if result.absent else result.missing
    return Fact(network, [said], tones=["bad"], help=NOTHING)


def measured(result: ImagenetResult, found: Found) -> list[Fact]:
    """What to know before believing an attack, at each radius."""
    worked = result.reached(found.probabilities)
    chance = result.reached(found.noise_probabilities)
    kept = found.unrounded.argmax(1) == found.probabilities.argmax(1)
    least = radius(found.eps[np.flatnonzero(worked)[0]]) if worked.any() else "none of these"
    return [
        Fact(
            "The attack",
            ["works" if one else "fails" for one in worked],
            ("eps",),
            ["bad" if one else "good" for one in worked],
            help="What the network reads in the 8-bit picture shown, not in the unrounded numbers.",
        ),
        Fact(
            "l∞ norm",
            [
                phrase(
                    "{linf} = {level}/255 (PNG: {png}/255)",
                    linf=f"{x:.5f}",
                    level=f"{255 * x:.3g}",
                    png=png,
                )
                for x, png in zip(found.linf, _levels(result, found), strict=True)
            ],
            ("eps",),
            help="The largest change of a pixel, measured; rounding to 8 bits moves it a little.",
        ),
        Fact("l2 norm", [f"{x:.3f}" for x in found.l2], ("eps",)),
        Fact(
            "Pixel range",
            [f"{a:.3f} – {b:.3f}" for a, b in zip(found.low, found.high, strict=True)],
            ("eps",),
            help="Measured; an image lives in 0 to 1.",
        ),
        Fact(
            "Zero gradient",
            ["at some step" if one else "never" for one in found.zero_gradients],
            ("eps",),
            ["bad" if one else "plain" for one in found.zero_gradients],
        ),
        Fact(
            "Rounding to 8 bits",
            ["keeps the reading" if one else "changes the reading" for one in kept],
            ("eps",),
            ["plain" if one else "bad" for one in kept],
        ),
        Fact(
            "Noise of this size",
            ["works" if one else "fails" for one in chance],
            ("eps",),
        ),
        Fact(
            "Least eps that works",
            [least],
            help="An upper bound on robustness: a better attack may need less.",
        ),
    ]


def _levels(result: ImagenetResult, found: Found) -> list[int]:
    """The largest change of a pixel of each 8-bit picture, in grey levels of 255."""
    change = found.adversarial.astype(np.int64) - result.shown.crop
    levels: list[int] = np.abs(change).max((1, 2, 3)).tolist()
    return levels
