"""What the pages on attacks say alike: networks, norms, a radius, how an attack ended."""

import math
from typing import Any

from playground.ui.texts import Words

KINDS = {"classifier": "Plain CNN", "robust": "Robust CNN", "vit": "ViT"}
NORMS = {"linf": "l∞", "l2": "l2"}


def plain(eps: float) -> str:
    """A radius as every page writes it: four digits."""
    return f"{eps:.4g}"


def radius(eps: float) -> str:
    """A radius of the pixel range, and in grey levels; where digits were cut the sign says so."""
    levels = f"{255 * eps:.6g}"
    exact = math.isclose(255 * float(plain(eps)), float(levels))
    return f"{plain(eps)} {'=' if exact else '≈'} {levels}/255"


def targets(ask: Any) -> tuple[int, ...]:
    """The classes that an attack may be asked to reach: any but the image's own."""
    return tuple(one for one in range(10) if not ask.targeted or one != ask.digit)


def ended(reached: bool, *, targeted: bool, before: bool) -> Words:
    """How an attack ended, said of the network. before: it read so without an attack, too."""
    if reached and before:
        return "reads so without an attack"
    if targeted:
        won, lost = "reads the target: the attack succeeds", "resists: the attack fails"
    else:
        won, lost = "is fooled: the attack succeeds", "is not fooled: the attack fails"
    return won if reached else lost
