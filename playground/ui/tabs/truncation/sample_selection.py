"""Improving without retraining: every way on one plane, and what each keeps."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.truncation import real
from playground.engine.truncation.sample_selection import (
    MEASURES,
    ImproveRequest,
    ImproveResult,
    Outcome,
    answer,
)
from playground.engine.truncation.selection_methods import LATENT, PLAIN, PSI, REJECTION
from playground.ui import chart, facts, strip, table
from playground.ui.facts import Fact, Tone
from playground.ui.strip import Axis, Row
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.tabs.truncation import common
from playground.ui.tabs.truncation.sample_selection_figures import plane, reliability
from playground.ui.tabs.truncation.sample_selection_words import (
    ESTIMATES,
    HINT,
    NAMES,
    SHORT,
    SOURCES,
)
from playground.ui.texts import DATASETS, Words, phrase

#: The way that the cursor begins on.
START = "obrs"


def paint(request: ImproveRequest, result: ImproveResult) -> dict[str, Any]:
    """The answer as values of the views."""
    return {
        "samples": _samples(result),
        "plane": plane(result, "recall", "precision"),
        "facts": facts.value(_facts(result)),
        "coverage": plane(result, "coverage", "density"),
        "reliability": chart.value(reliability(result)),
        "table": _table(request, result),
    }


def _samples(result: ImproveResult) -> dict[str, Any]:
    names = [one.name for one in result.outcomes]
    axis = Axis("way", "way", [SHORT[name] for name in names], start=names.index(START))
    kept = np.stack([one.kept for one in result.outcomes])
    left = np.stack([one.left for one in result.outcomes])
    rows = (
        ("Kept", kept, [SOURCES[n] for n in names]),
        ("Not kept", left, list(map(_fate, names))),
    )
    return strip.value(
        [axis],
        [
            Row(label, strip.tile(frames, 10), ("way",), captions=captions, size="large")
            for label, frames, captions in rows
        ],
    )


def _fate(name: str) -> str:
    """What the second row shows."""
    if name == PLAIN:
        return "nothing is left out"
    return "left out" if name in (*REJECTION, LATENT) else "the same latents before"


def _facts(result: ImproveResult) -> list[Fact]:
    ways = result.outcomes
    gain = (
        "Difference to the plain generator, run by run at the same latents, with its 95 % interval:"
        " 1 in 20 passes for real by chance."
    )
    gains = [
        Fact(
            f"{name} against plain",
            [_gain(one, result.plain, name) for one in ways],
            ("way",),
            [_tone(one, result.plain, name) for one in ways],
            help=gain,
        )
        for name in ("precision", "recall", "coverage")
    ]
    said = {"before": f"{result.before.error:.3f}", "after": f"{result.after.error:.3f}"}
    return [
        *gains,
        Fact(
            "calls a sample",
            [str(one.calls) for one in ways],
            ("way",),
            help="A gradient step passes forward and back: 2 calls.",
        ),
        Fact(
            "accepted",
            [_rate(one) for one in ways],
            ("way",),
            help="Of the draws, those kept; of Metropolis-Hastings, of the proposals.",
        ),
        Fact(
            "milliseconds a sample",
            [f"{1000 * one.seconds:.1f}" for one in ways],
            ("way",),
            help="Networks' time, as measured here.",
        ),
        Fact(
            "calibration error",
            [phrase("{before}, then {after}", **said)],
            help="Of held-out images, before and after a scale and a shift of the logit (Platt).",
        ),
        Fact(
            "AUC",
            [f"{result.auc:.2f}"],
            help="How often a held-out real image scores above a generated one; 0.5 is chance.",
        ),
    ]


def _rate(one: Outcome) -> str:
    return f"{one.rate:.0%}" if one.rate >= 0 else "-"


def _gain(one: Outcome, plain: Outcome, name: str) -> Words:
    if one is plain:
        return "-"
    mean, half = one.gain(plain, name)
    said = {"gain": f"{mean:+.3f}", "noise": f"{half:.3f}"}
    if one.beyond_noise(plain, name):
        return phrase("{gain} ± {noise}", **said)
    return phrase("{gain} ± {noise}: within noise", **said)


def _tone(one: Outcome, plain: Outcome, name: str) -> Tone:
    if one is plain or not one.beyond_noise(plain, name):
        return "plain"
    return "good" if one.gain(plain, name)[0] > 0 else "bad"


def _table(request: ImproveRequest, result: ImproveResult) -> dict[str, Any]:
    measures = [text for name in MEASURES for text in (name, f"{name} ±")]
    labels = [text.replace("frechet", "FID") for text in measures]
    first = ["way", "calls a sample", "accepted", "ms a sample", "mean log-ratio"]
    constants: dict[str, table.Cell] = {
        "data": request.dataset,
        "estimate": ESTIMATES[request.estimate],
        "images": request.samples,
        "runs": request.runs,
        "k": request.k,
        "seed": request.seed,
        "real images": result.real_source,
    }
    rows = [_row(one, result.plain) for one in result.outcomes]
    return table.value(
        [*first, *labels, "beyond noise"], rows, constants, file="improve", axis="way"
    )


def _row(one: Outcome, plain: Outcome) -> list[table.Cell]:
    bands = [float(value) for name in MEASURES for value in one.band(name)]
    named = [common.label(name) for name in MEASURES if one.beyond_noise(plain, name)]
    seconds = 1000 * one.seconds
    first: list[table.Cell] = [NAMES[one.name], one.calls, _rate(one), seconds, one.log_ratio]
    return [*first, *bands, ", ".join(named) or "-"]


def snippet(request: ImproveRequest) -> str:
    """OBRS in a dozen lines of PyTorch: the first run's draws."""
    return f"""import torch
from playground.core.rejection import obrs_acceptance, systematic
from playground.engine.truncation.ratio import ratio
from playground.models import catalog

n, calls = {request.samples}, {request.calls}
generator = catalog.load("{request.dataset}-gan")
chance = torch.Generator().manual_seed({request.seed})
z = torch.randn(n * calls, generator.latents, generator=chance)
labels = torch.arange(n).repeat(calls) % 10
with torch.inference_mode():
    images = generator(z, labels)
    estimate = ratio("{request.dataset}", "{request.estimate}", n, {request.seed})
    d = estimate.of(images, labels)  # log p / p_hat, calibrated
acceptance = obrs_acceptance(d, calls)  # min(1, c r / M), with mean 1 / calls
kept = systematic(acceptance, 0.5)
print(int(kept.sum()), "kept; d rises from", float(d.mean()), "to", float(d[kept].mean()))
"""


