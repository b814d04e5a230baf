"""An answer's numbers as JSON-able values, made from its fields."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np


def tells(name: str = "") -> dict[str, str]:
    """A field's metadata: the answer tells it under that name; without one, not at all."""
    return {"told": name}


class Result:
    """Base of an answer, and of its parts: a frozen dataclass whose fields are what it tells."""

    def report(self) -> dict[str, Any]:
        """Its numbers, JSON-able."""
        return {name: told(value) for name, value in self.numbers().items()}

    def numbers(self) -> dict[str, Any]:
        """What is told: each field by its name, but for the request and pictures (uint8 arrays)."""
        return _by_name(self)


def some(value: Any, *names: str, **called: str) -> dict[str, Any]:
    """These of a value's attributes, as JSON has them; `called`: those under another name."""
    each = {**{name: name for name in names}, **called}
    return {key: told(getattr(value, name)) for key, name in each.items()}


def told(value: Any) -> Any:
    """A value of answers, dataclasses, mappings, sequences, arrays, tensors, numbers in JSON."""
    if hasattr(value, "report"):
        return value.report()
    if is_dataclass(value):
        return told(_by_name(value))
    if isinstance(value, Mapping):
        return {str(key): told(one) for key, one in value.items()}
    if isinstance(value, (tuple, list)):
        return [told(one) for one in value]
    return value.tolist() if hasattr(value, "tolist") else value


def _by_name(value: Any) -> dict[str, Any]:
    named = {one.metadata.get("told", one.name): getattr(value, one.name) for one in fields(value)}
    pictures = [name for name, one in named.items() if getattr(one, "dtype", None) == np.uint8]
    return {name: named[name] for name in named if name not in ("", "request", *pictures)}
