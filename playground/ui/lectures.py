"""Lectures: rows of live views, with what to say of each, from the files of `lectures/`.

A file that cannot be used is said in the log and left out: the site stands without it.
"""

import logging
import operator
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli

from playground.engine.request import Request
from playground.errors import BadValue, PlaygroundError
from playground.ui import messages
from playground.ui.tab import Tab

#: PLAYGROUND_LECTURES names another folder.
FOLDER = Path(__file__).parents[2] / "lectures"
NAME = re.compile(r"[a-z0-9-]{1,60}")
CURSORS = ("at.", "set.")
FEWEST, MOST = 2, 4
COMPARED = {"equals": operator.eq, "least": operator.ge, "most": operator.le}

#: A text in each language of the site.
Said = Mapping[str, str]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Predict:
    """A question put before the picture is seen. right: the number of the right choice, from 0.
    seen: what the picture then shows."""

    question: Said
    choices: Mapping[str, tuple[str, ...]]
    right: int
    seen: Said


@dataclass(frozen=True)
class Check:
    """What a number of the step's answer must be for its words to be true. number: its path in the
    page's numbers, parted by points. kind: a name of `COMPARED`."""

    number: str
    kind: str
    value: Any

    def holds(self, numbers: Any) -> bool:
        return bool(COMPARED[self.kind](self.found(numbers), self.value))

    def found(self, numbers: Any) -> Any:
        for part in self.number.split("."):
            numbers = numbers[int(part)] if isinstance(numbers, list) else numbers[part]
        return numbers


@dataclass(frozen=True)
class Step:
    """A page at a question. query: its fields and cursors, as links name them."""

    tab: str
    query: Mapping[str, str]
    title: Said
    say: Said
    predict: Predict | None
    checks: tuple[Check, ...]

    def request(self, tab: Tab) -> Request:
        fields = {key: text for key, text in self.query.items() if not key.startswith(CURSORS)}
        return tab.request.parse(fields)


@dataclass(frozen=True)
class Lecture:
    name: str
    title: Said
    author: str
    steps: tuple[Step, ...]


def read_all(tabs: Mapping[str, Tab], folder: Path | None = None) -> dict[str, Lecture]:
    """The folder's lectures by their names, but for those that cannot be used."""
    folder = folder or Path(os.environ.get("PLAYGROUND_LECTURES") or FOLDER)
    found = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            found[path.stem] = read(path, tabs)
        except PlaygroundError as error:
            log.warning("A lecture is left out. %s", error)
    return found


def read(path: Path, tabs: Mapping[str, Tab]) -> Lecture:
    """Raises BadValue, which names the file, the step and the value, where it cannot be used."""
    if not NAME.fullmatch(path.stem):
        allowed = "1 to 60 small letters, digits and -"
        raise BadValue(f"{path.name}: its name", path.stem, allowed, "Rename the file.")
    try:
        table = tomli.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadValue(path.name, str(error), "a text in TOML", "Correct that line.") from error
    try:
        return _lecture(path, table, tabs)
    except (AttributeError, LookupError, TypeError) as error:
        allowed = "tables, lists and texts as docs/LECTURES.md has them"
        raise BadValue(path.name, str(error), allowed, "Compare the file with that.") from error


def _lecture(path: Path, table: Mapping[str, Any], tabs: Mapping[str, Tab]) -> Lecture:
    rows = table.get("step")
    if not isinstance(rows, list) or not rows:
        raise BadValue(f"{path.name}: step", rows, "one table or more", "Begin one by [[step]].")
    steps = (_step(f"{path.name}, step {n}", row, tabs) for n, row in enumerate(rows, 1))
    author = _text(f"{path.name}: author", table.get("author"))
    return Lecture(path.stem, _said(f"{path.name}: title", table.get("title")), author, (*steps,))


def _step(where: str, row: Mapping[str, Any], tabs: Mapping[str, Tab]) -> Step:
    name: Any = row.get("tab")
    query = row.get("query", {})
    if name not in tabs:
        raise BadValue(f"{where}: tab", name, "the name of a page's tab", f"As {next(iter(tabs))}.")
    if not isinstance(query, dict) or not all(isinstance(one, str) for one in query.values()):
        raise BadValue(f"{where}: query", query, "a table of texts", 'Write as { label = "7" }.')
    step = Step(
        name,
        query,
        _said(f"{where}: title", row.get("title")),
        _said(f"{where}: say", row.get("say")),
        _predict(f"{where}: predict", row["predict"]) if "predict" in row else None,
        tuple(_check(f"{where}: check", one) for one in row.get("check", ())),
    )
    try:
        step.request(tabs[name])
    except PlaygroundError as error:
        way = "Copy the link to the view, and write its fields."
        raise BadValue(f"{where}: query", query, f"a question of {name} ({error})", way) from error
    return step


def _predict(where: str, row: Any) -> Predict:
    row = row if isinstance(row, dict) else {}
    given = row.get("choices")
    choices: dict[str, Any] = {one: (given or {}).get(one) for one in messages.names()}
    counts = {len(one) if isinstance(one, list) else 0 for one in choices.values()}
    if len(counts) != 1 or not FEWEST <= min(counts) <= MOST:
        allowed = f"as many texts in each language, {FEWEST} to {MOST}"
        raise BadValue(f"{where}.choices", given, allowed, "Write a list for each language.")
    right = row.get("right")
    if right not in range(1, min(counts) + 1):
        raise BadValue(f"{where}.right", right, f"from 1 to {min(counts)}", "Number its choice.")
    return Predict(
        _said(f"{where}.question", row.get("question")),
        {one: tuple(_text(f"{where}.choices", each) for each in choices[one]) for one in choices},
        right - 1,
        _said(f"{where}.seen", row.get("seen")),
    )


def _check(where: str, row: Any) -> Check:
    row = dict(row) if isinstance(row, dict) else {}
    number = _text(f"{where}.number", row.pop("number", None))
    if len(row) != 1 or next(iter(row)) not in COMPARED:
        raise BadValue(where, row, f"one of {', '.join(COMPARED)}", "Compare the number with one.")
    return Check(number, *next(iter(row.items())))


def _said(where: str, given: Any) -> Said:
    given = given if isinstance(given, dict) else {}
    return {one: _text(f"{where}.{one}", given.get(one)) for one in messages.names()}


def _text(where: str, given: Any) -> str:
    if not isinstance(given, str) or not given.strip():
        raise BadValue(where, given, "a text", "Write it, in each language of the site.")
    return given
