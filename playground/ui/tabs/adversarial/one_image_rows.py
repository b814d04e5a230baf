"""The pictures of the page on one image: under the cursor, and every attack side by side."""

import numpy as np
from numpy.typing import NDArray

from playground.engine.adversarial.attack_grid import ATTACKS
from playground.engine.adversarial.one_image import AttackResult
from playground.engine.adversarial.outcome import Outcome
from playground.ui import figures
from playground.ui.strip import Axis, Row
from playground.ui.tabs.adversarial.common import radius
from playground.ui.tabs.adversarial.one_image_facts import flatten
from playground.ui.texts import Words, phrase

NAMES = {name: one.label for name, one in ATTACKS.items()}


#: The cursor's axes, in the order in which the grid's pictures lie.
GRID = ("eps", "step")


def axes(result: AttackResult) -> list[Axis]:
    """The cursor opens at the smallest successful radius, at the end of its path."""
    steps = [str(step) for step in range(result.steps + 1)]
    return [radii(result), Axis("step", "step", steps, result.steps)]


def radii(outcome: Outcome) -> Axis:
    return Axis("eps", "eps", [radius(e) for e in outcome.eps], outcome.opening)


def rows(result: AttackResult) -> list[Row]:
    """The original beside what was made of it."""
    original = Row(
        "Original",
        result.original[None],
        captions=[reading(result, result.clean)],
        note=_number(result),
    )
    return [original, *attacked(result, GRID)]


def attacked(outcome: Outcome, along: tuple[str, ...]) -> list[Row]:
    """The perturbation, its result and noise; the states lie along the axes `along`."""
    states = outcome.adversarial.shape[1]
    return [
        Row(
            "Perturbation",
            flatten(signed(outcome.perturbation)),
            along,
            captions=[scale for scale in scales(outcome.peaks) for _ in range(states)],
            note=_COLOURS[outcome.original.ndim == 3],
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


def _number(result: AttackResult) -> Words:
    if result.request.mine:
        return phrase("your own picture, meant as {name}", name=truth(result))
    template = "{digit} no. {index} of the " + result.source
    return phrase(template, digit=truth(result), index=result.request.index)


def truth(result: AttackResult) -> str:
    return result.names[result.request.digit]


def sheet(result: AttackResult) -> list[Row]:
    """The ends of all attacks from the same start; l2 has radii of its own, as its captions say."""
    noise = result.noise
    ends = [
        (NAMES[name], one.images, one.eps, one.probabilities) for name, one in result.ends.items()
    ]
    ends.append(("Random noise", noise.images, result.eps, noise.probabilities[:, 0]))
    return [
        Row(
            name,
            images,
            ("eps",),
            layout="all",
            captions=[_at(result, *pair) for pair in zip(eps, probabilities, strict=True)],
        )
        for name, images, eps, probabilities in ends
    ]


def _at(result: AttackResult, eps: float, probabilities: NDArray[np.float32]) -> Words:
    named = int(probabilities.argmax())
    said = {"digit": result.names[named], "p": f"{probabilities[named]:.2f}"}
    return phrase("eps {eps}: read as {digit} (p = {p})", eps=radius(eps), **said)


def reading(outcome: Outcome, probabilities: NDArray[np.float32]) -> Words:
    """What the network names, and how sure it is: probabilities [K]."""
    named = int(probabilities.argmax())
    p = f"{probabilities[named]:.2f}"
    return phrase("read as {digit} (p = {p})", digit=outcome.names[named], p=p)


def scales(peaks: NDArray[np.float32]) -> list[Words]:
    """How much each radius is amplified: colours run over the largest change at that radius."""
    return [
        phrase("× {k}: ± {peak}", k=f"{1 / peak:.3g}", peak=f"{peak:.3g}")
        if peak > 0
        else "no change"
        for peak in peaks.tolist()
    ]


#: What the colours of a perturbation mean: of a grey image, and of one in colour.
_COLOURS = ("amplified: blue is darker, orange lighter", "amplified: grey is no change")


def signed(change: NDArray[np.int8]) -> NDArray[np.uint8]:
    """-127 to 127 -> blue, white, orange: [...] -> [..., 3]; what is in colour keeps its own."""
    if change.shape[-1] == 3:
        return (change.astype(np.int16) + 127).astype(np.uint8)
    stops = [[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for _, colour in figures.DIVERGING]
    table = np.stack(
        [
            np.interp(np.arange(-127, 128), (-127, 0, 127), channel)
            for channel in zip(*stops, strict=True)
        ],
        1,
    )
    return table.round().astype(np.uint8)[change.astype(np.int16) + 127]
