"""Answers that ship: what a costly page opens with, computed once by the page's own code."""

import io
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.request import Request
from playground.models import catalog
from playground.shipped import catalog_table, verified_bytes

SECTION = "answers"


def rests_on(request: Request, cards: Iterable[str], source: str) -> dict[str, Any]:
    """What an answer depends on: the question, the data, and the weights by their hashes."""
    weights = {name: catalog.card(name).sha256 for name in cards}
    return {"question": repr(request), "data": source, "weights": weights}


def shipped(name: str, rests: dict[str, Any]) -> dict[str, NDArray[Any]] | None:
    """The arrays of a shipped answer; None where none ships that rests on the very same."""
    entry = catalog_table(SECTION).get(name)
    if entry is None or any(entry[key] != value for key, value in rests.items()):
        return None
    with np.load(io.BytesIO(verified_bytes(entry["file"], entry["sha256"]))) as arrays:
        return dict(arrays)
