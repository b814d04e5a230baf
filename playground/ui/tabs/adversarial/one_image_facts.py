"""The measured values under the cursor of an attack on one image."""

from typing import Any

from numpy.typing import NDArray

from playground.engine.adversarial.outcome import Outcome
from playground.ui.facts import Fact
from playground.ui.tabs.adversarial.common import ended, radius
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
            help="The largest change of a pixel, measured; rounding to 8 bits makes none larger.",
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
            help="ln((1 − p) / p) of the attack's class, which is climbed as it never saturates:"
            " Carlini and Wagner's, its maximum made smooth.",
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
            "{linf} (PNG: {png}/255)",
            linf=radius(linf),
            png=png,
        )
        for linf, png in zip(norms, levels, strict=True)
    ]


def _verdict(outcome: Outcome, axes: tuple[str, ...]) -> Fact:
    success = flatten(outcome.success)
    before = bool(outcome.reached(outcome.clean))
    return Fact(
        "The network",
        [ended(won, targeted=outcome.targeted, before=before) for won in success.tolist()],
        axes,
        ["bad" if won else "good" for won in success],
        help="What it reads in the 8-bit picture shown, not in the unrounded numbers.",
    )


def _gradients(outcome: Outcome) -> Fact:
    return Fact(
        "Zero gradient",
        ["at some step" if zero else "never" for zero in outcome.zero_gradients],
        ("eps",),
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
        help="The last step's image is read again with each pixel rounded towards the original,"
        " as its PNG file keeps it: inside the ball.",
    )


def _chance(outcome: Outcome) -> Fact:
    succeeded = outcome.reached(outcome.noise.probabilities)
    draws = succeeded.shape[1]
    return Fact(
        "Noise of this size",
        [phrase("succeeds in {n} of {draws}", n=n, draws=draws) for n in succeeded.sum(1).tolist()],
        ("eps",),
        help="Random perturbations whose norm, after clipping, is eps, taken for attacks.",
    )


def _smallest(outcome: Outcome) -> Fact:
    least = outcome.smallest
    return Fact(
        "Smallest successful eps",
        ["none of these" if least is None else radius(least)],
        help="Of the grid. An upper bound on robustness: a better attack may need less.",
    )


def needed(outcome: Outcome) -> Words:
    """The page's sentence: what this attack needs, and what noise of that size does."""
    at = outcome.opening
    name = outcome.names[int(outcome.probabilities[at, -1].argmax())]
    if outcome.reached(outcome.clean):
        return phrase("Drag eps. Without an attack, too, {name} is read here.", name=name)
    if outcome.smallest is None:
        return phrase("Drag eps: up to {eps} this attack fails here.", eps=radius(outcome.eps[at]))
    succeeded = outcome.reached(outcome.noise.probabilities[at])
    return phrase(
        "Drag eps: here a change of {eps} makes the network read {name}; noise of that size"
        " succeeds in {n} of {draws} draws.",
        eps=radius(outcome.eps[at]),
        name=name,
        n=int(succeeded.sum()),
        draws=len(succeeded),
    )


def flatten(grid: NDArray[Any]) -> NDArray[Any]:
    """[E, S, ...] -> [E S, ...]."""
    return grid.reshape(-1, *grid.shape[2:])
