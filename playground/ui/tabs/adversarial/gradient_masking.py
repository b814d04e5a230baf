"""Gradient masking: robustness that is only the attacker's arithmetic giving out."""

import numpy as np

from playground.engine.adversarial import classifiers, gradient_masking
from playground.engine.adversarial.gradient_masking import LOSSES, MaskingRequest, MaskingResult
from playground.ui import chart, facts, figures, strip
from playground.ui.tab import Control, Endpoint, Tab
from playground.ui.tabs.adversarial.common import KINDS, LEGEND
from playground.ui.texts import DATASETS, Words, phrase, phrases
from playground.ui.views import Axis, Chart, Cursor, Fact, Facts, Frames, Row, Strip

NAMES = {"cross-entropy": "Cross-entropy PGD (naive)", "margin": "Carlini-Wagner margin PGD"}
#: Of both attackers' curves, and of the share that both can only look at.
STYLES = ((3, "solid"), (0, "solid"), (6, "dot"))
#: The least positive float32: where a gradient of zero is drawn.
LEAST = 1.4e-45

SNIPPET = """\
import torch
from playground import data, device
from playground.core.attacks import pgd
from playground.engine.adversarial.classifiers import pixels
from playground.models import catalog

model = catalog.load("{request.dataset}-{request.kind}", device.pick())
shown = data.examples("{request.dataset}")
images = pixels(shown.images[:{request.samples}])
labels = torch.from_numpy(shown.labels[:{request.samples}]).to(images.device)
for k in (1, 3, 10, 30, 100):
    x, stuck = images, torch.zeros_like(labels, dtype=bool)
    for _ in range({request.steps}):
        x = x.detach().requires_grad_()
        loss = torch.nn.functional.cross_entropy(k * model(x), labels, reduction="sum")
        (slope,) = torch.autograd.grad(loss, x)
        stuck |= slope.abs().amax((1, 2, 3)) == 0
        delta = x + 2.5 * {request.eps} / {request.steps} * slope.sign() - images
        x = (images + delta.clamp(-{request.eps}, {request.eps})).clamp(0, 1)
    margin = pgd(lambda x: k * model(x), images, labels, eps={request.eps}, steps={request.steps})
    kept = [(z.argmax(1) == labels).double().mean().item() for z in (model(x), margin.logits)]
    print(k, kept, stuck.sum().item(), margin.zero_gradients.sum().item())
"""


def _opening(result: MaskingResult) -> int:
    """The scale at which the two attackers disagree most."""
    return int((result.accuracy("cross-entropy") - result.accuracy("margin")).argmax())


def pictures(request: MaskingRequest, result: MaskingResult) -> Strip:
    """What each attacker made of the first images."""
    count = result.runs["margin"].pictures.shape[1]
    misread = {n: (~run.kept[:, :count]).sum(1).tolist() for n, run in result.runs.items()}
    rows = [
        Row(
            NAMES[name],
            strip.tile(run.pictures, columns=8, gap=1, ink=255),
            ("k",),
            captions=phrases("{n} of these {count} misread", n=misread[name], count=count),
            size="large",
        )
        for name, run in result.runs.items()
    ]
    scales = [f"× {k}" for k in result.scales]
    return Strip([Axis("k", "logits", scales, _opening(result))], rows)


def curves(request: MaskingRequest, result: MaskingResult) -> Chart:
    shares = {NAMES[name]: result.accuracy(name) for name in LOSSES}
    figure = figures.lines(
        result.scales,
        {**shares, "p of the true class rounds to 1": result.certain.mean(1)},
        x="logits times",
        y="share of the images",
        log_x=True,
        markers=True,
        styles=STYLES,
        yaxis_range=figures.SHARES,
        legend=LEGEND,
    )
    for name, (colour, _) in zip(LOSSES, STYLES, strict=False):
        figures.band(figure, result.scales, *result.band(name), figures.COLOURS[colour])
    figure.update_xaxes(tickvals=result.scales.tolist(), dtick=None)
    return Chart(figure, Cursor("k", result.scales.tolist()))


