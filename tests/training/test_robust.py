"""Adversarial training: what it learns from, and what its card counts."""

from dataclasses import replace

import pytest
import torch
from torch import Tensor, nn

from playground.training.recipes import find
from playground.training.robust import FastTrainer, RobustTrainer, robust_accuracy


class Threshold(nn.Module):
    """Class 1 where the mean pixel is over 0.5: the smallest attack that turns it is known."""

    def __init__(self) -> None:
        super().__init__()
        self.sharpness = nn.Parameter(torch.tensor(10.0))

    def forward(self, images: Tensor) -> Tensor:
        over = self.sharpness * (images.flatten(1).mean(dim=1) - 0.5)
        return torch.stack([-over, over], dim=1)


def greys(*levels: float) -> Tensor:
    return torch.tensor(levels)[:, None, None, None].expand(-1, 1, 28, 28).contiguous()


@pytest.mark.parametrize(("eps", "standing"), [(0.05, 1.0), (0.15, 0.75), (0.25, 0.5), (0.5, 0.0)])
def test_robust_accuracy_counts_those_out_of_reach(eps: float, standing: float) -> None:
    images, labels = greys(0.1, 0.4, 0.7, 0.95), torch.tensor([0, 0, 1, 1])
    network = Threshold()
    with torch.inference_mode():
        assert robust_accuracy(network, images, labels, eps, seed=0) == standing


def test_a_step_learns_from_images_within_the_radius_that_lower_the_margin() -> None:
    recipe = find("mnist-robust")
    network = Threshold()
    trainer = RobustTrainer(
        replace(recipe, options={"eps": 0.2, "attack_steps": 5}), {"x": network}
    )
    images, labels = greys(*[0.7] * 64), torch.ones(64, dtype=torch.int64)
    found = trainer._attacked(images, labels, torch.Generator().manual_seed(0))
    assert network.training
    size = (found - images).abs().flatten(1).amax(dim=1)
    assert size.max() <= 0.2 + 1e-6
    assert 0.3 < (size > 0.19).float().mean() < 0.8
    assert (found.flatten(1).mean(dim=1) < 0.7).all()
    losses = trainer.step((images, labels), torch.Generator().manual_seed(0))
    assert losses["loss"].isfinite()


def test_one_fast_step_leaves_from_noise_twice_as_wide() -> None:
    """eps down from a start that is uniform in [-2, 2] eps: in [-3, 1] eps."""
    recipe = find("cifar10-robust")
    options = {**recipe.options, "eps": 0.1}
    trainer = FastTrainer(replace(recipe, options=options), {"x": Threshold()})
    images, labels = greys(*[0.7] * 64), torch.ones(64, dtype=torch.int64)
    found = trainer._attacked(images, labels, torch.Generator().manual_seed(0))
    moved = found - images
    assert -0.3 - 1e-6 <= moved.min() < -0.29
    assert 0.09 < moved.max() <= 0.1 + 1e-6
    assert moved.mean().item() == pytest.approx(-0.1, abs=0.002)
    assert moved.std().item() == pytest.approx(0.2 / 3**0.5, rel=0.02)
    losses = trainer.step((images, labels), torch.Generator().manual_seed(0))
    assert losses["loss"].isfinite()
