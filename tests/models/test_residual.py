"""The classifier of photographs: shapes, features, and that no image sees another."""

import pytest
import torch

from playground.errors import BadValue
from playground.models.residual import ResidualClassifier


@pytest.fixture(scope="module")
def network() -> ResidualClassifier:
    torch.manual_seed(0)
    return ResidualClassifier(width=4, last=16).eval().requires_grad_(False)


def images(n: int) -> torch.Tensor:
    return torch.rand(n, 3, 32, 32, generator=torch.Generator().manual_seed(0))


def test_logits_are_the_head_of_the_features(network: ResidualClassifier) -> None:
    features = network.features(images(3))
    assert features.shape == (3, 16)
    torch.testing.assert_close(network.head(features), network(images(3)))


def test_an_image_gives_the_same_answer_alone_or_in_a_batch(network: ResidualClassifier) -> None:
    alone = torch.cat([network(image[None]) for image in images(4)])
    torch.testing.assert_close(network(images(4)), alone)


@pytest.mark.parametrize("shape", [(3, 32, 32), (1, 1, 32, 32), (1, 3, 28, 28)])
def test_other_shapes_are_refused(network: ResidualClassifier, shape: tuple[int, ...]) -> None:
    with pytest.raises(BadValue, match=r"images\.shape"):
        network(torch.zeros(shape))
