"""Robustness measured: accuracy against eps, the pictures behind a point, and transfer."""

import numpy as np
from numpy.typing import NDArray

from playground.arrays import Image8
from playground.engine.adversarial import classifiers, robustness
from playground.engine.adversarial.robustness import RobustnessRequest, RobustnessResult, Trial
from playground.ui import chart, facts, figures, strip
from playground.ui.tab import Control, Endpoint, Tab
from playground.ui.tabs.adversarial.common import KINDS, LEGEND, NORMS, radius
from playground.ui.texts import DATASETS, Words, phrase, phrases
from playground.ui.views import Axis, Chart, Cursor, Fact, Facts, Frames, Row, Strip

#: Of a network, the index of its colour.
COLOURS = {"classifier": 3, "robust": 2, "vit": 0}
DASHES = {"pgd": "solid", "momentum": "longdashdot", "one-step": "dash", "noise": "dot"}
#: Frames of the pictures, in pixels and colours: misread without an attack, read, taken by it.
FRAME = 2
FRAMES = np.array([(140, 140, 140), (28, 28, 28), (213, 94, 0)], np.uint8)

SNIPPET = """\
import torch
from playground import data, device
from playground.core.attacks import pgd
from playground.engine.adversarial.classifiers import delivered, pixels, read
from playground.models import catalog

shown = data.examples("{request.dataset}")
images = pixels(shown.images[:{request.samples}])
labels = torch.from_numpy(shown.labels[:{request.samples}])
for kind in {request.kinds}:
    model = catalog.load(f"{request.dataset}-{{kind}}", device.pick())
    standing = torch.from_numpy(read(model, images)) == labels
    print(kind, standing.double().mean().item())
    draw = device.generator({request.seed}, "starts")
    for eps in {request.radii}[1:]:
        for restart in range({request.restarts}):
            left, truth = images[standing], labels[standing]
            if len(left):
                made = pgd(model, left, truth.to(left.device), eps=eps, norm="{request.norm}",
                           steps={request.steps}, random_start=restart > 0, generator=draw)
                named = read(model, pixels(delivered(made.adversarial, left)))
                standing[standing.clone()] = torch.from_numpy(named) == truth
        print(eps, standing.double().mean().item())
"""


def _opening(result: RobustnessResult) -> int:
    """Where the first network has lost half of its images, or the last radius."""
    accuracy = result.accuracy(result.trials[0].kept["pgd"])
    below = np.flatnonzero(accuracy < accuracy[0] / 2)
    return int(below[0]) if len(below) else len(result.eps) - 1


def curves(request: RobustnessRequest, result: RobustnessResult) -> Chart:
    """Each network's colour, each attack's dash; a band around PGD."""
    # FGSM is the one step of l∞; that of l2 has no such name.
    step = "FGSM" if request.norm == "linf" else "one step"
    names = {"pgd": "PGD", "momentum": "momentum PGD", "one-step": step, "noise": "noise"}
    each = [(trial, way) for trial in result.trials for way in trial.kept]
    figure = figures.lines(
        result.eps,
        {f"{KINDS[t.kind]}: {names[way]}": result.accuracy(t.kept[way]) for t, way in each},
        x=f"eps ({NORMS[request.norm]})",
        y="accuracy",
        markers=True,
        styles=[(COLOURS[trial.kind], DASHES[way]) for trial, way in each],
        yaxis_range=figures.SHARES,
        legend=LEGEND,
    )
    for trace, (_, way) in zip(figure.data, each, strict=True):
        trace.opacity = 1 if way == "pgd" else 0.75
    for trial in result.trials:
        colour = figures.COLOURS[COLOURS[trial.kind]]
        figures.band(figure, result.eps, *result.band(trial.kept["pgd"]), colour)
    return Chart(figure, Cursor("eps", result.eps.tolist()))


def pictures(request: RobustnessRequest, result: RobustnessResult) -> Strip:
    """The first images as PGD left them, network by network."""
    shown = min(robustness.SHOWN, len(result.labels))
    fooled = {t.kind: (t.right & ~t.kept["pgd"])[:, :shown].sum(1).tolist() for t in result.trials}
    rows = [
        Row(
            KINDS[trial.kind],
            _sheet(trial),
            ("eps",),
            captions=phrases("fooled on {n} of these {shown}", n=fooled[trial.kind], shown=shown),
            note="orange frame: read rightly until the attack",
            size="large",
        )
        for trial in result.trials
    ]
    return Strip([Axis("eps", "eps", [radius(e) for e in result.eps], _opening(result))], rows)


