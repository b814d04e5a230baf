"""Adversarial examples: gradient ascent on a classifier's loss inside a ball around the image.

The loss that is climbed is the margin m = logsumexp_{j != y} z_j - z_y: f_6 of Carlini & Wagner
2017, section V-A, with a smooth maximum and no cut at zero. Cross-entropy is softplus(m): its
gradient has the same direction, but vanishes in floating point once p_y rounds to 1, which makes a
confident classifier look robust. The margin's never does.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from torch import Tensor

from playground.core import checks
from playground.core.modes import evaluates
from playground.core.norms import NORMS, ThreatModel, per_image, threat_model
from playground.errors import BadValue

Model = Callable[[Tensor], Tensor]

# Images a forward pass on the CPU: half as many cost 1.1x (each pass sets its kernels up anew),
# and memory is bounded all the same.
CPU_CHUNK = 128
GPU_CHUNK = 1024
_SCALE = "Pixels live in [0, 1]: 8 of 255 grey levels are 8 / 255."


@dataclass(frozen=True)
class Attack:
    """What an attack did, image by image."""

    adversarial: Tensor  # [N, C, H, W] in [0, 1], dtype of the images
    logits: Tensor  # [N, K] at `adversarial`
    losses: Tensor  # [steps + 1, N] cross-entropy (nats) of the labels given, start to result
    zero_gradients: Tensor  # [N] bool: at some step the gradient was exactly zero, so no move
    norm: str  # the row of NORMS that measures it
    path: Tensor | None = None  # [steps + 1, N, C, H, W] when recorded: start to result


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
    pace = default if step_size is None else _radii("step_size", step_size, work, math.inf)
    kept = checks.number("momentum", momentum, 0, 1, "1 keeps the pull of every step.")
    drawn = checks.generator_or_default(generator)
    start = work
    if random_start:
        start = (work + threat.start(work, radius, drawn)).clamp_(0, 1)
    sign = -1 if targeted else 1
    climb = _Climb(model, threat, steps, sign, record, top, images.dtype, kept)
    chunk = CPU_CHUNK if images.device.type == "cpu" else GPU_CHUNK
    # Tensors born in inference mode cannot enter a gradient, even inside enable_grad: copy them.
    with torch.inference_mode(False), torch.no_grad():
        batch = (work, start, labels, radius, pace)
        parts = zip(*(tensor.clone().split(chunk) for tensor in batch), strict=True)
        return _joined([climb.run(*part) for part in parts])


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


@dataclass(frozen=True)
class _Climb:
    """The ascent that every chunk of a batch goes through."""

    model: Model
    threat: ThreatModel
    steps: int
    sign: int
    record: bool
    top: int  # the largest label
    dtype: torch.dtype  # of the result; the arithmetic is in that of the chunk
    momentum: float

    def run(
        self, images: Tensor, start: Tensor, labels: Tensor, radius: Tensor, pace: Tensor
    ) -> Attack:
        stride = per_image(self.sign * pace, images)
        stuck = torch.zeros_like(labels, dtype=torch.bool)
        x, path, losses, pull = start, [], [], torch.zeros_like(start)
        for _ in range(self.steps):
            margin, gradient, peak = self._slope(x, labels)
            stuck |= peak == 0
            losses.append(_cross_entropy(margin + 0 * peak))  # a NaN gradient is seen at the end
            if self.record:
                path.append(_delivered(x, images, self.dtype))
            pull = self._carried(pull, gradient) if self.momentum else gradient
            delta = (x + stride * self.threat.ascend(pull)).sub_(images)
            x = self.threat.project(delta, radius).add_(images).clamp_(0, 1)
        result = _delivered(x, images, self.dtype)
        logits = self._logits(result.to(x.dtype))
        losses.append(_cross_entropy(_margin(logits, labels)[0]))
        return Attack(
            adversarial=result,
            logits=logits,
            losses=_finite(torch.stack(losses)),
            zero_gradients=stuck,
            norm=self.threat.name,
            path=torch.stack([*path, result]) if self.record else None,
        )

    def _carried(self, pull: Tensor, gradient: Tensor) -> Tensor:
        """mu g + grad / |grad|_1, image by image; |.|_1 as the mean: ascent knows no scale."""
        # Divided by the largest entry first: the mean of tiny gradients would underflow to zero.
        peak = NORMS["linf"].size(gradient)
        scaled = gradient / per_image(torch.where(peak > 0, peak, torch.ones_like(peak)), gradient)
        mean = scaled.abs().flatten(1).mean(1)
        size = torch.where(mean > 0, mean, torch.ones_like(mean))
        return self.momentum * pull + scaled / per_image(size, gradient)

    def _slope(self, x: Tensor, labels: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """The margin, its gradient to each image and that one's largest entry."""
        x = x.detach().requires_grad_()
        with torch.enable_grad():
            logits = self._logits(x)
        margin, pull = _margin(logits.detach(), labels)
        if logits.requires_grad:
            # autograd.grad leaves every .grad alone, so threads may share the model.
            (gradient,) = torch.autograd.grad(
                logits, x, pull, allow_unused=True, materialize_grads=True
            )
        else:  # nothing differentiable came back: flagged as a zero gradient
            gradient = torch.zeros_like(x)
        return margin, gradient, NORMS["linf"].size(gradient)

    def _logits(self, x: Tensor) -> Tensor:
        logits = self.model(x.to(_input_dtype(self.model, x.dtype)))
        if not isinstance(logits, Tensor) or logits.ndim != 2 or len(logits) != len(x):
            raise checks.refuse("model(images)", logits, "logits [N, K]", "One row an image.")
        if logits.shape[1] <= max(self.top, 1):
            allowed = f"below the {logits.shape[1]} classes of the model, which needs two or more"
            raise BadValue("labels", self.top, allowed, "Count the classes from 0.")
        return logits.to(x.dtype)


