"""What the pages on latent spaces keep to."""

import itertools
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from examples import cases

from playground.ui.tab import Tab
from playground.ui.tabs.latent.common import SUBJECT
from playground.ui.tabs.latent.plane_figures import HEIGHT, LETTER, MARGIN, apart


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


def numbers(value: Any) -> Iterator[float]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for one in value:
            yield from numbers(one)
    elif isinstance(value, (int, float)):
        yield float(value)


@pytest.mark.parametrize(
    ("tab", "asked"), [case for case in cases() if case.values[0].subject == SUBJECT]
)
def test_a_snippet_prints_the_numbers_of_its_page(
    tab: Tab[Any, Any], asked: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    request = tab.request(**asked)
    exec(compile(tab.reproduced(request), "snippet", "exec"), {})
    printed = re.findall(r"-?\d+(?:\.\d+)?", capsys.readouterr().out)
    reported = np.array(list(numbers(tab.endpoint.numbers(tab.answer(request)))))
    assert printed
    for number in printed:
        digits = len(number.partition(".")[2])
        assert np.abs(reported - float(number)).min() <= 0.5 * 10**-digits + 1e-4, number
