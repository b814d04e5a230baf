"""Publishing: weights as small safetensors, and a card whose figures were just measured."""

import hashlib
from pathlib import Path
from typing import Any

import safetensors.torch
import tomlkit
import torch
from PIL import Image

from playground.data import licence
from playground.models.catalog import Metric
from playground.models.compact import pack, unpack
from playground.shipped import trained_dir
from playground.training import runs, sources
from playground.training.recipe import Network, Recipe, Setting

_HEADER = (
    "Written by `python -m playground.training publish`: every figure was measured by that command."
)


def publish(recipe: Recipe, setting: Setting) -> dict[str, list[Metric]]:
    """Measure a finished run, then write its weights, cards and contact sheet.

    What is measured is what ships: weights that were packed and unpacked.
    Raises DataError where there is no finished run.
    """
    record, networks = runs.read(recipe)
    packed = {name: pack(network.state_dict()) for name, network in networks.items()}
    for name, network in networks.items():
        network.load_state_dict(unpack(packed[name]))
        network.to(setting.device).eval().requires_grad_(False)
    learned = recipe.trainer(recipe, networks)
    with torch.inference_mode():
        Image.fromarray(learned.sheet(setting)).save(runs.folder(recipe.name) / "sheet.png")
        metrics = dict(learned.measure(setting))
    for part in (one for one in recipe.networks if one.published):
        weights = safetensors.torch.save(packed[part.card])
        sha256 = write_bytes(trained_dir() / f"{part.card}.safetensors", weights)
        remark = sources.remark(recipe.dataset, setting.root)
        card = _card(recipe, part, record, metrics[part.card], sha256, remark)
        write_entry("models", part.card, card)
    return metrics


def ship(name: str, dataset: str, file: str, data: bytes, licence: str, **more: str) -> Path:
    """Write examples/FILE, which the command for a data set makes, and its entry of the catalog."""
    path = trained_dir() / "examples" / file
    entry = {
        "file": f"examples/{file}",
        "sha256": write_bytes(path, data),
        "licence": licence,
        "command": f"python -m playground.training examples {dataset}",
    }
    write_entry("data", name, entry | more)
    return path


def write_entry(section: str, name: str, entry: dict[str, Any]) -> None:
    """Replace [section.name] of the catalog and leave all other tables as they are."""
    path = trained_dir() / "catalog.toml"
    text = path.read_text(encoding="utf-8") if path.exists() else f"# {_HEADER}\n"
    catalog = tomlkit.parse(text)
    if section not in catalog:
        catalog.add(section, tomlkit.table(is_super_table=True))
    table = catalog[section]
    assert isinstance(table, dict)
    table[name] = entry
    write_bytes(path, tomlkit.dumps(catalog).encode())


def write_bytes(path: Path, data: bytes) -> str:
    """Write a file so that no reader ever sees half of it; the sha256 of its bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_bytes(data)
    part.replace(path)
    return hashlib.sha256(data).hexdigest()


def _card(
    recipe: Recipe,
    part: Network,
    record: runs.Record,
    metrics: list[Metric],
    sha256: str,
    remark: str,
) -> dict[str, Any]:
    card: dict[str, Any] = {
        "task": part.task,
        "dataset": recipe.dataset,
        "architecture": part.architecture,
        "weights": f"{part.card}.safetensors",
        "sha256": sha256,
        "value_range": recipe.value_range,
        "command": record.command,
        "cost": record.cost(),
        "licence": recipe.licence or licence(recipe.dataset),
        "notes": " ".join(filter(None, (recipe.notes, remark))),
        "arguments": dict(part.arguments),
        "metrics": [_metric(metric) for metric in metrics],
    }
    return card


def _metric(metric: Metric) -> dict[str, Any]:
    """A metric as a table, to four significant digits."""
    table: dict[str, Any] = {
        "name": metric.name,
        "value": float(f"{metric.value:.4g}"),
        "n": metric.n,
        "seed": metric.seed,
    }
    if metric.floor is not None:
        table["floor"] = float(f"{metric.floor:.4g}")
    return table
