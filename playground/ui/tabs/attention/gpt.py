"""The page on GPT: it writes token by token, beside a Markov model of the same text."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.attention import generation, gpt
from playground.engine.attention.gpt import GPTRequest, Written
from playground.ui import chart, facts, strip, tiles, token_text
from playground.ui.facts import Fact
from playground.ui.strip import Axis
from playground.ui.tab import Control, Endpoint, Link, Tab, View
from playground.ui.tabs.attention import common, gpt_charts
from playground.ui.tabs.attention.gpt_words import CUT, HINT, PROMPTS, SNIPPET
from playground.ui.texts import Words, own, phrase
from playground.ui.tiles import Group


def paint(request: GPTRequest, found: Written) -> dict[str, Any]:
    """The answer as values of the views."""
    layers, heads = found.weights.shape[1:3]
    names = [f"{i + 1}·{j + 1}" for i in range(layers) for j in range(heads)]
    weights = _rows(found)
    labels = [own(gpt_charts.visible(token)) for token in found.by_gpt]
    rows: list[Words] = ["mean of all heads", *(phrase("head {name}", name=n) for n in names)]
    texts = [[*found.prompt, *said] for said in (found.by_gpt, found.by_markov)]
    start = len(found.prompt)
    return {
        "prompts": tiles.value([_prompts(request)]),
        "token": strip.value([Axis("token", "token to come", labels)], []),
        "text": token_text.value("token", texts[0], start=start, weights=weights, rows=rows),
        "chain": token_text.value("token", texts[1], start=start),
        "facts": facts.value(_facts(request, found)),
        "gpt": chart.value(*gpt_charts.following(found.gpt, gpt_charts.BLUE)),
        "markov": chart.value(*gpt_charts.following(found.markov, gpt_charts.ORANGE)),
        "forgetting": chart.value(*gpt_charts.forgetting(found)),
        "looking": chart.value(*gpt_charts.looking(found, ["mean", *names], weights)),
    }


def _rows(found: Written) -> NDArray[np.float32]:
    """Weights [S, 1 + L * H, T]: the heads' mean, and each of them."""
    heads = found.weights.reshape(len(found.weights), -1, found.weights.shape[-1])
    return np.concatenate([heads.mean(1, keepdims=True), heads], axis=1)


def _prompts(request: GPTRequest) -> Group:
    prompts = list(PROMPTS.values())
    chosen = prompts.index(request.prompt) if request.prompt in prompts else None
    return Group("Begin with", [phrase(name) for name in PROMPTS], chosen=chosen)


def pick(request: GPTRequest, data: Mapping[str, Any]) -> GPTRequest:
    """A pressed tile begins another text."""
    group, option = tiles.pressed(data)
    return replace(request, prompt=(tuple(PROMPTS.values()),)[group][option])


def turn(request: GPTRequest, data: Mapping[str, Any]) -> GPTRequest:
    """A pressed bar: the text goes on with that token instead."""
    step, token = (int(value) for value in data["custom"])
    return replace(request, prompt=gpt.continued(request, step, token))


def _facts(request: GPTRequest, found: Written) -> list[Fact]:
    def came(one: gpt.Candidates) -> list[str]:
        return [f"{p:.3f}" for p in one.own[np.arange(len(one.came)), one.came]]

    def moved(context: generation.Context) -> list[str]:
        return [f"{share:.0%}" for share in _moved(request, context)]

    axes = ("token",)
    return [
        Fact("p(token), GPT", came(found.gpt), axes),
        Fact("p(token), Markov model", came(found.markov), axes),
        Fact(
            "its last tokens, in the training text",
            [f"{count} ×" for count in found.seen],
            axes,
            help=SEEN,
        ),
        Fact("GPT cut to these moves", moved(found.gpt_context), axes, help=MOVED),
        Fact("Markov model moves", moved(found.markov_context), axes, help=MOVED),
    ]


def seen(request: GPTRequest, found: Written) -> Words | None:
    """Of other texts than the hint's, and other orders."""
    opening = GPTRequest()
    if (request.prompt, request.order) == (opening.prompt, opening.order):
        return None
    share = f"{_moved(request, found.gpt_context).mean():.0%}"
    return phrase(CUT, order=request.order, share=share)


def _moved(request: GPTRequest, context: generation.Context) -> NDArray[np.float32]:
    """[S] when only the tokens that the Markov model sees are given."""
    column = int(np.searchsorted(context.lengths, request.order, side="right")) - 1
    return context.moved[:, column]


SEEN = "how often the text that both learned goes on after the tokens that the Markov model sees"
MOVED = "total variation: the share of probability that goes to other tokens"


def snippet(request: GPTRequest) -> str:
    """The question in a dozen lines of PyTorch."""
    how = request.drawing
    return SNIPPET.format(
        **{"prompt": request.prompt, "count": request.tokens, "order": request.order},
        **{"settings": ", ".join(f"{k}={v}" for k, v in how.settings.items()), "seed": how.seed},
    )


TAB = Tab(
    name="attention-gpt",
    title="GPT",
    subject="Attention",
    hint=HINT,
    request=GPTRequest,
    answer=gpt.answer,
    controls=(
        Control("prompt", "Prompt"),
        Control("tokens", "Tokens to write"),
        Control("temperature", "Output temperature"),
        Control("top_p", "Top-p"),
        Control("top_k", "Top-k"),
        Control("order", "Order of the Markov model"),
        Control("seed", "Seed", kind="dice"),
    ),
    views=(
        (View("prompts", "tiles", pick=pick),),
        (View("token", "strip"),),
        (
            View("text", "passage", "The GPT writes"),
            View("gpt", "chart", "GPT: what comes next", height=340, pick=turn),
        ),
        (View("facts", "facts"),),
        (
            View("chain", "passage", "The Markov model writes"),
            View("markov", "chart", "Markov model, after the GPT's text", height=340, pick=turn),
        ),
        (
            View("forgetting", "chart", "What forgetting changes", height=360, scale=2),
            View("looking", "chart", "Where every head looked", height=360, scale=3),
        ),
    ),
    paint=paint,
    cards=lambda request: (generation.MODEL,),
    seen=seen,
    endpoint=Endpoint(
        "generate_text",
        "Continues a text token by token with a GPT and with a Markov model of the text that it"
        " learned: at each step the likeliest next tokens of both, before and after temperature,"
        " top-k and top-p, where every head looked, and how far both distributions move when only"
        " the last tokens are given.",
        images=lambda found: {"attention": common.grey(_rows(found))},
    ),
    see=lambda request, result: (
        Link("attention-by-hand", "The other temperature, inside attention"),
    ),
    snippet=snippet,
)
