"""Improving without retraining: every selection method on one plane, and what each keeps."""

from typing import Any

import numpy as np

from playground.engine.truncation import real, sample_selection
from playground.engine.truncation.bands import MEASURES, Scores
from playground.engine.truncation.sample_selection import (
    Outcome,
    SampleSelectionRequest,
    SampleSelectionResult,
)
from playground.engine.truncation.selection_methods import SELECTION_METHODS
from playground.ui import chart, facts, figures, strip, table
from playground.ui.tab import Control, Endpoint, Tab
from playground.ui.tabs.truncation import common
from playground.ui.texts import Words, phrase
from playground.ui.views import Axis, Cell, Chart, Fact, Facts, Row, Strip, Table, Tone

ESTIMATES = {"discriminator": "GAN's discriminator", "head": "regression on features"}
DENSITY = "Density and coverage, 95 % bands"
#: The method that the cursor begins on.
START = "obrs"


def samples(request: SampleSelectionRequest, result: SampleSelectionResult) -> Strip:
    """What each keeps, over what it does not."""
    names = [one.name for one in result.outcomes]
    methods = [SELECTION_METHODS[name] for name in names]
    kept = strip.tile(np.stack([one.kept for one in result.outcomes]), 10)
    left = strip.tile(np.stack([one.left for one in result.outcomes]), 10)
    sources, fates = [one.source for one in methods], [one.left for one in methods]
    rows = [
        Row("Kept", kept, ("way",), captions=sources, size="large"),
        Row("Not kept", left, ("way",), captions=fates, size="large"),
    ]
    start = names.index(START)
    return Strip([Axis("way", "way", [one.short for one in methods], start=start)], rows)


def marks(
    request: SampleSelectionRequest, result: SampleSelectionResult, plane: common.Plane
) -> Chart:
    """Hollow where both differences are within noise."""
    scores = {SELECTION_METHODS[one.name].short: one.measured for one in result.outcomes}
    hollow = {
        SELECTION_METHODS[one.name].short
        for one in result.outcomes[1:]
        if not any(one.beyond_noise(result.plain, name) for name in plane)
    }
    alone = {name: (value, value) for name, value in result.ceiling.items()}
    return common.marks("way", plane, scores, Scores(result.ceiling, {}, alone), hollow)


def gains(request: SampleSelectionRequest, result: SampleSelectionResult) -> Facts:
    """What each gains and costs, and how far the estimate can be believed."""
    outcomes = result.outcomes
    error = {"before": f"{result.before.error:.3f}", "after": f"{result.after.error:.3f}"}
    calls, rates = [str(one.calls) for one in outcomes], [_rate(one) for one in outcomes]
    times = [f"{1000 * one.seconds:.1f}" for one in outcomes]
    counted = "Of the draws, those kept; of Metropolis-Hastings, of the proposals."
    passes = "A gradient step passes forward and back: 2 calls."
    platt = "Of held-out images, before and after a scale and a shift of the logit (Platt)."
    auc = "How often a held-out real image scores above a generated one; 0.5 is chance."
    return Facts(
        [
            *(_gain(result, name) for name in ("precision", "recall", "coverage")),
            Fact("calls a sample", calls, ("way",), help=passes),
            Fact("accepted", rates, ("way",), help=counted),
            Fact(
                "milliseconds a sample", times, ("way",), help="Networks' time, as measured here."
            ),
            Fact("calibration error", [phrase("{before}, then {after}", **error)], help=platt),
            Fact("AUC", [f"{result.auc:.2f}"], help=auc),
        ]
    )


def _rate(one: Outcome) -> str:
    return f"{one.rate:.0%}" if one.rate >= 0 else "-"


def _gain(result: SampleSelectionResult, name: str) -> Fact:
    """The difference to the plain generator, in colour where it is beyond noise."""
    texts: list[Words] = ["-"]
    tones: list[Tone] = ["plain"]
    for one in result.outcomes[1:]:
        mean, half = one.gain(result.plain, name)
        beyond = one.beyond_noise(result.plain, name)
        template = "{gain} ± {noise}" if beyond else "{gain} ± {noise}: within noise"
        texts.append(phrase(template, gain=f"{mean:+.3f}", noise=f"{half:.3f}"))
        tones.append("plain" if not beyond else "good" if mean > 0 else "bad")
    help = (
        "Difference to the plain generator, run by run at the same latents, with its 95 % interval:"
        " 1 in 20 passes for real by chance."
    )
    return Fact(f"{name} against plain", texts, ("way",), tones, help)


