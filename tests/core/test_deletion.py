"""The deletion test on a model whose reasons are known."""

import pytest
import torch
from torch import Tensor

from playground.core.deletion import deletion_curve, patch_sums, without_patches
from playground.errors import BadValue

SIDE, SIZE = 3, 6


def images(n: int = 4) -> Tensor:
    return 0.2 + torch.rand(n, 1, SIZE, SIZE, generator=torch.Generator().manual_seed(0))


def one_patch(x: Tensor) -> Tensor:
    """Logits of a model that reads patch 4, the middle one, and nothing else."""
    ink = patch_sums(x, SIDE)[:, 4]
    return torch.stack([3 * ink, torch.zeros_like(ink)], dim=1)


def order(first: int, n: int = 4) -> Tensor:
    rest = [i for i in range(SIDE**2) if i != first]
    return torch.tensor([[first, *rest]]).expand(n, -1)


def test_patches_are_numbered_row_by_row() -> None:
    x = torch.zeros(1, 1, SIZE, SIZE)
    x[..., 2:4, 4:6] = 1
    assert patch_sums(x, SIDE).argmax() == 1 * SIDE + 2
    gone = without_patches(x, order(5, 1), 1, SIDE)
    assert gone.abs().max() == 0


def test_only_the_first_patches_are_taken() -> None:
    x = images()
    for count in range(SIDE**2 + 1):
        gone = without_patches(x, order(4), count, SIDE)
        empty = (patch_sums(gone, SIDE) == 0).sum(1)
        assert (empty == count).all()
    assert torch.equal(without_patches(x, order(4), 0, SIDE), x)


def test_the_reason_taken_first_drops_the_probability_at_once() -> None:
    labels = torch.zeros(4, dtype=torch.int64)
    counts = (0, 1, 5, 9)
    right = deletion_curve(one_patch, images(), labels, order(4), counts, SIDE)
    wrong = deletion_curve(one_patch, images(), labels, order(0), counts, SIDE)
    torch.testing.assert_close(right[1:], torch.full((3, 4), 0.5))
    torch.testing.assert_close(wrong[1], right[0])
    torch.testing.assert_close(wrong[0], one_patch(images()).softmax(-1)[:, 0])


def test_what_cannot_be_taken_away_is_refused() -> None:
    with pytest.raises(BadValue, match=r"^count "):
        without_patches(images(), order(4), 10, SIDE)
    with pytest.raises(BadValue, match=r"^order "):
        without_patches(images(), order(4, 3), 1, SIDE)
    with pytest.raises(BadValue, match=r"^images "):
        without_patches(images(), order(4), 1, 4)
