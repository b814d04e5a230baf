"""Four images at the corners of a square, filled in pixels and in both latent spaces."""

from functools import partial

from playground.engine.latent import four_corners, spaces
from playground.engine.latent.four_corners import LATENTS, CornersRequest, CornersResult, answer
from playground.ui import chart, strip
from playground.ui.tab import Control, Endpoint, Tab
from playground.ui.tabs.latent import common, gallery
from playground.ui.views import Axis, Chart, Row, Strip

LETTERS = "abcd"
#: What each of the result's sheets is called.
KINDS = {four_corners.PIXELS: "Pixel blend", **common.KINDS}

#: In the hint's place, where a data set behaves otherwise.
SEEN = {
    "fashion": "Drag in a square: A and B stand on top, C and D below, everything else is between"
    " them. In pixels four garments overlap; straight lines between the codes are as blurred, arcs"
    " much less."
}

SNIPPET = """\
import torch
from playground.engine.latent.four_corners import PATHS, CornersRequest, answer
from playground.models import catalog

request = {request}
result = answer(request)
model = catalog.load(result.sheets[-1].model)
classifier = catalog.load("{request.dataset}-classifier")
images = torch.stack([torch.from_numpy(one.image) for one in result.pictures])[:, None] / 255
between = PATHS[request.path]
with torch.inference_mode():
    a, b, c, d = model.encode(images)
    for t in result.shares.tolist():  # the diagonal from A to D
        z = between(between(a, b, t), between(c, d, t), t)
        read = classifier(model.decode(z[None])).softmax(1)[0]
        print(f"at {{t:.3f}}: {{read.argmax()}} with p = {{read.max():.3f}}")
"""


def _axes(result: CornersResult) -> list[Axis]:
    shares, middle = result.shares.round(3).tolist(), len(result.shares) // 2
    return [Axis("v", "down", shares, start=middle), Axis("u", "across", shares, start=middle)]


def sheet(request: CornersRequest, result: CornersResult, place: int) -> Strip:
    """The square, filled in one way."""
    name = list(KINDS.values())[place]
    return Strip(_axes(result), [Row(name, result.sheets[place].frames, ("v", "u"), layout="all")])


def here(request: CornersRequest, result: CornersResult) -> Strip:
    """Each way's picture at the cursor."""
    rows = []
    for name, filled in zip(KINDS.values(), result.sheets, strict=True):
        captions = [common.reading(request.dataset, one) for one in filled.probabilities]
        rows.append(Row(name, filled.frames, ("v", "u"), captions=captions, size="small"))
    return Strip(_axes(result), rows)


def read(request: CornersRequest, result: CornersResult) -> Chart:
    named = zip(KINDS.values(), result.sheets, strict=True)
    ways = {name: filled.probabilities for name, filled in named}
    return common.readings(request.dataset, ("v", "u"), ways)


def corners(request: CornersRequest, result: CornersResult) -> Strip:
    named = zip(LETTERS.upper(), result.pictures, strict=True)
    return Strip(
        (), [common.original(f"Image {name}", request.dataset, one) for name, one in named]
    )


TAB = Tab(
    page=__name__,
    hint="Drag in a square: A and B stand on top, C and D below, everything else is between them."
    " In pixels four ghosts overlap; in the latent spaces one digit turns into another.",
    seen=lambda request, result: SEEN.get(request.dataset),
    answer=answer,
    controls=(
        common.DATA,
        Control(
            "path",
            names={"bilinear": "Straight lines (bilinear)", "spherical": "Arcs (spherical)"},
        ),
        *(common.class_control(f"class_{letter}") for letter in LETTERS),
        *(Control(f"index_{letter}", more=True) for letter in LETTERS),
        Control("side", more=True),
    ),
    views=(
        tuple(
            strip.view("", partial(sheet, place=place), name=f"sheet-{kind}", controls=False)
            for place, kind in enumerate(KINDS)
        ),
        (
            strip.view("At the cursor", here),
            chart.view("What the classifier reads", read, height=280),
        ),
        (strip.view("The corners", corners, controls=False),),
        (gallery.view(lambda request: LETTERS),),
    ),
    cards=lambda request: common.cards(request.dataset, *spaces.kinds(LATENTS)),
    endpoint=Endpoint(
        "latent_grid",
        "Fill the square between four images in pixels and in the latents of the autoencoder and"
        " the VAE. Lists and each PNG file run line by line from the top: A at the left and B at"
        " the right of the first line, C and D of the last.",
        images=lambda result: {sheet.model: sheet.frames for sheet in result.sheets},
    ),
    snippet=SNIPPET,
    examples=({"side": 3}, {"side": 4, "path": "spherical"}),
)
