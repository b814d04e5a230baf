"""Attacks on one image: one image, one attack, every radius and every step."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.adversarial.attack_grid import ATTACKS
from playground.engine.adversarial.one_image import (
    DRAWABLE,
    PHOTOGRAPHED,
    AttackRequest,
    AttackResult,
    answer,
)
from playground.engine.classes import CLASSES
from playground.ui import chart, facts, figures, strip
from playground.ui.chart import Cursor, Frames
from playground.ui.facts import Fact
from playground.ui.tab import Control, Endpoint, Link, Tab, View
from playground.ui.tabs.adversarial.common import NORMS, targets
from playground.ui.tabs.adversarial.one_image_facts import flatten, measured, needed
from playground.ui.tabs.adversarial.one_image_rows import (
    GRID,
    NAMES,
    axes,
    rows,
    sheet,
    signed,
    truth,
)

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

NETWORKS = {
    "mnist-classifier": "MNIST: plain CNN",
    "mnist-robust": "MNIST: robust CNN",
    "mnist-vit": "MNIST: ViT",
    "fashion-classifier": "Fashion: plain CNN",
    "fashion-robust": "Fashion: robust CNN",
    "fashion-vit": "Fashion: ViT",
    "cifar10-classifier": "CIFAR-10: plain CNN",
    "cifar10-robust": "CIFAR-10: robust CNN",
}
#: What each network calls its classes.
READ = {name: CLASSES[name.partition("-")[0]] for name in NETWORKS}
#: When controls matter that an attack of one step, as FGSM, does not read.
PGD = ("attack", tuple(name for name, attack in ATTACKS.items() if attack.iterated))


def paint(request: AttackRequest, result: AttackResult) -> dict[str, Any]:
    """The answer as values of the views."""
    cursors = axes(result)
    return {
        "pictures": strip.value(cursors, rows(result)),
        "facts": facts.value(measured(result, GRID) + _elsewhere(request)),
        "classes": chart.value(
            _classes(result), frames=Frames(GRID, {1: {"y": flatten(result.probabilities)}})
        ),
        "confidence": chart.value(
            _confidence(result),
            cursor=Cursor("eps", result.eps.tolist()),
            frames=Frames("step", _confidence_frames(result)),
        ),
        "losses": chart.value(
            _losses(result),
            cursor=Cursor("step", list(range(result.steps + 1))),
            frames=Frames("eps", {1: {"y": result.losses}}),
        ),
        "sheet": strip.value(cursors[:1], sheet(result)),
    }


def _classes(result: AttackResult) -> "Figure":
    start = result.opening
    drawn = figures.bars(
        result.names,
        {"original": result.clean, "adversarial": result.probabilities[start, -1]},
        x="class",
        y="probability",
    )
    drawn.data[0].marker.color = figures.COLOURS[6]
    drawn.data[1].marker.color = figures.COLOURS[3]
    return _compact(drawn)


def _compact(drawn: "Figure") -> "Figure":
    """For three charts side by side: a legend of one line."""
    drawn.update_layout(
        margin={"l": 52, "r": 8, "t": 30, "b": 40},
        legend={"itemwidth": 30, "font": {"size": 12}, "x": -0.2},
    )
    return drawn


def _confidence(result: AttackResult) -> "Figure":
    digit = result.request.digit
    curves = {"attack": result.probabilities[:, -1, digit], "worst noise": _noise_floor(result)}
    if result.request.targeted:
        curves["attack, target"] = result.probabilities[:, -1, result.goal]
    drawn = figures.lines(
        result.eps, curves, x=f"eps ({NORMS[result.norm]})", y=f"p({truth(result)})", markers=True
    )
    for trace, colour in zip(drawn.data, (3, 6, 0), strict=False):
        trace.line.color = figures.COLOURS[colour]
    drawn.update_yaxes(range=[-0.03, 1.03])
    return _compact(drawn)


def _confidence_frames(result: AttackResult) -> dict[int, dict[str, NDArray[np.float32]]]:
    """At each step: the attack's curves over eps."""
    found = {0: {"y": result.probabilities[:, :, result.request.digit].T}}
    if result.request.targeted:
        found[2] = {"y": result.probabilities[:, :, result.goal].T}
    return found


def _noise_floor(result: AttackResult) -> NDArray[np.float32]:
    """The least probability of the true class among the draws of each radius."""
    return result.noise.probabilities[..., result.request.digit].min(-1)


def _losses(result: AttackResult) -> "Figure":
    """Every radius faintly, and the cursor's on top."""
    steps = np.arange(result.steps + 1)
    start = result.opening
    curves = {"every eps": result.losses[start], "at eps": result.losses[start]}
    drawn = figures.lines(steps, curves, x="step", y=f"−ln p({result.names[result.goal]})")
    # One trace for all: a gap lifts the pen between two curves.
    gaps = np.full((len(result.eps), 1), np.nan)
    everywhere = np.concatenate([result.losses, gaps], 1).ravel()
    faint, bold = ({"color": figures.COLOURS[i], "width": w} for i, w in ((6, 1), (3, 3)))
    across = np.tile(np.arange(result.steps + 2), len(result.eps))
    drawn.data[0].update(x=across, y=everywhere, line=faint, hoverinfo="skip", opacity=0.6)
    drawn.data[1].update(line=bold)
    drawn.update_yaxes(
        type="log", range=_decades(result.losses), tickvals=[1e-4, 1e-2, 1, 100], tickformat="~g"
    )
    return _compact(drawn)


def _decades(losses: NDArray[np.float32]) -> list[float]:
    """The y axis: below 1e-4 the network is sure, and differences mean nothing to anyone."""
    return [-4.0, max(1.0, float(np.log10(losses.max()) + 0.2))]


