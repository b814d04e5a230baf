"""The deletion test: five orders of taking patches away, and what the ViT loses by each."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.attention import deletion
from playground.engine.attention.deletion import COUNTS, ORDERS, Curve, Deleted, DeletionRequest
from playground.ui import chart, facts, figures, strip
from playground.ui.chart import Cursor
from playground.ui.facts import Fact
from playground.ui.strip import Axis, Row
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.tabs.attention import common
from playground.ui.texts import Words, phrase

NAMES = {
    "rollout": "Attention rollout",
    "last": "Last layer's CLS attention",
    "gradient": "Gradient × pixel",
    "ink": "Most ink",
    "random": "At random",
}
#: A mean lies within so many standard errors in 95 % of draws.
BAND = 1.96

SNIPPET = """\
import torch
from playground.core.deletion import deletion_curve, patch_sums
from playground.data import examples
from playground.models import catalog

vit, shipped = catalog.load("{model}"), examples("{dataset}")
which = torch.randperm(len(shipped.labels), generator=torch.Generator().manual_seed({seed}))
which = which[:{samples}]
images = torch.from_numpy(shipped.images)[which, None] / 255
labels = torch.from_numpy(shipped.labels)[which]
with torch.inference_mode():
    ink = patch_sums(images, 7).argsort(1, descending=True)
    print(deletion_curve(vit, images, labels, ink, {counts}, 7).mean(1))
"""


def paint(request: DeletionRequest, found: Deleted) -> dict[str, Any]:
    """The answer as values of the views."""
    axis = Axis("removed", "patches removed", list(COUNTS), start=COUNTS.index(8))
    about = phrase("the first of {count} test images", count=found.images)
    return {
        "facts": facts.value([_fact(curve) for curve in found.curves]),
        "curves": chart.value(_curves(found), Cursor("removed", list(COUNTS))),
        "pictures": strip.value([axis], [_row(curve, about) for curve in found.curves]),
    }


def _row(curve: Curve, about: Words) -> Row:
    note = about if curve.name == ORDERS[0] else ""
    return Row(NAMES[curve.name], curve.pictures, ("removed",), note=note, size="small")


def _fact(curve: Curve) -> Fact:
    help = "area under the curve: the lower, the better the order names what matters"
    return Fact(NAMES[curve.name], [f"{curve.area:.3f}"], help=help)


def _curves(found: Deleted) -> Any:
    means = {NAMES[curve.name]: curve.mean for curve in found.curves}
    drawn = figures.lines(
        COUNTS, means, x="patches removed", y="probability of the true class", markers=True
    )
    drawn.update_yaxes(range=[0, 1.02])
    ends = [*COUNTS, *reversed(COUNTS)]
    for curve, colour in zip(found.curves, figures.COLOURS, strict=False):
        wide = BAND * curve.error
        edge = np.concatenate([curve.mean + wide, (curve.mean - wide)[::-1]])
        drawn.add_scatter(
            x=ends,
            y=edge.clip(0, 1),
            fill="toself",
            mode="lines",
            line={"width": 0},
            fillcolor=colour,
            opacity=0.16,
            hoverinfo="skip",
            showlegend=False,
        )
    return drawn


def snippet(request: DeletionRequest) -> str:
    """One of the orders in a dozen lines of PyTorch."""
    kept = {name: getattr(request, name) for name in ("dataset", "samples", "seed")}
    return SNIPPET.format(model=_card(request), counts=list(COUNTS), **kept)


def _card(request: DeletionRequest) -> str:
    return f"{request.dataset}-vit"


def _images(found: Deleted) -> dict[str, NDArray[np.uint8]]:
    """The first image, with more and more patches gone, by each order."""
    return {curve.name: curve.pictures for curve in found.curves}


TAB = Tab(
    name="attention-deletion",
    title="Deletion",
    subject="Attention",
    hint=(
        "Drag the patches removed: every order beats chance. On digits rollout is a little ahead of"
        " “where the ink is”, on clothing behind it; the last layer's CLS attention alone is behind"
        " rollout on both."
    ),
    request=DeletionRequest,
    answer=deletion.answer,
    button="Measure",
    controls=(
        Control("dataset", "Data set", names=common.DATASETS),
        Control("samples", "Images", kind="number"),
        Control("seed", "Seed", kind="dice"),
    ),
    views=(
        (View("facts", "facts", "Area under the curve, lower is better"),),
        (View("curves", "chart", height=300),),
        (View("pictures", "strip"),),
    ),
    paint=paint,
    cards=lambda request: (_card(request),),
    endpoint=Endpoint(
        "delete_patches",
        "The deletion test of a vision Transformer over shipped test images: probability of the"
        " true class after the first patches are set to black, in the order of attention rollout,"
        " of the last layer's CLS attention, of gradient times pixel, of ink, and at random; means"
        " with standard errors, and the area under each curve.",
        images=_images,
    ),
    snippet=snippet,
)
