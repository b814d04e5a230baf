"""The classifier: shapes, features, and that no image sees another."""

import pytest
import torch

from playground.errors import BadValue
from playground.models.classifier import Classifier


@pytest.fixture(scope="module")
def network() -> Classifier:
    torch.manual_seed(0)
    return Classifier(width=8).eval().requires_grad_(False)


def images(n: int) -> torch.Tensor:
    return torch.rand(n, 1, 28, 28, generator=torch.Generator().manual_seed(0))


def test_logits_are_the_head_of_the_features(network: Classifier) -> None:
    features = network.features(images(3))
    assert features.shape == (3, 128)
    assert features.min() >= 0
    torch.testing.assert_close(network.head(features), network(images(3)))


def test_an_image_gives_the_same_answer_alone_or_in_a_batch(network: Classifier) -> None:
    together = network(images(4))
    alone = torch.cat([network(image[None]) for image in images(4)])
    torch.testing.assert_close(together, alone)


@pytest.mark.parametrize("size", [28, 32])
def test_other_sizes_and_colours(size: int) -> None:
    network = Classifier(channels=3, classes=7, width=4, size=size).eval()
    assert network(torch.rand(2, 3, size, size)).shape == (2, 7)


@pytest.mark.parametrize("shape", [(1, 28, 28), (1, 3, 28, 28), (1, 1, 32, 32)])
def test_other_shapes_are_refused(network: Classifier, shape: tuple[int, ...]) -> None:
    with pytest.raises(BadValue, match=r"images\.shape"):
        network(torch.zeros(shape))
