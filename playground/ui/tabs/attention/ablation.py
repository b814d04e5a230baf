"""The page that takes away words and heads, and compares with what attention weighed."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from playground.arrays import Image8
from playground.engine.attention import ablation
from playground.engine.attention.ablation import HEAD, WORD, AblationRequest, AblationResult, Series
from playground.engine.attention.attention_maps import GPT_MODEL, SELF
from playground.engine.attention.by_hand import CROSS, DECODER, ENCODER
from playground.engine.attention.sentences import EXAMPLE, MODEL, translators
from playground.ui import chart, facts, figures, strip
from playground.ui.tab import Control, Endpoint, Tab
from playground.ui.tabs.attention import common
from playground.ui.texts import Words, phrase
from playground.ui.views import Axis, Chart, Fact, Facts, Frames, Strip

NAMES = {
    ablation.LAST: "last layer, mean of heads",
    ablation.THROUGH: "through all layers (rollout)",
    ENCODER: "encoder heads",
    DECODER: "decoder heads",
    CROSS: "cross-attention heads",
    SELF: "heads",
}
WEIGHT = {WORD: "attention on the word", HEAD: "the head's largest weight"}
CHANGE = "change of the output (total variation)"
#: A point this far from nothing is named.
LOUD = 0.15


def output(request: AblationRequest, result: AblationResult) -> Strip:
    outputs = [f"{i + 1}: {name}" for i, name in enumerate(result.outputs)]
    return Strip([Axis("output", "output word", outputs)], [])


def scatter(request: AblationRequest, result: AblationResult) -> Chart:
    """A thing a point, faint for every output, full for the cursor's."""
    figure = figures.figure(WEIGHT[result.away], CHANGE, hovermode="closest")
    frames: dict[int, dict[str, Any]] = {}
    for number, one in enumerate(result.series):
        colour, symbol = figures.COLOURS[number], ("circle", "diamond", "square")[number]
        names = [f"{thing} · {output}" for thing in one.things for output in result.outputs]
        faint = {"size": 7, "color": colour, "opacity": 0.28}
        figures.points(figure, one.weight.ravel(), one.change.ravel(), faint, names)
        labels = _labels(one, quiet=number > 0 and result.away == WORD)
        frames[2 * number + 1] = {"x": one.weight.T, "y": one.change.T, "text": labels}
        full = {"size": 11, "color": colour, "symbol": symbol}
        first = (one.weight[:, 0], one.change[:, 0])
        figures.points(figure, *first, full, labels[0], name=NAMES[one.name], mode="markers+text")
    figure.update_xaxes(range=[-0.05, 1.05])
    figure.update_yaxes(range=[-0.05, 1.12])
    return Chart(figure, frames=Frames("output", frames))


def _labels(one: Series, quiet: bool) -> list[list[str]]:
    """[output][thing]: names beside the points that weigh or change something there."""
    loud = np.maximum(one.weight, one.change).transpose() > (np.inf if quiet else LOUD)
    return [
        [name if shown else "" for name, shown in zip(one.things, row, strict=True)] for row in loud
    ]


def bars(request: AblationRequest, result: AblationResult) -> Chart:
    """What each thing weighs, and what is changed without it, for the cursor's output."""
    of = result.series if result.away == HEAD else result.series[:1]
    names = [f"{one.name} {thing}" if len(of) > 1 else thing for one in of for thing in one.things]
    weight = np.concatenate([one.weight for one in of])
    change = np.concatenate([one.change for one in of])
    heights = {WEIGHT[result.away]: weight[:, 0], CHANGE: change[:, 0]}
    places = [f"{i + 1}: {name}" for i, name in enumerate(names)]
    figure = figures.bars(places, heights, highest=1.02)
    figure.update_xaxes(tickvals=places, ticktext=names)
    return Chart(figure, frames=Frames("output", {0: {"y": weight.T}, 1: {"y": change.T}}))


def taus(request: AblationRequest, result: AblationResult) -> Facts:
    """How well the order of weights is that of effects, where there is more than one thing."""
    help, told = "of this output: 1 = the same order, 0 = unrelated", []
    for one in result.series:
        if len(one.things) > 1:
            texts = [f"{tau:+.2f}".replace("-", "−") for tau in one.tau]
            told.append(Fact(NAMES[one.name], texts, ("output",), help=help))
    return Facts(told)


def seen(request: AblationRequest, result: AblationResult) -> Words | None:
    """Of other networks and texts than the hint's: its first series."""
    if (request.model, request.sentence) == (MODEL, EXAMPLE):
        return None
    one = result.series[0]
    if result.away == WORD:
        hits = int((one.weight.argmax(0) == one.change.argmax(0)).sum())
        template = "Drag the output: {hits} of {count} change most without the word looked at most."
        return phrase(template, hits=hits, count=len(result.outputs))
    weight, change = one.weight.max(1), one.change.max(1)
    heavy, strong = int(weight.argmax()), int(change.argmax())
    return phrase(
        "Of the {kind}, {heavy} weighs most ({weight}), and an output changes by {change} at most"
        " without it; without {strong} one changes by {most}.",
        kind=NAMES[one.name],
        heavy=one.things[heavy],
        strong=one.things[strong],
        weight=f"{weight[heavy]:.2f}",
        change=f"{change[heavy]:.2f}",
        most=f"{change[strong]:.2f}",
    )


def _images(result: AblationResult) -> Mapping[str, Image8]:
    """Weights and changes of each series, a thing a row, an output a column: a grey each."""
    both = [
        (one.name, kind, getattr(one, kind))
        for one in result.series
        for kind in ("weight", "change")
    ]
    return {f"{name}_{kind}": common.grey(values)[0] for name, kind, values in both}


TAB = Tab(
    page=__name__,
    hint="Drag the output: most French words miss most what they look at. Then take heads away: the"
    " largest weight of encoder head 2·4 is 0.93, and without it no word changes by more than"
    " 0.02 here; yet of the shipped sentences 38 % go wrong without it.",
    answer=ablation.answer,
    controls=(
        Control("model", names={**common.MODELS, GPT_MODEL: common.GPT}),
        Control(
            "away",
            names={WORD: "each word in turn", HEAD: "each head in turn"},
            when=("model", ablation.WITH_HEADS),
        ),
        Control("sentence", when=("model", translators())),
        Control("prompt", when=("model", (GPT_MODEL,))),
    ),
    views=(
        (strip.view("", output),),
        (
            chart.view("Attention against effect", scatter, height=310, scale=3),
            chart.view("For this output", bars, height=310, scale=3),
        ),
        (facts.view("Kendall's tau of attention and effect", taus, name="facts"),),
    ),
    cards=lambda request: (request.model,),
    seen=seen,
    endpoint=Endpoint(
        "ablate",
        "Each word of a text, or each head of a network, is taken away in turn: its attention"
        " weight, and the change of every output's distribution (total variation), with Kendall's"
        " tau between the two. The pictures: weights and changes, a thing a row.",
        images=_images,
    ),
    snippet="for series in result.series:\n"
    "    print(series.name, series.things)\n"
    "    print(series.weight, series.change, series.tau)     # [things, outputs]; Kendall's tau",
    examples=({"sentence": "the dog sleeps"}, {"sentence": "the cat sleeps", "away": "head"}),
)
