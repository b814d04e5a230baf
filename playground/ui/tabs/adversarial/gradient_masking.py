"""Gradient masking: robustness that is only the attacker's arithmetic giving out."""

from typing import TYPE_CHECKING, Any

import numpy as np

from playground.engine.adversarial import classifiers
from playground.engine.adversarial.gradient_masking import (
    LOSSES,
    MaskingRequest,
    MaskingResult,
    answer,
)
from playground.ui import chart, facts, figures, strip
from playground.ui.chart import Cursor, Frames
from playground.ui.facts import Fact
from playground.ui.strip import Axis, Row
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.tabs.adversarial.common import KINDS
from playground.ui.texts import DATASETS, Words, phrase

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

NAMES = {
    "cross-entropy": "Cross-entropy PGD (naive)",
    "margin": "Carlini-Wagner margin PGD",
}
COLOURS = {"cross-entropy": figures.COLOURS[3], "margin": figures.COLOURS[0]}
#: The least positive float32: where a gradient of zero is drawn.
LEAST = 1.4e-45


def paint(request: MaskingRequest, result: MaskingResult) -> dict[str, Any]:
    """The answer as values of the views."""
    scales = [f"× {k}" for k in result.scales]
    cursor = Cursor("k", result.scales.tolist())
    slopes = {
        i: {"y": np.sort(result.runs[name].slope, 1).clip(LEAST)} for i, name in enumerate(LOSSES)
    }
    return {
        "pictures": strip.value(
            [Axis("k", "logits", scales, _opening(result))], [_row(result, name) for name in LOSSES]
        ),
        "curves": chart.value(_curves(result), cursor=cursor),
        "slopes": chart.value(_slopes(result), frames=Frames("k", slopes)),
        "facts": facts.value(_facts(result)),
    }


def _opening(result: MaskingResult) -> int:
    """The scale at which the two attackers disagree most."""
    gap = result.accuracy("cross-entropy") - result.accuracy("margin")
    return int(gap.argmax())


def _row(result: MaskingResult, name: str) -> Row:
    run = result.runs[name]
    pictures = run.pictures
    count = pictures.shape[1]
    return Row(
        NAMES[name],
        strip.tile(pictures, columns=8, gap=1, ink=255),
        ("k",),
        captions=[
            phrase("{n} of these {count} misread", n=int((~row[:count]).sum()), count=count)
            for row in run.kept
        ],
        size="large",
    )


def _curves(result: MaskingResult) -> "Figure":
    from plotly.graph_objects import Scatter

    curves = {NAMES[name]: result.accuracy(name) for name in LOSSES}
    drawn = figures.lines(
        result.scales,
        {**curves, "p of the true class rounds to 1": result.certain.mean(1)},
        x="logits times",
        y="share of the images",
        log_x=True,
        markers=True,
    )
    for trace, colour in zip(drawn.data, (*COLOURS.values(), figures.COLOURS[6]), strict=True):
        trace.line.color = colour
    drawn.data[2].line.dash = "dot"
    for name in LOSSES:
        low, high = result.band(name)
        drawn.add_trace(
            Scatter(
                x=np.concatenate([result.scales, result.scales[::-1]]),
                y=np.concatenate([high, low[::-1]]),
                fill="toself",
                fillcolor=COLOURS[name],
                opacity=0.15,
                mode="none",
                hoverinfo="skip",
                showlegend=False,
            )
        )
    drawn.update_xaxes(tickvals=result.scales.tolist(), dtick=None)
    drawn.update_yaxes(range=[-0.03, 1.03])
    drawn.update_layout(legend={"font": {"size": 12}, "itemwidth": 30})
    return drawn


def _slopes(result: MaskingResult) -> "Figure":
    at = _opening(result)
    curves = {NAMES[name]: np.sort(result.runs[name].slope[at]).clip(LEAST) for name in LOSSES}
    images = np.arange(1, len(result.labels) + 1)
    drawn = figures.lines(
        images, curves, x="image, sorted", y="largest gradient entry", markers=True
    )
    for trace, name in zip(drawn.data, LOSSES, strict=True):
        trace.line.color = COLOURS[name]
    ticks = [LEAST, 1e-30, 1e-15, 1]
    drawn.update_yaxes(
        type="log", range=[-47, 5], tickvals=ticks, ticktext=["0", "1e-30", "1e-15", "1"]
    )
    drawn.update_layout(legend={"font": {"size": 12}, "itemwidth": 30})
    return drawn


