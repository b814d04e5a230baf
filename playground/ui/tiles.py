"""Tiles: groups of words, or of pictures, to press; a press is a `pick` event.

    tiles.value([Group("Who", ["the cat", "the dog"], chosen=0), Group("Does", ["sees"], chosen=0)])
    tiles.value([Group("Example", [f"no. {i}" for i in range(100)], pictures=images)])

The event's data: `{"group": index of the group, "option": index of the tile}`; `pressed` reads it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr
import numpy as np
from numpy.typing import NDArray

from playground.ui import strip
from playground.ui.texts import Words

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
    pictures: NDArray[np.uint8] | None = None


def value(groups: Sequence[Group], find: Words = "") -> dict[str, Any]:
    """What the component paints. ValueError where pictures and options do not fit together.

    find: the label of a box in which typing leaves only the tiles that hold what is typed; the
    first group is not touched. Enter presses the first tile that is left.
    """
    return {"groups": [_group(one) for one in groups], "find": find}


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
    return {**painted, "sprite": strip.png(sprite), "columns": COLUMNS}


def component(group: str, **html: Any) -> gr.HTML:
    """Groups of tiles."""
    return gr.HTML(
        value=None,
        html_template="<div class='pg-mount'></div>",
        js_on_load="playground.tiles(element, props, trigger, watch); /* 'pick' */",
        apply_default_css=False,
        group=group,
        **html,
    )
