"""Robustness measured: accuracy against eps, the pictures behind a point, and transfer."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.adversarial import classifiers
from playground.engine.adversarial.robustness import (
    SHOWN,
    RobustnessRequest,
    RobustnessResult,
    Trial,
    answer,
)
from playground.ui import chart, facts, figures, strip
from playground.ui.chart import Cursor, Frames
from playground.ui.facts import Fact
from playground.ui.strip import Axis, Row
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.tabs.adversarial.common import KINDS, NORMS, radius
from playground.ui.texts import DATASETS, Words, phrase

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

COLOURS = {
    "classifier": figures.COLOURS[3],
    "robust": figures.COLOURS[2],
    "vit": figures.COLOURS[0],
}
DASHES = {"pgd": "solid", "momentum": "longdashdot", "one-step": "dash", "noise": "dot"}
#: Frames of the pictures: taken by the attack, and misread without one.
TAKEN, LOST, FREE = (213, 94, 0), (140, 140, 140), (28, 28, 28)
_FRAME = 2


def paint(request: RobustnessRequest, result: RobustnessResult) -> dict[str, Any]:
    """The answer as values of the views."""
    axes = [Axis("eps", "eps", [radius(e) for e in result.eps], _opening(result))]
    return {
        "pictures": strip.value(axes, [_row(result, trial) for trial in result.trials]),
        "curves": chart.value(_curves(result), cursor=Cursor("eps", result.eps.tolist())),
        "transfer": chart.value(
            _transfer(result, _opening(result)),
            frames=Frames("eps", {0: {"z": result.transfer, "text": _texts(result)}}),
        ),
        "facts": facts.value([fact for trial in result.trials for fact in _facts(result, trial)]),
    }


def _opening(result: RobustnessResult) -> int:
    """Where the first network has lost half of its images, or the last radius."""
    accuracy = result.accuracy(result.trials[0].kept["pgd"])
    below = np.flatnonzero(accuracy < accuracy[0] / 2)
    return int(below[0]) if len(below) else len(result.eps) - 1


def _row(result: RobustnessResult, trial: Trial) -> Row:
    lost, shown = trial.right & ~trial.kept["pgd"], min(SHOWN, len(result.labels))
    return Row(
        KINDS[trial.kind],
        _sheet(result, trial),
        ("eps",),
        captions=[
            phrase("fooled on {n} of these {shown}", n=int(row[:shown].sum()), shown=shown)
            for row in lost
        ],
        note="orange frame: read rightly until the attack",
        size="large",
    )


def _sheet(result: RobustnessResult, trial: Trial) -> NDArray[np.uint8]:
    """[E, h, w, 3]: the first pictures at each radius, framed by what became of them."""
    lost, shown = trial.right & ~trial.kept["pgd"], min(SHOWN, len(result.labels))
    pictures = trial.pictures[:, :shown]
    radii, _, height, width = pictures.shape[:4]
    side = 2 * _FRAME
    framed = np.empty((radii, shown, height + side, width + side, 3), np.uint8)
    state = np.where(trial.right, np.where(lost, 1, 0), 2)[:, :shown]
    framed[:] = np.array([FREE, TAKEN, LOST], np.uint8)[state][:, :, None, None]
    framed[:, :, _FRAME:-_FRAME, _FRAME:-_FRAME] = (
        pictures if pictures.ndim == 5 else pictures[..., None]
    )
    return strip.tile(framed, columns=8, gap=1, ink=255)


def _curves(result: RobustnessResult) -> "Figure":
    from plotly.graph_objects import Scatter

    named = {
        f"{KINDS[trial.kind]}: {_way(result, way)}": (trial, way)
        for trial in result.trials
        for way in trial.kept
    }
    curves = {name: result.accuracy(trial.kept[way]) for name, (trial, way) in named.items()}
    label = f"eps ({NORMS[result.request.norm]})"
    drawn = figures.lines(result.eps, curves, x=label, y="accuracy", markers=True)
    for trace, (trial, way) in zip(drawn.data, named.values(), strict=True):
        trace.line.update(color=COLOURS[trial.kind], dash=DASHES[way])
        trace.opacity = 1 if way == "pgd" else 0.75
    for trial in result.trials:
        low, high = result.band(trial.kept["pgd"])
        drawn.add_trace(
            Scatter(
                x=np.concatenate([result.eps, result.eps[::-1]]),
                y=np.concatenate([high, low[::-1]]),
                fill="toself",
                fillcolor=COLOURS[trial.kind],
                opacity=0.15,
                mode="none",
                hoverinfo="skip",
                showlegend=False,
            )
        )
    drawn.update_yaxes(range=[-0.03, 1.03])
    drawn.update_layout(legend={"font": {"size": 12}, "itemwidth": 30})
    return drawn


def _way(result: RobustnessResult, way: str) -> str:
    """FGSM is the one step of l∞; that of l2 has no such name."""
    one = "FGSM" if result.request.norm == "linf" else "one step"
    return {"pgd": "PGD", "momentum": "momentum PGD", "one-step": one, "noise": "noise"}[way]


def _transfer(result: RobustnessResult, at: int) -> "Figure":
    names = [KINDS[trial.kind] for trial in result.trials]
    drawn = figures.heatmap(
        result.transfer[at], names, names, x="tested on", y="attacked on", low=0, high=1
    )
    drawn.data[0].update(
        text=_texts(result)[at], texttemplate="%{text}", textfont={"size": 16}, showscale=False
    )
    return drawn


def _texts(result: RobustnessResult) -> list[list[list[str]]]:
    return [
        [["–" if np.isnan(x) else f"{x:.0%}" for x in row] for row in one]
        for one in result.transfer
    ]


def _facts(result: RobustnessResult, trial: Trial) -> list[Fact]:
    low, high = result.band(trial.kept["pgd"])
    accuracy = result.accuracy(trial.kept["pgd"])
    clean_low, clean_high = (float(end) for end in result.band(trial.right))
    spread = "{p} [{low}, {high}]"
    return [
        Fact(
            phrase("{name}: clean", name=KINDS[trial.kind]),
            [_share(spread, float(trial.right.mean()), clean_low, clean_high)],
            help="Accuracy without an attack, with the 95 % interval of so many images (Wilson).",
        ),
        Fact(
            phrase("{name}: after PGD at most", name=KINDS[trial.kind]),
            [
                _share(spread, *three)
                for three in zip(accuracy.tolist(), low.tolist(), high.tolist(), strict=True)
            ],
            ("eps",),
            help="An upper bound of robust accuracy: a better attack may lower it.",
        ),
        Fact(
            phrase("{name}: fooled on", name=KINDS[trial.kind]),
            [
                phrase("{p} of the correctly read", p=f"{share:.0%}")
                for share in result.success(trial, "pgd").tolist()
            ],
            ("eps",),
            help="Only on an image that it read rightly can an attack fool a network.",
        ),
    ]


def _share(template: str, p: float, low: float, high: float) -> Words:
    return phrase(template, p=f"{p:.1%}", low=f"{low:.0%}", high=f"{high:.0%}")


def _shipping(kind: str) -> tuple[str, ...]:
    """The data sets with a network of that kind."""
    return tuple(name for name in classifiers.datasets() if kind in classifiers.kinds(name))


def snippet(request: RobustnessRequest) -> str:
    """The heart of the question in a dozen lines of PyTorch."""
    kind = request.kinds[0]
    return f"""import torch
