"""The one training loop: seeded, resumable, with a budget of steps or of minutes."""

import math
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn
from tqdm import tqdm

from playground.core.chance import generator
from playground.errors import BadValue
from playground.models.catalog import build
from playground.training.averaging import Average
from playground.training.recipe import Networks, Recipe, Setting, Source

#: Seconds between two checkpoints.
CHECKPOINT_EVERY = 60.0


@dataclass(frozen=True)
class Run:
    """A finished training: the averaged networks in eval mode, and what it took.

    seconds: wall-clock; cpu_seconds: of this process. Both over all resumed parts.
    """

    networks: Networks
    steps: int
    seconds: float
    cpu_seconds: float
    losses: Mapping[str, float]


def learning_rate_factor(step: int, position: float, warmup: int, hold: float) -> float:
    """Linear warm-up, then 1, then half a cosine to 0 from position `hold` to 1."""
    rise = min(1.0, (step + 1) / max(1, warmup))
    fall = min(1.0, max(0.0, position - hold) / (1 - hold))
    return rise * 0.5 * (1 + math.cos(math.pi * fall))


def train(recipe: Recipe, setting: Setting, *, minutes: float | None, checkpoint: Path) -> Run:
    """Train a recipe's networks; continue from `checkpoint` where there is one.

    minutes: wall-clock budget over all resumed parts; None trains all the recipe's steps. The
    schedule follows the larger of the shares of steps and of minutes, so that a run that is
    cut short still ends annealed.
    Raises BadValue for a budget that is not positive, or a checkpoint of another seed.
    """
    if minutes is not None and not minutes > 0:
        raise BadValue("minutes", minutes, "a positive number", "Leave it out to train fully.")
    state = _State(recipe, setting, checkpoint)
    source = recipe.trainer.source(recipe, setting)
    with tqdm(total=recipe.steps, initial=state.step, desc=recipe.name, mininterval=5) as bar:
        while (position := state.position(minutes)) < 1:
            losses = state.advance(source, position)
            bar.update()
            if state.step % 50 == 0:
                bar.set_postfix({k: f"{v.item():.3f}" for k, v in losses.items()})
            if state.since_saved() > CHECKPOINT_EVERY:
                state.save()
    return state.finish(losses if state.step else {})


class _State:
    """All that changes during a run, and its checkpoint."""

    def __init__(self, recipe: Recipe, setting: Setting, checkpoint: Path) -> None:
        self.recipe, self.setting, self.checkpoint = recipe, setting, checkpoint
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(setting.seed)
            networks = {n.card: build(n.architecture, n.arguments) for n in recipe.networks}
        networks = {card: net.to(setting.device).train() for card, net in networks.items()}
        self.trainer = recipe.trainer(recipe, networks)
        self.averages = {c: Average(net, recipe.average) for c, net in networks.items()}
        self.step, self.seconds, self.cpu_seconds = 0, 0.0, 0.0
        if checkpoint.exists():
            self._restore(torch.load(checkpoint, map_location=setting.device, weights_only=True))
        for optimizer in self.trainer.optimizers:
            for group in optimizer.param_groups:
                group.setdefault("initial_lr", group["lr"])
        self._started, self._cpu_started = time.monotonic(), time.process_time()
        self._saved = self._started

    def position(self, minutes: float | None) -> float:
        """The share of the run that is done, in [0, 1]."""
        done = self.step / self.recipe.steps
        return done if minutes is None else max(done, self._total()[0] / (60 * minutes))

    def advance(self, source: Source, position: float) -> dict[str, torch.Tensor]:
        """One step. Its chance depends on the seed and its number only, so a resumed run draws
        what an unbroken one would have drawn."""
        recipe, setting = self.recipe, self.setting
        factor = learning_rate_factor(self.step, position, recipe.warmup, recipe.hold)
        for optimizer in self.trainer.optimizers:
            for group in optimizer.param_groups:
                group["lr"] = group["initial_lr"] * factor
        batch = source.batch(recipe.batch, self.step, setting.seed)
        losses = self.trainer.step(batch, generator(setting.seed, self.step, device=setting.device))
        for card, average in self.averages.items():
            average.update(self.trainer.networks[card], self.step)
        self.step += 1
        return losses

    def since_saved(self) -> float:
        """Seconds since the last checkpoint."""
        return time.monotonic() - self._saved

    def save(self) -> None:
        """Write the checkpoint; a process killed meanwhile leaves the former one."""
        seconds, cpu_seconds = self._total()
        content: dict[str, Any] = {
            "seed": self.setting.seed,
            "step": self.step,
            "seconds": seconds,
            "cpu_seconds": cpu_seconds,
            "networks": {c: net.state_dict() for c, net in self.trainer.networks.items()},
            "averages": {c: a.network.state_dict() for c, a in self.averages.items()},
            "optimizers": [o.state_dict() for o in self.trainer.optimizers],
        }
        self.checkpoint.parent.mkdir(parents=True, exist_ok=True)
        part = self.checkpoint.with_suffix(".part")
        torch.save(content, part)
        part.replace(self.checkpoint)
        self._saved = time.monotonic()

    def finish(self, losses: Mapping[str, torch.Tensor]) -> Run:
        """The averaged networks, ready to publish."""
        averages: dict[str, nn.Module] = {c: a.network.eval() for c, a in self.averages.items()}
        self.trainer.finish(averages)
        seconds, cpu_seconds = self._total()
        self.checkpoint.unlink(missing_ok=True)
        shown = {name: value.item() for name, value in losses.items()}
        return Run(averages, self.step, seconds, cpu_seconds, shown)

    def _restore(self, content: Mapping[str, Any]) -> None:
        if content["seed"] != self.setting.seed:
            raise BadValue(
                "seed",
                self.setting.seed,
                f"{content['seed']}, the seed of {self.checkpoint}",
                "Delete that file to start again.",
            )
        for card, network in self.trainer.networks.items():
            network.load_state_dict(content["networks"][card])
            self.averages[card].network.load_state_dict(content["averages"][card])
        for optimizer, kept in zip(self.trainer.optimizers, content["optimizers"], strict=True):
            optimizer.load_state_dict(kept)
        self.step = content["step"]
        self.seconds, self.cpu_seconds = content["seconds"], content["cpu_seconds"]
        print(f"Continuing {self.recipe.name} at step {self.step}.", file=sys.stderr)

    def _total(self) -> tuple[float, float]:
        wall = time.monotonic() - self._started
        return self.seconds + wall, self.cpu_seconds + time.process_time() - self._cpu_started
