"""Lectures: their files, what is at their addresses, and whether their words are true."""

import logging
from pathlib import Path
from typing import Any

import httpx
import pytest
from loops import run

from playground.engine.request import rules
from playground.errors import BadValue
from playground.ui import events, lecture_pages, lectures, messages, page, site, start
from playground.ui.tabs import TABS

NAMED = {tab.name: tab for tab in TABS}
SUBJECTS = site.subjects(TABS)
SHIPPED = {path.stem: path for path in sorted(lectures.FOLDER.glob("*.toml"))}
#: The most that a page may grow by [bytes, in brotli].
BAR = 6000
GOOD = """
author = "A teacher"
title = { en = "Noise", fr = "Bruit" }
[[step]]
tab = "diffusion-forward"
query = { label = "7", "at.t" = "3" }
title = { en = "A 7", fr = "Un 7" }
say = { en = "Drag t.", fr = "Bougez t." }
check = [{ number = "read", equals = 7 }]
[step.predict]
question = { en = "Which?", fr = "Lequel ?" }
choices = { en = ["One", "Two"], fr = ["Un", "Deux"] }
right = 2
seen = { en = "Two.", fr = "Deux." }
"""


def written(folder: Path, text: str = GOOD, name: str = "noise.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def asked(path: str, query: str = "", known: Any = None) -> httpx.Response | None:
    """The answer at a lecture's address."""
    scope = {"root_path": "/sub", "query_string": query.encode(), "scheme": "http"}
    scope["headers"] = [(b"host", b"any")]
    known = lectures.read_all(NAMED) if known is None else known
    app = lecture_pages.answer(known, SUBJECTS, scope, path)

    async def sent() -> httpx.Response:
        transport = httpx.ASGITransport(lambda given, *ways: app({**given, **scope}, *ways))
        async with httpx.AsyncClient(transport=transport, base_url="http://any") as client:
            return await client.get("/")

    return run(sent()) if app else None


# --- files ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHIPPED)
def test_a_lecture_that_ships_can_be_given(name: str) -> None:
    lecture = lectures.read(SHIPPED[name], NAMED)
    assert 12 <= len(lecture.steps) <= 20
    for step in lecture.steps:
        step.request(NAMED[step.tab])


@pytest.mark.thorough
@pytest.mark.parametrize("name", SHIPPED)
def test_its_words_are_true_of_the_views_that_it_opens(name: str) -> None:
    for number, step in enumerate(lectures.read(SHIPPED[name], NAMED).steps, 1):
        tab = NAMED[step.tab]
        numbers = tab.endpoint.numbers(tab.answer(step.request(tab)))
        for check in step.checks:
            assert check.holds(numbers), (number, check, check.found(numbers))


def test_a_file_says_what_a_step_asks_and_what_is_right(tmp_path: Path) -> None:
    [step] = lectures.read(written(tmp_path), NAMED).steps
    assert step.request(NAMED[step.tab]).label == "7"
    assert step.predict is not None
    assert step.predict.choices["fr"][step.predict.right] == "Deux"
    [check] = step.checks
    assert check.holds({"read": 7})
    assert not check.holds({"read": 3})


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        ("diffusion-forward", "diffusion-backward", "step 1: tab = 'diffusion-backward'"),
        ("label", "lable", "step 1: query"),
        ('"7"', '"77"', "step 1: query"),
        (', fr = "Bougez t."', "", "step 1: say.fr"),
        ("right = 2", "right = 3", "step 1: predict.right = 3"),
        ('fr = ["Un", "Deux"]', 'fr = ["Un"]', "step 1: predict.choices"),
        ("equals", "is", "step 1: check"),
        ("[[step]]", "[[step", "TOML"),
        ("[[step]]", "[[steps]]", "step"),
        ('author = "A teacher"', "", "author"),
        ('tab = "diffusion-forward"', "tab = []", "broken.toml"),
        ('choices = { en = ["One", "Two"], fr = ["Un", "Deux"] }', 'choices = "a"', "broken.toml"),
        ('check = [{ number = "read", equals = 7 }]', "check = 5", "broken.toml"),
    ],
)
def test_a_broken_file_is_said_and_left_out(
    good: str, bad: str, said: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    written(tmp_path)
    broken = written(tmp_path, GOOD.replace(good, bad, 1), "broken.toml")
    with pytest.raises(BadValue) as refused:
        lectures.read(broken, NAMED)
    assert "broken.toml" in str(refused.value)
    assert said in str(refused.value)
    with caplog.at_level(logging.WARNING):
        assert list(lectures.read_all(NAMED, tmp_path)) == ["noise"]
    assert "broken.toml" in caplog.text


# --- addresses --------------------------------------------------------------------------------


def test_a_lectures_page_lists_its_steps_and_begins(tmp_path: Path) -> None:
    written(tmp_path)
    known = lectures.read_all(NAMED, tmp_path)
    html = asked("/lecture/noise", "lang=fr", known).text
    first = "/sub/diffusion?lang=fr&amp;label=7&amp;at.t=3&amp;lecture=noise.1"
    assert html.count(first) == 2
    assert "Bruit" in html
    assert "Un 7" in html
    assert "A teacher" in html
    short = asked("/lecture/noise/1", "", known)
    assert short.status_code == 302
    assert short.headers["location"].endswith("&lecture=noise.1")
    told = asked("/lecture/noise.json", "lang=fr", known).json()
    assert told["title"] == "Bruit"
    assert told["steps"][0]["predict"]["choices"] == ["Un", "Deux"]
    assert 'data-name="noise"' in asked("/lecture/noise", "notes=1", known).text
    for lost in ("/lecture/other", "/lecture/noise/2", "/lecture/noise/0", "/lecture/noise/x"):
        assert asked(lost, "", known) is None


def test_the_start_page_lists_the_lectures() -> None:
    scope = {"root_path": "", "query_string": b"", "scheme": "http", "headers": []}
    known = (*lectures.read_all(NAMED).values(),)
    html = start._page(SUBJECTS, start.place(scope, SUBJECTS), False, known)
    assert all(f'href="/lecture/{name}"' in html for name in SHIPPED)


def test_a_code_is_made_of_an_address_of_this_site_alone() -> None:
    code = asked("/lecture-qr", "to=%2Fdiffusion%3Flabel%3D7")
    assert code.headers["content-type"] == "image/svg+xml"
    assert code.text.startswith("<?xml")
    for other in (
        "https://example.org/",
        "//example.org/diffusion",
        "/none",
        "x" * 2000,
        "/diffusion?a=" + "\u20ac" * 300,
    ):
        assert asked("/lecture-qr", f"to={other}") is None


# --- the page's address and size --------------------------------------------------------------


def test_where_a_lecture_stands_is_no_field_of_any_question() -> None:
    for name in ("lecture", "present"):
        assert events.NO_FIELD.match(name)
        assert not [tab.name for tab in TABS if name in rules(tab.request)]
    request, refused = events.linked(NAMED["diffusion-forward"], {"lecture": "a.2", "label": "7"})
    assert refused is None
    assert request.label == "7"


def test_only_who_wants_a_lecture_fetches_its_script() -> None:
    address, script = page._lecture()
    assert page.files(TABS)[address] == script
    assert len(script) < BAR
    assert b"pg-lecture" not in page._kit(TABS)[1]


def test_every_lecture_speaks_each_language() -> None:
    for lecture in lectures.read_all(NAMED).values():
        for step in lecture.steps:
            assert set(step.say) == set(step.title) == set(messages.names())
            assert len(set(step.say.values())) == len(step.say)
