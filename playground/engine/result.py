"""Answers: how they are computed, and their numbers as JSON-able values."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, ParamSpec, TypeVar

import numpy as np

from playground.caching import cached
from playground.device import accelerated

P = ParamSpec("P")
R = TypeVar("R")


def answering(function: Callable[P, R]) -> Callable[P, R]:
    """A question's work: done once, without gradients, where the fastest device is."""
    return cached(accelerated(function))


def tells(name: str = "") -> dict[str, str]:
    """A field's metadata: the answer tells it under that name; without one, not at all."""
    return {"told": name}


class Result:
    """Base of an answer, and of its parts: a frozen dataclass whose fields are what it tells."""

    def report(self) -> dict[str, Any]:
        """Its numbers, JSON-able."""
        return {name: _told(value) for name, value in self.numbers().items()}

    def numbers(self) -> dict[str, Any]:
        """What is told: each field by its name, but for the request and pictures (uint8 arrays)."""
        return _by_name(self)


def _told(value: Any) -> Any:
    """A value of answers, dataclasses, mappings, sequences, arrays, tensors, numbers in JSON."""
    if isinstance(value, Result):
        return value.report()
    if is_dataclass(value):
        return _told(_by_name(value))
    if isinstance(value, Mapping):
        return {str(key): _told(one) for key, one in value.items()}
    if isinstance(value, (tuple, list)):
        return [_told(one) for one in value]
    return value.tolist() if hasattr(value, "tolist") else value


def _by_name(value: Any) -> dict[str, Any]:
    named = {one.metadata.get("told", one.name): getattr(value, one.name) for one in fields(value)}
    pictures = [name for name, one in named.items() if getattr(one, "dtype", None) == np.uint8]
    return {name: named[name] for name in named if name not in ("", "request", *pictures)}
