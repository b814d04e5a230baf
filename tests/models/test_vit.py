"""The Vision Transformer: looking inside changes nothing, and weights are weights."""

import pytest
import torch

from playground.errors import BadValue
from playground.models.vit import ViT


@pytest.fixture(scope="module")
def network() -> ViT:
    torch.manual_seed(0)
    return ViT(width=32, layers=3).eval().requires_grad_(False)


def images(n: int) -> torch.Tensor:
    return torch.rand(n, 1, 28, 28, generator=torch.Generator().manual_seed(0))


def test_looking_inside_gives_the_same_logits(network: ViT) -> None:
    logits, weights = network.attend(images(2))
    torch.testing.assert_close(logits, network(images(2)), rtol=1e-4, atol=1e-5)
    assert weights.shape == (3, 2, 4, 50, 50)
    torch.testing.assert_close(weights.sum(dim=-1), torch.ones(3, 2, 4, 50))
    assert weights.min() >= 0


def test_tokens_are_the_patches_row_by_row(network: ViT) -> None:
    """A change of one patch changes one row of the first layer's queries: that patch's."""
    changed = images(1).clone()
    changed[:, :, 8:12, 20:24] = 1
    before, after = (network.attend(x)[1][0, 0] for x in (images(1), changed))
    per_query = (before[:, :, 0] / before[:, :, 1] - after[:, :, 0] / after[:, :, 1]).abs()
    moved = per_query.amax(dim=0) > 1e-5
    assert moved.nonzero().flatten().tolist() == [1 + 2 * 7 + 5]


def test_an_image_gives_the_same_answer_alone_or_in_a_batch(network: ViT) -> None:
    alone = torch.cat([network(image[None]) for image in images(3)])
    torch.testing.assert_close(network(images(3)), alone, rtol=1e-4, atol=1e-5)


def test_other_shapes_are_refused(network: ViT) -> None:
    with pytest.raises(BadValue, match=r"images\.shape"):
        network(torch.zeros(1, 3, 28, 28))
