"""Noise of a chosen size: as large as asked after clipping, inside the box, and reproducible."""

import pytest
import torch
from torch import Tensor

from playground.core.noise import noise_of_size
from playground.core.norms import NORMS
from playground.errors import BadValue

SIZES = {"linf": [0.0, 0.02, 0.1, 0.32], "l2": [0.0, 0.25, 1.0, 4.0]}


def images(n: int) -> Tensor:
    """Dark pictures with a bright half: clipping bites on both sides."""
    pixels = torch.zeros(1, 1, 28, 28)
    pixels[..., 14:] = 1.0
    return pixels.expand(n, -1, -1, -1)


def noisy(norm: str, seed: int = 0) -> Tensor:
    sizes = torch.tensor(SIZES[norm])
    generator = torch.Generator().manual_seed(seed)
    gaussian = torch.randn(3, 1, 1, 28, 28, generator=generator)
    return noise_of_size(images(len(sizes)), sizes, gaussian, norm=norm)


@pytest.mark.parametrize("norm", SIZES)
def test_the_clipped_noise_has_the_size_asked(norm: str) -> None:
    found = noisy(norm)
    assert found.min() >= 0
    assert found.max() <= 1
    for draw in found:
        sizes = NORMS[norm].size(draw - images(len(draw)))
        torch.testing.assert_close(sizes, torch.tensor(SIZES[norm]), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("norm", SIZES)
def test_one_direction_grows_and_draws_differ(norm: str) -> None:
    found = noisy(norm)
    small, large = (found[0, i] - images(1)[0] for i in (1, 2))
    assert (small.sign() == large.sign()).all()
    assert not torch.equal(found[0, 2], found[1, 2])
    assert torch.equal(found, noisy(norm))
    assert not torch.equal(found, noisy(norm, seed=1))


@pytest.mark.parametrize("norm", SIZES)
def test_images_have_directions_of_their_own_where_they_are_given(norm: str) -> None:
    gaussian = torch.randn(1, 60, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    asked = torch.full((60,), SIZES[norm][2])
    found = noise_of_size(images(60), asked, gaussian, norm=norm)[0]
    torch.testing.assert_close(NORMS[norm].size(found - images(60)), asked, rtol=1e-4, atol=1e-6)
    assert not torch.equal(found[0], found[1])
    alone = noise_of_size(images(1), asked[:1], gaussian[:, 1:2], norm=norm)[0, 0]
    torch.testing.assert_close(found[1], alone)


def test_a_size_that_does_not_fit_is_refused() -> None:
    with pytest.raises(BadValue, match="sizes"):
        noise_of_size(images(1), torch.tensor([200.0]), torch.ones(1, 1, 1, 28, 28), norm="l2")
    with pytest.raises(BadValue, match="gaussian"):
        noise_of_size(images(2), torch.zeros(2), torch.ones(1, 3, 1, 28, 28), norm="l2")