def _facts(result: MaskingResult) -> list[Fact]:
    count = len(result.labels)
    clean = Fact(
        "Clean accuracy",
        [f"{result.right.mean():.1%}"],
        help="The same at every scale: the classes named do not change.",
    )
    return [clean, *(fact for name in LOSSES for fact in _of(result, name, count))]


def _of(result: MaskingResult, name: str, count: int) -> list[Fact]:
    run = result.runs[name]
    return [
        Fact(
            phrase("{name}: accuracy after it", name=NAMES[name]),
            [f"{share:.1%}" for share in result.accuracy(name).tolist()],
            ("k",),
            help="An upper bound of robust accuracy, as loose as the attack is weak.",
        ),
        Fact(
            phrase("{name}: zero gradients", name=NAMES[name]),
            [phrase("{n} of {count} images", n=int(row.sum()), count=count) for row in run.stuck],
            ("k",),
            help="Images whose gradient was exactly zero at some step: there the attack stays.",
        ),
    ]


def seen(request: MaskingRequest, result: MaskingResult) -> Words:
    """What the largest scale does to both attackers."""
    stuck = {name: int(result.runs[name].stuck[-1].sum()) for name in LOSSES}
    return phrase(
        "Drag the scale of the logits: the network names the same classes, yet at × {k} the"
        " gradient of cross-entropy is exactly zero on {a} of these {count} images, where the naive"
        " attack stays; the margin's is on {b}.",
        k=int(result.scales[-1]),
        a=stuck["cross-entropy"],
        b=stuck["margin"],
        count=len(result.labels),
    )


def snippet(request: MaskingRequest) -> str:
    """The experiment in a dozen lines of PyTorch."""
    return f"""import torch
from playground import data
from playground.core.attacks import pgd
from playground.engine.adversarial.classifiers import pixels
from playground.models import catalog

model = catalog.load("{request.dataset}-{request.kind}")
shown = data.examples("{request.dataset}")
images = pixels(shown.images[:{request.count}])
labels = torch.from_numpy(shown.labels[:{request.count}])
for k in (1, 3, 10, 30, 100):
    x = images
    for _ in range({request.steps}):
        x = x.detach().requires_grad_()
        loss = torch.nn.functional.cross_entropy(k * model(x), labels, reduction="sum")
        (slope,) = torch.autograd.grad(loss, x)
        delta = x + {2.5 * request.eps / request.steps!r} * slope.sign() - images
        x = (images + delta.clamp(-{request.eps}, {request.eps})).clamp(0, 1)
    margin = pgd(lambda x: k * model(x), images, labels, eps={request.eps}, steps={request.steps})
    kept = [(z.argmax(1) == labels).float().mean().item() for z in (model(x), margin.logits)]
    print(k, kept, int((slope.abs().amax((1, 2, 3)) == 0).sum()))
"""


TAB = Tab(
    name="adversarial-gradient-masking",
    title="Gradient masking",
    subject="Adversarial attacks",
    hint="Drag the scale of the logits: the network names the same classes, yet here the naive"
    " attack fails from × 10 on, because its gradient is exactly zero. The margin's never is.",
    seen=seen,
    request=MaskingRequest,
    answer=answer,
    button="Measure",
    controls=(
        Control("dataset", "Data set", names=DATASETS),
        Control("kind", "Network", names=KINDS, can=lambda ask: classifiers.kinds(ask.dataset)),
        Control("eps", "eps"),
        Control("count", "Images"),
        Control("steps", "Steps of PGD", more=True),
    ),
    views=(
        (View("pictures", "strip"),),
        (
            View("curves", "chart", "Still read rightly after the attack", height=310),
            View("slopes", "chart", "Gradient at the clean image", height=310),
        ),
        (View("facts", "facts"),),
    ),
    paint=paint,
    cards=lambda request: (f"{request.dataset}-{request.kind}",),
    endpoint=Endpoint(
        "gradient_masking",
        "Multiply a network's logits by 1, 3, 10, 30 and 100, and attack each with PGD on float32"
        " cross-entropy and with PGD on the margin. Numbers run along the scales, and so do the"
        " pictures of the first images.",
        images=lambda result: {name: run.pictures[:, 0] for name, run in result.runs.items()},
    ),
    snippet=snippet,
)