def snippet(request: AttackRequest) -> str:
    """The question in a dozen lines of PyTorch."""
    fgsm = not ATTACKS[request.attack].iterated
    pace = f"step_size={request.relative_step / request.steps:.6g} * eps"
    paced = f", steps={request.steps}, {pace}, generator=draw, random_start=start"
    more = "" if fgsm else paced
    goal = request.target if request.targeted else request.digit
    starts = [request.random_start or restart > 0 for restart in range(request.restarts)]
    chosen = f"examples.of_class({request.digit})[{request.index}]"
    radii = request.victim.radii(request.attack)
    shipped = f"examples.images[{chosen}]"
    reader = "picture_pixels" if request.own else "small"
    image = f"{reader}({request.mine!r})" if request.mine else shipped
    return f"""import torch
from playground import data, device
from playground.core.attacks import ATTACKS
from playground.engine.adversarial.attack_grid import strongest
from playground.engine.adversarial.classifiers import delivered, pixels, small
from playground.engine.request import picture_pixels
from playground.models import catalog

model = catalog.load("{request.model}")
examples = data.examples("{request.victim.dataset}")
eps = torch.tensor({list(radii)})
images = pixels({image}[None]).expand(len(eps), -1, -1, -1)
labels = torch.full((len(eps),), {goal})
draw = device.generator({request.seed})
made = [
    ATTACKS["{request.attack}"](
        model, images, labels, eps=eps, targeted={request.targeted}, record=True{more}
    )
    for start in {starts[:1] if fgsm else starts}
]
pictures = delivered(strongest(made, {request.targeted}).adversarial, images)
print(model(pixels(pictures)).argmax(1).tolist())
"""


def see(request: AttackRequest, result: AttackResult) -> tuple[Link, ...]:
    """The picture at the smallest successful radius, taken up by other subjects."""
    if request.model not in DRAWABLE:
        return ()
    clean, attacked = (strip.png(shown) for shown in (result.original, _opening(result)))
    dataset, kind = request.model.split("-")
    shared = {"dataset": dataset}
    walk = {"from_a": "own", "own_a": clean, "from_b": "own", "own_b": attacked}
    links = [Link("latent", "Walk from the original to the attacked image", {**shared, **walk})]
    # Only where the page judges by the very network that was attacked is it purified, or looked at.
    if kind == "classifier":
        text = "Purify the attacked image by diffusion"
        links.append(Link("diffusion-redraw", text, {**shared, "drawing": attacked, "into": "any"}))
    if kind == "vit":
        pictures = {"original": clean, "attacked image": attacked}
        links += [
            Link("attention-images", f"Attention to the {name}", {**shared, "own": one})
            for name, one in pictures.items()
        ]
    return tuple(links)


def _elsewhere(request: AttackRequest) -> list[Fact]:
    """Why no other subject takes a photograph up."""
    if request.model in DRAWABLE:
        return []
    reason = "The models of interpolation, diffusion and attention that ship know no photographs."
    return [Fact("Other subjects", ["take up grey images only"], help=reason)]


def _opening(result: AttackResult) -> NDArray[np.uint8]:
    return result.adversarial[result.opening, -1]


def _images(result: AttackResult) -> Mapping[str, NDArray[np.uint8]]:
    """One file each; several pictures stand below each other, by growing eps."""
    return {
        "original": result.original,
        "adversarial": result.adversarial[:, -1],
        "perturbation": signed(result.perturbation[:, -1]),
        "noise": result.noise.images,
    }


TAB = Tab(
    name="adversarial",
    title="One image",
    subject="Adversarial attacks",
    hint="Drag eps: here a small change, made on purpose, fools the network; noise of the same"
    " size does not.",
    seen=lambda request, result: needed(result),
    request=AttackRequest,
    answer=answer,
    controls=(
        Control("model", "Network", names=NETWORKS, kind="dropdown"),
        Control("digit", "Class", named=READ, like="model"),
        Control("index", "Example", kind="dice", when=("own", ("",))),
        Control("attack", "Attack", names=NAMES),
        Control("targeted", "Toward a class"),
        Control(
            "target",
            "Target class",
            named=READ,
            like="model",
            when=("targeted", (True,)),
            can=targets,
        ),
        Control("steps", "Steps of PGD", when=PGD),
        Control("own", "Your own image", more=True, when=("model", DRAWABLE)),
        Control("photograph", "Your photograph", more=True, when=("model", PHOTOGRAPHED)),
        Control("relative_step", "Step size", more=True, when=PGD),
        Control("restarts", "Restarts", more=True, when=PGD),
        Control("random_start", "Random start", more=True, when=PGD),
        Control("seed", "Seed", kind="dice", more=True),
    ),
    views=(
        (View("pictures", "strip"),),
        (
            View("classes", "chart", "What the network reads", height=220),
            View("confidence", "chart", "Probability of the true class", height=220),
            View("losses", "chart", "Loss along the steps", height=220),
        ),
        (View("facts", "facts"),),
        (
            View(
                "sheet",
                "strip",
                "Every attack from the same start, at each of its eps",
                controls=False,
            ),
        ),
    ),
    paint=paint,
    cards=lambda request: (request.model,),
    endpoint=Endpoint(
        "attack",
        "Attack one image at every radius of a grid (l∞: 0 to 0.32, l2: 0 to 4, in units of the"
        " pixel range; photographs, l∞: 0 to 16/255, l2: 0 to 2) in one batch. Numbers run along"
        " eps; predictions are of the 8-bit pictures that come back as PNG files, stacked from the"
        " smallest eps to the largest.",
        images=_images,
    ),
    see=see,
    snippet=snippet,
)
