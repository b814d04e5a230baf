"""Metric checks: how far the measures can be believed, on sets known to be equal or bad."""

from collections.abc import Sequence
from typing import Any

from playground.engine.truncation import metric_checks
from playground.engine.truncation.metric_checks import MetricChecksRequest, MetricChecksResult
from playground.ui import chart, figures, strip, table
from playground.ui.tab import Control, Endpoint, Tab
from playground.ui.tabs.truncation import common
from playground.ui.texts import Words, phrase
from playground.ui.views import Axis, Cell, Chart, Cursor, Row, Strip, Table

SHARES = ("precision", "recall", "coverage")
#: The noise that the page opens with: an eye reads the images still, the classifier hardly.
START = 4

ONE = (
    "Drag the noise up: in pixels recall rises to 1, in the trained classifier it falls to 0. Then"
    " look at N: with k = {k} real images score {low} to {high} against real ones, and FID falls"
    " with N alone."
)


def seen(request: MetricChecksRequest, result: MetricChecksResult) -> Words | None:
    """Where the balls are so large that some real set does score 1."""
    scores = [one.values[name] for one in result.alike for name in SHARES]
    if max(scores) < 1:
        return None
    return phrase(ONE, k=request.k, low=f"{min(scores):.2f}", high=f"{max(scores):.2f}")


def pictures(request: MetricChecksRequest, result: MetricChecksResult) -> Strip:
    """Noise under one cursor; the sizes of the sets are another's."""
    axes = [
        Axis("noise", "noise", result.noise, start=START),
        Axis("n", "N", result.counts, start=len(result.counts) - 1),
    ]
    note = phrase(
        "{shown} of {n} real images with Gaussian noise, against {n} clean ones",
        shown=metric_checks.SHOWN,
        n=metric_checks.NOISY,
    )
    sheets = strip.tile(result.pictures, 10)
    return Strip(axes, [Row("Real images with noise", sheets, ("noise",), size="large", note=note)])


def recall(request: MetricChecksRequest, result: MetricChecksResult) -> Chart:
    """What should fall with noise."""
    return _noisy(result, "recall")


def precision(request: MetricChecksRequest, result: MetricChecksResult) -> Chart:
    return _noisy(result, "precision")


def _noisy(result: MetricChecksResult, name: str) -> Chart:
    """A line a feature space."""
    curves = {
        common.SPACES[space]: [one[name] for one in scores]
        for space, scores in result.noisy.items()
    }
    figure = figures.lines(result.noise, curves, x="noise", y=name, markers=True)
    return Chart(figure.update_yaxes(range=[-0.03, 1.05]), Cursor("noise", result.noise))


def alike(request: MetricChecksRequest, result: MetricChecksResult) -> Chart:
    """Real against real at every N, in the measures that would be 1 if they told equality."""
    figure = _over_counts(result.counts, "share")
    for index, name in enumerate(SHARES):
        common.curve(figure, result.counts, result.alike, name, index)
    line: dict[str, Any] = {"dash": "dot", "width": 1.5}
    name = "coverage, by theory"
    figures.curve(figure, result.counts, result.expected, name, figures.COLOURS[2], **line)
    return Chart(figure.update_yaxes(range=[0.5, 1.03]), Cursor("n", result.counts))


def distance(request: MetricChecksRequest, result: MetricChecksResult) -> Chart:
    figure = _over_counts(result.counts, "FID")
    common.curve(figure, result.counts, result.generated, "frechet", 4, "generated")
    common.curve(figure, result.counts, result.alike, "frechet", 5, "real against real")
    return Chart(figure.update_yaxes(type="log"), Cursor("n", result.counts))


def _over_counts(counts: Sequence[int], y: str) -> "figures.Figure":
    figure = figures.figure("N, images in each set", y)
    return figure.update_xaxes(type="log", tickvals=list(counts))


def measured(request: MetricChecksRequest, result: MetricChecksResult) -> Table:
    rows: list[list[Cell]] = []
    for n, real, generated in zip(result.counts, result.alike, result.generated, strict=True):
        rows.append(["real images", 0.0, request.space, n, *common.cells(real)])
        rows.append(["GAN", 0.0, request.space, n, *common.cells(generated)])
    for space, scores in result.noisy.items():
        for noise, one in zip(result.noise, scores, strict=True):
            cells: list[Cell] = [cell for value in one.values() for cell in (value, "")]
            rows.append(["real images", noise, space, metric_checks.NOISY, *cells])
    constants = table.asked(request, data="dataset", k="k", seed="seed")
    constants["real images"] = result.real_source
    first = ["what", "noise", "features", "images"]
    return common.table(first, rows, constants, file="truncation-metric-checks")


TAB = Tab(
    page=__name__,
    hint="Drag the noise up: in pixels recall rises to 1, in the trained classifier it falls to 0."
    " Then look at N: real images do not score 1 against real ones, and FID falls with N alone.",
    seen=seen,
    answer=metric_checks.answer,
    controls=(common.DATA, common.SPACE, Control("k"), Control("most", kind="dropdown")),
    views=(
        (
            strip.view("", pictures, scale=4),
            chart.view("Recall of noisy images", recall, height=300, scale=3),
            chart.view("Precision of noisy images", precision, height=300, scale=3),
        ),
        (
            chart.view("Two equal sets do not score 1", alike),
            chart.view("FID of one generator falls with N", distance),
        ),
        (table.view("All that was measured", measured, name="table"),),
    ),
    cards=lambda request: common.cards(metric_checks.METHOD, request.dataset),
    endpoint=Endpoint(
        "check_metrics",
        "Measures what is known: real images against real images and a fixed generator at several"
        " sizes of both sets, and real images with growing noise in three feature spaces.",
        images=lambda result: {"noisy": strip.tile(result.pictures, 10)},
    ),
    snippet="for n, real, made in zip(result.counts, result.alike, result.generated):\n"
    '    print(n, "real", real.values["frechet"], "generated", made.values["frechet"])',
    examples=({"most": "500"}, {"most": "500", "seed": 3}),
)
