"""Field: a plane with particles, arrows and a density, animated under the cursor by the page.

    field.value("step", edge=3.0, particles=states, density=grids, arrows=arrows, points=data)

All positions of all steps travel once. A press on the plane reaches Python as the component's
`pick` event, `{"x", "y"}` in the plane's units.
"""

import base64
from typing import Any

import gradio as gr
import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.ui import strip
from playground.ui.strip import Row
from playground.ui.texts import Words

#: Positions and arrows travel as 16-bit whole numbers of this fraction of the plane's edge.
FINE = 8192


def value(
    axis: str,
    *,
    edge: float,
    particles: ArrayLike,
    density: NDArray[np.uint8],
    arrows: ArrayLike,
    points: ArrayLike,
    title: Words = "",
    note: Words = "",
) -> dict[str, Any]:
    """What the component paints on the square from -edge to edge.

    particles [F, N, 2], coloured by the direction that they start in; density uint8 [F, C, C], rows
    from low to high; arrows [F, G^2, 2], the first coordinate of their places slow; points [M, 2],
    marked where they are few. F: the positions of `axis`. ValueError where these lengths differ.
    """
    paths, vectors = np.asarray(particles), np.asarray(arrows)
    if not len(paths) == len(density) == len(vectors):
        raise ValueError(f"{len(paths)} positions, {len(density)} densities, {len(vectors)} arrows")
    sprite = strip.value(
        [strip.Axis(axis, axis, list(range(len(density))))],
        [Row("density", np.ascontiguousarray(density[:, ::-1]), (axis,))],
    )
    return {
        "axis": axis,
        "edge": edge,
        "frames": len(paths),
        "particles": _packed(paths / edge),
        "arrows": _packed(vectors / edge),
        "points": _packed(np.asarray(points) / edge),
        "density": {**sprite["rows"][0], "url": sprite["sprites"][0]},
        "title": title,
        "note": note,
    }


def component(group: str, *, height: int = 400, **html: Any) -> gr.HTML:
    """A plane that shares the cursor of `group`; `height` of its square in CSS pixels."""
    return gr.HTML(
        value=None,
        html_template="<div class='pg-mount'></div>",
        js_on_load="playground.field(element, props, trigger, watch); /* 'pick' */",
        apply_default_css=False,
        group=group,
        height=height,
        **html,
    )


def _packed(numbers: NDArray[Any]) -> dict[str, Any]:
    """Shares of the edge as base64 of little-endian int16; what is farther out is cut at 4."""
    whole = np.clip(np.round(numbers * FINE), -32768, 32767).astype("<i2")
    return {"int16": base64.b64encode(whole.tobytes()).decode(), "shape": list(whole.shape)}
