"""What is refused is said on the page by the names of its controls, and in French too."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from kit_example import example
from visitor import said, wrong

import playground
from playground.engine.request import rules
from playground.errors import BadValue, DataError, Filled, UnknownName
from playground.ui import messages
from playground.ui.error_notices import APOLOGY, BRIEF, FORMER, REFUSED, refusal, worded
from playground.ui.tab import Tab
from playground.ui.tabs import TABS
from playground.ui.tabs.attention.translation import TAB as TRANSLATION

ROOT = Path(playground.__file__).parent
#: Said to programs, which read English: what the door refuses; to who writes a lecture; and on the
#: command line.
DOOR = tuple(ROOT / "ui" / f"{name}.py" for name in ("request_guard", "limits", "lectures"))
DOOR += (ROOT / "ui" / "saved_page.py",)


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


def test_a_picture_is_not_spelled_out() -> None:
    error = BadValue("noise", "data:image/png;base64,AAAA", "28 x 28", "Draw it.")
    told = said(refusal(error, example(), {})["text"], messages.words("fr"))
    assert "= cette image n'est pas permis" in told


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


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.name)
def test_every_field_refuses_what_it_does_not_hold_by_its_name(tab: Tab) -> None:
    for name, rule in rules(tab.request).items():
        for value in wrong(rule):
            with pytest.raises(BadValue, match=f"^{name} = "):
                tab.request(**{name: value})


#: Names of whole arrays, which pages never pass on.
ARRAYS = {"images", "latents", "mask", "shape"}
#: Every field of a page: what the mathematics refuses by such a name is a visitor's as well.
FIELDS = {field for tab in TABS for field in rules(tab.request)} - ARRAYS
WHOLE = {"DataError", "DeviceError", "Filled", "WeightsError", "unread"}
KNOWN = {k for own in messages.catalogues()["fr"].values() for k in own}


def raised(path: Path) -> Iterator[ast.expr]:
    """The words of a module's errors that a page may show; for a name, what its function gives it
    that they could be."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    owner = {inner: outer for outer in functions for inner in ast.walk(outer)}
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        for part in spoken(call, path):
            given = assigned(owner.get(call, tree), part) or assigned(tree, part)
            yield from given if isinstance(part, ast.Name) else [part]


def spoken(call: ast.Call, path: Path) -> list[ast.expr]:
    """A BadValue's parts, and whole sentences."""
    kind = ast.unparse(call.func)
    if kind in WHOLE or (kind == "ValueError" and path.stem == "pictures"):
        return call.args[:1]
    if kind != "BadValue":
        return []
    field = isinstance(call.args[0], ast.Constant) and call.args[0].value in FIELDS
    return call.args[2:4] if field or path.parent.name not in ("core", "models") else []


def assigned(scope: ast.AST, name: ast.expr) -> list[ast.expr]:
    nodes = [node for node in ast.walk(scope) if isinstance(node, (ast.Assign, ast.AnnAssign))]
    said = ast.unparse(name)
    return [
        node.value
        for node in nodes
        for target in getattr(node, "targets", None) or [node.target]  # type: ignore[union-attr]
        if ast.unparse(target) == said and node.value
    ]


@pytest.mark.parametrize("room", ["core", "models", "engine", "ui", "."])
def test_every_refusal_that_a_page_may_show_has_its_french(room: str) -> None:
    paths = (ROOT / room).glob("*.py" if room == "." else "**/*.py")
    parts = [part for path in paths if path not in DOOR for part in raised(path)]
    made = [ast.unparse(one) for one in parts if isinstance(one, (ast.JoinedStr, ast.BinOp))]
    assert made == []
    texts = {one.value for one in parts if isinstance(one, ast.Constant)}
    assert len(texts) > 5
    assert texts - KNOWN - {"{why} {help}"} == set()


def test_what_is_refused_is_called_by_a_label_or_in_french() -> None:
    """By rooms that speak to a page: a control's field, or a word of the catalogue."""
    rooms = [path for room in ("engine", "ui") for path in (ROOT / room).rglob("*.py")]
    calls = [
        node
        for path in rooms
        if path not in DOOR
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("BadValue", "UnknownName")
    ]
    names = {one.args[0].value for one in calls if isinstance(one.args[0], ast.Constant)}
    assert "field" in names
    assert names - FIELDS - ARRAYS - KNOWN == set()


def test_parts_that_hold_commas_stay_apart() -> None:
    flows = UnknownName("sampler", "x", ("DDIM", "Flow, Euler"))
    assert said(worded(flows.allowed), {}) == "one of DDIM; Flow, Euler"


def test_what_frames_a_refusal_has_its_french() -> None:
    assert {REFUSED, BRIEF, APOLOGY} <= messages.words("fr").keys()