def _images(result: ImproveResult) -> Mapping[str, NDArray[np.uint8]]:
    """A file a way for what is kept, and one for what is not."""
    sheets = {one.name: (one.kept, one.left) for one in result.outcomes}
    kept = {f"{name}-kept": strip.tile(both[0][None], 10)[0] for name, both in sheets.items()}
    left = {f"{name}-left": strip.tile(both[1][None], 10)[0] for name, both in sheets.items()}
    return {**kept, **left}


def _cards(request: ImproveRequest) -> tuple[str, ...]:
    gan = f"{request.dataset}-gan"
    return (gan, f"{gan}-discriminator", real.classifier(request.dataset))


TAB = Tab(
    name="truncation-sample-selection",
    title="Sample selection",
    subject=common.SUBJECT,
    hint=HINT,
    request=ImproveRequest,
    answer=answer,
    controls=(
        Control("dataset", "Data", kind="dropdown", names=DATASETS),
        Control("estimate", "Density ratio from", kind="dropdown", names=ESTIMATES),
        Control("calls", "Calls a sample"),
        Control("gradients", "Gradient methods"),
        Control("step", "Gradient step", when=("gradients", (True,))),
        Control("samples", "Images measured", kind="number"),
        Control("runs", "Runs", more=True),
        Control("k", "k, nearest neighbours", more=True),
        Control("seed", "Seed", kind="dice", more=True),
    ),
    views=(
        (
            View("samples", "strip", scale=3),
            View("plane", "chart", "Precision and recall, 95 % bands", height=440, scale=4),
        ),
        (View("facts", "facts"),),
        (
            View("coverage", "chart", "Density and coverage, 95 % bands", height=400, scale=4),
            View("reliability", "chart", "May the estimate be believed?", height=400, scale=3),
        ),
        (View("table", "table", "All that was measured"),),
    ),
    paint=paint,
    cards=_cards,
    endpoint=Endpoint(
        "select_samples",
        "Improves a trained GAN's samples without training it, at equal numbers of generator calls:"
        " DRS, MH-GAN, OBRS, importance resampling and, if asked, DOT, DGflow and DDLS, against"
        f" truncation ({', '.join(PSI)}) and the plain generator. Precision, recall, density,"
        " coverage and Fréchet distance with 95 % intervals over runs, and whether the difference"
        " to the plain generator is beyond noise. A PNG file a way of what is kept, and of what is"
        " not.",
        images=_images,
    ),
    button="Measure",
    snippet=snippet,
)
