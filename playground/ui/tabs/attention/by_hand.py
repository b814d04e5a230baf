"""The page by hand: one query of an attention head, number by number."""

from playground.engine.attention import by_hand
from playground.engine.attention.by_hand import ByHandRequest, Opened
from playground.ui import step_by_step
from playground.ui.step_by_step import StepByStep
from playground.ui.tab import Control, Endpoint, Tab
from playground.ui.tabs.attention import common

SNIPPET = """\
import torch
from playground.core.attention import attention
from playground.engine.attention.by_hand import ByHandRequest, answer

opened = answer({request})
q, k, v = (torch.from_numpy(x) for x in (opened.q, opened.k, opened.v))  # [layers, heads, words, D]
result = attention(q, k, v, mask=torch.from_numpy(opened.mask), temperature=1.0)
print(opened.queries, opened.keys)
print(result.scores, result.weights, result.output)
"""


def one_query(request: ByHandRequest, result: Opened) -> StepByStep:
    layers, heads = result.q.shape[:2]
    return StepByStep(
        result.q,
        result.k,
        result.v,
        result.mask,
        queries=result.queries,
        keys=result.keys,
        start=(layers - 1, heads - 1, min(1, len(result.queries) - 1)),
    )


TAB = Tab(
    page=__name__,
    hint="Press a query and read across: its product with each key, scaled, made into weights,"
    " times the values; a decoder's are masked. Cool the softmax and the strongest key takes"
    " more; heat it and all share more alike.",
    answer=by_hand.answer,
    controls=(Control("model", names=common.MODELS), Control("part", names=common.PARTS)),
    views=((step_by_step.view("", one_query, name="hand"),),),
    cards=lambda request: (request.model,),
    endpoint=Endpoint(
        "attention_by_hand",
        "One kind of a translator's attention, number by number: the scores q.k / sqrt(d) of every"
        " layer, head, query and key, which keys each query may look at, weights and outputs.",
        images=lambda result: {"weights": common.grey(result.worked().weights.numpy())},
    ),
    snippet=SNIPPET,
    examples=({"part": "cross"}, {"sentence": "the cat sees the dog"}, {"part": "decoder"}),
)
