"""The recipes of recipes.toml."""

import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit

from playground.errors import UnknownName
from playground.training.recipe import Network, Recipe
from playground.training.trainers import Trainer

_TEXT = Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
_TABLE = tomlkit.parse(_TEXT).unwrap()


def _whole(name: str) -> dict[str, Any]:
    """A recipe's values, with those of the one that it is `like`."""
    row = dict(_TABLE[name])
    return _over(_whole(row.pop("like")), row) if "like" in row else row


def _over(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """`new` over `old`, table by table."""
    both = {k: _over(old[k], v) for k, v in new.items() if isinstance(v, dict) and k in old}
    return {**old, **new, **both}


def _recipe(name: str) -> Recipe:
    row = _whole(name)
    module, _, kind = row.pop("trainer").partition(".")
    trainer: type[Trainer]
    trainer = getattr(importlib.import_module(f"playground.training.{module}"), kind)
    own = {key: row.pop(key) for key in ("architecture", "task", "arguments")}
    own["arguments"] = {**trainer.arguments(row["dataset"]), **own["arguments"]}
    others = [Network(f"{name}-{end}", **one) for end, one in row.pop("others", {}).items()]
    return Recipe(name=name, networks=(Network(name, **own), *others), trainer=trainer, **row)


RECIPES: dict[str, Recipe] = {name: _recipe(name) for name in _TABLE}


def find(name: str) -> Recipe:
    """A recipe by its name. Raises UnknownName."""
    if name not in RECIPES:
        raise UnknownName("recipe", name, list(RECIPES))
    return RECIPES[name]
