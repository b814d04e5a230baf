"""Adversarial examples: gradient ascent on a classifier's loss inside a ball around the image."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from torch import Tensor

from playground.core import checks
from playground.core.ascent import Ascent, Attack, Model, joined
from playground.core.modes import evaluates
from playground.core.norms import threat_model
from playground.errors import BadValue

# Images a forward pass on the CPU: half as many cost 1.1x (each pass sets its kernels up anew),
# and memory is bounded all the same.
CPU_CHUNK = 128
GPU_CHUNK = 1024
#: A longer step than any image is wide, by far; the squares of much longer ones would overflow.
LONGEST = 1e6
_SCALE = "Pixels live in [0, 1]: 8 of 255 grey levels are 8 / 255."


def fgsm(
    model: Model,
    images: Tensor,
    labels: Tensor,
    *,
    eps: float | Tensor,
    targeted: bool = False,
    record: bool = False,
) -> Attack:
    """x + eps sign(grad m(x)), cut to [0, 1]: one step of linf-PGD as long as the ball.

    Arguments and errors as in `pgd`. Goodfellow et al. 2015, section 4.

    >>> import torch
    >>> bright = lambda x: x.sum((1, 2, 3))
    >>> model = lambda x: torch.stack([bright(x), -bright(x)], 1)
    >>> attack = fgsm(model, torch.full((1, 1, 1, 2), 0.5), torch.tensor([0]), eps=0.25)
    >>> attack.adversarial.flatten().tolist()
    [0.25, 0.25]
    """
    return pgd(
        model,
        images,
        labels,
        eps=eps,
        steps=1,
        step_size=eps,
        targeted=targeted,
        record=record,
    )


@evaluates
def pgd(
    model: Model,
    images: Tensor,
    labels: Tensor,
    *,
    eps: float | Tensor,
    norm: str = "linf",
    steps: int = 40,
    step_size: float | Tensor | None = None,
    momentum: float = 0.0,
    targeted: bool = False,
    random_start: bool = False,
    generator: torch.Generator | None = None,
    record: bool = False,
) -> Attack:
    """x <- clip(x0 + project(x + step_size ascend(grad m(x)) - x0)), `steps` times.

    model: images -> logits [N, K], attacked in eval mode and left in its own; images [N, C, H, W]
    in [0, 1]; labels int64 [N], the class to leave, or to reach when targeted. eps and step_size: a
    number or a tensor [N], in units of the pixel range; step_size None is 2.5 eps / steps. momentum
    mu > 0 ascends along g <- mu g + grad / |grad|_1 in place of grad (Dong et al. 2018, eq. 6).
    generator None draws the random start from seed 0. The images' memory format is kept: pass
    channels_last to compute in it. Raises BadValue. Madry et al. 2018, section 2.1.

    >>> import torch
    >>> model = lambda x: torch.stack([x.sum((1, 2, 3)) - 0.9, 0.9 - x.sum((1, 2, 3))], 1)
    >>> attack = pgd(model, torch.full((1, 1, 1, 2), 0.5), torch.tensor([0]), eps=0.1, steps=4)
    >>> int(attack.logits.argmax(1)), attack.adversarial.flatten()
    (1, tensor([0.4000, 0.4000]))
    """
    threat = threat_model(norm)
    work = _checked_images(model, images)
    top = _checked_labels(labels, images)
    steps = checks.whole("steps", steps, 1, "One step is FGSM's; 40 is usual.")
    radius = _radii("eps", eps, work, threat.diameter(work[0].numel()))
    default = radius * (2.5 / steps)
    pace = default if step_size is None else _radii("step_size", step_size, work, LONGEST)
    kept = checks.number("momentum", momentum, 0, 1, "1 keeps the pull of every step.")
    drawn = checks.generator_or_default(generator)
    start = work
    if random_start:
        start = (work + threat.start(work, radius, drawn)).clamp_(0, 1)
    sign = -1 if targeted else 1
    climb = Ascent(model, threat, steps, sign, record, top, images.dtype, kept)
    chunk = CPU_CHUNK if images.device.type == "cpu" else GPU_CHUNK
    # Tensors born in inference mode cannot enter a gradient, even inside enable_grad: copy them.
    with torch.inference_mode(False), torch.no_grad():
        batch = (work, start, labels, radius, pace)
        parts = zip(*(tensor.clone().split(chunk) for tensor in batch), strict=True)
        return joined([climb.run(*part) for part in parts])


@dataclass(frozen=True)
class Method:
    """A row of the table, called as `pgd` is: the attack, the norm of its ball, how it is called,
    and who published it. iterated: it takes steps, a step size and a random start."""

    run: Callable[..., Attack]
    norm: str
    label: str
    source: str
    iterated: bool = True

    def __call__(self, model: Model, images: Tensor, labels: Tensor, **asked: Any) -> Attack:
        return self.run(model, images, labels, **asked)


_LINF, _L2 = partial(pgd, norm="linf"), partial(pgd, norm="l2")
ATTACKS: dict[str, Method] = {
    "fgsm": Method(fgsm, "linf", "FGSM", "Goodfellow et al. 2015", iterated=False),
    "pgd-linf": Method(_LINF, "linf", "PGD in l∞", "Madry et al. 2018"),
    "pgd-l2": Method(_L2, "l2", "PGD in l2", "Madry et al. 2018"),
    "momentum": Method(
        partial(pgd, norm="linf", momentum=1.0), "linf", "Momentum PGD in l∞", "Dong et al. 2018"
    ),
}


def _checked_images(model: object, images: object) -> Tensor:
    """The images in the dtype of the arithmetic: float64 stays, all else is float32."""
    if not callable(model):
        raise checks.refuse("model", model, "callable: images -> logits", "Pass the module.")
    low, high = checks.extremes("images", images)
    found = checks.kind("images", images)
    if found.ndim != 4:
        raise checks.refuse("images", found, "[N, C, H, W]", "One image: images[None].")
    if low < 0 or high > 1:
        allowed = "in [0, 1] (shown: its lowest and highest value)"
        raise BadValue("images", [low, high], allowed, "Divide bytes by 255; do not normalise.")
    return found.detach().to(torch.promote_types(found.dtype, torch.float32))


def _checked_labels(labels: object, images: Tensor) -> int:
    """The largest label."""
    way_out = "One class an image; convert with .long().to(images.device)."
    allowed = f"an int64 tensor [{len(images)}] on {images.device}"
    if not isinstance(labels, Tensor) or labels.dtype != torch.int64:
        raise checks.refuse("labels", labels, allowed, way_out)
    if labels.shape != images.shape[:1] or labels.device != images.device:
        raise checks.refuse("labels", labels, allowed, way_out)
    low, high = torch.stack(labels.aminmax()).tolist()
    if low < 0:
        raise BadValue("labels", low, "0 or more", "Count the classes from 0.")
    return int(high)


def _radii(name: str, value: object, images: Tensor, high: float) -> Tensor:
    """One number, or one per image, as [N] in the dtype and on the device of `images`."""
    if isinstance(value, Tensor) and value.shape not in ((), images.shape[:1]):
        allowed = f"a number, or a tensor [{len(images)}]: one an image"
        raise checks.refuse(name, value, allowed, "Repeat the images to try several radii.")
    if not isinstance(value, Tensor):
        value = checks.number(name, value, 0, high, _SCALE)
    values = checks.numbers_of(name, value, images, 0, high, _SCALE)
    return values.to(images.dtype).expand(len(images))
