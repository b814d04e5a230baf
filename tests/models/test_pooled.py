"""The classifier of photographs: what enters is white, what leaves is the head of its features."""

import pytest
import torch

from playground import data
from playground.errors import BadValue
from playground.models.pooled import PooledClassifier


@pytest.fixture
def network() -> PooledClassifier:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return PooledClassifier(widths=(4, 8, 16)).requires_grad_(False)


def images(n: int) -> torch.Tensor:
    return torch.rand(n, 3, 32, 32, generator=torch.Generator().manual_seed(0))


def test_logits_are_a_ninth_of_the_head_of_the_features(network: PooledClassifier) -> None:
    network.eval()
    features = network.features(images(3))
    assert features.shape == (3, 16)
    torch.testing.assert_close(network.head(features) / 9, network(images(3)))


def test_an_image_gives_the_same_answer_alone_or_in_a_batch(network: PooledClassifier) -> None:
    network.eval()
    alone = torch.cat([network(image[None]) for image in images(4)])
    torch.testing.assert_close(network(images(4)), alone)


def test_the_directions_of_the_entrance_are_a_turn_of_the_patch(network: PooledClassifier) -> None:
    directions = network.entrance[0].weight.flatten(1)
    torch.testing.assert_close(directions @ directions.T, torch.eye(12), atol=1e-6, rtol=0)


def test_photographs_enter_nearly_white(network: PooledClassifier) -> None:
    """Directions on real photographs, against pixels; what hardly varies stays below the rest."""
    shown = torch.from_numpy(data.examples("cifar10").images).permute(0, 3, 1, 2) / 255
    found = torch.cov(network.train().entrance(2 * shown - 1).transpose(0, 1).flatten(1))
    assert found.diagonal()[:3].allclose(torch.ones(3), atol=0.01)
    assert found.diagonal().max() < 1.01
    assert (found - found.diagonal().diag()).abs().max() < 0.5
    pixels = torch.corrcoef(shown.transpose(0, 1).flatten(1))
    assert pixels.min() > 0.75


def test_an_untrained_stage_hands_on_what_comes_in(network: PooledClassifier) -> None:
    convolution = network.body[0][0]
    x = torch.rand(2, 4, 5, 5)
    only = torch.cat([x, torch.zeros(2, 20, 5, 5)], dim=1)
    torch.testing.assert_close(convolution(only)[:, :4], x)


@pytest.mark.parametrize("shape", [(3, 32, 32), (1, 1, 32, 32), (1, 3, 28, 28)])
def test_other_shapes_are_refused(network: PooledClassifier, shape: tuple[int, ...]) -> None:
    with pytest.raises(BadValue, match=r"images\.shape"):
        network(torch.zeros(shape))