def _margin(logits: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
    """m = logsumexp_{j != y} z_j - z_y [N], and dm/dz [N, K]: softmax of the others, -1 at y."""
    own = labels[:, None]
    others = logits.scatter(1, own, -torch.inf)
    margin = others.logsumexp(1) - logits.gather(1, own)[:, 0]
    return margin, others.softmax(1).scatter_(1, own, -1)


def _finite(losses: Tensor) -> Tensor:
    if not torch.isfinite(losses).all():
        raise BadValue(
            "model(images)",
            "NaN or infinity",
            "finite, its gradient too",
            "Check the weights and the scale of the logits.",
        )
    return losses


def _cross_entropy(margin: Tensor) -> Tensor:
    """log(1 + e^m), exact where the log of a rounded softmax is 0."""
    return torch.logaddexp(margin, torch.zeros_like(margin))


def _input_dtype(model: Model, wide: torch.dtype) -> torch.dtype:
    """What the model computes in: the dtype of its first weights, or `wide` if it shows none."""
    weights = model.parameters() if isinstance(model, torch.nn.Module) else ()
    return next((one.dtype for one in weights if one.is_floating_point()), wide)


def _delivered(x: Tensor, images: Tensor, dtype: torch.dtype) -> Tensor:
    """`x` in `dtype`, rounded towards the image where rounding would step away from it."""
    rounded = x.to(dtype)
    if dtype == x.dtype:
        return rounded
    outside = (rounded.to(x.dtype) - images).abs() > (x - images).abs()
    return torch.where(outside, torch.nextafter(rounded, images.to(dtype)), rounded)


def _joined(parts: list[Attack]) -> Attack:
    def along(name: str, axis: int) -> Tensor:
        return torch.cat([getattr(part, name) for part in parts], axis)

    return Attack(
        adversarial=along("adversarial", 0),
        logits=along("logits", 0),
        losses=along("losses", 1),
        zero_gradients=along("zero_gradients", 0),
        norm=parts[0].norm,
        path=along("path", 1) if parts[0].path is not None else None,
    )


def _checked_images(model: object, images: object) -> Tensor:
    """The images in the dtype of the arithmetic: float64 stays, all else is float32."""
    if not callable(model):
        raise checks.refuse("model", model, "callable: images -> logits", "Pass the module.")
    found = checks.floats("images", images)
    if found.ndim != 4:
        raise checks.refuse("images", found, "[N, C, H, W]", "One image: images[None].")
    low, high = found.min().item(), found.max().item()
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
    if int(labels.min()) < 0:
        raise BadValue("labels", int(labels.min()), "0 or more", "Count the classes from 0.")
    return int(labels.max())


def _radii(name: str, value: object, images: Tensor, high: float) -> Tensor:
    """One number, or one per image, as [N] in the dtype and on the device of `images`."""
    if isinstance(value, Tensor) and value.shape not in ((), images.shape[:1]):
        allowed = f"a number, or a tensor [{len(images)}]: one an image"
        raise checks.refuse(name, value, allowed, "Repeat the images to try several radii.")
    if not isinstance(value, Tensor):
        value = checks.number(name, value, 0, high, _SCALE)
    values = checks.numbers_of(name, value, images, 0, high, _SCALE)
    return values.to(images.dtype).expand(len(images))
