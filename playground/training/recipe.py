"""What a model is trained from: a row of plain data, and the trainer that it names."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import torch
from torch import Tensor, nn

from playground.arrays import Image8
from playground.models.catalog import Metric

#: Networks by the name of their card.
Networks = Mapping[str, nn.Module]
#: What one step is given: images in [0, 1] and labels, or tokens.
Batch = tuple[Tensor, ...]


class Source(Protocol):
    """A training set that hands out batches."""

    def batch(self, size: int, step: int, seed: int) -> Batch:
        """The batch of that step: the same one whenever it is asked for."""


class Trainer(Protocol):
    """One step of training, on networks and optimisers of its own."""

    networks: Networks
    optimizers: Sequence[torch.optim.Optimizer]

    def step(self, batch: Batch, generator: torch.Generator) -> dict[str, Tensor]:
        """Update the networks once; the losses to show. All chance comes from `generator`."""

    def finish(self, averages: Networks) -> None:
        """Called once at the end with the averaged networks: fill buffers that need it."""


@dataclass(frozen=True)
class Network:
    """One network of a recipe, published as one card unless it only serves the training."""

    card: str
    architecture: str
    arguments: Mapping[str, Any]
    task: str
    published: bool = True


@dataclass(frozen=True)
class Setting:
    """Where a recipe runs: the folder of the data, the device, the seed."""

    root: Path
    device: torch.device
    seed: int


@dataclass(frozen=True)
class Recipe:
    """Everything that `python -m playground.training NAME` needs to know.

    The learning rate is constant after `warmup` steps and falls along a half cosine once the
    run is past `hold`. `minutes` is about what all steps take on one CPU core: its share of a
    budget for several models. `autocast`: compute in bfloat16, which helps convolutions and, on
    a CPU, slows Transformers down. `licence` is that of the data; "" for that of the shipped set.
    """

    name: str
    dataset: str
    networks: tuple[Network, ...]
    source: "Callable[[Recipe, Setting], Source]"
    trainer: "Callable[[Recipe, Networks], Trainer]"
    measure: "Callable[[Recipe, Networks, Setting], Mapping[str, list[Metric]]]"
    sheet: "Callable[[Recipe, Networks, Setting], Image8] | None"
    steps: int
    batch: int = 64
    learning_rate: float = 1e-3
    minutes: float = 5.0
    value_range: str = "[0, 1]"
    warmup: int = 100
    hold: float = 0.5
    average: float = 0.999
    clip: float | None = 1.0
    weight_decay: float = 0.0
    betas: tuple[float, float] = (0.9, 0.99)
    autocast: bool = True
    options: Mapping[str, float] = field(default_factory=dict)
    licence: str = ""
    notes: str = ""
