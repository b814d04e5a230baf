"""What is particular to single pages of the subject."""

import contextlib
import io
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from playground import data
from playground.engine.diffusion.network import DATASETS
from playground.ui.tab import Tab
from playground.ui.tabs import TABS
from playground.ui.tabs.diffusion import race, words

PAGES = [tab for tab in TABS if tab.subject == words.SUBJECT]


def numbers(value: Any) -> Iterator[float]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for one in value:
            yield from numbers(one)
    elif isinstance(value, (int, float)):
        yield value


def rounds_to(value: float, said: str) -> bool:
    """Whether a number is so written: "0.25", "3e-05" or, as a share, "25%"."""
    mantissa, _, exponent = said.removesuffix("%").partition("e")
    last = 10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2]))
    unit = 0.01 if said.endswith("%") else 1.0
    whole = mantissa.isdigit() and unit == 1
    return abs(value - unit * float(said.removesuffix("%"))) <= (
        0 if whole else 0.501 * last * unit
    )


@pytest.mark.parametrize("tab", PAGES, ids=lambda tab: tab.name)
def test_a_snippet_prints_the_numbers_of_its_page(tab: Tab) -> None:
    request, printed = tab.request(**tab.examples[0]), io.StringIO()
    reported = list(numbers(tab.endpoint.numbers(tab.answer(request))))
    with contextlib.redirect_stdout(printed):
        exec(compile(tab.reproduced(request), "snippet", "exec"), {})
    said = re.findall(r"(?<![\w.])-?\d+(?:\.\d+)?(?:e[-+]?\d+)?%?", printed.getvalue())
    assert said
    assert [one for one in said if not any(rounds_to(value, one) for value in reported)] == []


def test_a_number_is_told_from_its_neighbours() -> None:
    assert rounds_to(0.2449, "0.24")
    assert rounds_to(0.2449, "24%")
    assert rounds_to(-3.149e-5, "-3.15e-05")
    assert not rounds_to(0.2449, "0.25")
    assert not rounds_to(0.2449, "25%")
    assert not rounds_to(2.4, "2")


def test_a_sampler_whose_steps_overshoot_says_so() -> None:
    request = race.TAB.request(samples=1)
    laps = [lap for name in race.TAB.answer(request).laps.values() for lap in name.values() if lap]
    astray = sum(lap.distance > race.ASTRAY for lap in laps)
    rows = race.TAB.painted(request, race.TAB.answer(request))["pictures"]["rows"]
    captions = next(row["captions"] for row in rows if row["label"] == "At the cursor")
    assert 0 < astray < len(laps)
    assert sum("overshoot" in str(caption) for caption in captions) == astray


@pytest.mark.parametrize("dataset", DATASETS)
def test_no_two_real_images_are_as_far_apart_as_what_overshoots(dataset: str) -> None:
    images = data.examples(dataset).images.reshape(1000, -1) / 127.5 - 1
    squares = np.square(images).sum(1)
    apart = squares[:, None] + squares - 2 * images @ images.T
    assert (apart.max() / images.shape[1]) ** 0.5 < race.ASTRAY
