"""Facts: a line of measured values under the cursor, each a label, a number and a verdict.

Facts([Fact("l2 norm", [f"{n:.3f}" for n in norms], axes=("eps",), tones=["good", ...])])
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from playground.ui.texts import Words
from playground.ui.view import Answered, Asked, Draw, View

Tone = Literal["plain", "good", "bad"]


@dataclass(frozen=True)
class Fact:
    """`texts`: one a position of `axes` (C order), or just one. `tones`: as many, or just one."""

    label: Words
    texts: Sequence[Words]
    axes: tuple[str, ...] = ()
    tones: Sequence[Tone] = ("plain",)
    help: Words = ""


@dataclass(frozen=True)
class Facts:
    """A line of facts. ValueError where texts and tones do not fit together."""

    facts: Sequence[Fact]

    def __post_init__(self) -> None:
        for fact in self.facts:
            if not fact.texts or len(fact.tones) not in (1, len(fact.texts)):
                raise ValueError(
                    f"fact {fact.label!r}: {len(fact.texts)} texts, {len(fact.tones)} tones"
                )

    def value(self) -> dict[str, Any]:
        """What the page's script draws."""
        return {"facts": [vars(fact) for fact in self.facts]}


def view(heading: str, draw: Draw[Asked, Answered, Facts], **more: Any) -> View[Asked, Answered]:
    """A line of facts."""
    return View(heading, draw, "facts", **more)
