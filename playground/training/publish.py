"""Publishing: weights as float16 safetensors, and a card whose figures were just measured."""

import hashlib
from pathlib import Path
from typing import Any

import safetensors.torch
import tomlkit
import torch
from PIL import Image
from torch import Tensor, nn

from playground.data import licence
from playground.models.catalog import Metric
from playground.shipped import trained_dir
from playground.training import runs, sources
from playground.training.recipe import Network, Recipe, Setting

_HEADER = (
    "Written by `python -m playground.training publish`: every figure was measured by that command."
)


def publish(recipe: Recipe, setting: Setting) -> dict[str, list[Metric]]:
    """Measure a finished run, then write its weights, cards and contact sheet.

    What is measured is what ships: weights that went through float16.
    Raises DataError where there is no finished run.
    """
    record, networks = runs.read(recipe)
    for network in networks.values():
        network.load_state_dict(halved(network))
        network.to(setting.device).eval().requires_grad_(False)
    with torch.inference_mode():
        if recipe.sheet:
            picture = Image.fromarray(recipe.sheet(recipe, networks, setting))
            picture.save(runs.folder(recipe.name) / "sheet.png")
        metrics = dict(recipe.measure(recipe, networks, setting))
    for part in (one for one in recipe.networks if one.published):
        sha256 = _write_weights(networks[part.card], trained_dir() / f"{part.card}.safetensors")
        remark = sources.remark(recipe.dataset, setting.root)
        card = _card(recipe, part, record, metrics[part.card], sha256, remark)
        write_entry("models", part.card, card)
    return metrics


def halved(network: nn.Module) -> dict[str, Tensor]:
    """The state of a network with floating-point tensors rounded to float16."""
    return {
        name: (value.half() if value.is_floating_point() else value).cpu().contiguous()
        for name, value in network.state_dict().items()
    }


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


def _write_weights(network: nn.Module, path: Path) -> str:
    return write_bytes(path, safetensors.torch.save(halved(network)))


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
