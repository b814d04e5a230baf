"""Inversion finds what least squares finds, alone or among others, and keeps the best start."""

import math

import pytest
import torch
from torch import Tensor

from playground.core.inversion import invert
from playground.errors import BadValue


def _linear(seed: int = 0, latents: int = 4) -> Tensor:
    """A generator G(w) = A w with a well-conditioned A [16, D], as images [1, 4, 4]."""
    chance = torch.Generator().manual_seed(seed)
    q, _ = torch.linalg.qr(torch.randn(16, latents, generator=chance, dtype=torch.float64))
    return 2 * q


def _generator(matrix: Tensor):
    return lambda w: (w @ matrix.T).unflatten(1, (1, 4, 4))


def _images(seed: int, count: int) -> Tensor:
    chance = torch.Generator().manual_seed(seed)
    return torch.randn(count, 1, 4, 4, generator=chance, dtype=torch.float64)


def test_a_linear_generators_inverse_is_least_squares() -> None:
    matrix, images = _linear(), _images(1, 3)
    expected = torch.linalg.lstsq(matrix, images.flatten(1).T).solution.T
    starts = torch.zeros(1, 3, 4, dtype=torch.float64)
    found = invert(_generator(matrix), images, starts, steps=400)
    torch.testing.assert_close(found.latents, expected, rtol=0, atol=1e-3)


def test_the_loss_is_the_formula() -> None:
    matrix, images = _linear(), _images(1, 3)
    starts = torch.ones(1, 3, 4, dtype=torch.float64)

    def features(x: Tensor) -> Tensor:
        return x.flatten(1)[:, :5].square()

    found = invert(
        _generator(matrix), images, starts, features=features, feature_weight=0.3, steps=1
    )
    made = _generator(matrix)(starts[0])
    looks = features(images)
    expected = (made - images).square().mean((1, 2, 3))
    expected += 0.3 * (features(made) - looks).square().mean(1) / looks.square().mean(1)
    torch.testing.assert_close(found.losses[0], expected)
    made = _generator(matrix)(found.latents)
    last = (made - images).square().mean((1, 2, 3))
    last += 0.3 * (features(made) - looks).square().mean(1) / looks.square().mean(1)
    torch.testing.assert_close(found.losses[-1], last)


def test_each_image_is_inverted_as_if_alone() -> None:
    matrix, images = _linear(), _images(2, 3)
    starts = torch.randn(2, 3, 4, generator=torch.Generator().manual_seed(5), dtype=torch.float64)
    among = invert(_generator(matrix), images, starts, steps=20)
    for one in range(3):
        alone = invert(
            _generator(matrix), images[one : one + 1], starts[:, one : one + 1], steps=20
        )
        torch.testing.assert_close(alone.latents[0], among.latents[one])
        torch.testing.assert_close(alone.losses[:, 0], among.losses[:, one])


def test_the_start_that_ends_lowest_is_kept() -> None:
    """A generator with two hills: 1 at w = 1, and 1/2 at w = -1, where a descent is caught."""

    def hills(w: Tensor) -> Tensor:
        return (torch.exp(-((w - 1) ** 2) * 4) + 0.5 * torch.exp(-((w + 1) ** 2) * 4))[:, :, None]

    images = torch.ones(1, 1, 1)
    starts = torch.tensor([[[-0.7]], [[0.7]]])
    found = invert(hills, images, starts, steps=200, learning_rate=0.05)
    assert found.start.tolist() == [1]
    assert found.latents.item() == pytest.approx(1, abs=0.02)
    other = invert(hills, images, starts[:1], steps=200, learning_rate=0.05)
    assert other.latents.item() == pytest.approx(-1, abs=0.02)
    assert found.losses[-1].item() < other.losses[-1].item()


def test_it_runs_in_inference_mode_and_tells_every_step() -> None:
    matrix, seen = _linear(), []
    with torch.inference_mode():
        images = _images(3, 2)
        starts = torch.zeros(3, 2, 4, dtype=torch.float64)
        found = invert(
            _generator(matrix),
            images,
            starts,
            steps=5,
            watch=lambda step, made: seen.append((step, tuple(made.shape))),
        )
    assert seen == [(step, (3, 2, 1, 4, 4)) for step in range(5)]
    assert found.losses.shape == (6, 2)
    assert found.losses[-1].sum() < found.losses[0].sum()
    assert torch.equal(starts, torch.zeros_like(starts))


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("images", {"images": torch.full((3, 1, 4, 4), math.nan)}),
        ("starts", {"starts": torch.zeros(1, 2, 4)}),
        ("starts", {"starts": torch.zeros(3, 4)}),
        ("starts", {"starts": torch.zeros(1, 3, 4, dtype=torch.float64)}),
        ("steps", {"steps": 0}),
        ("steps", {"steps": 2.5}),
        ("learning_rate", {"learning_rate": 0.0}),
        ("learning_rate", {"learning_rate": math.nan}),
    ],
)
def test_refuses_a_bad_argument_by_name(name: str, more: dict) -> None:
    arguments = {"images": torch.zeros(3, 1, 4, 4), "starts": torch.zeros(1, 3, 4)} | more
    with pytest.raises(BadValue, match=rf"^{name} "):
        invert(_generator(_linear().float()), **arguments)
