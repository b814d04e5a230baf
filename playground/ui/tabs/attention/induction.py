"""The page on induction: repeated letters, every head, and the network without each of them."""

from typing import Any

import numpy as np

from playground.engine.attention import induction
from playground.engine.attention.induction import MODEL, InductionRequest, Repeated
from playground.ui import chart, facts, figures, heads, strip
from playground.ui.chart import Frames
from playground.ui.facts import Fact
from playground.ui.strip import Axis
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.tabs.attention import common

SNIPPET = """\
import torch
from playground.core.attention import head_statistics
from playground.core.induction import induction_score
from playground.models import catalog

network, letters = catalog.load("{model}"), "{letters}"
ids = torch.tensor([[ord(letter) - ord("A") for letter in letters]])
with torch.inference_mode():
    logits, weights = network.attend(ids)          # weights [layers, 1, heads, letters, letters]
print(logits[0, :-1].softmax(-1).gather(1, ids[0, 1:, None])[:, 0])
print(head_statistics(weights[:, 0]).previous, induction_score(weights[:, 0], ids[0]))
"""


def paint(request: InductionRequest, found: Repeated) -> dict[str, Any]:
    """The answer as values of the views."""
    letters = list(found.letters)
    layers, count = found.heads.weights.shape[:2]
    names = [f"{i + 1}·{j + 1}" for i in range(layers) for j in range(count)]
    best = np.unravel_index(found.heads.numbers["induction"].argmax(), (layers, count))
    axis = Axis("without", "without head", ["none", *names], start=int(found.mean[1:].argmin()) + 1)
    return {
        "heads": heads.value(
            found.heads.weights,
            queries=letters,
            keys=letters,
            names=found.heads.names(),
            numbers=found.heads.numbers,
            causal=True,
            axes=("letter (query)", "letter before (key)"),
            first="the first letter",
            note="Heads are named by what they do in these letters.",
            start=(int(best[0]), int(best[1]), len(letters) - 1),
        ),
        "without": strip.value([axis], []),
        "facts": facts.value(_facts(found)),
        "next": chart.value(*_next(found)),
        "scatter": chart.value(_scatter(found, names)),
    }


def _facts(found: Repeated) -> list[Fact]:
    help = "mean over letters that were there before"
    means = [f"{mean:.2f}" for mean in found.mean]
    return [
        Fact("p(next letter), all heads", means[:1], help=help),
        Fact("without the chosen head", means, ("without",), help=help),
    ]


def _next(found: Repeated) -> tuple[Any, None, Frames]:
    places = list(range(1, len(found.letters)))
    curves = {"all heads": found.right[0], "without the chosen head": found.right[0]}
    drawn = figures.lines(places, curves, x="letter to come", y="its probability", markers=True)
    drawn.update_xaxes(tickvals=places, ticktext=list(found.letters[1:]), tickangle=0)
    drawn.update_yaxes(range=[0, 1.02])
    return drawn, None, Frames("without", {1: {"y": found.right}})


def _scatter(found: Repeated, names: list[str]) -> Any:
    """A head a point: what it looks at, and what is lost without it."""
    drawn = figures.figure("induction score of the head", "loss without it", hovermode="closest")
    scores, lost = found.heads.numbers["induction"].ravel(), found.mean[0] - found.mean[1:]
    marker = {"size": 11, "color": figures.COLOURS[0]}
    place = {"mode": "markers+text", "text": names, "textposition": "top center"}
    drawn.add_scatter(x=scores, y=lost, marker=marker, **place)
    drawn.update_xaxes(range=[-0.06, 1.02])
    drawn.update_yaxes(range=[min(-0.05, float(lost.min()) - 0.05), float(lost.max()) + 0.12])
    return drawn


TAB = Tab(
    name="attention-induction",
    title="Induction",
    subject="Attention",
    hint=(
        "Where letters repeat, heads of the second layer look at what followed this letter before:"
        " a stripe. Take heads out one by one: the prediction falls most without one of the first"
        " layer, which shows no stripe."
    ),
    request=InductionRequest,
    answer=induction.answer,
    controls=(Control("letters", "Letters"),),
    views=(
        (View("heads", "heads", "Every head, layer·head"),),
        (View("without", "strip", "Take one head out"),),
        (View("facts", "facts"),),
        (
            View("next", "chart", "Probability of each letter to come", height=280, scale=3),
            View("scatter", "chart", "Attention against effect", height=280, scale=2),
        ),
    ),
    paint=paint,
    cards=lambda request: (MODEL,),
    endpoint=Endpoint(
        "induction",
        "A toy network of two layers of attention reads letters and predicts each next one:"
        " attention of every head, its weight on the letter before and on what followed the same"
        " letter last time (induction), and the predictions without each head.",
        images=lambda found: {"weights": common.grey(found.heads.weights)},
    ),
    snippet=lambda request: SNIPPET.format(
        model=MODEL, letters=induction.letters_of(request.letters)
    ),
)
