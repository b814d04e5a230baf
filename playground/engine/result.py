"""An answer's numbers as JSON-able values, made from its fields."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np


class Result:
    """Base of an answer: a frozen dataclass whose fields are what it tells."""

    def report(self) -> dict[str, Any]:
        """Every field but the request and pictures (uint8 arrays)."""
        return dict(told(self))


def told(value: Any) -> Any:
    """A value of dataclasses, mappings, sequences, arrays and numbers as JSON has it."""
    if is_dataclass(value):
        each = {field.name: getattr(value, field.name) for field in fields(value)}
        return {name: told(one) for name, one in each.items() if name != "request" and _said(one)}
    if isinstance(value, Mapping):
        return {str(key): told(one) for key, one in value.items()}
    if isinstance(value, (tuple, list)):
        return [told(one) for one in value]
    return value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value


def _said(value: Any) -> bool:
    return not (isinstance(value, np.ndarray) and value.dtype == np.uint8)
