"""Losses of other GANs: what they estimate, at the judge that is optimal."""

import torch
from torch import Tensor

from playground.models.catalog import build
from playground.training.adversaries import ReverseKLTrainer
from playground.training.recipes import find

#: Two distributions on five points.
REAL = torch.tensor([0.1, 0.2, 0.3, 0.3, 0.1], dtype=torch.float64)
FAKE = torch.tensor([0.3, 0.1, 0.1, 0.1, 0.4], dtype=torch.float64)


def test_the_f_gan_estimates_the_reverse_kl_divergence() -> None:
    """Among all values V on the points the log-ratio is best, and the bound is the divergence."""
    recipe = find("mnist-fgan")
    made = {part.card: build(part.architecture, part.arguments) for part in recipe.networks}
    trainer = ReverseKLTrainer(recipe, made)

    def expected(v: Tensor) -> Tensor:
        """The judge's loss: a thousand draws in proportion to the two distributions."""
        counts = [(1000 * share).round().long() for share in (REAL, FAKE)]
        return trainer.judge_loss(*(v.repeat_interleave(count) for count in counts))

    best = (REAL / FAKE).log()
    divergence = (FAKE * (FAKE / REAL).log()).sum()
    torch.testing.assert_close(1 - expected(best), divergence, check_dtype=False)
    v = best.clone().requires_grad_()
    (slope,) = torch.autograd.grad(expected(v), v)
    assert slope.abs().max() < 1e-6
    drawn = best.repeat_interleave((1000 * FAKE).round().long())
    torch.testing.assert_close(trainer.maker_loss(drawn).double(), divergence, check_dtype=False)
