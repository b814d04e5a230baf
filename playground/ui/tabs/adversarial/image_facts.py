"""The measured values under the cursor of an attack on one image."""

from typing import Any

from numpy.typing import NDArray

from playground.engine.adversarial.outcome import Outcome
from playground.ui.facts import Fact
from playground.ui.texts import Words, phrase


def measured(outcome: Outcome, axes: tuple[str, ...]) -> list[Fact]:
    """What to know before believing an attack: at each of its states, which lie along `axes`."""
    low, high = (flatten(a).tolist() for a in (outcome.low, outcome.high))
    return [
        _verdict(outcome, axes),
        Fact(
            "l∞ norm",
            _largest(outcome),
            axes,
            help="The largest change of a pixel, measured; rounding to 8 bits moves it a little.",
        ),
        Fact(
            "l2 norm",
            [f"{l2:.3f}" for l2 in flatten(outcome.l2).tolist()],
            axes,
            help="Measured on this state.",
        ),
        Fact(
            "Pixel range",
            [f"{a:.3f} – {b:.3f}" for a, b in zip(low, high, strict=True)],
            axes,
            help="Measured; an image lives in 0 to 1.",
        ),
        Fact(
            "Margin",
            [f"{margin:.3g}" for margin in flatten(outcome.margins).tolist()],
            axes,
            help="ln((1 − p) / p) of the attack's class: what is climbed, as it never saturates.",
        ),
        _gradients(outcome),
        _rounding(outcome),
        _chance(outcome),
        _smallest(outcome),
    ]


def _largest(outcome: Outcome) -> list[Words]:
    norms, levels = (flatten(a).tolist() for a in (outcome.linf, outcome.levels))
    return [
        phrase(
            "{linf} = {level}/255 (PNG: {png}/255)",
            linf=f"{linf:.4g}",
            level=f"{255 * linf:.4g}",
            png=png,
        )
        for linf, png in zip(norms, levels, strict=True)
    ]


def _verdict(outcome: Outcome, axes: tuple[str, ...]) -> Fact:
    success = flatten(outcome.success)
    return Fact(
        "The attack",
        ["works" if worked else "fails" for worked in success],
        axes,
        ["bad" if worked else "good" for worked in success],
        help="What the network reads in the 8-bit picture shown, not in the unrounded numbers.",
    )


def _gradients(outcome: Outcome) -> Fact:
    return Fact(
        "Zero gradient",
        ["at some step" if zero else "never" for zero in outcome.zero_gradients],
        ("eps",),
        ["bad" if zero else "plain" for zero in outcome.zero_gradients],
        help="An attack cannot move where the gradient is exactly zero: its failure says little.",
    )


def _rounding(outcome: Outcome) -> Fact:
    before, after = outcome.unrounded.argmax(-1), outcome.probabilities[:, -1].argmax(-1)
    return Fact(
        "Rounding to 8 bits",
        [
            "keeps the reading"
            if a == b
            else phrase("changes {a} to {b}", a=outcome.names[a], b=outcome.names[b])
            for a, b in zip(before, after, strict=True)
        ],
        ("eps",),
        ["plain" if a == b else "bad" for a, b in zip(before, after, strict=True)],
        help="The last step's image is read again after it was rounded as its PNG file is.",
    )


def _chance(outcome: Outcome) -> Fact:
    worked = outcome.reached(outcome.noise.probabilities)
    draws = worked.shape[1]
    return Fact(
        "Noise of this size",
        [phrase("works {n} times in {draws}", n=n, draws=draws) for n in worked.sum(1).tolist()]
        if draws > 1
        else ["works" if one else "fails" for one in worked[:, 0]],
        ("eps",),
        help="Random perturbations whose norm, after clipping, is eps.",
    )


def _smallest(outcome: Outcome) -> Fact:
    least = outcome.smallest
    return Fact(
        "Least eps that works",
        ["none of these" if least is None else radius(least)],
        help="An upper bound on robustness: a better attack may need less.",
    )


def radius(eps: float) -> str:
    """A radius in both units: of the pixel range, and in grey levels."""
    return f"{eps:.2g} = {255 * eps:.3g}/255"


def flatten(grid: NDArray[Any]) -> NDArray[Any]:
    """[E, S, ...] -> [E S, ...]."""
    return grid.reshape(-1, *grid.shape[2:])
