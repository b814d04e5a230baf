"""Dropped modes: the PRD curve of two mixtures of Gaussians, and what k-NN measures say of them."""

from typing import Any

import numpy as np

from playground.engine.truncation import modes
from playground.engine.truncation.modes import EDGE, ModesRequest, ModesResult
from playground.ui import chart, facts, figures, strip, table
from playground.ui.tab import Endpoint, Tab
from playground.ui.tabs.truncation import common
from playground.ui.texts import Words, phrase
from playground.ui.views import Axis, Chart, Cursor, Fact, Facts, Frames, Strip, Table

BLUE, ORANGE, GREEN, RED, PINK = figures.COLOURS[:5]
#: The plane ends where nothing is left to see.
SEEN = 0.6 * EDGE
#: Of the scores, which measure each is compared with, the dash of its line, and what it is.
ASKS = {
    name: (asked, dash, f"Best of the curve where {asked} counts 8 times as much as {other}.")
    for name, asked, other, dash in (
        ("F8", "recall", "precision", "dot"),
        ("F1/8", "precision", "recall", "dash"),
    )
}

INVENTED = (
    "Drag the modes kept: the curve falls back to the left, recall and coverage with it. The"
    " invented modes cost precision: {all} with all modes kept, {some} with one."
)

HERE = (
    "Drag the modes kept: the curve falls back to the left. From all modes kept to one, recall goes"
    " here from {recall_all} to {recall_one}, coverage from {coverage_all} to {coverage_one},"
    " precision from {precision_all} to {precision_one}."
)
#: The means of the draws differ by less where precision is said to notice nothing.
NOISE = 0.06

SNIPPET = """\
import torch

from playground.core import toys
from playground.core.fidelity import precision_recall
from playground.core.mixtures import Mixture
from playground.core.prd import prd_curve
from playground.device import generator
from playground.engine.truncation.modes import ANGLES, INNER, RADIUS

modes, spread = toys.ring({request.modes}, RADIUS), {request.spread:g}
invented = [toys.ring({request.invented}, INNER)] if {request.invented} else []
for kept in range(1, len(modes) + 1):
    chance = generator({request.seed}, 0)  # of the first draw
    real = Mixture(modes, spread).draw({request.samples}, chance)
    drawn = Mixture(torch.cat([modes[:kept], *invented]), {request.width:g} * spread)
    fake = drawn.draw({request.samples}, chance)
    curve = prd_curve(real, fake, clusters={request.clusters}, angles=ANGLES, seed={request.seed})
    print(kept, "F8", curve.best(8), "F1/8", curve.best(1 / 8))
    print(precision_recall(real, fake, k={request.k}))
"""


def seen(request: ModesRequest, result: ModesResult) -> Words | None:
    """Invented modes are a growing share of what is generated: then precision falls too. With few
    points, or balls of few neighbours, draws differ by more than the modes do."""
    means = {name: result.measured[name].mean(1) for name in ("recall", "coverage", "precision")}
    falling = all((np.diff(means[name]) > 0).all() for name in ("recall", "coverage"))
    some, *_, every = precision = means["precision"]
    if falling and request.invented and some < every:
        return phrase(INVENTED, some=f"{some:.2f}", all=f"{every:.2f}")
    if falling and not request.invented and np.ptp(precision) < NOISE:
        return None
    ends = {"one": 0, "all": -1}
    said = {f"{name}_{end}": f"{means[name][at]:.2f}" for name in means for end, at in ends.items()}
    return phrase(HERE, **said)


