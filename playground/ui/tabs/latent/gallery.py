"""The example gallery: for each image asked for, its class and its example, to press."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from playground.engine import images
from playground.engine.classes import class_names
from playground.engine.images import CHOSEN
from playground.ui import tiles
from playground.ui.texts import phrase
from playground.ui.views import Asked, Group, Tiles, View


def view(which: Callable[[Any], str]) -> View[Any, Any]:
    """The gallery of the images which(request), of the fields class_a and index_a of "a"."""

    def gallery(request: Any, result: Any) -> Tiles:
        return Tiles([group for one in which(request) for group in _groups(request, one)])

    return tiles.view(
        "Choose from the gallery",
        gallery,
        pick=lambda request, data: _picked(request, data, which(request)),
    )


def _groups(request: Any, which: str) -> list[Group]:
    label, index = (getattr(request, f"{field}_{which}") for field in ("class", "index"))
    chosen = getattr(request, f"from_{which}", CHOSEN) == CHOSEN
    pictures = images.gallery(request.dataset, label)
    name = which.upper()
    # A class's name is a word of its own: digits and French have it as it is said.
    names = [phrase("{name}", name=one) for one in class_names(request.dataset)]
    numbers = [phrase("no. {i}", i=i) for i in range(len(pictures))]
    of_class = phrase("Image {which}: class", which=name)
    of_example = phrase("Image {which}: example", which=name)
    return [
        Group(of_class, names, label if chosen else None),
        Group(of_example, numbers, index if chosen else None, pictures),
    ]


def _picked(request: Asked, data: Mapping[str, Any], which: str) -> Asked:
    """The question after a press: that image is chosen by class and number from now on."""
    group, option = tiles.pressed(data)
    one, field = which[group // 2], ("class", "index")[group % 2]
    changed: dict[str, Any] = {f"{field}_{one}": option}
    if hasattr(request, f"from_{one}"):
        changed[f"from_{one}"] = CHOSEN
    return dataclasses.replace(request, **changed)
