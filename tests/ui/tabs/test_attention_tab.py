"""What a press on a word's tile asks next, and what the pages' snippets print."""

from dataclasses import replace
from typing import Any

import pytest

from playground.engine.attention import sentences, translation
from playground.engine.attention.translation import AttentionRequest
from playground.ui.tabs.attention.translation import pick


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
