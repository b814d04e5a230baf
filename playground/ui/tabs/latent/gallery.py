"""The example gallery: for each image asked for, its class and its example, to press."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from playground.engine.latent.images import CHOSEN, gallery
from playground.engine.request import Request
from playground.ui import tiles
from playground.ui.tab import View
from playground.ui.texts import phrase
from playground.ui.tiles import Group

T = TypeVar("T", bound=Request)


def value(request: Any, classes: Sequence[str], which: Sequence[str]) -> dict[str, Any]:
    """Tiles for the images `which`, of the fields class_a and index_a of "a"."""
    return tiles.value([group for one in which for group in _groups(request, classes, one)])


def view(which: Callable[[Any], Sequence[str]]) -> Any:
    """The gallery of the images which(request)."""
    return View(
        "gallery",
        "tiles",
        "Choose from the gallery",
        pick=lambda request, data: pick(request, data, which(request)),
    )


def _groups(request: Any, classes: Sequence[str], which: str) -> list[Group]:
    label, index = (getattr(request, f"{field}_{which}") for field in ("class", "index"))
    chosen = getattr(request, f"from_{which}", CHOSEN) == CHOSEN
    pictures = gallery(request.dataset, label)
    name = which.upper()
    # A class's name is a word of its own: digits and French have it as it is said.
    names = [phrase("{name}", name=one) for one in classes]
    numbers = [phrase("no. {i}", i=i) for i in range(len(pictures))]
    return [
        Group(phrase("Image {which}: class", which=name), names, label if chosen else None),
        Group(
            phrase("Image {which}: example", which=name),
            numbers,
            index if chosen else None,
            pictures,
        ),
    ]


def pick(request: T, data: Mapping[str, Any], which: Sequence[str]) -> T:
    """The question after a press: that image is chosen by class and number from now on."""
    group, option = tiles.pressed(data)
    one, field = which[group // 2], ("class", "index")[group % 2]
    changed: dict[str, Any] = {f"{field}_{one}": option}
    if hasattr(request, f"from_{one}"):
        changed[f"from_{one}"] = CHOSEN
    return dataclasses.replace(request, **changed)
