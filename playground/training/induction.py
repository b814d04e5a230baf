"""The toy that learns to repeat: random letters over and over, and who looks back."""

from collections.abc import Mapping
from string import ascii_uppercase

import torch
from torch import Tensor

from playground.arrays import Image8
from playground.core.attention import head_statistics
from playground.core.chance import generator
from playground.models.catalog import Metric
from playground.training.language import LanguageTrainer
from playground.training.recipe import Batch, Recipe, Setting, Source
from playground.training.sheets import grid

LETTERS = ascii_uppercase
#: Letters of a sequence.
LENGTH = 64
#: Letters before the first repetition: it differs, so that no fixed distance is of any use.
_PERIODS = (6, 26)
_MEASURED = 500
#: A step that no training reaches: sequences that it has not seen.
_UNSEEN = 1 << 40


def repeated(size: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Sequences [N, LENGTH] of p different letters over and over, and their periods p [N]."""
    low, high = _PERIODS
    periods = torch.randint(low, high + 1, (size, 1), generator=generator)
    letters = torch.rand(size, len(LETTERS), generator=generator).argsort(dim=1)
    return letters.gather(1, torch.arange(LENGTH) % periods), periods[:, 0]


class RepeatSource:
    """Fresh sequences for every step."""

    def __init__(self, recipe: Recipe, setting: Setting) -> None:
        self.device = setting.device

    def batch(self, size: int, step: int, seed: int) -> Batch:
        """ids [N, LENGTH]."""
        return (repeated(size, generator(seed, step))[0].to(self.device),)


def targets(periods: Tensor, length: int) -> Tensor:
    """Where induction looks: bool [N, T, T], True from t to what followed each earlier occurrence
    of t's letter, t - p + 1, t - 2p + 1 ... (Olsson et al. 2022: prefix matching)."""
    t = torch.arange(length)
    back = t[:, None] - t + 1
    p = periods[:, None, None]
    return (back % p == 0) & (back >= p) & (t > 0)  # nothing comes before the first letter


def scores(weights: Tensor, periods: Tensor) -> tuple[Tensor, Tensor]:
    """Of each layer and head [L, H]: mean weight on the letter before, and on induction's targets.

    weights [L, N, H, T, T]; the second over letters that were seen before, t >= p.
    """
    aim = targets(periods, weights.shape[-1]).to(weights.device)
    again = aim.any(dim=-1)
    on_aim = (weights * aim[:, None]).sum(dim=-1).movedim(2, -1)  # [L, N, T, H]
    previous = head_statistics(weights).previous.mean(dim=1)
    return previous, on_aim[:, again].mean(dim=1)


def accuracy(logits: Tensor, ids: Tensor, periods: Tensor) -> tuple[float, int]:
    """The share of right next letters after letters that were seen before, and their number."""
    again = torch.arange(ids.shape[1] - 1) >= periods[:, None]
    right = (logits[:, :-1].argmax(dim=-1) == ids[:, 1:]).cpu()[again]
    return right.float().mean().item(), int(again.sum())


class InductionTrainer(LanguageTrainer):
    """Learns to repeat."""

    @staticmethod
    def source(recipe: Recipe, setting: Setting) -> Source:
        return RepeatSource(recipe, setting)

    def measure(self, setting: Setting) -> Mapping[str, list[Metric]]:
        """Does it repeat, and by the textbook's two heads? Chance looks at all letters alike."""
        ids, periods = repeated(_MEASURED, generator(setting.seed, _UNSEEN))
        logits, weights = self.network.attend(ids.to(setting.device))
        right, n = accuracy(logits.cpu(), ids, periods)
        even = torch.ones(LENGTH, LENGTH).tril() / torch.arange(1, LENGTH + 1)[:, None]
        chance = [each.item() for each in scores(even.expand(1, _MEASURED, 1, -1, -1), periods)]
        previous, again = scores(weights.cpu(), periods)
        figures = {
            "accuracy": (right, 1 / len(LETTERS)),
            "previous_letter": (previous[0].max().item(), chance[0]),
            "induction": (again[1].max().item(), chance[1]),
        }
        found = [Metric(name, v, n, setting.seed, low) for name, (v, low) in figures.items()]
        return {self.card: found}

    def sheet(self, setting: Setting) -> Image8:
        """All heads on one sequence, a layer a row, as the roots of their weights."""
        ids, _ = repeated(1, generator(setting.seed, _UNSEEN))
        weights = self.network.attend(ids.to(setting.device))[1][:, 0]
        return grid(weights.flatten(0, 1)[:, None].sqrt(), columns=weights.shape[1])
