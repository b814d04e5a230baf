"""The interpolation tab: its strips, its charts and its gallery."""

import json
from typing import Any

import numpy as np
import pytest

from playground.engine.latent.path import PathRequest, answer
from playground.errors import BadValue
from playground.ui import messages
from playground.ui.tabs.latent.path import TAB
from playground.ui.texts import phrase

QUESTIONS = [*TAB.examples, {"class_a": 4, "index_a": 0, "class_b": 4, "index_b": 1, "frames": 9}]


@pytest.fixture(params=QUESTIONS, ids=str)
def request_(request: pytest.FixtureRequest) -> PathRequest:
    return PathRequest(**request.param)


def test_strips_open_halfway(request_: PathRequest) -> None:
    painted = TAB.painted(request_, answer(request_))
    for name in ("pictures", "film", "nearest"):
        assert painted[name]["axes"][0]["start"] == request_.frames // 2


def test_probabilities_of_a_chart_add_up_to_one(request_: PathRequest) -> None:
    painted = TAB.painted(request_, answer(request_))
    curves = json.loads(painted["vae16"]["figure"])["data"]
    assert np.allclose(sum(_numbers(curve["y"]) for curve in curves), 1, atol=1e-5)
    assert len({curve["line"]["color"] + curve["line"]["dash"] for curve in curves}) == len(curves)


def _numbers(packed: Any) -> Any:
    """plotly writes an array as base64 of its bytes."""
    import base64

    if isinstance(packed, list):
        return np.array(packed)
    return np.frombuffer(base64.b64decode(packed["bdata"]), packed["dtype"])


def test_a_press_in_the_gallery_chooses_the_image() -> None:
    view = next(view for line in TAB.views for view in line if view.name == "gallery")
    assert view.pick is not None
    request = PathRequest(from_b="random", path="curve")
    assert view.pick(request, {"group": 0, "option": 7}).class_a == 7
    chosen = view.pick(request, {"group": 3, "option": 99})
    assert (chosen.from_b, chosen.index_b, chosen.class_b) == ("chosen", 99, request.class_b)
    assert view.pick(request, {"group": 5, "option": 1}).index_c == 1
    for wrong in ({"group": 6, "option": 0}, {"group": 0, "option": 10}, {"group": 1}):
        with pytest.raises((LookupError, BadValue)):
            view.pick(request, wrong)


def test_the_gallery_shows_the_examples_of_the_classes_asked() -> None:
    request = PathRequest(class_a=4, gan="seeds", frames=9)
    groups = TAB.painted(request, answer(request))["gallery"]["groups"]
    assert [len(group["options"]) for group in groups] == [10, 100, 10, 100]
    assert [group["chosen"] for group in groups] == [4, 96, 6, 17]
    fashion = phrase("{name}", name="Ankle boot")
    assert messages.translated("fr", fashion["args"]["name"]) == "Bottine"
