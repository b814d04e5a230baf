"""The deletion test: does what is said to matter matter? Take it away, and see."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from playground.core import checks
from playground.core.modes import evaluates
from playground.errors import BadValue, Filled


def patch_sums(images: Tensor, side: int) -> Tensor:
    """[N, C, H, W] -> [N, side^2]: the sum over each patch of a side x side grid, row by row."""
    _check(images, side)
    size = images.shape[-1] // side
    wide = checks.widened(images)
    sums = torch.nn.functional.avg_pool2d(wide, size, divisor_override=1).sum(1).flatten(1)
    return checks.finite("images", images, sums.to(images.dtype), "a patch's sum")


def without_patches(images: Tensor, order: Tensor, count: int, side: int) -> Tensor:
    """Images with the first `count` patches of each image's order [N, side^2] set to 0."""
    _check_order(images, order, side)
    return _without(images, order, count, side)


def _check_order(images: Tensor, order: Tensor, side: int) -> None:
    _check(images, side)
    cells = side * side
    numbered = torch.arange(cells, device=images.device).expand(len(images), cells)
    if order.shape != numbered.shape or not torch.equal(order.sort(1).values, numbered):
        allowed = f"[{len(images)}, {cells}], in each row every number from 0"
        raise checks.refuse("order", order, allowed, "One row an image, first patches first.")


def _without(images: Tensor, order: Tensor, count: int, side: int) -> Tensor:
    if checks.whole("count", count, 0, "0 takes nothing away.") > side * side:
        limit = Filled("at most {most}, the patches", most=side * side)
        raise BadValue("count", count, limit, "Take fewer away.")
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
    _check_order(images, order, side)
    rows = []
    for count in counts:
        logits = checks.kind("model(images)", model(_without(images, order, count, side)))
        rows.append(logits.softmax(-1).gather(1, labels[:, None])[:, 0])
    # What is not finite among logits leaves no probability.
    return checks.floats("model(images)", torch.stack(rows))


def _check(images: Tensor, side: int) -> None:
    shape = checks.floats("images", images).shape
    checks.whole("side", side, 1, "A grid has one patch at least.")
    if len(shape) != 4 or shape[-1] != shape[-2] or shape[-1] % side:
        allowed = f"[N, C, H, H], H a multiple of {side}"
        raise checks.refuse("images", images, allowed, "Resize the images.")
