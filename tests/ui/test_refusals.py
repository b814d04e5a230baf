"""What the pages refuse is said in French too."""

import ast
from pathlib import Path

import pytest

import playground
from playground.engine.request import rules
from playground.errors import BadValue, DataError, UnknownName
from playground.ui import site
from playground.ui.refusals import ALLOWED, WAY_OUT, in_french, part
from playground.ui.tab import Tab
from playground.ui.tabs import TABS

ROOT = Path(playground.__file__).parent
#: Said to programs, which read English: what public endpoints and the command line refuse.
ENGLISH = ("Send one for each, in order.", "Send a question.", "{}: {}", "at most {} bytes")


def test_a_sentence_keeps_its_name_its_value_and_its_limits() -> None:
    error = BadValue("seed", 1.5, "a whole number from 0 to 99", "Draws the points.")
    french = in_french(error, {"Draws the points.": "Tire les points."})
    assert french == (
        "seed = 1.5 n'est pas permis : il faut un nombre entier de 0 à 99. Tire les points."
    )
    assert in_french(UnknownName("shape", "x", ("ring", "disc")), {}) == (
        "shape = 'x' n'est pas permis : il faut l'un de ces noms : ring, disc."
        " Choisissez un nom de cette liste."
    )


def test_what_is_not_known_stays_english_as_a_whole() -> None:
    for error in (BadValue("n", 1, "a prime", "Press on the plane."), DataError("No data.")):
        assert in_french(error, {}) == str(error)


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.name)
def test_what_every_control_refuses_is_said_in_french(tab: Tab) -> None:
    for control in tab.controls:
        with pytest.raises(BadValue) as refused:
            rules(tab.request)[control.field].check(control.field, object())
        said = in_french(refused.value, site.french(TABS))
        assert "n'est pas permis : il faut" in said
        assert "must be" not in said


def written(function: ast.FunctionDef) -> set[tuple[str, str]]:
    """(kind, text) of the parts of the refusals that a function raises, with {} for holes."""
    local: dict[str, list[ast.expr]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            local.setdefault(node.targets[0].id, []).append(node.value)
    found: set[tuple[str, str]] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "BadValue":
            for kind, argument in zip(("allowed", "way out"), node.args[2:4], strict=True):
                name = argument.id if isinstance(argument, ast.Name) else ""
                texts = map(text, local.get(name, [argument]))
                found |= {(kind, said) for said in texts if said}
    return found


def text(node: ast.expr) -> str:
    """A literal text with {} for what is put in; "" for anything else."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return (text(node.left) or "{}") + (text(node.right) or "{}")
    if isinstance(node, ast.JoinedStr):
        return "".join(text(one) if isinstance(one, ast.Constant) else "{}" for one in node.values)
    return ""


def test_every_refusal_that_a_page_writes_has_its_french() -> None:
    said: set[tuple[str, str]] = set()
    for path in [*ROOT.glob("engine/**/*.py"), *ROOT.glob("ui/**/*.py")]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                said |= written(node)
    tables = {"allowed": ALLOWED, "way out": WAY_OUT}
    here = {(kind, one) for kind, one in said if one not in (*ENGLISH, "{} {}")}
    assert len(here) > 70
    missing = {(kind, one) for kind, one in here if not part(one, tables[kind], {})}
    assert missing == set()
