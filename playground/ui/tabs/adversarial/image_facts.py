"""The measured values under the attack tab's cursor."""

from typing import Any

from numpy.typing import NDArray

from playground.engine.adversarial.image import DRAWS, AttackResult
from playground.ui.facts import Fact
from playground.ui.texts import phrase

#: The cursor's axes, in the order in which the grid's pictures lie.
GRID = ("eps", "step")


def measured(result: AttackResult) -> list[Fact]:
    """What to know before believing an attack, at each position of the cursor."""
    flat = [flatten(a).tolist() for a in (result.linf, result.levels, result.l2)]
    low, high = (flatten(a).tolist() for a in (result.low, result.high))
    return [
        _verdict(result),
        Fact(
            "l∞ norm",
            [
                phrase(
                    "{linf} = {level}/255 (PNG: {png}/255)",
                    linf=f"{linf:.4f}",
                    level=f"{255 * linf:.4g}",
                    png=png,
                )
                for linf, png in zip(flat[0], flat[1], strict=True)
            ],
            GRID,
            help="The largest change of a pixel, measured; rounding to 8 bits moves it a little.",
        ),
        Fact("l2 norm", [f"{l2:.3f}" for l2 in flat[2]], GRID, help="Measured on this state."),
        Fact(
            "Pixel range",
            [f"{a:.3f} – {b:.3f}" for a, b in zip(low, high, strict=True)],
            GRID,
            help="Measured; an image lives in 0 to 1.",
        ),
        _gradients(result),
        _rounding(result),
        _chance(result),
        _smallest(result),
    ]


def _verdict(result: AttackResult) -> Fact:
    success = flatten(result.success)
    return Fact(
        "The attack",
        ["works" if worked else "fails" for worked in success],
        GRID,
        ["bad" if worked else "good" for worked in success],
        help="What the network reads in the 8-bit picture shown, not in the unrounded numbers.",
    )


def _gradients(result: AttackResult) -> Fact:
    return Fact(
        "Zero gradient",
        ["at some step" if zero else "never" for zero in result.zero_gradients],
        ("eps",),
        ["bad" if zero else "plain" for zero in result.zero_gradients],
        help="An attack cannot move where the gradient is exactly zero: its failure says little.",
    )


def _rounding(result: AttackResult) -> Fact:
    before, after = result.unrounded.argmax(-1), result.probabilities[:, -1].argmax(-1)
    return Fact(
        "Rounding to 8 bits",
        [
            "keeps the reading"
            if a == b
            else phrase("changes {a} to {b}", a=result.names[a], b=result.names[b])
            for a, b in zip(before, after, strict=True)
        ],
        ("eps",),
        ["plain" if a == b else "bad" for a, b in zip(before, after, strict=True)],
        help="The last step's image is read again after it was rounded as its PNG file is.",
    )


def _chance(result: AttackResult) -> Fact:
    worked = result.reached(result.noise.probabilities).sum(-1).tolist()
    return Fact(
        "Noise of this size",
        [phrase("works {n} times in {draws}", n=n, draws=DRAWS) for n in worked],
        ("eps",),
        help="Random perturbations whose norm, after clipping, is eps.",
    )


def _smallest(result: AttackResult) -> Fact:
    least = result.smallest
    return Fact(
        "Least eps that works",
        ["none of these" if least is None else radius(least)],
        help="An upper bound on robustness: a better attack may need less.",
    )


def radius(eps: float) -> str:
    """A radius in both units: of the pixel range, and in grey levels."""
    return f"{eps:.2g} = {255 * eps:.3g}/255"


def flatten(grid: NDArray[Any]) -> NDArray[Any]:
    """[E, S+1, ...] -> [E (S+1), ...]."""
    return grid.reshape(-1, *grid.shape[2:])
