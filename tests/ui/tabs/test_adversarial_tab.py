"""The adversarial tab's pages are made of the answer, speak French, and promise what is true."""

import contextlib
import io
import json
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from playground.engine.adversarial import AttackRequest, AttackResult, answer
from playground.ui.tabs.adversarial import TAB, _signed, snippet
from playground.ui.texts import FRENCH

QUESTIONS: list[dict[str, Any]] = [
    {},
    {"attack": "fgsm"},
    {"attack": "pgd-l2", "targeted": True, "target": 3, "steps": 4},
]


@pytest.fixture(params=QUESTIONS, ids=str)
def result(request: pytest.FixtureRequest) -> AttackResult:
    return answer(AttackRequest(**request.param))


def templates(value: Any) -> Iterator[str]:
    """Every phrase with numbers in it, wherever it stands in a painted value."""
    if isinstance(value, dict):
        if set(value) == {"t", "args"}:
            yield value["t"]
        for inner in value.values():
            yield from templates(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from templates(inner)


def test_every_view_is_painted_with_json(result: AttackResult) -> None:
    painted = TAB.paint(result.request, result)
    assert set(painted) == {view.name for line in TAB.views for view in line}
    json.dumps(painted, allow_nan=False)


def test_the_cursor_opens_where_the_attack_first_works() -> None:
    found = answer(AttackRequest())
    eps, step = TAB.paint(found.request, found)["pictures"]["axes"]
    assert found.success[eps["start"], step["start"]]
    assert not found.success[eps["start"] - 1, step["start"]]
    assert step["start"] == found.steps


def test_every_word_has_its_french(result: AttackResult) -> None:
    known = set(TAB.french) | set(FRENCH)
    painted = TAB.paint(result.request, result)
    words = {row["label"] for row in painted["pictures"]["rows"] + painted["sheet"]["rows"]}
    words |= {row["note"] for row in painted["pictures"]["rows"]} - {""}
    words |= {fact["label"] for fact in painted["facts"]["facts"]}
    words |= {fact["help"] for fact in painted["facts"]["facts"]} - {""}
    words |= {control.label for control in TAB.controls} | {TAB.title, TAB.hint}
    words |= {view.label for line in TAB.views for view in line} - {""}
    assert words | set(templates(painted)) <= known


def test_a_translation_keeps_the_values_of_its_phrase() -> None:
    for english, french in TAB.french.items():
        assert sorted(re.findall(r"{\w+}", english)) == sorted(re.findall(r"{\w+}", french))


def test_what_the_hint_promises_is_so() -> None:
    found = answer(AttackRequest())
    assert "from 0.08 (20/255) on" in TAB.hint
    assert found.request.digit == 7 == found.clean.argmax()
    assert found.smallest == 0.08
    assert found.success[4:, -1].all()
    assert (found.noise.probabilities[4].argmax(-1) == 7).all()


def test_signed_colours_are_white_at_zero_and_opposite_at_the_ends() -> None:
    blue, white, orange = _signed(np.array([-127, 0, 127], np.int8)).tolist()
    assert white == [247, 247, 247]
    assert blue[2] > blue[0]
    assert orange[0] > orange[2]


@pytest.mark.parametrize(
    "question", [*QUESTIONS, {"random_start": True, "seed": 4, "steps": 5}], ids=str
)
def test_the_snippet_says_what_the_tab_says(question: dict[str, Any]) -> None:
    ask = AttackRequest(**question)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(snippet(ask), {})
    assert json.loads(said.getvalue()) == answer(ask).report()["predicted_on_png"]
