"""A recipe that trains in a blink: a narrow classifier on random 8 x 8 images."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from playground.arrays import Image8
from playground.training.classification import ClassifierTrainer
from playground.training.recipe import Network, Recipe, Setting
from playground.training.recipes import find
from playground.training.sources import ImageSource


class TinyTrainer(ClassifierTrainer):
    @staticmethod
    def source(recipe: Recipe, setting: Setting) -> ImageSource:
        generator = torch.Generator().manual_seed(1)
        images = torch.randint(256, (64, 1, 8, 8), generator=generator, dtype=torch.uint8)
        return ImageSource(images, torch.arange(64) % 10)

    def sheet(self, setting: Setting) -> Image8:
        return np.zeros((2, 2), np.uint8)


@pytest.fixture
def setting(tmp_path: Path) -> Setting:
    return Setting(tmp_path, torch.device("cpu"), seed=0)


@pytest.fixture
def tiny() -> Recipe:
    arguments = {"channels": 1, "classes": 10, "width": 4, "size": 8}
    return replace(
        find("mnist-classifier"),
        name="tiny",
        networks=(Network("tiny", "classifier.Classifier", arguments, "Names noise."),),
        trainer=TinyTrainer,
        steps=12,
        batch=16,
        warmup=2,
        licence="none",
    )
