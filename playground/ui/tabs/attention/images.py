"""The image page: every head of a vision Transformer, over the image that it reads."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.attention import images
from playground.engine.attention.images import HUB, OFFERED, OWN, ImageRequest, Seen
from playground.engine.latent.images import card
from playground.ui import chart, figures, heads
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.tabs.attention import common
from playground.ui.texts import phrase

SNIPPET = """\
import torch
from playground.core.attention import rollout
from playground.engine.attention.images import ImageRequest, answer
from playground.models import catalog

seen = answer(ImageRequest({asked}))
vit = catalog.load("{model}")
image = torch.from_numpy(seen.image)[None, None] / 255
with torch.inference_mode():
    logits, weights = vit.attend(image)        # weights [layers, 1, heads, tokens, tokens]
print(logits.softmax(1))
print(weights[:, 0, :, 0, 1:])                 # CLS to patches, of every layer and head
print(rollout(weights[:, 0])[0, 1:])
"""
OF_HUB = """\
import torch
from playground.core.attention import rollout
from playground.data import examples
from playground.models import hub, vision

network = vision.opened(hub.fetch({name!r}, hub.IMAGES))
shipped = examples({photos!r})
image = torch.from_numpy(shipped.images[shipped.of_class({label})[{index}]]) / 255
weights, logits = vision.read(network, image)  # weights [layers, heads, tokens, tokens]
print(network.classes and network.classes[logits.argmax()])
print(weights[:, :, 0, 1:])                    # CLS to patches, of every layer and head
print(rollout(weights)[0, 1:])
"""
#: Of other people's models, of which nothing is known.
ASK = (
    "Press one head after another. Click a patch to ask from there, or show the rollout through all"
    " layers."
)
MODELS = {"own": "Trained here", "hub": "From the Hugging Face Hub, by name"}
NAMED = "Heads are named by what they do in this image."
NOTE = "{side} × {side} patches: the places that the network learned are interpolated to these."


def paint(request: ImageRequest, seen: Seen) -> dict[str, Any]:
    """The answer as values of the views."""
    tokens = ["CLS", *(f"{i // seen.side + 1}, {i % seen.side + 1}" for i in range(seen.side**2))]
    return {
        "heads": heads.value(
            seen.heads.weights,
            queries=tokens,
            keys=tokens,
            names=seen.heads.names(),
            numbers=seen.heads.numbers,
            picture=seen.image,
            first="CLS",
            note=phrase(NOTE, side=str(seen.side)) if request.model == HUB else NAMED,
            start=(len(seen.heads.weights) - 1, 0, 0),
        ),
        "read": chart.value(
            figures.bars(seen.classes, {"p": seen.probabilities}, x="class", y="probability")
        ),
    }


def snippet(request: ImageRequest) -> str:
    """The question in a dozen lines of PyTorch."""
    if request.model == HUB:
        asked_ = ("name", "photos", "label", "index")
        return OF_HUB.format(**{field: getattr(request, field) for field in asked_})
    asked = f"dataset={request.dataset!r}, label={request.label}, index={request.index}"
    asked += f", image={request.image!r}" if request.image else ""
    return SNIPPET.format(asked=asked, model=card(request.dataset, "vit"))


def _images(seen: Seen) -> dict[str, NDArray[np.uint8]]:
    """The image, and CLS to patches of every head, a pixel a patch; white is the head's largest."""
    maps = seen.heads.weights[:, :, 0, 1:].reshape(-1, seen.side, seen.side)
    share = maps / maps.max(axis=(1, 2), keepdims=True)
    return {"image": seen.image, "heads": (255 * share).round().astype(np.uint8)}


TAB = Tab(
    name="attention-images",
    title="Images",
    subject="Attention",
    hint=(
        "Press one head after another: in the last layer CLS gathers mostly from a digit's"
        " strokes, each head from others; from clothing it reads the rim as well. Click a patch to"
        " ask from there, or show the rollout."
    ),
    request=ImageRequest,
    answer=images.answer,
    controls=(
        Control("model", "Model", names=MODELS, can=lambda ask: OFFERED),
        Control("name", "Name", when=("model", (HUB,))),
        Control("photos", "Images", names=common.PHOTOS, when=("model", (HUB,))),
        Control("dataset", "Data set", names=common.DATASETS, when=("model", (OWN,))),
        Control("label", "Class", kind="slider"),
        Control("index", "Example", kind="dice", when=("image", ("",))),
        Control("image", "Your own image", more=True, like="dataset", when=("model", (OWN,))),
    ),
    views=(
        (View("heads", "heads", "Where each head looks from CLS, layer·head"),),
        (View("read", "chart", "What it reads", height=220),),
    ),
    paint=paint,
    cards=lambda request: () if request.model == HUB else (card(request.dataset, "vit"),),
    seen=lambda request, seen: ASK if request.model == HUB else None,
    endpoint=Endpoint(
        "vit_attention",
        "The attention of a vision Transformer's CLS token over the patches of an image, for every"
        " layer and head; its rollout; and what each head does on average over its queries.",
        images=_images,
    ),
    snippet=snippet,
)
