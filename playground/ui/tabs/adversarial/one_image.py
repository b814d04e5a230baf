"""Attacks on one image: one image, one attack, every radius and every step."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from playground.arrays import Image8
from playground.engine.adversarial import one_image
from playground.engine.adversarial.one_image import DRAWABLE, AttackRequest, AttackResult, answer
from playground.engine.classes import CLASSES
from playground.ui import chart, facts, figures, machine, strip
from playground.ui.tab import Control, Endpoint, Link, Tab
from playground.ui.tabs.adversarial import outcome
from playground.ui.tabs.adversarial.common import ITERATED, LEGEND, NAMES, targets
from playground.ui.tabs.adversarial.outcome import attacked, flatten, measured, radii, reading
from playground.ui.texts import Words, phrase
from playground.ui.views import (
    Axis,
    Chart,
    Cursor,
    Fact,
    Facts,
    Frames,
    Machine,
    Part,
    Row,
    Strip,
)

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
#: The cursor's axes, in the order in which the states lie.
GRID = ("eps", "step")
#: How a step moves the perturbation, by the norm that bounds it.
STEPS = {"linf": ["δ + α sign g"], "l2": ["δ + α g / ‖g‖"]}
#: For three charts side by side.
COMPACT: dict[str, Any] = {
    "margin": {"l": 52, "r": 8, "t": 30, "b": 40},
    "legend": {**LEGEND, "x": -0.2},
}

SNIPPET = """\
import torch
from playground import device
from playground.core.attacks import ATTACKS
from playground.engine.adversarial.attack_grid import strongest
from playground.engine.adversarial.one_image import AttackRequest
from playground.engine.adversarial.classifiers import delivered, pixels
from playground.models import catalog

request = {request}
model, attack = catalog.load(request.model, device.pick()), ATTACKS[request.attack]
eps = torch.tensor(request.victim.radii(request.attack), device=device.pick())
images = pixels(request.victim.image()[None]).expand(len(eps), -1, -1, -1)
labels = torch.full((len(eps),), request.attempt.goal, device=device.pick())
common = {{"eps": eps, "targeted": request.targeted, "record": True}}
if attack.iterated:
    common |= {{"steps": request.steps, "step_size": request.relative_step / request.steps * eps}}
    common |= {{"generator": device.generator(request.seed)}}
    starts = [request.random_start, *[True] * (request.restarts - 1)]
    made = [attack(model, images, labels, random_start=start, **common) for start in starts]
else:
    made = [attack(model, images, labels, **common)]
pictures = delivered(strongest(made, request.targeted).adversarial, images)
print(model(pixels(pictures)).argmax(1).tolist())
"""


def pictures(request: AttackRequest, result: AttackResult) -> Strip:
    """The original beside what was made of it; the cursor opens at the end of the path."""
    original = Row(
        "Original",
        result.original[None],
        captions=[reading(result, result.clean)],
        note=_number(result),
    )
    steps = Axis("step", "step", [str(step) for step in range(result.steps + 1)], result.steps)
    return Strip([radii(result), steps], [original, *attacked(result, GRID)])


def through(request: AttackRequest, result: AttackResult) -> Machine:
    """Forward to the reading, and back by the gradient to the pixels."""
    read = [reading(result, one) for one in flatten(result.probabilities)]
    losses = [f"−ln p = {loss:.3g}" for loss in flatten(result.losses)]
    added = [
        [Part("x", picture=("pictures", 0))],
        [Part("δ", picture=("pictures", 1), sign="+")],
    ]
    name = result.names[result.goal]
    wish = phrase("toward {name}" if request.targeted else "away from {name}", name=name)
    forward = [
        Part("x + δ", picture=("pictures", 2), sign="="),
        Part("Network", "network", tab="adversarial-robustness"),
        Part("", texts=read, axes=GRID),
        Part("Loss", texts=losses, axes=GRID, tab="adversarial-loss-slice"),
    ]
    back = [
        Part("gradient g of the loss", texts=[wish], sign="↩"),
        Part(NAMES[request.attack], "network", STEPS[result.norm], sign="→"),
        Part("the next δ", texts=["no longer than eps, x + δ in [0, 1]"], sign="→"),
    ]
    return Machine([added, [forward, back]])


def _number(result: AttackResult) -> Words:
    name = result.names[result.request.label]
    if result.request.mine:
        return phrase("your own picture, meant as {name}", name=name)
    template = "{label} no. {index} of the " + result.source
    return phrase(template, label=name, index=result.request.index)


def classes(request: AttackRequest, result: AttackResult) -> Chart:
    ends = {"original": result.clean, "adversarial": result.probabilities[result.opening, -1]}
    figure = figures.bars(list(map(phrase, result.names)), ends, x="class", y="probability")
    for trace, colour in zip(figure.data, (6, 3), strict=True):
        trace.marker.color = figures.COLOURS[colour]
    frames = Frames(GRID, {1: {"y": flatten(result.probabilities)}})
    return Chart(figure.update_layout(COMPACT), frames=frames)


def confidence(request: AttackRequest, result: AttackResult) -> Chart:
    """Over eps, at the cursor's step; of noise the draw that hurts most."""
    own, goal = (result.probabilities[..., k] for k in (request.label, result.goal))
    noise = result.noise.probabilities[..., request.label].min(-1)
    curves, frames = {"attack": own[:, -1], "worst noise": noise}, {0: {"y": own.T}}
    if request.targeted:
        curves["attack, target"], frames[2] = goal[:, -1], {"y": goal.T}
    figure = outcome.over_radii(result.eps, curves, result.norm, **COMPACT)
    return Chart(figure, Cursor("eps", result.eps.tolist()), Frames("step", frames))


