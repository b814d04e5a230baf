"""The subject's pages: painted whole, in both languages, from snippets that run."""

import itertools
import json
import re
from typing import Any

import numpy as np
import pytest
from painted import SAME, painted, said

from playground.ui.tab import Tab
from playground.ui.tabs.latent import (
    arithmetic,
    corners,
    plane,
    prior,
    reparameterisation,
    traversals,
)
from playground.ui.tabs.latent.plane_figures import HEIGHT, LETTER, MARGIN, apart
from playground.ui.texts import FRENCH

#: A page's cheap questions: each of its forms once.
QUESTIONS: list[tuple[Tab, list[dict[str, Any]]]] = [
    (plane.TAB, [{"side": 9}, {"side": 9, "latents": "16", "path": "slerp"}]),
    (prior.TAB, [{"samples": 200}]),
    (traversals.TAB, [{"steps": 5}, {"steps": 6, "model": "ae"}]),
    (corners.TAB, [{"side": 3}, {"side": 3, "path": "spherical"}]),
    (arithmetic.TAB, [{}, {"start": "mean", "model": "ae"}]),
    (reparameterisation.TAB, [{"samples": 4}, {"samples": 5, "latents": "2"}]),
]
CASES = [
    pytest.param(tab, asked, id=f"{tab.name}-{place}")
    for tab, all_asked in QUESTIONS
    for place, asked in enumerate(all_asked)
]
pages = pytest.mark.parametrize(("tab", "asked"), CASES)


@pages
def test_every_view_is_painted_with_json(tab: Tab, asked: dict[str, Any]) -> None:
    values = painted(tab, asked)
    assert set(values) == {view.name for line in tab.views for view in line}
    json.dumps(values, allow_nan=False)


@pages
def test_every_word_has_its_french(tab: Tab, asked: dict[str, Any]) -> None:
    words = set(said(painted(tab, asked)))
    words |= {name for control in tab.controls for name in control.names.values()}
    assert words - SAME - set(tab.french) - set(FRENCH) == set()


@pytest.mark.parametrize("tab", [tab for tab, _ in QUESTIONS], ids=lambda tab: tab.name)
def test_a_translation_keeps_the_values_of_its_phrase(tab: Tab) -> None:
    for english, french in tab.french.items():
        assert sorted(re.findall(r"{\w+}", english)) == sorted(re.findall(r"{\w+}", french))


@pages
def test_the_snippet_runs(tab: Tab, asked: dict[str, Any], capsys: Any) -> None:
    assert tab.snippet is not None
    exec(compile(tab.snippet(tab.request(**asked)), "snippet", "exec"), {})
    assert capsys.readouterr().out


@pages
def test_a_link_reopens_the_question_and_its_numbers_are_json(
    tab: Tab, asked: dict[str, Any]
) -> None:
    request = tab.request(**asked)
    assert tab.request.parse(request.to_query()) == request
    json.dumps(tab.endpoint.numbers(tab.answer(request)), allow_nan=False)


def test_names_on_the_map_do_not_cover_each_other() -> None:
    random = np.random.default_rng(0)
    letters = [1, 11, 7, 8, 5, 4, 6, 5, 7, 3]
    for places in (random.normal(0.5, 0.1, (10, 2)), np.zeros((10, 2))):
        moved = apart(places, letters)
        assert (moved[:, 0] == places[:, 0]).all()
        for i, j in itertools.combinations(range(10), 2):
            across, up = abs(moved[j] - moved[i])
            wide = (letters[i] + letters[j]) * LETTER / 2 + MARGIN
            assert across >= wide or up > 0.9 * HEIGHT
    alone = np.array([[0.1, 0.5], [0.9, 0.5]])
    assert (apart(alone, [3, 3]) == alone).all()
