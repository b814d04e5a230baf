"""The posterior over a training set: against the exact denoiser, and at its two ends."""

import math

import pytest
import torch

from playground.core.denoisers import exact_denoiser
from playground.core.training_posterior import posterior
from playground.errors import BadValue


def normal(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


@pytest.mark.parametrize("sigma", [0.05, 0.5, 2.0, 50.0])
def test_its_mean_is_the_exact_denoiser(sigma: float) -> None:
    data, x = normal(300, 6), normal(9, 6, seed=1)
    assert torch.allclose(posterior(data, x, sigma).mean, exact_denoiser(data)(x, sigma), atol=1e-9)


def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    data, x = normal(300, 6), normal(9, 6, seed=1)
    whole = posterior(data, x, 1.0)
    monkeypatch.setattr("playground.core.training_posterior._BLOCK", 7)
    split = posterior(data, x, 1.0)
    for name in ("mean", "entropy", "likeliest"):
        assert torch.allclose(getattr(whole, name), getattr(split, name))


def test_much_noise_tells_nothing_and_little_noise_all() -> None:
    data, x = normal(200, 4), normal(5, 4, seed=2)
    far, near = posterior(data, x, 1e6), posterior(data, x, 1e-4)
    assert torch.allclose(far.entropy, torch.full((5,), math.log(200)).double(), atol=1e-6)
    assert torch.allclose(far.mean, data.mean(0).expand(5, 4), atol=1e-4)
    assert torch.allclose(near.entropy, torch.zeros(5).double(), atol=1e-6)
    assert torch.equal(near.likeliest, torch.cdist(x, data).argmin(1))
    assert torch.allclose(near.mean, data[near.likeliest], atol=1e-9)


def test_two_equal_images_share_one_bit() -> None:
    data = torch.zeros(2, 3, dtype=torch.float64)
    assert posterior(data, normal(1, 3), 0.3).entropy.item() == pytest.approx(math.log(2))


def test_bad_arguments_are_refused() -> None:
    for data, x, sigma in (
        (normal(3, 2), normal(3, 3), 1.0),
        (normal(3, 2), normal(3, 2), 0.0),
        (normal(3), normal(3), 1.0),
    ):
        with pytest.raises(BadValue):
            posterior(data, x, sigma)
