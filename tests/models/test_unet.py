"""The velocity network: shapes, what it depends on, and that no image sees another."""

import pytest
import torch

from playground.errors import BadValue
from playground.models.unet import UNet, time_features


@pytest.fixture(scope="module")
def network() -> UNet:
    """A small network whose zero-started layers were moved, so that every path carries signal."""
    torch.manual_seed(0)
    made = UNet(widths=[16, 32], blocks=1, condition=32).eval().requires_grad_(False)
    for parameter in made.parameters():
        parameter += 0.05 * torch.randn_like(parameter)
    return made


def states(n: int, channels: int = 1, size: int = 28) -> torch.Tensor:
    return torch.randn(n, channels, size, size, generator=torch.Generator().manual_seed(1))


def test_a_velocity_has_the_shape_of_its_state(network: UNet) -> None:
    assert network(states(3), torch.rand(3), torch.tensor([0, 5, 10])).shape == (3, 1, 28, 28)
    colour = UNet(channels=3, size=32, widths=[8, 16], blocks=1, condition=16, heads=2)
    velocity = colour(states(2, 3, 32), torch.rand(2), torch.tensor([0, 10]))
    assert velocity.shape == (2, 3, 32, 32)


def test_an_image_alone_or_in_a_batch_has_one_velocity(network: UNet) -> None:
    x, t, labels = states(4), torch.linspace(0, 1, 4), torch.tensor([0, 3, 9, 10])
    together = network(x, t, labels)
    alone = torch.cat([network(x[i, None], t[i, None], labels[i, None]) for i in range(4)])
    torch.testing.assert_close(together, alone, rtol=1e-4, atol=1e-4)


def test_it_depends_on_time_class_and_every_region(network: UNet) -> None:
    x, t, labels = states(1), torch.tensor([0.5]), torch.tensor([3])
    base = network(x, t, labels)
    for t2, labels2 in ((torch.tensor([0.51]), labels), (t, torch.tensor([4]))):
        assert (network(x, t2, labels2) - base).abs().max() > 1e-4
    moved = x.clone()
    moved[..., 0, 0] += 1
    assert (network(moved, t, labels) - base)[..., -8:, -8:].abs().max() > 1e-6


def test_time_features_tell_neighbouring_steps_apart_and_are_bounded() -> None:
    features = time_features(torch.linspace(0, 1, 201), 128)
    assert features.shape == (201, 128)
    assert features.abs().max() <= 1
    assert features.diff(dim=0).norm(dim=1).min() > 0.5


@pytest.mark.parametrize("shape", [(1, 1, 30, 28), (1, 3, 28, 28), (28, 28)])
def test_a_state_of_another_shape_is_refused(network: UNet, shape: tuple[int, ...]) -> None:
    with pytest.raises(BadValue, match="28"):
        network(torch.zeros(shape), torch.zeros(1), torch.zeros(1, dtype=torch.int64))
