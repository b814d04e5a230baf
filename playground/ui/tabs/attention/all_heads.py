"""The page of heads: all of a network's at once, one of them large."""

import numpy as np

from playground.engine.attention import all_heads, dates, external_models, induction
from playground.engine.attention.all_heads import AllHeads, AllHeadsRequest
from playground.engine.attention.attention_maps import GPT_MODEL, SELF, Said
from playground.engine.attention.by_hand import CROSS, DECODER, ENCODER, MODELS
from playground.engine.attention.sentences import translators
from playground.ui import facts, heads
from playground.ui.tab import Control, Endpoint, Tab
from playground.ui.tabs.attention import common
from playground.ui.tabs.attention.dates import written
from playground.ui.texts import Words, own, phrase
from playground.ui.views import Fact, Facts, Heads

NAMES = {
    **{name: f"Translation: {said}" for name, said in common.MODELS.items()},
    dates.MODEL: "Dates: GRU, additive attention",
    induction.MODEL: "Letters: two layers of attention",
    GPT_MODEL: common.GPT,
    external_models.MINILM: "MiniLM, from its package",
    external_models.HUB: "From the Hugging Face Hub, by name",
}
#: What key 0 is, where it is left out.
FIRST = {
    ENCODER: "the first word",
    DECODER: "the start",
    CROSS: "the first word",
    SELF: "the first token",
    dates.MODEL: "the first character",
}

SNIPPET = """\
import torch
from playground.core.attention import rollout
from playground.engine.attention.all_heads import AllHeadsRequest, answer

result = answer({request})
weights = torch.from_numpy(result.heads.weights)   # [layers, heads, queries, keys], rows sum to 1
print(result.said)
print(weights)
print(result.heads.numbers)                        # [layer, head] by name
if result.causal is not None:                      # queries are keys
    print(rollout(weights))
"""


def every_head(request: AllHeadsRequest, result: AllHeads) -> Heads:
    layers, count = result.heads.weights.shape[:2]
    kind = result.model if result.model in FIRST else result.part
    return Heads(
        result.heads.weights,
        queries=result.queries,
        keys=result.keys,
        names=result.heads.names(),
        numbers=result.heads.numbers,
        scores=result.scores,
        causal=result.causal,
        axes=common.AXES[kind],
        first=FIRST[kind] if result.sinks == (0,) else "special tokens such as [CLS]",
        sinks=result.sinks,
        note="Heads are named by what they do in this text.",
        others=_others(result) if result.measured else (),
        start=(layers - 1, count - 1, len(result.queries) - 1 if result.causal else 0),
    )


def _others(result: AllHeads) -> list[list[Words]]:
    """What each head does over other texts."""

    def one(layer: int, head: int, name: str) -> Words:
        said: dict[str, str | int] = {"count": result.measured, "does": heads.NAMES[name]}
        if name not in result.others.numbers:
            return phrase("Over {count} other texts: {does}.", **said)
        figure = f"{result.others.numbers[name][layer, head]:.2f}"
        return phrase("Over {count} other texts: {does} {figure}.", **said, figure=figure)

    return [
        [one(i, j, name) for j, name in enumerate(layer)]
        for i, layer in enumerate(result.others.names())
    ]


def said(request: AllHeadsRequest, result: AllHeads) -> Facts:
    """What the network makes of the text."""
    told = [_fact(one) for one in result.said]
    if result.read:
        told.append(written(result.read.day, result.read.fault))
    return Facts(told)


def _fact(one: Said) -> Fact:
    """One answer, or the likeliest with what each has."""
    if len(one.answers) == 1:
        ((answer, p),) = one.answers
        return Fact(one.about, [own(answer)], help=phrase("probability {p}", p=f"{p:.2f}"))
    pairs = [phrase("{answer} {p}", answer=own(said), p=f"{p:.2f}") for said, p in one.answers]
    return Fact(one.about, [pairs])


def seen(request: AllHeadsRequest, result: AllHeads) -> Words | None:
    """Of other networks and texts than the hint's."""
    example = AllHeadsRequest()
    if result.model == example.model and all_heads.text_of(request) == all_heads.text_of(example):
        return None
    query = len(result.queries) // 2
    weights = result.heads.weights[:, :, query]
    if weights[..., 0].size == 1:
        return common.looks(result.queries, result.keys, result.heads.weights[0, 0], query)
    layer, head, key = (int(i) for i in np.unravel_index(weights.argmax(), weights.shape))
    at_key = weights[:, :, key]
    least = [int(i) for i in np.unravel_index(at_key.argmin(), at_key.shape)]
    return phrase(
        "Press one head after another: in head {head} “{query}” looks most at “{key}”, with"
        " {weight}; in head {other} with {less}.",
        query=own(result.queries[query]),
        key=own(result.keys[key]),
        head=f"{layer + 1}·{head + 1}",
        other=f"{least[0] + 1}·{least[1] + 1}",
        weight=f"{at_key[layer, head]:.2f}",
        less=f"{at_key.min():.2f}",
    )


TAB = Tab(
    page=__name__,
    hint="In head 2·4 determiners and adjectives look at their noun: “her”, “beautiful” and “tired”"
    " at “king”. Then ask the cross-attention: of the French words only “roi” looks there.",
    answer=all_heads.answer,
    controls=(
        Control(
            "model",
            kind="dropdown",
            names=NAMES,
            can=lambda request: (*all_heads.MODELS, *external_models.offered()),
        ),
        Control("part", names=common.PARTS, when=("model", MODELS)),
        Control("sentence", when=("model", translators())),
        Control("date", when=("model", (dates.MODEL,))),
        Control("letters", when=("model", (induction.MODEL,))),
        Control("prompt", when=("model", (GPT_MODEL,))),
        Control("name", when=("model", (external_models.HUB,))),
        Control("passage", when=("model", external_models.there())),
    ),
    views=(
        (heads.view("Every head, layer·head", every_head, name="heads"),),
        (facts.view("", said),),
    ),
    cards=lambda request: () if request.model in external_models.there() else (request.model,),
    seen=seen,
    endpoint=Endpoint(
        "attend_all_heads",
        "Attention of every layer and head of a network over one text, what the network makes of"
        " it, and statistics of each head in this text, and over held-out texts: weight on the"
        " previous, the next, the same, the first token, on the same token elsewhere and on what"
        " followed it (induction), and entropy; for cross-attention, how often its strongest key"
        " is gold.",
        images=lambda result: {"weights": common.grey(result.heads.weights)},
    ),
    snippet=SNIPPET,
    examples=({"part": "cross"}, {"sentence": "the cat sees the dog"}, {"part": "decoder"}),
)
