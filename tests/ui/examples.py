"""Cheap questions of every page, by its endpoint: two that differ, and each form that it takes."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from visitor import OTHER, SMALL

from playground.ui import strip
from playground.ui.tab import Tab
from playground.ui.tabs import TABS

#: A stroke from corner to corner, as the drawing pad sends it.
DRAWN = strip.png(np.eye(28, dtype=np.uint8) * 255)
#: Beside SMALL and OTHER: the forms of an answer that they do not take.
FORMS: dict[str, list[dict[str, Any]]] = {
    "interpolate": [
        {"frames": 9, "steps": 10},
        {"from_a": "random", "from_b": "random", "seed": 5, "path": "lerp", "frames": 9},
        {"path": "curve", "class_c": 8, "frames": 9, "gan": "seeds"},
        {"from_b": "own", "own_b": DRAWN, "frames": 9, "gan": "seeds"},
    ],
    "latent_plane": [{"side": 9, "latents": "16", "path": "slerp"}],
    "traverse_latents": [{"steps": 6, "dataset": "fashion"}],
    "diffuse": [{"steps": 2, "samples": 1, "sampler": "heun"}],
    "attend": [{}],
    "attention_by_hand": [{"part": part} for part in ("decoder", "encoder")],
    "attend_all_heads": [{"part": part} for part in ("decoder", "encoder")],
}


def questions(tab: Tab) -> list[dict[str, Any]]:
    """A page's examples, each once."""
    name = tab.endpoint.name
    if tab.examples:
        return [dict(one) for one in tab.examples]
    return [SMALL[name], OTHER[name], *FORMS.get(name, ())]


def cases() -> Iterator[Any]:
    for tab in TABS:
        for place, asked in enumerate(questions(tab)):
            yield pytest.param(tab, asked, id=f"{tab.name}-{place}")
