"""An answer's numbers, made from its fields."""

import json
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.engine.result import Result


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


def test_all_but_the_request_and_pictures_is_told() -> None:
    part = Part(np.float32(0.5), ("a", "b"))
    whole = Answer("asked", np.zeros((1, 2, 2), np.uint8), np.array([0.0, 1.0]), {3: part, 4: None})
    told = {"curve": [0, 1], "parts": {"3": {"share": 0.5, "names": ["a", "b"]}, "4": None}}
    assert whole.report() == told
    assert json.loads(json.dumps(whole.report(), allow_nan=False)) == told