def slopes(request: MaskingRequest, result: MaskingResult) -> Chart:
    """Image by image, from the flattest to the steepest; zero lies at the bottom."""
    each = [np.sort(result.runs[name].slope, 1).clip(LEAST) for name in LOSSES]
    figure = figures.lines(
        np.arange(1, len(result.labels) + 1),
        {NAMES[name]: one[_opening(result)] for name, one in zip(LOSSES, each, strict=True)},
        x="image, sorted",
        y="largest gradient entry",
        markers=True,
        styles=STYLES,
    )
    ticks = [LEAST, 1e-30, 1e-15, 1]
    figure.update_yaxes(
        type="log", range=[-47, 5], tickvals=ticks, ticktext=["0", "10⁻³⁰", "10⁻¹⁵", "1"]
    )
    figure.update_layout(legend=LEGEND)
    return Chart(figure, frames=Frames("k", {i: {"y": one} for i, one in enumerate(each)}))


def told(request: MaskingRequest, result: MaskingResult) -> Facts:
    clean = Fact(
        "Clean accuracy",
        [f"{result.right.mean():.1%}"],
        help="The same at every scale: the classes named do not change.",
    )
    return Facts([clean, *(fact for name in LOSSES for fact in _of(result, name))])


def _of(result: MaskingResult, name: str) -> list[Fact]:
    stuck, count = result.runs[name].stuck.sum(1).tolist(), len(result.labels)
    return [
        Fact(
            phrase("{name}: accuracy after it", name=NAMES[name]),
            [f"{share:.1%}" for share in result.accuracy(name).tolist()],
            ("k",),
            help="An upper bound of robust accuracy, as loose as the attack is weak.",
        ),
        Fact(
            phrase("{name}: zero gradients", name=NAMES[name]),
            phrases("{n} of {count} images", n=stuck, count=count),
            ("k",),
            help="Images whose gradient was exactly zero at some step: there the attack stays.",
        ),
    ]


def seen(request: MaskingRequest, result: MaskingResult) -> Words:
    """What the largest scale does to both attackers."""
    naive, margin = (int(result.runs[name].stuck[-1].sum()) for name in LOSSES)
    return phrase(
        "Drag the scale of the logits: the network names the same classes, yet at × {k} the"
        " gradient of cross-entropy is exactly zero on {a} of these {count} images, where the naive"
        " attack stays; the margin's is on {b}.",
        k=int(result.scales[-1]),
        a=naive,
        b=margin,
        count=len(result.labels),
    )


TAB = Tab(
    page=__name__,
    hint="Drag the scale of the logits: the network names the same classes, yet here the naive"
    " attack fails from × 10 on, because its gradient is exactly zero. The margin's never is.",
    seen=seen,
    answer=gradient_masking.answer,
    button="Measure",
    controls=(
        Control("dataset", names=DATASETS),
        Control("kind", names=KINDS, can=lambda ask: classifiers.kinds(ask.dataset)),
        Control("eps"),
        Control("steps", more=True),
    ),
    views=(
        (strip.view("", pictures),),
        (
            chart.view("Still read rightly after the attack", curves, height=310),
            chart.view("Gradient at the clean image", slopes, height=310),
        ),
        (facts.view("", told, name="facts"),),
    ),
    cards=lambda request: (f"{request.dataset}-{request.kind}",),
    endpoint=Endpoint(
        "gradient_masking",
        "Multiply a network's logits by 1, 3, 10, 30 and 100, and attack each with PGD on float32"
        " cross-entropy and with PGD on the margin. Numbers run along the scales, and so do the"
        " pictures of the first images.",
        images=lambda result: {name: run.pictures[:, 0] for name, run in result.runs.items()},
    ),
    snippet=SNIPPET,
    examples=({"samples": 10, "steps": 2}, {"samples": 12, "steps": 2}),
)
