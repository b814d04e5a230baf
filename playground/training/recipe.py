"""What a model is trained from: a row of recipes.toml, and the trainer that it names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import torch
from torch import Tensor, nn

if TYPE_CHECKING:
    from playground.training.trainers import Trainer

#: Networks by the name of their card.
Networks = Mapping[str, nn.Module]
#: What one step is given: images in [0, 1] and labels, or tokens.
Batch = tuple[Tensor, ...]


class Source(Protocol):
    """A training set that hands out batches."""

    def batch(self, size: int, step: int, seed: int) -> Batch:
        """The batch of that step: the same one whenever it is asked for."""


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
    budget for several models. `clip`: the gradient's norm at most; 0 leaves it. `autocast`: compute
    in bfloat16, which helps convolutions and, on a CPU, slows Transformers down. `licence` is that
    of the data; "" for that of the shipped set.
    """

    name: str
    dataset: str
    networks: tuple[Network, ...]
    trainer: "type[Trainer]"
    steps: int
    batch: int = 64
    learning_rate: float = 1e-3
    minutes: float = 5.0
    value_range: str = "[0, 1]"
    warmup: int = 100
    hold: float = 0.5
    average: float = 0.999
    clip: float = 1.0
    weight_decay: float = 0.0
    betas: Sequence[float] = (0.9, 0.99)
    autocast: bool = True
    options: Mapping[str, float] = field(default_factory=dict)
    licence: str = ""
    notes: str = ""