def cursor(request: ModesRequest, result: ModesResult) -> Strip:
    """It begins at half of the modes."""
    start = max(len(result.kept) // 2, 1) - 1
    return Strip([Axis("kept", "modes kept", [str(count) for count in result.kept], start)], [])


def plane(request: ModesRequest, result: ModesResult) -> Chart:
    """Real points, and the generated ones of so many modes."""
    figure = figures.figure("x", "y", hovermode="closest")
    for (x, y), name, colour, size, symbol in (
        (result.real.T, "real points", BLUE, 5, "circle"),
        (result.fake[0].T, "generated points", ORANGE, 6, "triangle-up"),
    ):
        quiet: dict[str, Any] = {"marker": {"opacity": 0.75}, "hoverinfo": "skip"}
        figures.marks(figure, x, y, name, colour, symbol, size, **quiet)
    figure.update_xaxes(range=[-SEEN, SEEN])
    figure.update_yaxes(range=[-SEEN, SEEN], scaleanchor="x")
    moving = {1: {"x": result.fake[..., 0], "y": result.fake[..., 1]}}
    return Chart(figure, frames=Frames("kept", moving))


def curve(request: ModesRequest, result: ModesResult) -> Chart:
    """Recall across, precision up: by density, by k-means for each draw, and by k-NN."""
    figure = figures.figure("recall", "precision", hovermode="closest", legend_font_size=13)
    moving: dict[int, dict[str, Any]] = {}

    def add(recall: Any, precision: Any, **style: Any) -> None:
        """A trace that follows the cursor: [M, points] each."""
        moving[len(figure.data)] = {"x": recall, "y": precision}
        figure.add_scatter(x=recall[0], y=precision[0], **style)

    dashed = {"color": ORANGE, "width": 1.5, "dash": "dash"}
    for draw in range(modes.DRAWS):
        bins = result.estimated.recall[:, draw], result.estimated.precision[:, draw]
        name = "k-means bins, each draw"
        add(*bins, mode="lines", line=dashed, name=name, showlegend=draw == 0)
    exact, knn = result.exact, result.measured
    solid = {"color": BLUE, "width": 3}
    add(exact.recall, exact.precision, mode="lines", line=solid, name="by density")
    diamond = {"color": RED, "size": 9, "symbol": "diamond"}
    add(knn["recall"], knn["precision"], mode="markers", marker=diamond, name="k-NN, each draw")
    figure.update_xaxes(range=[-0.03, 1.05]).update_yaxes(range=[-0.03, 1.05])
    return Chart(figure, frames=Frames("kept", moving))


def scores(request: ModesRequest, result: ModesResult) -> Facts:
    """Means of the draws under the cursor."""
    means = {name: values.mean(1) for name, values in result.measured.items()}
    return Facts(
        [
            *(_score(result, name, help) for name, (_, _, help) in ASKS.items()),
            *(
                Fact(f"k-NN {n}", [f"{v:.2f}" for v in mean], ("kept",), help="Mean of the draws.")
                for n, mean in means.items()
            ),
        ]
    )


def _score(result: ModesResult, name: str, help: str) -> Fact:
    exact, estimated = result.exact.scores[name], result.estimated.scores[name].mean(1)
    said = [
        phrase("{bins} by bins, {density} by density", bins=f"{one:.2f}", density=f"{other:.2f}")
        for one, other in zip(estimated, exact, strict=True)
    ]
    return Fact(name, said, ("kept",), help=help)


def measures(request: ModesRequest, result: ModesResult) -> Chart:
    """Means over the draws, at each number of kept modes; dotted: by density."""
    figure, kept = figures.figure("modes kept", "share"), list(result.kept)
    styles = {"precision": (BLUE, "circle"), "recall": (PINK, "square"), "coverage": (GREEN, "x")}
    for name, (colour, symbol) in styles.items():
        values = result.measured[name].mean(1)
        figures.curve(figure, kept, values, f"k-NN {name}", colour, symbol=symbol)
    for score, (asked, dash, _) in ASKS.items():
        exact, colour = result.exact.scores[score], styles[asked][0]
        figures.curve(figure, kept, exact, score, colour, dash=dash, width=2)
    figure.update_xaxes(dtick=1).update_yaxes(range=[-0.03, 1.05])
    return Chart(figure, Cursor("kept", kept))


def measured(request: ModesRequest, result: ModesResult) -> Table:
    """A row for each number of kept modes; scores are of the PRD curves."""
    exact = {f"{name} by density": one.tolist() for name, one in result.exact.scores.items()}
    fields = {"modes": "modes", "invented_modes": "invented", "points": "samples", "k": "k"}
    constants = table.asked(request, **fields, clusters="clusters")
    constants |= {"draws": modes.DRAWS, "features": "x and y", "seed": request.seed}
    settings = {"modes kept": list(result.kept), **exact}
    values = {**result.measured, **result.estimated.scores}
    return common.draws_table(settings, values, constants, file="modes", axis="kept")


TAB = Tab(
    page=__name__,
    hint="Drag the modes kept: the curve falls back to the left, recall and coverage with it;"
    " precision notices nothing.",
    seen=seen,
    answer=modes.answer,
    controls=common.more("spread", "samples", "k", "seed"),
    views=(
        (strip.view("", cursor),),
        (
            chart.view("Real and generated points", plane, height=350),
            chart.view("Precision and recall of distributions (PRD)", curve, height=350),
        ),
        (facts.view("", scores, name="facts"),),
        (chart.view("Which measure notices dropped modes?", measures, height=330),),
        (table.view("All that was measured", measured, name="table"),),
    ),
    endpoint=Endpoint(
        "drop_modes",
        "Two mixtures of Gaussians in the plane, of which the generated one keeps 1 to all of the"
        " real modes and may invent others: the PRD curve of their densities, its estimate from"
        " k-means bins, F8 and F1/8, and precision, recall, density and coverage by k-NN. The"
        " pictures: both densities, the generated one with fewest modes on top.",
        images=lambda result: modes.pictures(result.request),
    ),
    snippet=SNIPPET,
    examples=({"modes": 3, "samples": 100}, {"modes": 4, "samples": 100}),
)
