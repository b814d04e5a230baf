"""A machine's parts show what stands elsewhere on its page, and lead to pages that there are."""

import math

import pytest
from examples import questions

from playground.ui.machine import Machine, Part
from playground.ui.strip import Strip
from playground.ui.tab import Tab
from playground.ui.tabs import TABS

NAMES = {tab.name for tab in TABS}
WITH = [tab for tab in TABS if any(view.script == "machine" for view in tab.each())]


def test_each_subject_has_a_machine_on_its_first_page() -> None:
    first = {tab.subject: tab for tab in reversed(TABS)}
    assert {tab.name for tab in first.values()} <= {tab.name for tab in WITH}


@pytest.mark.parametrize("tab", WITH, ids=lambda tab: tab.name)
def test_parts_have_a_value_for_every_place_of_their_cursors(tab: Tab) -> None:
    request = tab.request(**questions(tab)[0])
    result = tab.answer(request)
    filled = {view.name: view.draw(request, result) for view in tab.each()}
    machine = next(one for one in filled.values() if isinstance(one, Machine))
    strips = {name: one for name, one in filled.items() if isinstance(one, Strip)}
    lengths = {axis.name: len(axis.values) for one in strips.values() for axis in one.axes}
    for part in machine.each():
        assert not part.tab or part.tab in NAMES
        places = math.prod(lengths[axis] for axis in part.axes)
        assert len(part.texts) in ((places,) if part.axes else (0, 1))
        if part.picture:
            view, row = part.picture
            assert strips[view].rows[row].frames.size


def test_a_machine_is_told_part_by_part() -> None:
    machine = Machine([[[Part("x")]], [[Part("Encoder", "narrowing"), Part("z", texts=["0.1"])]]])
    assert [part.label for part in machine.each()] == ["x", "Encoder", "z"]
    assert machine.value()["blocks"][1][0][1]["texts"] == ["0.1"]
