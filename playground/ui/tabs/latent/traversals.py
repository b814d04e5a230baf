"""One number of an image's code changed at a time, the largest effect on top."""

from playground.arrays import Image8
from playground.engine.latent.traversals import LATENTS, TraversalRequest, TraversalResult, answer
from playground.ui import chart, figures, strip
from playground.ui.tab import Control, Endpoint, Tab
from playground.ui.tabs.latent import common
from playground.ui.texts import Words, phrase
from playground.ui.views import Axis, Chart, Cursor, Frames, Row, Strip

SEEN = (
    "Each line changes one latent of the code from -3 to 3 and leaves the others: drag in the"
    " sheet. Of the {all} latents {changing} make it another class on their way."
)

SNIPPET = """\
import torch
from playground.engine.codes import Space
from playground.engine.latent.traversals import TraversalRequest, answer, unit
from playground.models import catalog

result = answer({request})
model = catalog.load(result.model)
classifier = catalog.load("{request.dataset}-classifier")
image = torch.from_numpy(result.picture.image)[None, None] / 255
latent, values = result.order[0], torch.from_numpy(result.values)
with torch.inference_mode():
    centre, deviation = unit(Space(result.model))
    z = model.encode(image).repeat(len(values), 1)
    z[:, latent] = centre[latent] + values * deviation[latent]
    read = classifier(model.decode(z)).argmax(1)
for value, one in zip(values, read):
    print(f"latent {{latent}} at {{value:.2f}} is read as {{one}}")
"""


def _names(result: TraversalResult) -> list[str]:
    return [f"z{latent + 1}" for latent in result.order]


def _axes(result: TraversalResult) -> list[Axis]:
    values = result.values.round(2).tolist()
    last = len(values) - 1
    return [Axis("latent", "latent", _names(result)), Axis("value", "value", values, start=last)]


def _frames(result: TraversalResult) -> Image8:
    """Latent by latent [D * S, H, W]."""
    return result.frames.reshape(-1, *result.frames.shape[2:])


def sheet(request: TraversalRequest, result: TraversalResult) -> Strip:
    row = Row(
        "A line for each latent, from -3 to 3",
        _frames(result),
        ("latent", "value"),
        layout="all",
        note="the latent with the largest effect on the classifier's features is on top",
    )
    return Strip(_axes(result), [row])


def here(request: TraversalRequest, result: TraversalResult) -> Strip:
    """The image, its reconstruction, and the picture at the cursors."""
    readings = result.probabilities.reshape(-1, result.probabilities.shape[2])
    captions = [common.reading(request.dataset, one) for one in readings]
    return Strip(
        _axes(result),
        [
            common.original("Image", request.dataset, result.picture),
            Row("Reconstruction", result.reconstruction[None], size="small"),
            Row("One latent changed", _frames(result), ("latent", "value"), captions=captions),
        ],
    )


def effect(request: TraversalRequest, result: TraversalResult) -> Chart:
    """Both effects as shares of the largest one, by rank."""
    effects = {
        "in the classifier's features": result.features / result.features.max(),
        "in pixels": result.pixels / result.pixels.max(),
    }
    names, places = _names(result), list(range(LATENTS))
    figure = figures.bars(names, effects, x="latent", y="effect, largest = 1", highest=1.05)
    figure.update_traces(x=places)
    figure.update_xaxes(type="linear", tickvals=places, ticktext=names)
    return Chart(figure, Cursor("latent", places, band=True))


def read(request: TraversalRequest, result: TraversalResult) -> Chart:
    """The class probabilities along the latent at the cursor."""
    by_latent, values = result.probabilities, result.values
    unit = "value of the latent" if result.variational else "deviations from the codes' mean"
    figure = common.class_lines(request.dataset, values, by_latent[0], unit, "probability")
    figure.update_yaxes(range=figures.SHARES)
    frames = {label: {"y": by_latent[:, :, label]} for label in range(by_latent.shape[2])}
    return Chart(figure, Cursor("value", values.round(2).tolist()), Frames("latent", frames))


def seen(request: TraversalRequest, result: TraversalResult) -> Words:
    """How many latents change what is read."""
    classes = result.probabilities.argmax(2)
    changing = int((classes != classes[:, :1]).any(1).sum())
    return phrase(SEEN, changing=changing, all=len(classes))


TAB = Tab(
    page=__name__,
    hint="Each line changes one latent of the code from -3 to 3 and leaves the others: drag in the"
    " sheet. Some latents make it another class on their way, the others draw the same one anew.",
    seen=seen,
    answer=answer,
    controls=(
        common.DATA,
        Control("model", names=common.KINDS),
        common.class_control("label"),
        Control("index"),
        Control("steps", more=True),
    ),
    views=(
        (strip.view("", sheet, controls=False), strip.view("", here)),
        (
            chart.view("Effect of each latent", effect, height=280),
            chart.view("What the classifier reads", read, height=280),
        ),
    ),
    cards=lambda request: common.cards(request.dataset, f"{request.model}{LATENTS}"),
    endpoint=Endpoint(
        "traverse_latents",
        "Change one latent of an image's code at a time, from -3 to 3, and decode. Lists run over"
        " latents, the one with the largest effect on the classifier's features first. The PNG file"
        " holds each latent's pictures in that order, from top to bottom.",
        images=lambda result: {"traversals": _frames(result)},
    ),
    snippet=SNIPPET,
    examples=({"steps": 5}, {"steps": 7, "model": "ae"}, {"steps": 6, "dataset": "fashion"}),
)
