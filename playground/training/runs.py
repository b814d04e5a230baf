"""What a finished training leaves in runs/NAME: weights and a record of how they came about."""

import json
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import safetensors.torch
import torch
from torch import nn

from playground.errors import DataError
from playground.models.catalog import build
from playground.training.loop import Run
from playground.training.recipe import Networks, Recipe


@dataclass(frozen=True)
class Record:
    """command: what was typed; device: in words; seconds: wall-clock."""

    command: str
    device: str
    seed: int
    steps: int
    seconds: float
    cpu_seconds: float
    losses: Mapping[str, float]

    def cost(self) -> str:
        """The cost in one phrase, as the card states it."""
        minutes = (self.cpu_seconds if self.device == "CPU" else self.seconds) / 60
        unit = "CPU-minutes" if self.device == "CPU" else f"minutes on {self.device}"
        return f"{minutes:.1f} {unit}, {self.steps:,} steps"


def folder(name: str) -> Path:
    """Where the runs of a recipe are kept: not under version control."""
    return Path("runs") / name


def device_name(device: torch.device) -> str:
    """A device in words."""
    return torch.cuda.get_device_name(device) if device.type == "cuda" else "CPU"


def keep(recipe: Recipe, run: Run, command: str, device: torch.device, seed: int) -> None:
    """Write a finished run."""
    place = folder(recipe.name)
    place.mkdir(parents=True, exist_ok=True)
    for card, network in run.networks.items():
        state = {name: value.contiguous() for name, value in network.state_dict().items()}
        safetensors.torch.save_file(state, place / f"{card}.safetensors")
    record = Record(
        command, device_name(device), seed, run.steps, run.seconds, run.cpu_seconds, run.losses
    )
    note = {**asdict(record), "python": platform.python_version(), "torch": torch.__version__}
    (place / "run.json").write_text(json.dumps(note, indent=2) + "\n", encoding="utf-8")


def read(recipe: Recipe) -> tuple[Record, Networks]:
    """The finished run of a recipe. Raises DataError where there is none."""
    place = folder(recipe.name)
    try:
        note = json.loads((place / "run.json").read_text(encoding="utf-8"))
        networks: dict[str, nn.Module] = {}
        for part in recipe.networks:
            networks[part.card] = build(part.architecture, part.arguments)
            state = safetensors.torch.load_file(place / f"{part.card}.safetensors")
            networks[part.card].load_state_dict(state)
    except FileNotFoundError as error:
        raise DataError(
            f"{recipe.name} has no finished run ({error}). Train it first:"
            f" python -m playground.training {recipe.name}"
        ) from error
    return Record(**{name: note[name] for name in Record.__dataclass_fields__}), networks
