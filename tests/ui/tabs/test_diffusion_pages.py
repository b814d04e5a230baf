"""The subject's pages: painted whole, in both languages, from snippets that run."""

import json
import re
from typing import Any

import numpy as np
import pytest
from painted import SAME, painted, said

from playground import data
from playground.engine.diffusion.network import DATASETS
from playground.ui.tab import Tab
from playground.ui.tabs.diffusion import (
    branch,
    exact,
    forward,
    guidance,
    inpaint,
    lab,
    latent,
    measure,
    race,
    redraw,
    reverse,
)
from playground.ui.texts import FRENCH

#: A page's cheap questions: each of its forms once.
QUESTIONS: list[tuple[Tab, list[dict[str, Any]]]] = [
    (forward.TAB, [{"noises": 2}, {"noises": 2, "schedule": "flow"}]),
    (reverse.TAB, [{"steps": 3, "samples": 2}, {"steps": 2, "samples": 1, "sampler": "heun"}]),
    (race.TAB, [{"samples": 1}]),
    (measure.TAB, [{"most": "5", "racers": "flow", "samples": 10}]),
    (guidance.TAB, [{"steps": 2}]),
    (latent.TAB, [{"steps": 2, "samples": 1}]),
    (branch.TAB, [{"steps": 6}]),
    (redraw.TAB, [{"steps": 8, "guidance": 1.0}]),
    (inpaint.TAB, [{"steps": 5, "resamplings": 1, "guidance": 1.0}]),
    (lab.TAB, [{"steps": 2, "particles": 50}]),
    (exact.TAB, [{"steps": 4}]),
]
CASES = [
    pytest.param(tab, asked, id=f"{tab.name}-{place}")
    for tab, all_asked in QUESTIONS
    for place, asked in enumerate(all_asked)
]
pages = pytest.mark.parametrize(("tab", "asked"), CASES)
#: What reads the same in both languages, beside formulas.
NAMES = {"pixels", "log10 SNR", "DPM-Solver++ (2M)", "EDM Euler", "EDM Heun"}


@pages
def test_every_view_is_painted_with_json(tab: Tab, asked: dict[str, Any]) -> None:
    values = painted(tab, asked)
    assert set(values) == {view.name for line in tab.views for view in line}
    json.dumps(values, allow_nan=False)


@pages
def test_every_word_has_its_french(tab: Tab, asked: dict[str, Any]) -> None:
    words = set(said(painted(tab, asked)))
    request = tab.request(**asked)
    if told := tab.seen(request, tab.answer(request)):
        words |= {told["t"], *map(str, told["args"].values())} if isinstance(told, dict) else {told}
    words |= {name for control in tab.controls for name in control.names.values()}
    missing = words - SAME - NAMES - set(tab.french) - set(FRENCH)
    # Three small letters in a row are no formula.
    assert {word for word in missing if re.search(r"[a-z]{3}", word)} == set()


@pytest.mark.parametrize("tab", [tab for tab, _ in QUESTIONS], ids=lambda tab: tab.name)
def test_a_translation_keeps_the_values_of_its_phrase(tab: Tab) -> None:
    for english, french in tab.french.items():
        assert sorted(re.findall(r"{\w+}", english)) == sorted(re.findall(r"{\w+}", french))


@pages
def test_the_snippet_runs(tab: Tab, asked: dict[str, Any]) -> None:
    assert tab.snippet is not None
    exec(compile(tab.snippet(tab.request(**asked)), "snippet", "exec"), {})


@pages
def test_a_link_reopens_the_question_and_its_numbers_are_json(
    tab: Tab, asked: dict[str, Any]
) -> None:
    request = tab.request(**asked)
    assert tab.request.parse(request.to_query()) == request
    json.dumps(tab.endpoint.numbers(tab.answer(request)), allow_nan=False)


def test_a_sampler_whose_steps_overshoot_says_so() -> None:
    request = race.TAB.request(samples=1)
    laps = [lap for name in race.TAB.answer(request).laps.values() for lap in name.values() if lap]
    astray = sum(lap.distance > race.ASTRAY for lap in laps)
    rows = race.TAB.paint(request, race.TAB.answer(request))["pictures"]["rows"]
    captions = next(row["captions"] for row in rows if row["label"] == "At the cursor")
    assert 0 < astray < len(laps)
    assert sum("overshoot" in str(caption) for caption in captions) == astray


@pytest.mark.parametrize("dataset", DATASETS)
def test_no_two_real_images_are_as_far_apart_as_what_overshoots(dataset: str) -> None:
    images = data.examples(dataset).images.reshape(1000, -1) / 127.5 - 1
    squares = np.square(images).sum(1)
    apart = squares[:, None] + squares - 2 * images @ images.T
    assert (apart.max() / images.shape[1]) ** 0.5 < race.ASTRAY
