"""Dropped modes: the PRD curve of two mixtures of Gaussians, and what k-NN measures say of them."""

from typing import Any

from playground.engine.truncation import modes
from playground.engine.truncation.modes import EDGE, ModesRequest, ModesResult
from playground.ui import chart, facts, figures, strip, table
from playground.ui.chart import Cursor, Frames
from playground.ui.facts import Fact
from playground.ui.strip import Axis
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.tabs.truncation import common
from playground.ui.tabs.truncation.modes_words import HINT, INVENTED
from playground.ui.texts import Words, phrase

BLUE, ORANGE, GREEN, RED, PINK = figures.COLOURS[:5]
#: The plane ends where nothing is left to see.
SEEN = 0.6 * EDGE
#: Of the scores, which measure each is compared with.
ASKS = {"F8": "recall", "F1/8": "precision"}


def paint(request: ModesRequest, result: ModesResult) -> dict[str, Any]:
    """The answer as values of the views."""
    start = max(len(result.kept) // 2, 1) - 1
    axis = Axis("kept", "modes kept", [str(count) for count in result.kept], start)
    cursor = Cursor("kept", list(result.kept))
    return {
        "cursor": strip.value([axis], []),
        "plane": chart.value(*_plane(result)),
        "curve": chart.value(*_curve(result)),
        "facts": facts.value(_facts(result)),
        "measures": chart.value(_measures(result), cursor),
        "table": _table(request, result),
    }


def _table(request: ModesRequest, result: ModesResult) -> dict[str, Any]:
    """A row for each number of kept modes; scores are of the PRD curves."""
    exact = {f"{name} by density": one.tolist() for name, one in result.exact.scores.items()}
    settings = {"modes kept": list(result.kept), **exact}
    measured = {**result.measured, **result.estimated.scores}
    constants: dict[str, table.Cell] = {
        "modes": request.modes,
        "invented modes": request.invented,
        "points": request.samples,
        "k": request.k,
        "clusters": request.clusters,
        "draws": modes.DRAWS,
        "features": "x and y",
        "seed": request.seed,
    }
    return common.drawn_table(settings, measured, constants, file="modes", axis="kept")


def _plane(result: ModesResult) -> tuple[Any, None, Frames]:
    """Real points, and the generated ones of so many modes."""
    drawn = figures.figure("x", "y", hovermode="closest")
    x, y = result.real.T
    blue = {"color": BLUE, "size": 5, "opacity": 0.7}
    drawn.add_scatter(x=x, y=y, mode="markers", marker=blue, name="real points")
    orange = {"color": ORANGE, "size": 6, "symbol": "triangle-up", "opacity": 0.8}
    x, y = result.fake[0].T
    drawn.add_scatter(x=x, y=y, mode="markers", marker=orange, name="generated points")
    drawn.update_traces(hoverinfo="skip")
    drawn.update_xaxes(range=[-SEEN, SEEN])
    drawn.update_yaxes(range=[-SEEN, SEEN], scaleanchor="x")
    return drawn, None, Frames("kept", {1: {"x": result.fake[..., 0], "y": result.fake[..., 1]}})


def _curve(result: ModesResult) -> tuple[Any, None, Frames]:
    """Recall across, precision up: by density, by k-means for each draw, and by k-NN."""
    drawn = figures.figure("recall", "precision", hovermode="closest")
    drawn.update_layout(legend_font_size=12)
    moving: dict[int, dict[str, Any]] = {}

    def add(recall: Any, precision: Any, **style: Any) -> None:
        """A trace that follows the cursor: [M, points] each."""
        moving[len(drawn.data)] = {"x": recall, "y": precision}
        drawn.add_scatter(x=recall[0], y=precision[0], **style)

    for draw in range(modes.DRAWS):
        add(
            result.estimated.recall[:, draw],
            result.estimated.precision[:, draw],
            mode="lines",
            line={"color": ORANGE, "width": 1.5, "dash": "dash"},
            name="k-means bins, each draw",
            showlegend=draw == 0,
        )
    add(
        result.exact.recall,
        result.exact.precision,
        mode="lines",
        line={"color": BLUE, "width": 3},
        name="by density",
    )
    add(
        result.measured["recall"],
        result.measured["precision"],
        mode="markers",
        marker={"color": RED, "size": 9, "symbol": "diamond"},
        name="k-NN, each draw",
    )
    drawn.update_xaxes(range=[-0.03, 1.05])
    drawn.update_yaxes(range=[-0.03, 1.05])
    return drawn, None, Frames("kept", moving)


def _measures(result: ModesResult) -> Any:
    """Means over the draws, at each number of kept modes; dotted: by density."""
    drawn = figures.figure("modes kept", "share")
    ways = {"precision": (BLUE, "circle"), "recall": (PINK, "square"), "coverage": (GREEN, "x")}
    for name, (colour, symbol) in ways.items():
        drawn.add_scatter(
            x=list(result.kept),
            y=result.measured[name].mean(1),
            mode="lines+markers",
            line={"color": colour, "width": 2.5},
            marker={"symbol": symbol, "size": 8},
            name=f"k-NN {name}",
        )
    for score, asked in ASKS.items():
        line = {"color": ways[asked][0], "width": 2, "dash": "dot" if asked == "recall" else "dash"}
        drawn.add_scatter(
            x=list(result.kept), y=result.exact.scores[score], mode="lines", line=line, name=score
        )
    drawn.update_xaxes(dtick=1)
    return drawn.update_yaxes(range=[-0.03, 1.05])


def _facts(result: ModesResult) -> list[Fact]:
    scores = [_score(result, name) for name in ASKS]
    return [*scores, *(_measure(result, name) for name in modes.MEASURES)]


def _score(result: ModesResult, name: str) -> Fact:
    exact, estimated = result.exact.scores[name], result.estimated.scores[name].mean(1)
    said = [
        phrase("{bins} by bins, {density} by density", bins=f"{one:.2f}", density=f"{other:.2f}")
        for one, other in zip(estimated, exact, strict=True)
    ]
    helps = {"F8": "Best of the curve where recall counts 8 times as much as precision."}
    help = helps.get(name, "Best of the curve where precision counts 8 times as much as recall.")
    return Fact(name, said, ("kept",), help=help)


def _measure(result: ModesResult, name: str) -> Fact:
    said = [f"{value:.2f}" for value in result.measured[name].mean(1)]
    return Fact(f"k-NN {name}", said, ("kept",), help="Mean of the draws.")


def seen(request: ModesRequest, result: ModesResult) -> Words | None:
    """Invented modes are a growing share of what is generated: then precision falls too."""
    precision = result.measured["precision"].mean(1)
    if not request.invented:
        return None
    return phrase(INVENTED, some=f"{precision[0]:.2f}", all=f"{precision[-1]:.2f}")


def snippet(request: ModesRequest) -> str:
    """The question in a dozen lines of PyTorch."""
    return f"""import torch
from playground.core import toys
from playground.core.fidelity import precision_recall
from playground.core.mixtures import Mixture
from playground.core.prd import prd_curve

chance = torch.Generator().manual_seed({request.seed})
modes = toys.ring({request.modes}, {modes.RADIUS})
real = Mixture(modes, {request.spread:g}).draw({request.samples}, chance)
for kept in range(1, {request.modes} + 1):
    fake = Mixture(modes[:kept], {request.width * request.spread:g}).draw({request.samples}, chance)
    curve = prd_curve(real, fake, clusters={request.clusters})
    print(kept, "F8", curve.best(8), "F1/8", curve.best(1 / 8))
    print(precision_recall(real, fake, k={request.k}))
"""


TAB = Tab(
    name="truncation-modes",
    title="Modes",
    subject=common.SUBJECT,
    hint=HINT,
    seen=seen,
    request=ModesRequest,
    answer=modes.answer,
    controls=(
        Control("modes", "Real modes"),
        Control("invented", "Invented modes"),
        Control("width", "Generated spread"),
        Control("clusters", "Bins"),
        Control("spread", "Real spread", more=True),
        Control("samples", "Points of each set", kind="number", more=True),
        Control("k", "k, nearest neighbours", more=True),
        Control("seed", "Seed", kind="dice", more=True),
    ),
    views=(
        (View("cursor", "strip"),),
        (
            View("plane", "chart", "Real and generated points", 350),
            View("curve", "chart", "Precision and recall of distributions (PRD)", 350),
        ),
        (View("facts", "facts"),),
        (View("measures", "chart", "Which measure notices dropped modes?", 330),),
        (View("table", "table", "All that was measured"),),
    ),
    paint=paint,
    cards=lambda request: (),
    endpoint=Endpoint(
        "drop_modes",
        "Two mixtures of Gaussians in the plane, of which the generated one keeps 1 to all of the"
        " real modes and may invent others: the PRD curve of their densities, its estimate from"
        " k-means bins, F8 and F1/8, and precision, recall, density and coverage by k-NN. The"
        " pictures: both densities, the generated one with fewest modes on top.",
        images=lambda result: modes.pictures(result.request),
    ),
    snippet=snippet,
)
