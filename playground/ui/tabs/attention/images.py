"""The image page: every head of a vision Transformer, over the image that it reads."""

from playground.arrays import Image8
from playground.engine.attention import images
from playground.engine.attention.images import HUB, OFFERED, OWN, ImageRequest, Seen
from playground.engine.networks import card
from playground.ui import chart, figures, heads
from playground.ui.tab import Control, Endpoint, Tab
from playground.ui.tabs.attention import common
from playground.ui.texts import phrase
from playground.ui.views import Chart, Heads

SNIPPET = """\
import torch
from playground.core.attention import rollout
from playground.engine.attention.images import ImageRequest, answer

result = answer({request})
print(dict(zip(result.classes, result.probabilities.tolist())))
weights = torch.from_numpy(result.heads.weights)   # [layers, heads, tokens, tokens]
print(weights[:, :, 0, 1:])                        # CLS to patches, of every layer and head
through = rollout(weights)[0, 1:]
print(through / through.sum())
"""


def every_head(request: ImageRequest, result: Seen) -> Heads:
    side = result.side
    tokens = ["CLS", *(f"{i // side + 1}, {i % side + 1}" for i in range(side**2))]
    note = "{side} × {side} patches: the places that the network learned are interpolated to these."
    named = "Heads are named by what they do in this image."
    return Heads(
        result.heads.weights,
        queries=tokens,
        keys=tokens,
        names=result.heads.names(),
        numbers=result.heads.numbers,
        picture=result.image,
        first="CLS",
        note=phrase(note, side=str(side)) if request.model == HUB else named,
        start=(len(result.heads.weights) - 1, 0, 0),
    )


def read(request: ImageRequest, result: Seen) -> Chart:
    classes, bars = result.classes, {"p": result.probabilities}
    return Chart(figures.bars(classes, bars, x="class", y="probability"))


def _images(result: Seen) -> dict[str, Image8]:
    """The image, and CLS to patches of every head, a pixel a patch; white is the head's largest."""
    maps = result.heads.weights[:, :, 0, 1:].reshape(-1, result.side, result.side)
    return {"image": result.image, "heads": common.grey(maps / maps.max((1, 2), keepdims=True))}


TAB = Tab(
    page=__name__,
    hint="Press one head after another: in the last layer CLS gathers mostly from a digit's"
    " strokes, each head from others; from clothing it reads the rim as well. Click a patch to"
    " ask from there, or show the rollout.",
    answer=images.answer,
    controls=(
        Control(
            "model",
            names={OWN: "Trained here", HUB: "From the Hugging Face Hub, by name"},
            can=lambda request: OFFERED,
        ),
        Control("name", when=("model", (HUB,))),
        Control("photos", names=common.PHOTOS, when=("model", (HUB,))),
        Control("dataset", names=common.DATASETS, when=("model", (OWN,))),
        Control("label"),
        Control("index", when=("image", ("",))),
        Control("image", more=True, like="dataset", when=("model", (OWN,))),
    ),
    views=(
        (heads.view("Where each head looks from CLS, layer·head", every_head, name="heads"),),
        (chart.view("What it reads", read, height=220),),
    ),
    cards=lambda request: () if request.model == HUB else (card(request.dataset, "vit"),),
    # Of other people's models nothing is known.
    seen=lambda request, result: (
        "Press one head after another. Click a patch to ask from there, or show the rollout through"
        " all layers."
        if request.model == HUB
        else None
    ),
    endpoint=Endpoint(
        "vit_attention",
        "The attention of a vision Transformer's CLS token over the patches of an image, for every"
        " layer and head; its rollout; and what each head does on average over its queries.",
        images=_images,
    ),
    snippet=SNIPPET,
    examples=({"label": 4}, {"label": 9}),
)
