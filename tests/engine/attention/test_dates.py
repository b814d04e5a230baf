"""Dates into ISO 8601, and where each character came from."""

import datetime
import json

import numpy as np
import pytest

from playground.engine.attention import dates
from playground.engine.attention.dates import DateRequest
from playground.errors import BadValue


def iso(date: str) -> str:
    return "".join(dates.answer(DateRequest(date)).french)


def test_what_the_hint_promises_is_so() -> None:
    found = dates.answer(DateRequest())
    assert "".join(found.french) == "2024-03-05"
    text = "".join(found.english)
    looked = found.alignment.argmax(1)
    assert (looked[:4] >= text.index("2024")).all()
    month = text.index("March")
    assert ((looked[5:7] >= month) & (looked[5:7] < month + 5)).all()
    short = dates.answer(DateRequest("5/3/2024"))
    assert "".join(short.french) == "2024-03-05"
    assert short.english[short.alignment[6].argmax()] == "3"
    json.dumps(found.report(), allow_nan=False)


def test_most_days_of_a_year_are_written_right() -> None:
    days = [datetime.date(1987, 1, 1) + datetime.timedelta(days=12 * i) for i in range(30)]
    right = [iso(f"{day.day} {day:%B} {day.year}") == day.isoformat() for day in days]
    assert np.mean(right) >= 0.8


@pytest.mark.parametrize("date", ["", "   ", "5" * 41, "5 März 2024", "<b>"])
def test_what_is_no_date_is_refused(date: str) -> None:
    with pytest.raises(BadValue, match="is not allowed"):
        dates.answer(DateRequest(date))
