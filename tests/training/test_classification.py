"""Learning from a teacher: the loss against its parts, worked out apart."""

import numpy as np
import pytest
import torch
from scipy.special import log_softmax, rel_entr, softmax

from playground import data
from playground.models import catalog
from playground.training.classification import TaughtTrainer
from playground.training.recipes import find

RECIPE = find("fashion-vit")


@pytest.fixture
def trainer() -> TaughtTrainer:
    return TaughtTrainer(RECIPE, {"x": torch.nn.Linear(1, 1)})


def shown(count: int) -> tuple[torch.Tensor, torch.Tensor]:
    there = data.examples("fashion")
    return torch.from_numpy(there.images[:count, None]) / 255, torch.from_numpy(
        there.labels[:count]
    )


def cross_entropy(logits: torch.Tensor, labels: torch.Tensor) -> float:
    return float(-log_softmax(logits.double().numpy(), axis=1)[range(len(labels)), labels].mean())


@torch.inference_mode()
def test_who_reads_as_the_teacher_does_has_only_the_labels_to_learn(trainer: TaughtTrainer) -> None:
    pixels, labels = shown(50)
    read = catalog.load("fashion-classifier")(pixels)
    rest = 1 - RECIPE.options["share"]
    expected = rest * cross_entropy(read, labels)
    assert trainer.loss(read, pixels, labels).item() == pytest.approx(expected, abs=1e-5)


@torch.inference_mode()
def test_the_loss_is_that_of_the_labels_and_of_softened_readings(trainer: TaughtTrainer) -> None:
    pixels, labels = shown(50)
    logits = torch.randn(50, 10, generator=torch.Generator().manual_seed(0))
    share, softness = RECIPE.options["share"], RECIPE.options["temperature"]
    read = catalog.load("fashion-classifier")(pixels)
    there, here = (softmax(one.double().numpy() / softness, axis=1) for one in (read, logits))
    apart = rel_entr(there, here).sum(axis=1).mean()
    expected = (1 - share) * cross_entropy(logits, labels) + share * softness**2 * apart
    assert np.isclose(trainer.loss(logits, pixels, labels).item(), expected, rtol=1e-5)
