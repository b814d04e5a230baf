"""The ascent of an attack: steps along the gradient, each projected back into the ball.

The loss that is climbed is the margin m = logsumexp_{j != y} z_j - z_y: f_6 of Carlini & Wagner
2017, with a smooth maximum and no cut at zero. Cross-entropy is softplus(m): its
gradient has the same direction, but vanishes in floating point once p_y rounds to 1, which makes a
confident classifier look robust. The margin's never does.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from playground.core import checks
from playground.core.norms import NORMS, ThreatModel, per_image
from playground.errors import BadValue

Model = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class Attack:
    """What an attack did, image by image."""

    adversarial: Tensor  # [N, C, H, W] in [0, 1], dtype of the images
    logits: Tensor  # [N, K] at `adversarial`
    losses: Tensor  # [steps + 1, N] cross-entropy (nats) of the labels given, start to result
    zero_gradients: Tensor  # [N] bool: at some step the gradient was exactly zero, so no move
    norm: str  # the row of NORMS that measures it
    path: Tensor | None = None  # [steps + 1, N, C, H, W] when recorded: start to result


@dataclass(frozen=True)
class Ascent:
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
            loss = (logits * pull).sum()  # its gradient to the logits is the margin's, pull
        if logits.requires_grad:
            # autograd.grad leaves every .grad alone, so threads may share the model.
            (gradient,) = torch.autograd.grad(loss, x, allow_unused=True, materialize_grads=True)
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


def joined(parts: list[Attack]) -> Attack:
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
