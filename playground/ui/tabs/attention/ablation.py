"""The page that takes away words and heads, and compares with what attention weighed."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.attention import ablation, attention_maps
from playground.engine.attention.ablation import (
    HEAD,
    LAST,
    THROUGH,
    WITH_HEADS,
    WORD,
    Explained,
    ExplanationRequest,
    Series,
)
from playground.engine.attention.attention_maps import GPT_MODEL, SELF
from playground.engine.attention.by_hand import CROSS, DECODER, ENCODER
from playground.engine.attention.sentences import EXAMPLE, MODEL, translators
from playground.ui import chart, facts, figures, strip
from playground.ui.chart import Frames
from playground.ui.facts import Fact
from playground.ui.strip import Axis
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.tabs.attention import ablation_words as words
from playground.ui.tabs.attention import common
from playground.ui.texts import Words, phrase

NAMES = {
    LAST: "last layer, mean of heads",
    THROUGH: "through all layers (rollout)",
    ENCODER: "encoder heads",
    DECODER: "decoder heads",
    CROSS: "cross-attention heads",
    SELF: "heads",
}
KINDS = ("weight", "change")
CHANGE = "change of the output (total variation)"
#: Of the points that are not the cursor's.
FAINT = 0.28
#: A point this far from nothing is named.
LOUD = 0.15

SNIPPET = """\
from playground.engine.attention.ablation import ExplanationRequest, answer

for series in answer(ExplanationRequest({asked})).series:
    print(series.name, series.things)
    print(series.weight, series.change, series.tau)     # [things, outputs]; Kendall's tau
"""


def paint(request: ExplanationRequest, found: Explained) -> dict[str, Any]:
    """The answer as values of the views."""
    outputs = [f"{i + 1}: {name}" for i, name in enumerate(found.outputs)]
    return {
        "output": strip.value([Axis("output", "output word", outputs)], []),
        "facts": facts.value(_facts(found)),
        "scatter": chart.value(*_scatter(found)),
        "bars": chart.value(*_bars(found)),
    }


def _facts(found: Explained) -> list[Fact]:
    """How well the order of weights is that of effects, where there is more than one thing."""
    several = [one for one in found.series if len(one.things) > 1]
    return [
        Fact(
            NAMES[one.name],
            [f"{tau:+.2f}".replace("-", "−") for tau in one.tau],
            ("output",),
            help=words.TAU,
        )
        for one in several
    ]


def _scatter(found: Explained) -> tuple[Any, None, Frames]:
    """A thing a point, faint for every output, full for the cursor's."""
    x = words.WEIGHT[found.away]
    drawn = figures.figure(x, CHANGE, hovermode="closest")
    frames: dict[int, dict[str, Any]] = {}
    for number, one in enumerate(found.series):
        colour = figures.COLOURS[number]
        names = [f"{thing} · {output}" for thing in one.things for output in found.outputs]
        faint = {"size": 7, "color": colour, "opacity": FAINT}
        hover = {"hovertemplate": "%{text}<br>%{x:.3f}, %{y:.3f}<extra></extra>"}
        drawn.add_scatter(
            x=one.weight.ravel(),
            y=one.change.ravel(),
            mode="markers",
            marker=faint,
            text=names,
            showlegend=False,
            **hover,
        )
        full = {"size": 11, "color": colour, "symbol": ("circle", "diamond", "square")[number]}
        labels = _labels(one, quiet=number > 0 and found.away == WORD)
        frames[2 * number + 1] = {"x": one.weight.T, "y": one.change.T, "text": labels}
        drawn.add_scatter(
            x=one.weight[:, 0],
            y=one.change[:, 0],
            mode="markers+text",
            marker=full,
            text=labels[0],
            textposition="top center",
            name=NAMES[one.name],
            **hover,
        )
    drawn.update_xaxes(range=[-0.05, 1.05])
    drawn.update_yaxes(range=[-0.05, 1.12])
    return drawn, None, Frames("output", frames)


