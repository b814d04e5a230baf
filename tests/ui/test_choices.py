"""Options of one control that depend on others: those that are offered can be asked."""

import dataclasses
from typing import Any

import pytest

from playground.engine.adversarial.two_dimensions import Attack2dRequest
from playground.engine.attention import all_heads, images
from playground.engine.request import rules
from playground.errors import PlaygroundError
from playground.models import hub
from playground.ui import answers, controls
from playground.ui.tab import Tab
from playground.ui.tabs.adversarial.gradient_masking import TAB as MASKING
from playground.ui.tabs.adversarial.loss_slice import TAB as SLICE
from playground.ui.tabs.adversarial.one_image import TAB as IMAGE
from playground.ui.tabs.adversarial.two_dimensions import TAB as PLANE
from playground.ui.tabs.attention.all_heads import TAB as GALLERY
from playground.ui.tabs.attention.images import TAB as IMAGES

CASES: list[tuple[Tab, str, dict[str, Any]]] = [
    (PLANE, "goal", {"steps": 1}),
    (PLANE, "goal", {"steps": 1, "shape": "blobs", "x": 0.2}),
    (PLANE, "goal", {"steps": 1, "shape": "own", "points": "0,0,0;1,1,2"}),
    (MASKING, "kind", {"dataset": "cifar10", "samples": 10, "steps": 1}),
    (MASKING, "kind", {"samples": 10, "steps": 1}),
    (SLICE, "kind", {"dataset": "cifar10", "steps": 1}),
    (SLICE, "target", {"targeted": True, "steps": 1}),
    (IMAGE, "target", {"targeted": True, "steps": 1}),
    (IMAGE, "target", {"targeted": False, "steps": 1}),
]


@pytest.mark.parametrize(("tab", "field", "asked"), CASES, ids=lambda case: str(case)[:40])
def test_what_is_offered_is_answered_and_what_is_not_is_refused(
    tab: Tab, field: str, asked: dict[str, Any]
) -> None:
    request = tab.request(**asked)
    offered = answers.offered(tab, request)[field]
    (control,) = (one for one in tab.controls if one.field == field)
    for _, option in controls.options(rules(tab.request)[field], control, None):
        wanted = dataclasses.replace(request, **{field: option})
        if option not in offered:
            with pytest.raises(PlaygroundError, match=field):
                tab.answer(wanted)
            kept = answers.possible(tab, wanted)
            assert getattr(kept, field) != option
            assert dataclasses.replace(kept, **{field: option}) == wanted
        else:
            tab.answer(wanted)
            assert answers.possible(tab, wanted) == wanted


def test_a_list_of_models_offers_all_that_ship_and_the_hub_where_it_may_be_asked() -> None:
    for tab, ship in ((GALLERY, all_heads.MODELS), (IMAGES, (images.OWN,))):
        offered = tuple(answers.offered(tab, tab.request())["model"])
        assert offered[: len(ship)] == ship
        assert ("hub" in offered) == hub.serves()


def test_points_that_are_none_are_refused_before_goals_are_offered() -> None:
    with pytest.raises(PlaygroundError, match="points"):
        answers.possible(PLANE, Attack2dRequest(shape="own", points="here"))
