"""A truncation page's snippet prints the page's own numbers."""

import contextlib
import io
import re

import pytest
from test_contract import numbers

from playground.ui.tab import Tab
from playground.ui.tabs import TABS

PAGES = [tab for tab in TABS if tab.subject == "Truncation"]
DECIMAL = re.compile(r"(?<![\w.])-?\d+\.(\d+)(?:e-\d+)?(?![\w.])")


@pytest.mark.parametrize("tab", PAGES, ids=lambda tab: tab.name)
def test_the_snippet_prints_the_pages_numbers(tab: Tab) -> None:
    request = tab.request(**tab.examples[0])
    reported = list(numbers(tab.endpoint.numbers(tab.answer(request))))
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(tab.reproduced(request), "snippet", "exec"), {})
    told = list(DECIMAL.finditer(printed.getvalue()))
    assert told
    for one in told:
        digits = 10.0 ** -len(one[1])
        near = max(digits, 1e-6) if "e" not in one[0] else 1e-6
        assert any(abs(float(one[0]) - value) < 0.51 * near for value in reported), one[0]
