"""The deletion test: does what is said to matter matter? Take it away, and see."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from playground.core import checks
from playground.core.modes import evaluates
from playground.errors import BadValue


def patch_sums(images: Tensor, side: int) -> Tensor:
    """[N, C, H, W] -> [N, side^2]: the sum over each patch of a side x side grid, row by row."""
    _check(images, side)
    return torch.nn.functional.avg_pool2d(images, images.shape[-1] // side).sum(1).flatten(1)


def without_patches(images: Tensor, order: Tensor, count: int, side: int) -> Tensor:
    """Images with the first `count` patches of each image's order [N, side^2] set to 0."""
    _check(images, side)
    cells = side * side
    if order.shape != (len(images), cells):
        allowed = f"[{len(images)}, {cells}]"
        raise checks.refuse("order", order, allowed, "One row an image, first patches first.")
    if not 0 <= count <= cells:
        raise BadValue("count", count, f"a whole number from 0 to {cells}", "0 takes nothing away.")
    kept = torch.ones(order.shape, dtype=images.dtype, device=images.device)
    kept.scatter_(1, order[:, :count], 0.0)
    size = images.shape[-1] // side
    grid = kept.unflatten(1, (1, side, side))
    return images * grid.repeat_interleave(size, -1).repeat_interleave(size, -2)


@evaluates
def deletion_curve(
    model: Callable[[Tensor], Tensor],
    images: Tensor,
    labels: Tensor,
    order: Tensor,
    counts: Sequence[int],
    side: int,
) -> Tensor:
    """[len(counts), N]: probability of the label after the first `count` patches are set to 0.

    images [N, C, H, W] in [0, 1]; labels int64 [N]; order int64 [N, side^2]; model(images) ->
    logits. Samek et al. 2017 ("pixel flipping"); Petsiuk et al. 2018 ("deletion"). Raises BadValue.
    """
    rows = []
    for count in counts:
        logits = model(without_patches(images, order, count, side))
        rows.append(logits.softmax(-1).gather(1, labels[:, None])[:, 0])
    return torch.stack(rows)


def _check(images: Tensor, side: int) -> None:
    shape = checks.floats("images", images).shape
    if len(shape) != 4 or shape[-1] != shape[-2] or shape[-1] % side:
        allowed = f"[N, C, H, H], H a multiple of {side}"
        raise checks.refuse("images", images, allowed, "Resize the images.")
