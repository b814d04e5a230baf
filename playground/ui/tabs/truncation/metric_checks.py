"""Trust: how far the measures can be believed, shown on sets that are known to be equal or bad."""

from collections.abc import Sequence
from typing import Any

from playground.engine.truncation import metric_checks
from playground.engine.truncation.bands import Scores
from playground.engine.truncation.metric_checks import TrustRequest, TrustResult
from playground.ui import chart, figures, strip, table
from playground.ui.chart import Cursor
from playground.ui.strip import Axis, Row
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.tabs.truncation import common
from playground.ui.texts import DATASETS, Words, phrase

SHARES = ("precision", "recall", "coverage")
#: What noise does is shown by what should fall with it.
MISLED = ("recall", "precision")
#: The noise that the page opens with: an eye reads the images still, the classifier hardly.
START = 4

HINT = (
    "Drag the noise up: in pixels recall rises to 1, in the trained classifier it falls to 0. Then"
    " look at N: real images do not score 1 against real ones, and FID falls with N alone."
)
ONE = (
    "Drag the noise up: in pixels recall rises to 1, in the trained classifier it falls to 0. Then"
    " look at N: with k = {k} real images score {low} to {high} against real ones, and FID falls"
    " with N alone."
)

SNIPPET = """\
from playground.engine.truncation.metric_checks import TrustRequest, answer

result = answer({request})
for n, real, made in zip(result.counts, result.alike, result.generated):
    print(n, "real", real.values["frechet"], "generated", made.values["frechet"])
"""


def paint(request: TrustRequest, result: TrustResult) -> dict[str, Any]:
    """Noise in three spaces under one cursor, sets of every size under another."""
    noise, count = Cursor("noise", list(result.noise)), Cursor("n", list(result.counts))
    misled = {name: chart.value(_misled(result, name), noise) for name in MISLED}
    return {
        "pictures": _pictures(result),
        **misled,
        "alike": chart.value(_alike(request, result), count),
        "distance": chart.value(_distance(result), count),
        "table": _table(request, result),
    }


def seen(request: TrustRequest, result: TrustResult) -> Words | None:
    """Where the balls are so large that some real set does score 1."""
    scores = [one.values[name] for one in result.alike for name in SHARES]
    if max(scores) < 1:
        return None
    return phrase(ONE, k=request.k, low=f"{min(scores):.2f}", high=f"{max(scores):.2f}")


def _pictures(result: TrustResult) -> dict[str, Any]:
    axes = [
        Axis("noise", "noise", result.noise, start=START),
        Axis("n", "N", result.counts, start=len(result.counts) - 1),
    ]
    note = phrase(
        "{shown} of {n} real images with Gaussian noise, against {n} clean ones",
        shown=metric_checks.SHOWN,
        n=metric_checks.NOISY,
    )
    tiled = strip.tile(result.pictures, 10)
    return strip.value(
        axes, [Row("Real images with noise", tiled, ("noise",), size="large", note=note)]
    )


def _misled(result: TrustResult, name: str) -> Any:
    curves = {
        common.SPACES[space]: [one[name] for one in found] for space, found in result.noisy.items()
    }
    drawn = figures.lines(result.noise, curves, x="noise", y=name, markers=True)
    return drawn.update_yaxes(range=[-0.03, 1.05])


def _alike(request: TrustRequest, result: TrustResult) -> Any:
    """Real against real at every N, in the measures that would be 1 if they told equality."""
    drawn = _over_counts(result.counts, "share")
    for index, name in enumerate(SHARES):
        common.curve(drawn, result.counts, result.alike, name, index)
    line = {"dash": "dot", "width": 1.5, "color": figures.COLOURS[2]}
    drawn.add_scatter(
        x=list(result.counts),
        y=result.expected,
        mode="lines",
        line=line,
        name="coverage, by theory",
    )
    return drawn.update_yaxes(range=[0.5, 1.03])


def _distance(result: TrustResult) -> Any:
    drawn = _over_counts(result.counts, "FID")
    series: dict[str, Sequence[Scores]] = {
        "generated": result.generated,
        "real against real": result.alike,
    }
    for index, (name, scored) in enumerate(series.items()):
        common.curve(drawn, result.counts, scored, "frechet", 4 + index, name)
    return drawn.update_yaxes(type="log", dtick="D2")


def _over_counts(counts: Sequence[int], y: str) -> Any:
    drawn = figures.figure("N, images in each set", y)
    return drawn.update_xaxes(type="log", tickvals=list(counts))


def _table(request: TrustRequest, result: TrustResult) -> dict[str, Any]:
    rows: list[list[Any]] = []
    for n, alike, generated in zip(result.counts, result.alike, result.generated, strict=True):
        rows.append(["real images", 0.0, request.space, n, *common.cells(alike)])
        rows.append(["GAN", 0.0, request.space, n, *common.cells(generated)])
    for space, found in result.noisy.items():
        for noise, one in zip(result.noise, found, strict=True):
            numbers = [cell for value in one.values() for cell in (value, "")]
            rows.append(["real images", noise, space, metric_checks.NOISY, *numbers])
    first = ["what", "noise", "features", "images"]
    asked: dict[str, table.Cell] = {"data": request.dataset, "k": request.k, "seed": request.seed}
    constants = {**asked, "real images": result.real_source}
    return table.value(
        common.columns(first),
        rows,
        constants,
        file="truncation-metric-checks",
        errors=common.errors(),
    )


TAB = Tab(
    name="truncation-metric-checks",
    title="Metric checks",
    subject=common.SUBJECT,
    hint=HINT,
    seen=seen,
    request=TrustRequest,
    answer=metric_checks.answer,
    controls=(
        Control("dataset", "Data", kind="dropdown", names=DATASETS),
        Control("space", "Feature space", kind="dropdown", names=common.SPACES),
        Control("k", "k, nearest neighbours"),
        Control("most", "Largest N", kind="dropdown"),
        Control("seed", "Seed", kind="dice"),
    ),
    views=(
        (
            View("pictures", "strip", scale=4),
            View("recall", "chart", "Recall of noisy images", height=300, scale=3),
            View("precision", "chart", "Precision of noisy images", height=300, scale=3),
        ),
        (
            View("alike", "chart", "Two equal sets do not score 1", height=320),
            View("distance", "chart", "FID of one generator falls with N", height=320),
        ),
        (View("table", "table", "All that was measured"),),
    ),
    paint=paint,
    cards=lambda request: common.cards(metric_checks.METHOD, request.dataset),
    endpoint=Endpoint(
        "check_metrics",
        "Measures what is known: real images against real images and a fixed generator at several"
        " sizes of both sets, and real images with growing noise in three feature spaces.",
        images=lambda result: {"noisy": strip.tile(result.pictures, 10)},
    ),
    snippet=lambda request: SNIPPET.format(request=request),
)
