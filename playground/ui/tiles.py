"""Tiles: groups of words, or of pictures, to press; a press is a `pick` event.

    Tiles([Group("Who", ["the cat", "the dog"], chosen=0), Group("Does", ["sees"], chosen=0)])
    Tiles([Group("Example", [f"no. {i}" for i in range(100)], pictures=images)])

The event's data: `{"group": index of the group, "option": index of the tile}`; `pressed` reads it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from playground.arrays import Image8
from playground.ui import strip
from playground.ui.texts import Words
from playground.ui.view import Answered, Asked, Draw, View

#: Pictures a line of their common sprite.
COLUMNS = 10


@dataclass(frozen=True)
class Group:
    """Tiles of which one is chosen (`None`: none).

    A string is shown as it is, a `phrase` in the reader's language. `pictures`: uint8 [N, H, W] or
    [N, H, W, 3], one an option, shown in its place; the option is then its name.
    """

    label: Words
    options: Sequence[Words]
    chosen: int | None = None
    pictures: Image8 | None = None


@dataclass(frozen=True)
class Tiles:
    """Groups of tiles. ValueError where pictures and options do not fit together.

    find: the label of a box in which typing leaves only the tiles that hold what is typed; the
    first group is not touched. Enter presses the first tile that is left.
    """

    groups: Sequence[Group]
    find: Words = ""

    def value(self) -> dict[str, Any]:
        """What the page's script draws."""
        return {"groups": [_group(one) for one in self.groups], "find": self.find}


def pressed(data: Mapping[str, Any]) -> tuple[int, int]:
    """Group and option of a press. Raises LookupError, TypeError, ValueError for what is none."""
    group, option = data["group"], data["option"]
    if type(group) is not int or type(option) is not int:
        raise TypeError("tiles are numbered")
    if group < 0 or option < 0:
        raise ValueError("tiles are numbered from 0")
    return group, option


def _group(group: Group) -> dict[str, Any]:
    painted: dict[str, Any] = {
        "label": group.label,
        "options": list(group.options),
        "chosen": group.chosen,
    }
    if group.pictures is None:
        return painted
    if len(group.pictures) != len(group.options):
        raise ValueError(
            f"group {group.label!r}: {len(group.pictures)} pictures, {len(group.options)} options"
        )
    sprite = strip.tile(group.pictures[None], COLUMNS, gap=0)[0]
    return {**painted, "sprite": strip.webp(sprite), "columns": COLUMNS}


def view(heading: str, draw: Draw[Asked, Answered, Tiles], **more: Any) -> View[Asked, Answered]:
    """Tiles."""
    return View(heading, draw, "tiles", **more)
