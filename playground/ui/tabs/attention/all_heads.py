"""The page of heads: all of a network's at once, one of them large."""

from typing import Any

import numpy as np

from playground.engine.attention import all_heads, attention_maps, dates, external_models, induction
from playground.engine.attention.all_heads import Gallery, GalleryRequest
from playground.engine.attention.attention_maps import GPT_MODEL, Said
from playground.engine.attention.by_hand import CROSS, MODELS
from playground.engine.attention.sentences import translators
from playground.ui import facts, heads
from playground.ui.facts import Fact
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.tabs.attention import all_heads_words as words
from playground.ui.tabs.attention import common
from playground.ui.tabs.attention import dates as dates_page
from playground.ui.texts import Words, own, phrase

#: The field of a translation that holds a part's weights.
TRANSLATION = """\
from playground.core.attention import head_statistics, rollout
from playground.models import catalog

said = catalog.load("{model}").translate([{words!r}])[0]
weights = said.{part}                       # [layers, heads, queries, keys], rows sum to 1
print(weights){more}
"""
CONTINUED = """\
import torch
from playground.core.attention import head_statistics, rollout
from playground.models import catalog

ids = torch.tensor([{ids}])                 # tokens, by number
with torch.inference_mode():
    logits, weights = catalog.load("{model}").attend(ids)
weights = weights[:, 0]                     # [layers, heads, queries, keys], rows sum to 1
print(logits[0, -1].softmax(0).topk(5)){more}
"""
OTHERS = """\
import torch
from transformers import AutoModel, AutoTokenizer
from playground.core.attention import head_statistics, rollout

name = {name!r}
network = AutoModel.from_pretrained(name, attn_implementation="eager")
batch = AutoTokenizer.from_pretrained(name)({text!r}, return_tensors="pt")
with torch.inference_mode():
    weights = torch.cat(network(**batch, output_attentions=True).attentions)
print(weights){more}
"""
MORE = "\nprint(head_statistics(weights))\nprint(rollout(weights))"


def paint(request: GalleryRequest, found: Gallery) -> dict[str, Any]:
    """The answer as values of the views."""
    told = [said(one) for one in found.said]
    if found.read:
        told.append(dates_page.written(found.read.day, found.read.fault))
    return {"said": facts.value(told), "heads": painted(found)}


def painted(found: Gallery) -> dict[str, Any]:
    """All heads, as the view of heads shows them."""
    layers, heads_ = found.heads.weights.shape[:2]
    kind = found.model if found.model in words.FIRST else found.part
    return heads.value(
        found.heads.weights,
        queries=found.queries,
        keys=found.keys,
        names=found.heads.names(),
        numbers=found.heads.numbers,
        scores=found.scores,
        causal=found.causal,
        axes=words.AXES.get(kind, words.AXES[attention_maps.SELF]),
        first=words.FIRST[kind] if found.sinks == (0,) else words.SPECIAL,
        sinks=found.sinks,
        note=words.ALONE,
        others=_others(found) if found.measured else (),
        start=(layers - 1, heads_ - 1, len(found.queries) - 1 if found.causal else 0),
    )


def seen(request: GalleryRequest, found: Gallery) -> Words | None:
    """Of other networks and texts than the hint's."""
    example = all_heads.GalleryRequest()
    if found.model == example.model and all_heads.text_of(request) == all_heads.text_of(example):
        return None
    query = len(found.queries) // 2
    weights = found.heads.weights[:, :, query]
    if weights[..., 0].size == 1:
        return common.looks(found.queries, found.keys, found.heads.weights[0, 0], query)
    layer, head, key = (int(i) for i in np.unravel_index(weights.argmax(), weights.shape))
    at_key = weights[:, :, key]
    least = [int(i) + 1 for i in np.unravel_index(at_key.argmin(), at_key.shape)]
    said = {"head": f"{layer + 1}·{head + 1}", "other": f"{least[0]}·{least[1]}"}
    figures = {"weight": f"{at_key[layer, head]:.2f}", "less": f"{at_key.min():.2f}"}
    named = {"query": own(found.queries[query]), "key": own(found.keys[key])}
    return phrase(words.ANY, **named, **said, **figures)


def _others(found: Gallery) -> list[list[Words]]:
    """What each head does over other texts."""
    numbers = found.others.numbers

    def one(layer: int, head: int, name: str) -> Words:
        said: dict[str, str | int] = {"count": found.measured, "does": heads.NAMES[name]}
        if name not in numbers:
            return phrase(words.OTHERS, **said)
        return phrase(words.FIGURE, **said, figure=f"{numbers[name][layer, head]:.2f}")

    return [
        [one(i, j, name) for j, name in enumerate(layer)]
        for i, layer in enumerate(found.others.names())
    ]


def said(one: Said) -> Fact:
    """What the network makes of the text: one answer, or the likeliest with what each has."""
    if len(one.answers) == 1:
        ((answer, p),) = one.answers
        return Fact(one.about, [own(answer)], help=phrase("probability {p}", p=f"{p:.2f}"))
    pairs = [phrase("{answer} {p}", answer=own(said), p=f"{p:.2f}") for said, p in one.answers]
    return Fact(one.about, [pairs])


def snippet(request: GalleryRequest) -> str:
    """The question in a few lines of PyTorch."""
    if request.model in external_models.there():
        name = words.MINILM if request.model == external_models.MINILM else request.name
        return OTHERS.format(name=name, text=request.passage, more=MORE)
    part, text = all_heads.part_of(request), all_heads.text_of(request)
    if part == attention_maps.SELF:
        ids = attention_maps.tokens(request.model, text).tolist()
        return CONTINUED.format(model=request.model, ids=ids, more=MORE)
    more = "" if part == CROSS else MORE
    return TRANSLATION.format(model=request.model, words=list(text), part=part, more=more)


TAB = Tab(
    name="attention-all-heads",
    title="All heads",
    subject="Attention",
    hint=words.HINT,
    request=GalleryRequest,
    answer=all_heads.answer,
    controls=(
        Control(
            "model",
            "Model",
            kind="dropdown",
            names=words.MODELS,
            can=lambda ask: (*all_heads.MODELS, *external_models.offered()),
        ),
        Control("part", "Attention of", names=common.PARTS, when=("model", MODELS)),
        Control("sentence", "English sentence", when=("model", translators())),
        Control("date", "Date", when=("model", (dates.MODEL,))),
        Control("letters", "Letters", when=("model", (induction.MODEL,))),
        Control("prompt", "Text", when=("model", (GPT_MODEL,))),
        Control("name", "Name", when=("model", (external_models.HUB,))),
        Control("passage", "Text", when=("model", external_models.there())),
    ),
    views=(
        (View("heads", "heads", "Every head, layer·head"),),
        (View("said", "facts"),),
    ),
    paint=paint,
    cards=lambda request: () if request.model in external_models.there() else (request.model,),
    seen=seen,
    endpoint=Endpoint(
        "attend_all_heads",
        "Attention of every layer and head of a network over one text, what the network makes of"
        " it, and statistics of each head in this text, and over held-out texts: weight on the"
        " previous, the next, the same, the first token, on the same token elsewhere and on what"
        " followed it (induction), and entropy; for cross-attention, how often its strongest key"
        " is gold.",
        images=lambda found: {"weights": common.grey(found.heads.weights)},
    ),
    snippet=snippet,
)
