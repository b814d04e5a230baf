"""What the page of supports asks after a grip or a click."""

import pytest

from playground.engine.truncation.supports import SupportsRequest
from playground.errors import PlaygroundError
from playground.ui.events import picked
from playground.ui.tabs.truncation.supports import TAB

(PLANE,) = (view.name for view in TAB.each() if view.pick)


def asked_by(request: SupportsRequest, data: object) -> SupportsRequest | None:
    return picked(TAB, request, {"view": PLANE, "data": data})


def test_a_grip_moves_and_resizes_its_own_shape() -> None:
    asked = asked_by(SupportsRequest(), {"shape": "real", "x": 0.5, "y": -1.2, "size": 2.0})
    assert asked == SupportsRequest(real_x=0.5, real_y=-1.2, real_size=2.0)
    asked = asked_by(SupportsRequest(moves="real"), {"x": 1.04, "y": -0.01, "trace": 0})
    assert asked == SupportsRequest(moves="real", real_x=1.0, real_y=0.0)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"x": 1},
        {"shape": "real"},
        {"shape": "other", "x": 0, "y": 0, "size": 1},
        {"shape": "real", "x": 0, "y": 0, "size": 9},
        {"shape": "real", "x": "nan", "y": 0, "size": 1},
        {"shape": ["real"], "x": 0, "y": 0, "size": 1},
    ],
)
def test_what_no_grip_sends_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(PlaygroundError):
        asked_by(SupportsRequest(), wrong)