def _labels(one: Series, quiet: bool) -> list[list[str]]:
    """[output][thing]: names beside the points that weigh or change something there."""
    least = np.inf if quiet else LOUD
    loud = np.maximum(one.weight, one.change).transpose() > least
    return [
        [name if shown else "" for name, shown in zip(one.things, row, strict=True)] for row in loud
    ]


def _bars(found: Explained) -> tuple[Any, None, Frames]:
    """What each thing weighs, and what is changed without it, for the cursor's output."""
    of = found.series if found.away == HEAD else found.series[:1]
    names = [f"{one.name} {thing}" if len(of) > 1 else thing for one in of for thing in one.things]
    weight = np.concatenate([one.weight for one in of])
    change = np.concatenate([one.change for one in of])
    bars = {words.WEIGHT[found.away]: weight[:, 0], CHANGE: change[:, 0]}
    places = [f"{i + 1}: {name}" for i, name in enumerate(names)]
    drawn = figures.bars(places, bars, highest=1.02)
    drawn.update_xaxes(tickvals=places, ticktext=names)
    return drawn, None, Frames("output", {0: {"y": weight.T}, 1: {"y": change.T}})


def seen(request: ExplanationRequest, found: Explained) -> Words | None:
    """Of other networks and texts than the hint's: its first series."""
    if (request.model, request.sentence) == (MODEL, EXAMPLE):
        return None
    one = found.series[0]
    if found.away == WORD:
        hits = int((one.weight.argmax(0) == one.change.argmax(0)).sum())
        return phrase(words.WORDS, hits=hits, count=len(found.outputs))
    weight, change = one.weight.max(1), one.change.max(1)
    heavy, strong = int(weight.argmax()), int(change.argmax())
    names = {"kind": NAMES[one.name], "heavy": one.things[heavy], "strong": one.things[strong]}
    figures = {"weight": weight[heavy], "change": change[heavy], "most": change[strong]}
    return phrase(words.HEADS, **names, **{name: f"{x:.2f}" for name, x in figures.items()})


def snippet(request: ExplanationRequest) -> str:
    """The question in a few lines."""
    asked = {"model": request.model, "away": ablation.away_of(request)}
    field = "prompt" if request.model == GPT_MODEL else "sentence"
    asked[field] = getattr(request, field)
    attention_maps.text_of(request.model, asked[field])
    said = ", ".join(f"{name}={value!r}" for name, value in asked.items())
    return SNIPPET.format(asked=said)


def _images(found: Explained) -> Mapping[str, NDArray[np.uint8]]:
    """Weights and changes of each series, a thing a row, an output a column: a grey each."""
    both = {(one.name, kind): getattr(one, kind) for one in found.series for kind in KINDS}
    return {f"{name}_{kind}": common.grey(values)[0] for (name, kind), values in both.items()}


TAB = Tab(
    name="attention-ablation",
    title="Ablation",
    subject="Attention",
    hint=words.HINT,
    request=ExplanationRequest,
    answer=ablation.answer,
    controls=(
        Control("model", "Model", names=words.MODELS),
        Control(
            "away",
            "Take away",
            names={WORD: "each word in turn", HEAD: "each head in turn"},
            when=("model", WITH_HEADS),
        ),
        Control("sentence", "English sentence", when=("model", translators())),
        Control("prompt", "Text", when=("model", (GPT_MODEL,))),
    ),
    views=(
        (View("output", "strip"),),
        (
            View("scatter", "chart", "Attention against effect", height=310, scale=3),
            View("bars", "chart", "For this output", height=310, scale=3),
        ),
        (View("facts", "facts", "Kendall's tau of attention and effect"),),
    ),
    paint=paint,
    cards=lambda request: (request.model,),
    seen=seen,
    endpoint=Endpoint(
        "ablate",
        "Each word of a text, or each head of a network, is taken away in turn: its attention"
        " weight, and the change of every output's distribution (total variation), with Kendall's"
        " tau between the two. The pictures: weights and changes, a thing a row.",
        images=_images,
    ),
    snippet=snippet,
)