def _sheet(trial: Trial) -> Image8:
    """[E, h, w, 3]: the first pictures at each radius, framed by what became of them."""
    pictures = trial.pictures[:, : robustness.SHOWN]
    state = np.where(trial.right, 1 + ~trial.kept["pgd"], 0)[:, : robustness.SHOWN]
    inside = pictures if pictures.ndim == 5 else pictures[..., None].repeat(3, -1)
    around = ((0, 0), (0, 0), (FRAME, FRAME), (FRAME, FRAME), (0, 0))
    within = np.pad(np.ones_like(inside, bool), around)
    framed = np.where(within, np.pad(inside, around), FRAMES[state][:, :, None, None])
    return strip.tile(framed, columns=8, gap=1, ink=255)


def told(request: RobustnessRequest, result: RobustnessResult) -> Facts:
    return Facts([fact for trial in result.trials for fact in _of(result, trial)])


def _of(result: RobustnessResult, trial: Trial) -> list[Fact]:
    name = KINDS[trial.kind]
    return [
        Fact(
            phrase("{name}: clean", name=name),
            _shares(result, trial.right[None]),
            help="Accuracy without an attack, with the 95 % interval of so many images (Wilson).",
        ),
        Fact(
            phrase("{name}: after PGD at most", name=name),
            _shares(result, trial.kept["pgd"]),
            ("eps",),
            help="An upper bound of robust accuracy: a better attack may lower it.",
        ),
        Fact(
            phrase("{name}: fooled on", name=name),
            phrases(
                "{p} of the correctly read", p=[f"{p:.0%}" for p in result.success(trial, "pgd")]
            ),
            ("eps",),
            help="Only on an image that it read rightly can an attack fool a network.",
        ),
    ]


def _shares(result: RobustnessResult, kept: NDArray[np.bool_]) -> list[Words]:
    """Of each row of kept [E, N], the share with its interval."""
    low, high = ([f"{edge:.0%}" for edge in edges] for edges in result.band(kept))
    shares = [f"{share:.1%}" for share in result.accuracy(kept)]
    return phrases("{p} [{low}, {high}]", p=shares, low=low, high=high)


def transfer(request: RobustnessRequest, result: RobustnessResult) -> Chart:
    names, at = [phrase(KINDS[trial.kind]) for trial in result.trials], _opening(result)
    said = [
        [["–" if np.isnan(x) else f"{x:.0%}" for x in row] for row in one]
        for one in result.transfer
    ]
    figure = figures.heatmap(result.transfer[at], names, names, x="tested on", y="attacked on")
    figure.data[0].update(
        text=said[at], texttemplate="%{text}", textfont={"size": 16}, showscale=False
    )
    return Chart(figure, frames=Frames("eps", {0: {"z": result.transfer, "text": said}}))


def _asked(kind: str) -> Control:
    """A network is asked for where its kind ships."""
    there = tuple(name for name in classifiers.datasets() if kind in classifiers.kinds(name))
    return Control(kind, when=("dataset", there))


TAB = Tab(
    page=__name__,
    button="Measure",
    hint="Drag eps: once PGD has fooled a plainly trained network on nine images in ten, noise of"
    " that size fools it on fewer than one in five, and the network trained under attack keeps most"
    " of its own. Measure more images for narrower bands.",
    answer=robustness.answer,
    controls=(
        Control("dataset", names=DATASETS),
        Control("norm", names=NORMS),
        Control("samples"),
        *map(_asked, KINDS),
        Control("steps", more=True),
        Control("restarts", more=True),
        Control("seed", more=True),
    ),
    views=(
        (
            chart.view("Accuracy against eps", curves, height=420, scale=4),
            strip.view("", pictures, scale=3),
        ),
        (
            facts.view("", told, name="facts", scale=4),
            chart.view("Does the attack carry over?", transfer, height=300, scale=3),
        ),
    ),
    cards=lambda request: tuple(f"{request.dataset}-{kind}" for kind in request.kinds),
    endpoint=Endpoint(
        "measure_robustness",
        "Accuracy of classifiers on shipped test images under PGD, one step and noise at every"
        " radius of a grid, and under momentum PGD where asked, with 95 % intervals, and how PGD's"
        " pictures carry over from network to network. Numbers run along eps, and so do PGD's"
        " pictures of the first images.",
        images=lambda result: {trial.kind: _sheet(trial) for trial in result.trials},
    ),
    snippet=SNIPPET,
    examples=(
        {"samples": 10, "steps": 2},
        {"samples": 12, "steps": 2, "norm": "l2", "restarts": 2},
    ),
)
