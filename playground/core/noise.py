"""Random perturbations of a chosen size: what chance does, to hold an attack against."""

import torch
from torch import Tensor

from playground.core import checks
from playground.core.norms import per_image, threat_model
from playground.errors import BadValue

#: Halvings of the scale's bracket: float32 has 24 bits.
_HALVINGS = 30
#: Clipping takes at most this factor of a perturbation that is far smaller than the image's range.
_BRACKET = 8.0
#: Every pixel is at a border of the box then, but for those that do not move.
_FAR = 1e4


def noise_of_size(images: Tensor, sizes: Tensor, gaussian: Tensor, *, norm: str) -> Tensor:
    """Noisy copies clip(x + s d), with s such that the *clipped* perturbation has the size asked.

    images [N, ...] in [0, 1], sizes [N] in the units of `norm` -> [draws, N, ...]. d is a random
    sign per pixel for "linf" (the corners of the ball, where FGSM lives) and Gaussian for "l2", of
    `gaussian` N(0, 1): [draws, N, ...], or [draws, 1, ...] for directions that serve every image,
    so that a row of sizes shows one noise growing. Clipping alone would leave l2 noise on a black
    background a third too small. Raises BadValue where the box has no room for that size.
    """
    threat = threat_model(norm)
    _check(images, sizes, gaussian)
    start = gaussian.to(images)
    unit = start.sign() if norm == "linf" else threat.ascend(start.flatten(0, 1))
    draws = len(start)
    direction = unit.reshape(start.shape).expand(draws, *images.shape).flatten(0, 1)
    clean = images.expand(draws, *images.shape).flatten(0, 1)
    asked = sizes.to(images).repeat(draws)
    low, high = torch.zeros_like(asked), _BRACKET * asked
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        enough = threat.size(_clipped(clean, direction, middle) - clean) > asked
        low, high = torch.where(enough, low, middle), torch.where(enough, middle, high)
    noisy = _clipped(clean, direction, low)
    room = threat.size(_clipped(clean, direction, torch.full_like(asked, _FAR)) - clean)
    _require_room(threat.size(noisy - clean), asked, room)
    return noisy.reshape(draws, *images.shape)


def _check(images: Tensor, sizes: Tensor, gaussian: Tensor) -> None:
    low, high = checks.extremes("images", images)
    if low < 0 or high > 1 or images.ndim < 2:
        raise checks.refuse("images", images, "[N, ...] in [0, 1]", "Divide bytes by 255.")
    least, _ = checks.extremes("sizes", sizes)
    if sizes.shape != images.shape[:1] or least < 0:
        allowed = f"[{len(images)}], each at least 0"
        raise checks.refuse("sizes", sizes, allowed, "Give one size an image.")
    shape = checks.floats("gaussian", gaussian).shape
    if shape[1:2] not in ((1,), (len(images),)) or shape[2:] != images.shape[1:]:
        allowed = f"[draws, 1 or {len(images)}, ...] like the images"
        raise checks.refuse("gaussian", gaussian, allowed, "Draw it in their shape.")


def _clipped(clean: Tensor, direction: Tensor, scale: Tensor) -> Tensor:
    return (clean + per_image(scale, clean) * direction).clamp_(0, 1)


def _require_room(found: Tensor, asked: Tensor, room: Tensor) -> None:
    short = found < 0.99 * asked
    if short.any():
        worst = asked[short][0].item()
        if worst <= room[short][0]:
            allowed = f"large enough for the digits of {found.dtype}, or 0"
            raise BadValue("sizes", worst, allowed, "Ask for more, or convert with .double().")
        raise BadValue("sizes", worst, "small enough for the box [0, 1]", "Ask for less.")
