"""An answer's numbers, made from its fields."""

import json
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.result import Result, tells


@dataclass(frozen=True)
class Part:
    share: np.float32
    names: tuple[str, ...]


@dataclass(frozen=True)
class Answer(Result):
    request: str
    frames: NDArray[np.uint8]
    curve: NDArray[np.float64]
    parts: dict[int, Part | None]
    off: int = field(metadata=tells("beside_the_plane"))
    kept: int = field(metadata=tells())

    def numbers(self) -> dict[str, Any]:
        return super().numbers() | {"best": self.curve.argmax()}


def test_all_but_the_request_and_pictures_is_told() -> None:
    part, curve = Part(np.float32(0.5), ("a", "b")), np.array([0.0, 1.0])
    whole = Answer("asked", np.zeros((1, 2, 2), np.uint8), curve, {3: part, 4: None}, 7, 8)
    parts = {"3": {"share": 0.5, "names": ["a", "b"]}, "4": None}
    report = {"curve": [0, 1], "parts": parts, "beside_the_plane": 7, "best": 1}
    assert whole.report() == report
    assert json.loads(json.dumps(whole.report(), allow_nan=False)) == report