from playground import data
from playground.core.attacks import pgd
from playground.engine.adversarial.classifiers import pixels
from playground.models import catalog

model = catalog.load("{request.dataset}-{kind}")
shown = data.examples("{request.dataset}")
images = pixels(shown.images[:{request.count}])
labels = torch.from_numpy(shown.labels[:{request.count}])
standing = model(images).argmax(1) == labels
print(standing.float().mean().item())
for eps in {list(request.radii[1:])}:
    found = pgd(model, images, labels, eps=eps, norm="{request.norm}", steps={request.steps})
    standing &= found.logits.argmax(1) == labels
    print(eps, standing.float().mean().item())
"""


TAB = Tab(
    name="adversarial-robustness",
    title="Robustness",
    subject="Adversarial attacks",
    button="Measure",
    hint="Drag eps: once PGD has fooled a plainly trained network on nine images in ten, noise of"
    " that size fools it on fewer than one in ten, and the network trained under attack keeps most"
    " of its own. Measure more images for narrower bands.",
    request=RobustnessRequest,
    answer=answer,
    controls=(
        Control("dataset", "Data set", names=DATASETS),
        Control("norm", "Norm", names=NORMS),
        Control("count", "Images"),
        *(Control(kind, name, when=("dataset", _shipping(kind))) for kind, name in KINDS.items()),
        Control("momentum", "Momentum PGD"),
        Control("steps", "Steps of PGD", more=True),
        Control("restarts", "Restarts", more=True),
        Control("seed", "Seed", kind="dice", more=True),
    ),
    views=(
        (
            View("curves", "chart", "Accuracy against eps", height=420, scale=4),
            View("pictures", "strip", scale=3),
        ),
        (
            View("facts", "facts", scale=4),
            View("transfer", "chart", "Does the attack carry over?", height=300, scale=3),
        ),
    ),
    paint=paint,
    cards=lambda request: tuple(f"{request.dataset}-{kind}" for kind in request.kinds),
    endpoint=Endpoint(
        "measure_robustness",
        "Accuracy of classifiers on shipped test images under PGD, one step and noise at every"
        " radius of a grid, and under momentum PGD where asked, with 95 % intervals, and how PGD's"
        " pictures carry over from network to network. Numbers run along eps, and so do PGD's"
        " pictures of the first images.",
        images=lambda result: {trial.kind: _sheet(result, trial) for trial in result.trials},
    ),
    snippet=snippet,
)