def reliability(request: SampleSelectionRequest, result: SampleSelectionResult) -> Chart:
    """Said against observed, on images that calibration has not seen."""
    figure = figures.figure("probability of being real, as said", "share that is real")
    for name, one, colour in (
        ("as trained", result.before, figures.COLOURS[1]),
        ("calibrated", result.after, figures.COLOURS[0]),
    ):
        sizes = 4 + 14 * np.sqrt(one.count.numpy() / one.count.sum().item())
        marked: dict[str, Any] = {"mode": "lines+markers", "marker": {"size": sizes}}
        figures.curve(figure, one.predicted.numpy(), one.observed.numpy(), name, colour, **marked)
    grey = figures.COLOURS[6]
    figures.curve(figure, [0, 1], [0, 1], "perfect", grey, dash="dash", width=1.5)
    figure.update_xaxes(range=[-0.02, 1.02]).update_yaxes(range=[-0.02, 1.02])
    return Chart(figure)


def measured(request: SampleSelectionRequest, result: SampleSelectionResult) -> Table:
    first = ["way", "calls a sample", "accepted", "ms a sample", "mean log-ratio"]
    bands = [text for name in MEASURES for text in (common.label(name), f"{common.label(name)} ±")]
    constants: dict[str, Cell] = {
        **{"data": request.dataset, "estimate": ESTIMATES[request.estimate]},
        **table.asked(request, images="samples", runs="runs", k="k", seed="seed"),
        "real images": result.real_source,
    }
    rows = [_row(one, result.plain) for one in result.outcomes]
    return Table([*first, *bands, "beyond noise"], rows, constants, file="improve", axis="way")


def _row(one: Outcome, plain: Outcome) -> list[Cell]:
    named = [common.label(name) for name in MEASURES if one.beyond_noise(plain, name)]
    label, ms = SELECTION_METHODS[one.name].label, 1000 * one.seconds
    cells = [label, one.calls, _rate(one), ms, one.log_ratio, *common.cells(one.measured)]
    return [*cells, ", ".join(named) or "-"]


def _cards(request: SampleSelectionRequest) -> tuple[str, ...]:
    gan = f"{request.dataset}-gan"
    return (gan, f"{gan}-discriminator", real.classifier(request.dataset))


TAB = Tab(
    page=__name__,
    hint="Step through the ways: a hollow mark is within noise of the plain generator. Truncation"
    " to psi 0.7 loses more recall than it gains precision.",
    answer=sample_selection.answer,
    controls=(
        common.DATA,
        Control("estimate", kind="dropdown", names=ESTIMATES),
        Control("calls"),
        Control("gradients"),
        Control("step", when=("gradients", (True,))),
        *common.more("runs", "k", "seed"),
    ),
    views=(
        (
            strip.view("", samples, scale=3),
            common.planes(
                marks, common.PRECISION, "Precision and recall, 95 % bands", height=440, scale=4
            ),
        ),
        (facts.view("", gains, name="facts"),),
        (
            common.planes(marks, common.DENSITY, DENSITY, name="coverage", height=400, scale=4),
            chart.view("May the estimate be believed?", reliability, height=400, scale=3),
        ),
        (table.view("All that was measured", measured, name="table"),),
    ),
    cards=_cards,
    endpoint=Endpoint(
        "select_samples",
        "Improves a trained GAN's samples without training it, at equal numbers of generator calls:"
        " DRS, MH-GAN, OBRS, importance resampling and, if asked, DOT, DGflow and DDLS, against"
        " truncation and the plain generator. Precision, recall, density, coverage and Fréchet"
        " distance with 95 % intervals over runs, and whether the difference to the plain generator"
        " is beyond noise. A PNG file a way of what is kept, and of what is not.",
        images=lambda result: {
            f"{one.name}-{kind}": strip.tile(images[None], 10)[0]
            for kind in ("kept", "left")
            for one in result.outcomes
            for images in [getattr(one, kind)]
        },
    ),
    button="Measure",
    snippet="for one in result.outcomes:\n"
    "    bands = ((name, *one.band(name)) for name in one.scores)\n"
    '    print(one.name, *(f"{{name}} {{mean:.3f}} ± {{half:.3f}}" for name, mean, half in bands))',
    examples=(
        {"samples": 100, "calls": 2, "runs": 2},
        {"samples": 110, "calls": 2, "runs": 2},
    ),
)
