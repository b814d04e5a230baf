"""What every page keeps to, on each of its examples."""

import ast
import contextlib
import io
import json
import math
import re
from collections.abc import Iterator
from typing import Any

import polib
import pytest
from examples import cases

from playground.shipped import trained_dir
from playground.ui import messages
from playground.ui.extract import declared, reads, shown
from playground.ui.tab import Tab
from playground.ui.tabs import TABS
from playground.ui.texts import DATASETS

by_example = pytest.mark.parametrize(("tab", "asked"), [*cases()])
by_page = pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.name)
LANGUAGES = sorted(messages.catalogues())
#: What reads the same in all languages, beside formulas.
NAMES = {*DATASETS.values(), "pixels", "log10 SNR", "DPM-Solver++ (2M)", "EDM Euler", "EDM Heun"}
NAMES |= {
    "alpha",
    "eps",
    "psi",
    "eps (l2)",
    "eps (l∞)",
    "classifier",
    "gan",
    "gan-few",
    "wgan",
    "fgan",
}
NAMES |= {"gan-unconditional", "vae2", "vae16", "ae16-prior"}


def numbers(value: Any) -> Iterator[float]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for one in value:
            yield from numbers(one)
    elif isinstance(value, float):
        yield value


def rows(value: Any) -> Iterator[list[Any]]:
    """Every list of a report."""
    if isinstance(value, (list, dict)):
        yield from [value] if isinstance(value, list) else ()
        for one in value.values() if isinstance(value, dict) else value:
            yield from rows(one)


def untranslated(tab: Tab, texts: set[str]) -> list[tuple[str, str]]:
    """The texts that a language lacks, neither in the tab's own words nor in the site's."""
    wanted = {text for text in texts if reads(text) and text not in NAMES}
    return [
        (language, text)
        for language in LANGUAGES
        for text in sorted(wanted)
        if messages.translated(language, text, tab.name) is None
    ]


def data(tab: Tab, text: str) -> bool:
    """A sentence that is translated by the model, or a class under a probability, is no message."""
    sentence = tab.subject == "Attention" and not re.search(r"[^a-zéèêàçïœ' ]", text)
    return sentence or re.fullmatch(r"(−ln )?p\(.*\)", text) is not None


@by_example
def test_a_page_shows_its_views_with_finite_numbers_in_every_language(
    tab: Tab, asked: dict[str, Any]
) -> None:
    request = tab.request(**asked)
    result = tab.answer(request)
    values = tab.painted(request, result)
    assert set(values) - {"lacking"} == {view.name for view in tab.each()}
    json.dumps(values, allow_nan=False)
    assert untranslated(tab, {text for text in shown(tab, request) if not data(tab, text)}) == []
    reported = list(numbers(tab.endpoint.numbers(result)))
    assert reported
    assert all(map(math.isfinite, reported))
    assert tab.endpoint.images(result)


@by_example
def test_a_link_reopens_the_question(tab: Tab, asked: dict[str, Any]) -> None:
    request = tab.request(**asked)
    assert tab.request.parse(request.to_query()) == request


@by_example
def test_the_snippet_prints_numbers_of_the_answer(
    tab: Tab[Any, Any], asked: dict[str, Any]
) -> None:
    """Those with decimals, to the digits that it prints, and lists of whole ones; other whole ones
    are shapes and places."""
    request, printed = tab.request(**asked), io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(tab.reproduced(request), "snippet", "exec"), {})
    assert printed.getvalue().strip()
    reported = list(numbers(tab.endpoint.numbers(tab.answer(request))))
    said = re.findall(r"(?<![\w.])-?\d+\.\d+(?:e[-+]?\d+)?%?", printed.getvalue())
    assert [one for one in said if not any(rounds_to(value, one) for value in reported)] == []
    lists = re.findall(r"^\[\d+(?:, \d+)*\]$", printed.getvalue(), re.M)
    known = [*rows(tab.endpoint.numbers(tab.answer(request)))]
    assert [one for one in lists if json.loads(one) not in known] == []


def rounds_to(value: float, said: str) -> bool:
    """Whether a number is so written: "0.25", "3.1e-05" or, as a share, "25.0%"."""
    mantissa, _, exponent = said.removesuffix("%").partition("e")
    unit = 0.01 if said.endswith("%") else 1.0
    last = unit * 10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2]))
    return abs(value - unit * float(said.removesuffix("%"))) <= 0.501 * last + 1e-7