def losses(request: AttackRequest, result: AttackResult) -> Chart:
    """Every radius faintly, and the cursor's on top."""
    steps, start = np.arange(result.steps + 1), result.losses[result.opening]
    curves = {"every eps": start, "at eps": start}
    figure = figures.lines(steps, curves, x="step", y="−ln p")
    # One trace for all: a gap lifts the pen between two curves.
    everywhere = np.pad(result.losses, ((0, 0), (0, 1)), constant_values=np.nan).ravel()
    across = np.tile(np.arange(result.steps + 2), len(result.eps))
    faint, bold = ({"color": figures.COLOURS[i], "width": w} for i, w in ((6, 1), (3, 3)))
    figure.data[0].update(x=across, y=everywhere, line=faint, hoverinfo="skip", opacity=0.6)
    figure.data[1].update(line=bold)
    # Below 1e-4 the network is sure, and differences mean nothing to anyone.
    seen = [-4.0, max(1.0, float(np.log10(result.losses.max()) + 0.2))]
    figure.update_yaxes(type="log", range=seen, dtick=2, exponentformat="power")
    return Chart(
        figure.update_layout(COMPACT),
        Cursor("step", steps.tolist()),
        Frames("eps", {1: {"y": result.losses}}),
    )


def told(request: AttackRequest, result: AttackResult) -> Facts:
    """Of a photograph also why no other subject takes it up."""
    reason = "The models of interpolation, diffusion and attention that ship know no photographs."
    only = Fact("Other subjects", ["take up grey images only"], help=reason)
    grey = request.model in DRAWABLE
    return Facts([*measured(result, GRID), *(() if grey else (only,))])


def sheet(request: AttackRequest, result: AttackResult) -> Strip:
    """The ends of all attacks from the same start; l2 has radii of its own, as its captions say."""
    noise = result.noise
    ends = [(NAMES[k], one.images, one.eps, one.probabilities) for k, one in result.ends.items()]
    ends.append(("Random noise", noise.images, result.eps, noise.probabilities[:, 0]))
    rows = [
        Row(
            name,
            images,
            ("eps",),
            layout="all",
            captions=[reading(result, *pair) for pair in zip(read, eps.tolist(), strict=True)],
        )
        for name, images, eps, read in ends
    ]
    return Strip([radii(result)], rows)


def see(request: AttackRequest, result: AttackResult) -> tuple[Link, ...]:
    """The picture at the smallest successful radius, taken up by other subjects."""
    if request.model not in DRAWABLE:
        return ()
    before, after = (
        strip.png(shown) for shown in (result.original, result.adversarial[result.opening, -1])
    )
    dataset, kind = request.model.split("-")
    shared = {"dataset": dataset}
    walk = {"from_a": "own", "image_a": before, "from_b": "own", "image_b": after}
    links = [Link("latent", "Walk from the original to the attacked image", {**shared, **walk})]
    # Only where the page judges by the very network that was attacked is it purified, or looked at.
    if kind == "classifier":
        text = "Purify the attacked image by diffusion"
        links.append(Link("diffusion-redraw", text, {**shared, "image": after, "into": "any"}))
    if kind == "vit":
        links += [
            Link("attention-images", f"Attention to the {name}", {**shared, "image": one})
            for name, one in (("original", before), ("attacked image", after))
        ]
    return tuple(links)


def _images(result: AttackResult) -> Mapping[str, Image8]:
    """One file each; several pictures stand below each other, by growing eps."""
    return {
        "original": result.original,
        "adversarial": result.adversarial[:, -1],
        "perturbation": outcome.signed(result.perturbation[:, -1]),
        "noise": result.noise.images,
    }


TAB = Tab(
    page=__name__,
    name="adversarial",
    hint="Drag eps: here a small change, made on purpose, fools the network; noise of the same"
    " size does not.",
    seen=lambda request, result: outcome.needed(result),
    answer=answer,
    controls=(
        Control("image", kind="folded", like="model", when=("model", DRAWABLE)),
        Control("photo", when=("model", one_image.PHOTOGRAPHED)),
        Control("model", names=NETWORKS),
        Control("label", named=READ, like="model"),
        Control("index", when=("image", ("",))),
        Control("attack", names=NAMES),
        Control("targeted"),
        Control("target", named=READ, like="model", when=("targeted", (True,)), can=targets),
        Control("steps", when=ITERATED),
        Control("relative_step", more=True, when=ITERATED),
        Control("restarts", more=True, when=ITERATED),
        Control("random_start", more=True, when=ITERATED),
        Control("seed", more=True),
    ),
    views=(
        (strip.view("", pictures),),
        (
            chart.view("What the network reads", classes, height=220),
            chart.view("Probability of the true class", confidence, height=220),
            chart.view("Loss along the steps", losses, height=220),
        ),
        (machine.view("Forward to the reading, back to the pixels", through),),
        (facts.view("", told, name="facts"),),
        (
            strip.view(
                "Every attack from the same start, at each of its eps", sheet, controls=False
            ),
        ),
    ),
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
    snippet=SNIPPET,
    examples=(
        {"attack": "fgsm", "label": 2},
        {"attack": "fgsm", "label": 8},
        {"attack": "pgd-l2", "targeted": True, "target": 3, "steps": 4},
        {"model": "cifar10-classifier", "label": 2, "steps": 1},
        {"random_start": True, "seed": 4, "steps": 5},
        {"attack": "momentum", "restarts": 2, "steps": 4, "model": "fashion-classifier"},
    ),
)
