"""The deletion test: five orders of taking patches away, and what the ViT loses by each."""

from playground.engine.attention import deletion
from playground.engine.attention.deletion import COUNTS, Deleted, DeletionRequest
from playground.engine.networks import card
from playground.ui import chart, facts, figures, strip
from playground.ui.tab import Control, Endpoint, Tab
from playground.ui.tabs.attention import common
from playground.ui.texts import Words, phrase
from playground.ui.views import Axis, Chart, Cursor, Fact, Facts, Row, Strip

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
from playground.engine.attention.deletion import COUNTS
from playground.models import catalog

vit, shipped = catalog.load("{request.dataset}-vit"), examples("{request.dataset}")
chance = torch.Generator().manual_seed({request.seed})
which = torch.randperm(len(shipped.labels), generator=chance)[:{request.samples}]
images = torch.from_numpy(shipped.images)[which, None] / 255
labels = torch.from_numpy(shipped.labels)[which]
with torch.inference_mode():
    ink = patch_sums(images, 7).argsort(1, descending=True)
    print(deletion_curve(vit, images, labels, ink, COUNTS, 7).mean(1))
"""


def areas(request: DeletionRequest, result: Deleted) -> Facts:
    help = "area under the curve: the lower, the better the order names what matters"
    return Facts(
        [Fact(NAMES[curve.name], [f"{curve.area:.3f}"], help=help) for curve in result.curves]
    )


def curves(request: DeletionRequest, result: Deleted) -> Chart:
    means = {NAMES[curve.name]: curve.mean for curve in result.curves}
    figure = figures.lines(
        COUNTS, means, x="patches removed", y="probability of the true class", markers=True
    )
    figure.update_yaxes(range=[0, 1.02])
    for curve, colour in zip(result.curves, figures.COLOURS, strict=False):
        low, high = (curve.mean + wide * curve.error for wide in (-BAND, BAND))
        figures.band(figure, COUNTS, low.clip(0, 1), high.clip(0, 1), colour)
    return Chart(figure, Cursor("removed", list(COUNTS)))


def pictures(request: DeletionRequest, result: Deleted) -> Strip:
    """The first image, with more and more patches gone, by each order."""
    axis = Axis("removed", "patches removed", list(COUNTS), start=COUNTS.index(8))
    about: Words = phrase("the first of {count} test images", count=result.images)
    rows = [
        Row(NAMES[one.name], one.pictures, ("removed",), note=note, size="small")
        for one, note in zip(result.curves, (about, *[""] * 4), strict=True)
    ]
    return Strip([axis], rows)


TAB = Tab(
    page=__name__,
    hint="Drag the patches removed: every order beats chance. On digits rollout is a little ahead"
    " of “where the ink is”, on clothing behind it; the last layer's CLS attention alone is behind"
    " rollout on both.",
    answer=deletion.answer,
    button="Measure",
    controls=(Control("dataset", names=common.DATASETS), Control("samples", kind="number")),
    views=(
        (facts.view("Area under the curve, lower is better", areas, name="facts"),),
        (chart.view("", curves, height=300),),
        (strip.view("", pictures),),
    ),
    cards=lambda request: (card(request.dataset, "vit"),),
    endpoint=Endpoint(
        "delete_patches",
        "The deletion test of a vision Transformer over shipped test images: probability of the"
        " true class after the first patches are set to black, in the order of attention rollout,"
        " of the last layer's CLS attention, of gradient times pixel, of ink, and at random; means"
        " with standard errors, and the area under each curve.",
        images=lambda result: {curve.name: curve.pictures for curve in result.curves},
    ),
    snippet=SNIPPET,
    examples=({"samples": 10}, {"samples": 11}),
)
