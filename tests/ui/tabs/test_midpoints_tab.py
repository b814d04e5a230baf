"""The comparison page: bars and table hold what was measured."""

import json
from typing import Any

from playground.engine.latent.midpoints import MidpointsRequest, answer
from playground.ui.tabs.latent.midpoints import TAB

SMALL = MidpointsRequest(samples=100)


def test_the_bars_are_the_distances_measured() -> None:
    result = answer(SMALL)
    ends, halfway, floor = json.loads(TAB.painted(SMALL, result)["distances"]["figure"])["data"]
    for bars, expected in (
        (ends, [way.ends for way in result.ways]),
        (halfway, [way.halfway for way in result.ways]),
    ):
        assert len(bars["y"]) == len(expected)
        assert numbers(bars["x"]) == expected
    assert floor["x"] == [result.floor] * len(result.ways)


def test_the_table_holds_all_that_was_measured() -> None:
    result = answer(SMALL)
    table = TAB.painted(SMALL, result)["table"]
    *ways, real = table["rows"]
    measured = [[way.halfway, way.ends, way.norm] for way in result.ways]
    assert [row[1:] for row in ways] == measured
    assert real == ["real against real", "", result.floor, ""]
    assert {"pairs": 100, "seed": 0}.items() <= table["constants"].items()


def numbers(packed: Any) -> list[float]:
    """plotly writes an array as base64 of its bytes."""
    import base64

    import numpy as np

    if isinstance(packed, list):
        return packed
    return np.frombuffer(base64.b64decode(packed["bdata"]), packed["dtype"]).tolist()
