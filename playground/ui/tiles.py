"""Tiles: groups of words (or other short choices) to press; a press is a `pick` event.

    tiles.value([Group("Who", ["the cat", "the dog"], chosen=0), Group("Does", ["sees"], chosen=0)])

The event's data: `{"group": index of the group, "option": index of the tile}`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from playground.ui.texts import Words


@dataclass(frozen=True)
class Group:
    """Tiles of which one is chosen (`None`: none)."""

    label: Words
    options: Sequence[str]
    chosen: int | None = None


def value(groups: Sequence[Group]) -> dict[str, Any]:
    """What the component paints."""
    return {
        "groups": [
            {"label": g.label, "options": list(g.options), "chosen": g.chosen} for g in groups
        ]
    }


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
