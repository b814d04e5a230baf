"""The page by hand: one query of an attention head, number by number."""

from typing import Any

from playground.engine.attention import by_hand as engine
from playground.engine.attention import sentences
from playground.engine.attention.by_hand import HandRequest, Opened
from playground.ui import hand
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.tabs.attention import common

SNIPPET = """\
import torch
from playground.core.attention import attention
from playground.engine.attention.by_hand import opened_up

opened = opened_up("{model}", {words!r}, "{part}")
q, k, v = (torch.from_numpy(x) for x in (opened.q, opened.k, opened.v))  # [layers, heads, words, D]
found = attention(q, k, v, mask=torch.from_numpy(opened.mask), temperature=1.0)
print(opened.queries, opened.keys)
print(found.scores, found.weights, found.output)
"""


def paint(request: HandRequest, found: Opened) -> dict[str, Any]:
    """The answer as values of the views."""
    layers, heads = found.q.shape[:2]
    return {
        "hand": hand.value(
            found.q,
            found.k,
            found.v,
            found.mask,
            queries=found.queries,
            keys=found.keys,
            start=(layers - 1, heads - 1, min(1, len(found.queries) - 1)),
        )
    }


def snippet(request: HandRequest) -> str:
    """The question in a few lines of PyTorch."""
    words = sentences.words_of(request.sentence, request.model)
    return SNIPPET.format(model=request.model, words=words, part=request.part)


TAB = Tab(
    name="attention-by-hand",
    title="By hand",
    subject="Attention",
    hint=(
        "Press a query and read across: its product with each key, scaled, made into weights,"
        " times the values; a decoder's are masked. Cool the softmax and the strongest key takes"
        " more; heat it and all share more alike."
    ),
    request=HandRequest,
    answer=engine.answer,
    controls=(
        Control("model", "Model", names=common.MODELS),
        Control("part", "Attention of", names=common.PARTS),
        Control("sentence", "English sentence"),
    ),
    views=((View("hand", "hand"),),),
    paint=paint,
    cards=lambda request: (request.model,),
    endpoint=Endpoint(
        "attention_by_hand",
        "One kind of a translator's attention, number by number: the scores q.k / sqrt(d) of every"
        " layer, head, query and key, which keys each query may look at, weights and outputs.",
        images=lambda found: {"weights": common.grey(found.worked().weights.numpy())},
    ),
    snippet=snippet,
)
