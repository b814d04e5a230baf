"""PGD over its floor: 40 bare forward and backward passes through the same network.

`python -m benchmarks.attacks`, for 128 images and 40 steps in l∞ and l2. The bar is 1.0 of the
floor as one writes it (the whole batch, NCHW), for the network as the pages attack it:
channels_last, its batch norms joined to its convolutions, in chunks of bounded memory. The floor is
shown again at its best. torchattacks, foolbox and ART stand beside it where they are installed.
"""

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from benchmarks.common import Row, compare
from playground import data
from playground.core.attacks import pgd
from playground.engine.adversarial import classifiers
from playground.models import catalog

BAR = 1.0
MODEL = "mnist-classifier"
IMAGES, STEPS, CHUNK = 128, 40, 128
EPS = {"linf": 0.3, "l2": 2.0}
REFERENCE = "floor: whole batch, NCHW"


def pace(eps: float) -> float:
    """The length of a step."""
    return 2.5 * eps / STEPS


def passes(model: nn.Module, images: Tensor, labels: Tensor, chunk: int) -> None:
    """The least that 40 gradients to the images cost."""
    for part, truth in zip(images.split(chunk), labels.split(chunk), strict=True):
        for _ in range(STEPS):
            leaf = part.detach().requires_grad_()
            torch.autograd.grad(F.cross_entropy(model(leaf), truth, reduction="sum"), leaf)


def libraries(
    model: nn.Module, images: Tensor, labels: Tensor, norm: str
) -> dict[str, Callable[[], object]]:
    """The same attack by whichever reference library is there."""
    found: dict[str, Callable[[], object]] = {}
    eps = EPS[norm]
    if find_spec("torchattacks"):
        import torchattacks

        kind = {"linf": torchattacks.PGD, "l2": torchattacks.PGDL2}[norm]
        theirs = kind(model, eps=eps, alpha=pace(eps), steps=STEPS, random_start=False)
        found["torchattacks"] = lambda: theirs(images, labels)
    if find_spec("foolbox"):
        import foolbox

        wrapped = foolbox.PyTorchModel(model, bounds=(0, 1))
        family = {"linf": foolbox.attacks.LinfPGD, "l2": foolbox.attacks.L2PGD}[norm]
        attack = family(abs_stepsize=pace(eps), steps=STEPS, random_start=False)
        goal = foolbox.criteria.Misclassification(labels)
        found["foolbox"] = lambda: attack.run(wrapped, images, goal, epsilon=eps)
    if find_spec("art") and find_spec("art.estimators"):
        found["ART"] = art(model, images, labels, norm)
    return found


def art(model: nn.Module, images: Tensor, labels: Tensor, norm: str) -> Callable[[], object]:
    """ART computes between NumPy arrays."""
    from art.attacks.evasion import ProjectedGradientDescentPyTorch
    from art.estimators.classification import PyTorchClassifier

    wrapped = PyTorchClassifier(
        model, nn.CrossEntropyLoss(), images.shape[1:], 10, clip_values=(0, 1), device_type="cpu"
    )
    order = {"linf": float("inf"), "l2": 2}[norm]
    common = {"max_iter": STEPS, "batch_size": len(images), "verbose": False}
    attack = ProjectedGradientDescentPyTorch(
        wrapped, norm=order, eps=EPS[norm], eps_step=pace(EPS[norm]), **common
    )
    return lambda: attack.generate(images.numpy(), labels.numpy())


def main() -> list[Row]:
    """Print the ratios."""
    return [row for norm in EPS for row in measured(norm)]


def measured(norm: str) -> list[Row]:
    """One norm's table."""
    model = catalog.load(MODEL, "cpu")
    shown = data.examples("mnist")
    images = torch.from_numpy(shown.images[:IMAGES]).float().div(255)[:, None]
    labels = torch.from_numpy(shown.labels[:IMAGES])
    last = images.clone(memory_format=torch.channels_last)
    swift = classifiers.load_fused(MODEL)
    ours: dict[str, Any] = {"eps": EPS[norm], "steps": STEPS, "norm": norm}
    candidates: dict[str, Callable[[], object]] = {
        REFERENCE: lambda: passes(model, images, labels, IMAGES),
        "floor at its best": lambda: passes(swift, last, labels, CHUNK),
        "playground": lambda: pgd(model, images, labels, **ours),
        "playground, as the pages do": lambda: pgd(swift, last, labels, **ours),
        "playground, recorded": lambda: pgd(swift, last, labels, **ours, record=True),
        **libraries(model, images, labels, norm),
    }
    title = f"PGD-{STEPS} in {norm}, {IMAGES} images, one thread (bar: {BAR})"
    return compare(candidates, REFERENCE, repeats=7, title=title)


if __name__ == "__main__":
    main()
