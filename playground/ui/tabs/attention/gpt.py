"""The page on GPT: it writes token by token, beside a Markov model of the same text."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from playground.arrays import F32
from playground.engine.attention import generation, heads
from playground.engine.attention import gpt as engine
from playground.engine.attention.generation import Context
from playground.engine.attention.gpt import EXAMPLE, Candidates, GPTRequest, Written
from playground.ui import chart, facts, strip, tiles, token_text
from playground.ui.tab import Control, Endpoint, Link, Tab
from playground.ui.tabs.attention import common
from playground.ui.tabs.attention.gpt_charts import forgetting, gpt, looking, markov, visible
from playground.ui.texts import Words, own, phrase
from playground.ui.views import Axis, Fact, Facts, Group, Strip, Tiles, TokenText

#: What a tile begins with, by its name. The second stands in no text that the models learned.
PROMPTS = {
    "Juliet on her balcony": EXAMPLE,
    "Gremio meets Baptista": (
        "GREMIO:\nGood morrow, neighbour Baptista.\n\n"
        "BAPTISTA:\nGood morrow, neighbour Gremio.\nGod save you, gentlemen!\n\n"
    ),
    "A king asks": "KING RICHARD III:\nWhat is thy name?\n\n",
    "News of the war": "What news of the war? The enemy",
}

SNIPPET = """\
import torch
from playground.core import markov
from playground.core.token_sampling import draw, probabilities
from playground.models import bpe, catalog

network, tokens = catalog.load("gpt"), bpe.shipped("shakespeare")
ids = torch.tensor(tokens.encode({request.prompt!r}))
chance = torch.Generator().manual_seed({request.seed})
how = {request.drawing.settings}
said = network.generate(
    ids[None], {request.tokens}, lambda logits: draw(logits, generator=chance, **how)
)
print(tokens.decode(said[0].tolist()))

with torch.inference_mode():
    logits, weights = network.attend(said[:, :-1])   # weights [layers, 1, heads, tokens, tokens]
print(probabilities(logits[0, -1], **how).topk(10))
text = torch.tensor(tokens.encode(bpe.training_text("shakespeare")))
chain = markov.count(text, order={request.order}, size=len(tokens.tokens))
print(chain.next(said[0, :-1]).topk(10))             # looks at the last {request.order} alone
"""


def prompts(request: GPTRequest, result: Written) -> Tiles:
    texts = list(PROMPTS.values())
    chosen = texts.index(request.prompt) if request.prompt in texts else None
    return Tiles([Group("Begin with", [phrase(name) for name in PROMPTS], chosen=chosen)])


def pick(request: GPTRequest, data: Mapping[str, Any]) -> GPTRequest:
    """A pressed tile begins another text."""
    group, option = tiles.pressed(data)
    return replace(request, prompt=(tuple(PROMPTS.values()),)[group][option])


def token(request: GPTRequest, result: Written) -> Strip:
    return Strip([Axis("token", "token to come", [own(visible(one)) for one in result.by_gpt])], [])


def text(request: GPTRequest, result: Written) -> TokenText:
    names = heads.places(result.weights[0])
    rows: list[Words] = ["mean of all heads", *(phrase("head {name}", name=n) for n in names)]
    tokens, start = [*result.prompt, *result.by_gpt], len(result.prompt)
    return TokenText("token", tokens, start, result.looked, rows)


def chain(request: GPTRequest, result: Written) -> TokenText:
    return TokenText("token", [*result.prompt, *result.by_markov], len(result.prompt))


def turn(request: GPTRequest, data: Mapping[str, Any]) -> GPTRequest:
    """A pressed bar: the text goes on with that token instead."""
    step, token = (int(value) for value in data["custom"])
    return replace(request, prompt=engine.continued(request, step, token))


def at_the_cursor(request: GPTRequest, result: Written) -> Facts:
    def came(one: Candidates) -> list[Words]:
        return [f"{p:.3f}" for p in one.own[np.arange(len(one.came)), one.came]]

    def moved(context: Context) -> list[Words]:
        return [f"{share:.0%}" for share in _moved(request, context)]

    axes = ("token",)
    often = (
        "how often the text that both learned goes on after the tokens that the Markov model sees"
    )
    variation = "total variation: the share of probability that goes to other tokens"
    seen: list[Words] = [f"{count} ×" for count in result.seen]
    told = [
        Fact("p(token), GPT", came(result.gpt), axes),
        Fact("p(token), Markov model", came(result.markov), axes),
        Fact("its last tokens, in the training text", seen, axes, help=often),
        Fact("GPT cut to these moves", moved(result.gpt_context), axes, help=variation),
        Fact("Markov model moves", moved(result.markov_context), axes, help=variation),
    ]
    return Facts(told)


def _moved(request: GPTRequest, context: Context) -> F32:
    """[S] when only the tokens that the Markov model sees are given."""
    column = int(np.searchsorted(context.lengths, request.order, side="right")) - 1
    return context.moved[:, column]


def seen(request: GPTRequest, result: Written) -> Words | None:
    """Of other texts than the hint's, and other orders."""
    opening = GPTRequest()
    if (request.prompt, request.order) == (opening.prompt, opening.order):
        return None
    share = f"{_moved(request, result.gpt_context).mean():.0%}"
    return phrase(
        "Drag the token: cut to its last {order} tokens the GPT moves {share} of its probability,"
        " mean over this text; the Markov model, which sees no more, moves none.",
        order=request.order,
        share=share,
    )


TAB = Tab(
    page=__name__,
    title="GPT",
    hint="Drag the token: after names far back, the GPT gives 0.92 to eight tokens that begin a"
    " speaker of Verona; the Markov model, which sees two tokens, gives them 0.12.",
    answer=engine.answer,
    controls=tuple(Control(name) for name in ("prompt", "tokens", "temperature", "top_p")),
    views=(
        (tiles.view("", prompts, pick=pick),),
        (strip.view("", token),),
        (
            token_text.view("The GPT writes", text),
            chart.view("GPT: what comes next", gpt, height=340, pick=turn),
        ),
        (facts.view("", at_the_cursor, name="facts"),),
        (
            token_text.view("The Markov model writes", chain),
            chart.view("Markov model, after the GPT's text", markov, height=340, pick=turn),
        ),
        (
            chart.view("What forgetting changes", forgetting, height=360, scale=2),
            chart.view("Where every head looked", looking, height=360, scale=3),
        ),
    ),
    cards=lambda request: (generation.MODEL,),
    seen=seen,
    endpoint=Endpoint(
        "generate_text",
        "Continues a text token by token with a GPT and with a Markov model of the text that it"
        " learned: at each step the likeliest next tokens of both, before and after temperature,"
        " top-k and top-p, where every head looked, and how far both distributions move when only"
        " the last tokens are given.",
        images=lambda result: {"attention": common.grey(result.looked)},
    ),
    see=lambda request, result: (
        Link("attention-by-hand", "The other temperature, inside attention"),
    ),
    snippet=SNIPPET,
    examples=({"prompt": "ROMEO:\n", "tokens": 3}, {"prompt": "What?", "tokens": 4, "order": 1}),
)
