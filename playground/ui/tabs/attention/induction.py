"""The page on induction: repeated letters, every head, and the network without each of them."""

import numpy as np

from playground.engine.attention import induction
from playground.engine.attention.heads import places
from playground.engine.attention.induction import MODEL, InductionRequest, Repeated
from playground.ui import chart, facts, figures, heads, strip
from playground.ui.tab import Endpoint, Tab
from playground.ui.tabs.attention import common
from playground.ui.texts import Words, phrase
from playground.ui.views import Axis, Chart, Fact, Facts, Frames, Heads, Strip

SEEN = (
    "Where a letter comes again, head {best} looks most at what followed it before: induction score"
    " {score}. Take heads out one by one: without {missed} the letters to come are predicted worst,"
    " their mean probability goes from {before} to {after}."
)
NONE = (
    "Here no letter comes again and goes on: nothing before says what comes. Repeat a few letters."
)

SNIPPET = """\
import torch
from playground.core.attention import head_statistics
from playground.core.induction import induction_score
from playground.engine.attention.induction import letters_of
from playground.models import catalog

network, letters = catalog.load("induction"), letters_of({request.letters!r})
ids = torch.tensor([[ord(letter) - ord("A") for letter in letters]])
with torch.inference_mode():
    logits, weights = network.attend(ids)          # weights [layers, 1, heads, letters, letters]
print(logits[0, :-1].softmax(-1).gather(1, ids[0, 1:, None])[:, 0])
print(head_statistics(weights[:, 0]).previous, induction_score(weights[:, 0], ids[0]))
"""


def every_head(request: InductionRequest, result: Repeated) -> Heads:
    scores = result.heads.numbers["induction"]
    layer, head = (int(i) for i in np.unravel_index(scores.argmax(), scores.shape))
    return Heads(
        result.heads.weights,
        queries=list(result.letters),
        keys=list(result.letters),
        names=result.heads.names(),
        numbers=result.heads.numbers,
        causal=True,
        axes=("letter (query)", "letter before (key)"),
        first="the first letter",
        note="Heads are named by what they do in these letters.",
        start=(layer, head, len(result.letters) - 1),
    )


def without(request: InductionRequest, result: Repeated) -> Strip:
    names, worst = ["none", *places(result.heads.weights)], int(result.mean[1:].argmin()) + 1
    return Strip([Axis("without", "without head", names, start=worst)], [])


def means(request: InductionRequest, result: Repeated) -> Facts:
    help = "mean over letters that were there before"
    said = [f"{mean:.2f}" for mean in result.mean]
    every = Fact("p(next letter), all heads", said[:1], help=help)
    return Facts([every, Fact("without the chosen head", said, ("without",), help=help)])


def next(request: InductionRequest, result: Repeated) -> Chart:
    letters = list(range(1, len(result.letters)))
    curves = {"all heads": result.right[0], "without the chosen head": result.right[0]}
    figure = figures.lines(letters, curves, x="letter to come", y="its probability", markers=True)
    figure.update_xaxes(tickvals=letters, ticktext=list(result.letters[1:]), tickangle=0)
    figure.update_yaxes(range=[0, 1.02])
    return Chart(figure, frames=Frames("without", {1: {"y": result.right}}))


def scatter(request: InductionRequest, result: Repeated) -> Chart:
    """A head a point: what it looks at, and what is lost without it."""
    figure = figures.figure("induction score of the head", "loss without it", hovermode="closest")
    lost = result.mean[0] - result.mean[1:]
    scores, names = result.heads.numbers["induction"].ravel(), places(result.heads.weights)
    marker = {"size": 11, "color": figures.COLOURS[0]}
    figures.points(figure, scores, lost, marker, names, mode="markers+text")
    figure.update_xaxes(range=[-0.06, 1.02])
    figure.update_yaxes(range=[min(-0.05, float(lost.min()) - 0.05), float(lost.max()) + 0.12])
    return Chart(figure)


def seen(request: InductionRequest, result: Repeated) -> Words | None:
    """Of other letters than the hint's."""
    if result.letters == induction.EXAMPLE:
        return None
    if not result.again.any():
        return NONE
    scores, names = result.heads.numbers["induction"].ravel(), places(result.heads.weights)
    best, missed = int(scores.argmax()), int(result.mean[1:].argmin())
    means = {"before": f"{result.mean[0]:.2f}", "after": f"{result.mean[1 + missed]:.2f}"}
    told = {"best": names[best], "missed": names[missed], "score": f"{scores[best]:.2f}"}
    return phrase(SEEN, **told, **means)


TAB = Tab(
    page=__name__,
    hint="Where letters repeat, heads of the second layer look at what followed this letter before:"
    " a stripe. Take heads out one by one: the prediction falls most without one of the first"
    " layer, which shows no stripe.",
    seen=seen,
    answer=induction.answer,
    views=(
        (heads.view("Every head, layer·head", every_head, name="heads"),),
        (strip.view("Take one head out", without),),
        (facts.view("", means, name="facts"),),
        (
            chart.view("Probability of each letter to come", next, height=280, scale=3),
            chart.view("Attention against effect", scatter, height=280, scale=2),
        ),
    ),
    cards=lambda request: (MODEL,),
    endpoint=Endpoint(
        "induction",
        "A toy network of two layers of attention reads letters and predicts each next one:"
        " attention of every head, its weight on the letter before and on what followed the same"
        " letter last time (induction), and the predictions without each head.",
        images=lambda result: {"weights": common.grey(result.heads.weights)},
    ),
    snippet=SNIPPET,
    examples=({"letters": "ABCABC"}, {"letters": "XYZXYZ"}),
)