def test_a_number_is_told_from_its_neighbours() -> None:
    assert rounds_to(0.2449, "0.24")
    assert rounds_to(0.2449, "24.5%")
    assert rounds_to(-3.149e-5, "-3.15e-05")
    assert not rounds_to(0.2449, "0.25")
    assert not rounds_to(0.2449, "24.6%")


@by_page
def test_what_a_page_declares_is_said_in_every_language(tab: Tab) -> None:
    assert untranslated(tab, declared(tab)) == []


# --- catalogues -------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_site_names_its_subjects_in_every_language(language: str) -> None:
    assert {tab.subject for tab in TABS} - NAMES <= messages.words(language).keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_writes_its_languages_decimals(language: str) -> None:
    mark = messages.decimals().get(language, ".")
    entries = polib.pofile(str(messages.LOCALE / f"{language}.po"))
    figures = r"(?<![-;,\d])\d+\.\d+(?![,;\d])"  # lists of coordinates are typed as they stand
    assert [e.msgstr for e in entries if mark != "." and re.search(figures, e.msgstr)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_the_values_of_its_phrase(language: str) -> None:
    for words in messages.catalogues()[language].values():
        for english, said in words.items():
            assert sorted(re.findall(r"{\w+}", english)) == sorted(re.findall(r"{\w+}", said))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_is_whole_and_its_contexts_are_tabs(language: str) -> None:
    path = messages.LOCALE / f"{language}.po"
    entries = polib.pofile(str(path))
    assert entries.percent_translated() == 100
    assert {entry.msgctxt for entry in entries} <= {None, *(tab.name for tab in TABS)}
    keys = [(entry.msgctxt, entry.msgid) for entry in entries]
    assert len(set(keys)) == len(keys)
    shared = {entry.msgid: entry.msgstr for entry in entries if not entry.msgctxt}
    twice = [e.msgid for e in entries if e.msgctxt and shared.get(e.msgid) == e.msgstr]
    assert twice == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_script_says_in_the_words_of_no_tab_is_the_site_s(language: str) -> None:
    scripts = [one.read_text(encoding="utf-8") for one in messages.LOCALE.parent.glob("*.js")]
    said = {text for one in scripts for text in re.findall(r'kit\.words\("([^"]+)"\)', one)}
    assert [text for text in said if messages.translated(language, text) is None] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_said_somewhere(language: str) -> None:
    """It is a literal of the code, of a script or of a card, or made there of such."""
    words = Said()
    entries = polib.pofile(str(messages.LOCALE / f"{language}.po"))
    assert [entry.msgid for entry in entries if not words.hold(entry.msgid)] == []


class Said:
    """All that the code, the scripts and the cards can say."""

    def __init__(self) -> None:
        package = messages.LOCALE.parent.parent
        trees = [ast.parse(one.read_text(encoding="utf-8")) for one in package.rglob("*.py")]
        nodes = [node for tree in trees for node in ast.walk(tree)]
        text = (node.value for node in nodes if isinstance(node, ast.Constant))
        self.literals = {one.strip() for one in text if isinstance(one, str)}
        self.literals |= {one.replace(" ", "<br>", 1) for one in self.literals}
        self.literals |= {tab.title for tab in TABS}  # made of their modules' names
        strings = [node for node in nodes if isinstance(node, ast.JoinedStr)]
        self.patterns = {
            made for made in map(_pattern, strings) if made.replace("(.+)", "").strip()
        }
        scripts = [one.read_text(encoding="utf-8") for one in package.rglob("*.js")]
        self.plain = "\n".join([*scripts, (trained_dir() / "catalog.toml").read_text()])

    def hold(self, text: str, depth: int = 3) -> bool:
        text = text.strip()
        quoted = (mark + text + mark in self.plain for mark in "\"'`")
        if text in self.literals or any(quoted):
            return True
        for start in (one for one in self.literals if len(one) > 20 and text.startswith(one)):
            if self.hold(text[len(start) :], depth - 1):
                return True
        made = (re.fullmatch(pattern, text) for pattern in self.patterns) if depth else ()
        return not reads(text) or any(
            all(self.hold(part, depth - 1) for part in one.groups()) for one in made if one
        )


def _pattern(node: ast.JoinedStr) -> str:
    """What an f-string can become."""
    parts = (one.value if isinstance(one, ast.Constant) else None for one in node.values)
    return "".join("(.+)" if part is None else re.escape(str(part)) for part in parts)
