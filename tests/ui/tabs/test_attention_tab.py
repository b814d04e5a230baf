"""The pages on attention are made of the answer and speak French; their snippets run."""

import contextlib
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from playground.engine.attention import sentences, translation
from playground.engine.attention.translation import AttentionRequest
from playground.engine.request import Request
from playground.ui.tab import Tab
from playground.ui.tabs import TABS
from playground.ui.tabs.attention.translation import pick
from playground.ui.texts import FRENCH

PAGES = [tab for tab in TABS if tab.subject == "Attention"]
each_page = pytest.mark.parametrize("tab", PAGES, ids=lambda tab: tab.name)


def questions(tab: Tab) -> list[Request]:
    """The default, and where there is one another kind of each choice."""
    names = {
        field: getattr(tab.request(), field) for field in ("part",) if hasattr(tab.request(), field)
    }
    others = [tab.request(part=part) for part in ("decoder", "cross") if "part" in names]
    return [tab.request(), *others]


def templates(value: Any) -> Iterator[str]:
    """Every phrase with values in it."""
    if isinstance(value, dict):
        if set(value) == {"t", "args"}:
            yield value["t"]
        for inner in value.values():
            yield from templates(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from templates(inner)


@each_page
def test_every_view_is_painted_with_json(tab: Tab) -> None:
    for question in questions(tab):
        painted = tab.paint(question, tab.answer(question))
        assert set(painted) == {view.name for line in tab.views for view in line}
        json.dumps(painted, allow_nan=False)


@each_page
def test_every_phrase_has_its_french(tab: Tab) -> None:
    known = set(tab.french) | set(FRENCH)
    for question in questions(tab):
        painted = tab.paint(question, tab.answer(question))
        assert set(templates(painted)) <= known
        facts = [fact for view in painted.values() for fact in view.get("facts", [])]
        assert {fact["label"] for fact in facts} <= known
        for view in painted.values():
            if "weights" in view:
                words = {name for layer in view["names"] for name in layer} | set(view["numbers"])
                assert words | set(view["axes"]) <= known
    names = {name for control in tab.controls for name in control.names.values()}
    assert names <= known


@each_page
def test_a_translation_keeps_the_values_of_its_phrase(tab: Tab) -> None:
    for english, french in tab.french.items():
        assert sorted(re.findall(r"{\w+}", english)) == sorted(re.findall(r"{\w+}", french))


@each_page
def test_the_snippet_runs(tab: Tab) -> None:
    assert tab.snippet is not None
    for question in questions(tab):
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            exec(tab.snippet(question), {})
        assert said.getvalue()


def request_(**fields: Any) -> AttentionRequest:
    return AttentionRequest(**fields)


def test_a_tile_replaces_the_word_at_the_place() -> None:
    start = request_(place=3)
    groups = [group for group in sentences.groups().values() if "king" in group]
    option = groups[0].index("queen")
    asked = pick(start, {"group": 1, "option": option})
    assert asked == request_(sentence="her beautiful tired queen draws it", place=3)


def test_the_last_tiles_of_the_sentence_add_and_take_away() -> None:
    words = len(translation.words(request_()))
    assert pick(request_(), {"group": 0, "option": words}) == request_(place=words)
    gone = pick(request_(place=1), {"group": 0, "option": words + 1})
    assert gone == request_(sentence="her tired king draws it", place=1)
    alone = request_(sentence="king")
    assert pick(alone, {"group": 0, "option": 2}) is None


def test_a_tile_turns_a_drawn_sentence_into_ones_own() -> None:
    drawn = request_(source="drawn", example=0)
    words = list(translation.words(drawn))
    asked = pick(replace(drawn, place=0), {"group": 0, "option": len(words) + 1})
    assert asked == request_(sentence=" ".join(words[1:]), place=0)


@pytest.mark.parametrize(
    "pressed", [{}, {"group": 0}, {"group": "0", "option": 1}, {"group": 99, "option": 0}]
)
def test_a_press_that_no_tile_sends_is_refused(pressed: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError, IndexError)):
        pick(request_(), pressed)
