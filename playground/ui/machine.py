"""Machine: what a page's answer goes through, part by part, with its values under the cursor.

Machine([
    [
        [Part("Image A", picture=("pictures", 0)), Part("Encoder", "narrowing"), Part("z_A")],
        [Part("Image B", picture=("pictures", 5)), Part("Encoder", "narrowing"), Part("z_B")],
    ],
    [[Part("z", texts=norms, axes=("alpha",)), Part("Decoder", "widening", tab="latent-prior")]],
])
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from playground.ui.texts import Words
from playground.ui.view import Answered, Asked, Draw, View


@dataclass(frozen=True)
class Part:
    """`form`: a value, or a network, which may narrow (to a code) or widen. `texts`: what it holds,
    one a position of `axes` (C order), or just one. `picture`: a strip's view of the same tab and
    the place of a row in it, whose picture at the cursor it shows, or that of `ahead` positions on.
    `tab`: the page that opens it up. `sign`: what joins it to the part before."""

    label: Words
    form: Literal["value", "network", "narrowing", "widening"] = "value"
    texts: Sequence[Words] = ()
    axes: tuple[str, ...] = ()
    picture: tuple[str, int] | None = None
    ahead: int = 0
    tab: str = ""
    sign: str = "→"


@dataclass(frozen=True)
class Machine:
    """Blocks from left to right, each of lines of parts: what lies in one block is joined in the
    next. `note`: its formula."""

    blocks: Sequence[Sequence[Sequence[Part]]]
    note: Words = ""

    def each(self) -> Iterator[Part]:
        return (part for block in self.blocks for line in block for part in line)

    def value(self) -> dict[str, Any]:
        """What the page's script draws."""
        blocks = [[[vars(part) for part in line] for line in block] for block in self.blocks]
        return {"blocks": blocks, "note": self.note}


def view(heading: str, draw: Draw[Asked, Answered, Machine], **more: Any) -> View[Asked, Answered]:
    """A machine."""
    return View(heading, draw, "machine", **more)
