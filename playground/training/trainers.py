"""What a kind of model learns from, how, and what is measured of it and shown in the end."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar, cast

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from playground.arrays import Image8
from playground.models.catalog import Metric
from playground.training.recipe import Batch, Networks, Recipe, Setting, Source
from playground.training.sources import training_images

M = TypeVar("M", bound=nn.Module)


def autocast(device: torch.device, enabled: bool = True) -> torch.autocast:
    """bfloat16 for convolutions and products: 1.6 to 2.1 times as fast on recent CPUs and GPUs."""
    return torch.autocast(device.type, torch.bfloat16, enabled=enabled)


def adamw(network: nn.Module, recipe: Recipe) -> torch.optim.AdamW:
    """The optimiser of a recipe; biases, norms and other vectors are not decayed."""
    decayed = [p for p in network.parameters() if p.ndim > 1]
    others = [p for p in network.parameters() if p.ndim <= 1]
    groups = [
        {"params": decayed, "weight_decay": recipe.weight_decay},
        {"params": others, "weight_decay": 0.0},
    ]
    first, second = recipe.betas
    return torch.optim.AdamW(groups, lr=recipe.learning_rate, betas=(first, second), fused=True)


class Trainer(ABC):
    """The networks of a recipe, by card: while they learn, or when they have learned."""

    def __init__(self, recipe: Recipe, networks: Networks) -> None:
        self.recipe, self.networks = recipe, networks

    @property
    @abstractmethod
    def optimizers(self) -> Sequence[Optimizer]:
        """The same ones whenever asked, made when first asked for."""

    @staticmethod
    def arguments(dataset: str) -> Mapping[str, Any]:
        """Arguments of the first network that follow from the data set."""
        return {}

    @staticmethod
    def source(recipe: Recipe, setting: Setting) -> Source:
        """The training set."""
        return training_images(recipe, setting)

    @abstractmethod
    def step(self, batch: Batch, generator: torch.Generator) -> dict[str, Tensor]:
        """Update the networks once; the losses to show. All chance comes from `generator`."""

    def finish(self, averages: Networks) -> None:  # noqa: B027 - a hook that few need
        """Called once at the end with the averaged networks: fill buffers that need it."""

    @abstractmethod
    def measure(self, setting: Setting) -> Mapping[str, list[Metric]]:
        """The figures of each card."""

    @abstractmethod
    def sheet(self, setting: Setting) -> Image8:
        """One picture, to look at before the model is published."""


class LossTrainer(Trainer, Generic[M]):
    """AdamW on one network; a subclass says what the loss is."""

    def __init__(self, recipe: Recipe, networks: Networks) -> None:
        super().__init__(recipe, networks)
        ((self.card, network),) = networks.items()
        self.network = cast(M, network)

    @cached_property
    def optimizers(self) -> Sequence[Optimizer]:
        return [adamw(self.network, self.recipe)]

    @abstractmethod
    def losses(self, batch: Batch, generator: torch.Generator) -> dict[str, Tensor]:
        """Scalars by name; "loss" is the one that is minimised."""

    def step(self, batch: Batch, generator: torch.Generator) -> dict[str, Tensor]:
        """One update, with the gradient's norm clipped where the recipe says so."""
        (optimizer,) = self.optimizers
        with autocast(generator.device, self.recipe.autocast):
            losses = self.losses(batch, generator)
        optimizer.zero_grad()
        losses["loss"].backward()
        if self.recipe.clip:
            nn.utils.clip_grad_norm_(self.network.parameters(), self.recipe.clip)
        optimizer.step()
        return {name: value.detach() for name, value in losses.items()}
