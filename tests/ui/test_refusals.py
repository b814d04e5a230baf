"""What is refused is said on the page by the names of its controls, and in French too."""

import ast
from pathlib import Path

import pytest
from kit_example import example
from visitor import said

import playground
from playground.engine.request import rules
from playground.errors import BadValue, DataError, Filled, UnknownName
from playground.ui import messages
from playground.ui.notices import APOLOGY, BRIEF, FORMER, REFUSED, refusal, worded
from playground.ui.tab import Tab
from playground.ui.tabs import TABS
from playground.ui.tabs.attention.translation import TAB as TRANSLATION

ROOT = Path(playground.__file__).parent
#: Said to programs, which read English: what the door refuses.
DOOR = ROOT / "ui" / "door.py"


def test_a_control_is_called_as_the_page_calls_it() -> None:
    error = BadValue("noise", 7.0, Filled("at most {most}", most=1), "Try 0.1.")
    told = refusal(error, example(), {"noise": 7.0}, FORMER)
    assert said(told["text"], {}) == "Noise = 7.0 is not allowed: it must be at most 1. Try 0.1."
    assert said(told["brief"], {}) == "It must be at most 1. Try 0.1."
    assert (told["field"], told["note"], told["calm"]) == ("noise", FORMER, False)
    assert str(error) == "noise = 7.0 is not allowed: it must be at most 1. Try 0.1."


def test_a_control_that_does_not_show_the_value_is_not_marked() -> None:
    error = BadValue("noise", 7.0, "less", "Try 0.1.")
    for told in (refusal(error, example(), {}, FORMER), refusal(error, example(), {"noise": 7.0})):
        assert told["field"] == ""
        assert said(told["text"], {}).startswith("Noise = 7.0 is not allowed")


def test_a_word_is_refused_at_the_text_that_holds_it() -> None:
    sentence = "the Zebra sleeps"
    with pytest.raises(BadValue) as refused:
        TRANSLATION.answer(TRANSLATION.request(sentence=sentence))
    told = refusal(refused.value, TRANSLATION, {"sentence": sentence}, FORMER)
    assert told["field"] == "sentence"
    assert said(told["text"], {}).startswith("English sentence, word = 'zebra' is not allowed")
    french = said(told["text"], messages.words("fr", "attention"))
    assert french.startswith("Phrase anglaise, mot = 'zebra' n'est pas permis : il faut l'un des")


def test_options_are_called_as_the_page_calls_them() -> None:
    error = UnknownName("x", "a", ("a", "b"))
    assert said(worded(error.allowed, {"a": "First", "b": "Second"}), {}) == "one of First, Second"
    assert "one of a, b" in str(error)


def test_nothing_is_called_so() -> None:
    for nothing in (None, ""):
        error = BadValue("noise", nothing, "a number", "Type one.")
        assert said(refusal(error, example(), {})["text"], {}).startswith("Noise = nothing is not")


def test_an_unexpected_error_is_an_apology_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    assert refusal(RuntimeError("secret"), example(), {})["text"] == APOLOGY
    assert "secret" in caplog.text


def test_the_same_refusal_is_said_again() -> None:
    error = DataError("No data.")
    assert refusal(error, example(), {}) != refusal(error, example(), {})


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.name)
def test_what_every_control_refuses_is_said_in_french(tab: Tab) -> None:
    french = messages.words("fr", tab.name)
    for control in tab.controls:
        with pytest.raises(BadValue) as refused:
            rules(tab.request)[control.field].check(control.field, object())
        told = refusal(refused.value, tab, {control.field: object()}, FORMER)
        assert told["field"] == control.field
        for words in (told["text"], told["brief"]):
            parts = words["args"]
            for key in ("allowed", "way_out"):
                part = parts[key]["t"] if isinstance(parts[key], dict) else parts[key]
                assert part in french, part
        assert "n'est pas permis : il faut" in said(told["text"], french)


def raised(tree: ast.AST) -> list[ast.expr]:
    """The words of the errors that a module raises: a BadValue's parts, and whole sentences."""
    found: list[ast.expr] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "BadValue":
            found += node.args[2:4]
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("DataError", "Filled"):
            found += node.args[:1]
    return found


MODULES = [
    *ROOT.glob("engine/**/*.py"),
    *ROOT.glob("ui/**/*.py"),
    *(ROOT / "models" / f"{one}.py" for one in ("hub", "imagenet", "pretrained", "vision")),
    ROOT / "models" / "sequences.py",
]


def all_french() -> dict[str, str]:
    return {k: v for own in messages.catalogues()["fr"].values() for k, v in own.items()}


def test_every_refusal_that_a_page_may_show_has_its_french() -> None:
    known, texts = all_french(), set()
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        parts = [] if path == DOOR else raised(tree)
        assert not [
            ast.unparse(one) for one in parts if isinstance(one, (ast.JoinedStr, ast.BinOp))
        ]
        texts |= {str(one.value) for one in parts if isinstance(one, ast.Constant)}
        for node in ast.walk(tree):
            # A sentence too long for its line has a name of its own.
            names = [ast.unparse(one) for one in getattr(node, "targets", ())]
            if {"allowed", "way_out", "template"} & set(names) and path != DOOR:
                assert not isinstance(node.value, ast.JoinedStr), ast.unparse(node)  # type: ignore
                if isinstance(node.value, ast.Constant):  # type: ignore[attr-defined]
                    texts.add(str(node.value.value))  # type: ignore[attr-defined]
    programs = {"Give a list of lists of words.", "one or more", "{why} {help}"}
    assert len(texts) > 80
    assert texts - known.keys() - programs == set()


def test_what_frames_a_refusal_has_its_french() -> None:
    assert {REFUSED, BRIEF, APOLOGY} <= messages.words("fr").keys()
