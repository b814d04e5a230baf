"""PGD over its floor: 40 bare forward and backward passes through the same network.

`python -m benchmarks.attacks`; the bar is 1.10 over the floor, for 128 images and 40 steps. The
floor is shown as one writes it (the whole batch, NCHW), and again at its best: in chunks that fit
the cache, channels_last. torchattacks and foolbox stand beside it where they are installed.
"""

import copy
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from benchmarks.common import Row, compare
from playground import data
from playground.core.attacks import pgd
from playground.models import catalog

BAR = 1.10
IMAGES, STEPS, EPS = 128, 40, 0.3
STEP_SIZE = 2.5 * EPS / STEPS
REFERENCE = "floor: whole batch"


def passes(model: nn.Module, images: Tensor, labels: Tensor, chunk: int) -> None:
    """The least that 40 gradients to the images cost."""
    for part, truth in zip(images.split(chunk), labels.split(chunk), strict=True):
        for _ in range(STEPS):
            leaf = part.detach().requires_grad_()
            torch.autograd.grad(F.cross_entropy(model(leaf), truth, reduction="sum"), leaf)


def libraries(model: nn.Module, images: Tensor, labels: Tensor) -> dict[str, Callable[[], object]]:
    """The same attack by whichever reference library is there."""
    found: dict[str, Callable[[], object]] = {}
    if find_spec("torchattacks"):
        import torchattacks

        settings = {"eps": EPS, "alpha": STEP_SIZE, "steps": STEPS, "random_start": False}
        theirs = torchattacks.PGD(model, **settings)
        found["torchattacks"] = lambda: theirs(images, labels)
    if find_spec("foolbox"):
        import foolbox

        wrapped = foolbox.PyTorchModel(model, bounds=(0, 1))
        attack = foolbox.attacks.LinfPGD(abs_stepsize=STEP_SIZE, steps=STEPS, random_start=False)
        goal = foolbox.criteria.Misclassification(labels)
        found["foolbox"] = lambda: attack.run(wrapped, images, goal, epsilon=EPS)
    return found


def main() -> list[Row]:
    """Print the ratios."""
    model = catalog.load("mnist-classifier", "cpu")
    shown = data.examples("mnist")
    images = torch.from_numpy(shown.images[:IMAGES]).float().div(255)[:, None]
    labels = torch.from_numpy(shown.labels[:IMAGES])
    last = images.clone(memory_format=torch.channels_last)
    last_model: Any = copy.deepcopy(model).to(memory_format=torch.channels_last)
    ours: dict[str, Any] = {"eps": EPS, "steps": STEPS}
    candidates: dict[str, Callable[[], object]] = {
        REFERENCE: lambda: passes(model, images, labels, IMAGES),
        "floor: chunks of 64": lambda: passes(model, images, labels, 64),
        "floor: chunks of 64, channels_last": lambda: passes(last_model, last, labels, 64),
        "playground linf": lambda: pgd(model, images, labels, **ours),
        "playground linf, channels_last": lambda: pgd(last_model, last, labels, **ours),
        "playground linf, recorded": lambda: pgd(model, images, labels, **ours, record=True),
        "playground l2": lambda: pgd(model, images, labels, **ours, norm="l2"),
        **libraries(model, images, labels),
    }
    title = f"PGD-{STEPS}, {IMAGES} images, one thread (bar: {BAR})"
    return compare(candidates, REFERENCE, repeats=7, title=title)


if __name__ == "__main__":
    main()
