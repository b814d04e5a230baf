"""What the pages on attacks say alike: networks, norms, a radius, how an attack ended."""

import math
from typing import Any

import numpy as np

from playground.engine.adversarial.attack_grid import ATTACKS
from playground.ui import figures
from playground.ui.texts import Words

KINDS = {"classifier": "Plain CNN", "robust": "Robust CNN", "vit": "ViT"}
NORMS = {"linf": "l∞", "l2": "l2"}
NAMES = {name: attack.label for name, attack in ATTACKS.items()}
#: When controls matter that an attack of one step, as FGSM, does not read.
ITERATED = ("attack", tuple(name for name, attack in ATTACKS.items() if attack.iterated))
#: A legend of one line, as far as it goes.
LEGEND = {"itemwidth": 30, "font": {"size": 13}}

INK, PAPER = "#111111", "#FFFFFF"
#: Above a plane, on white of its own: the path is black, on slate too.
ON_PLANE = {
    "font": {"size": 13, "color": INK},
    "bgcolor": PAPER,
    "itemwidth": 30,
    "x": 0.5,
    "xanchor": "center",
}
#: How a ball's rim, PGD's path and the point of interest are drawn into a plane.
RIM = {"color": INK, "width": 1.5}
BALL = {"mode": "lines", "name": "ball", "line": {"color": INK, "width": 2, "dash": "dash"}}
DOTS = {"color": PAPER, "size": 6, "line": RIM}
PATH = {
    "mode": "lines+markers",
    "name": "PGD",
    "line": {"color": INK, "width": 2.5},
    "marker": DOTS,
}
MARK = {"symbol": "star", "size": 14, "color": figures.COLOURS[7], "line": RIM}
STAR = {"mode": "markers", "marker": MARK}


def mixed(colour: str, share: Any) -> list[Any]:
    """Red, green and blue between white (share 0) and the colour (share 1), as whole numbers."""
    channels = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return [np.rint(255 + share * (channel - 255)).astype(int) for channel in channels]


def tinted(colour: str, share: float) -> str:
    return "rgb({}, {}, {})".format(*mixed(colour, share))


def plain(eps: float) -> str:
    """A radius as every page writes it: four digits."""
    return f"{eps:.4g}"


def radius(eps: float) -> str:
    """A radius of the pixel range, and in grey levels; where digits were cut the sign says so."""
    levels = f"{round(255 * eps, 4):.6g}"  # of a measured one float32 keeps no more
    exact = math.isclose(255 * float(plain(eps)), float(levels))
    return f"{plain(eps)} {'=' if exact else '≈'} {levels}/255"


def targets(ask: Any) -> tuple[int, ...]:
    """The classes that an attack may be asked to reach: any but the image's own."""
    return tuple(one for one in range(10) if not ask.targeted or one != ask.label)


def ended(reached: bool, *, targeted: bool, before: bool) -> Words:
    """How an attack ended, said of the network. before: it read so without an attack, too."""
    if reached and before:
        return "reads so without an attack"
    if targeted:
        won, lost = "reads the target: the attack succeeds", "resists: the attack fails"
    else:
        won, lost = "is fooled: the attack succeeds", "is not fooled: the attack fails"
    return won if reached else lost
