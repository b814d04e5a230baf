"""Dates into ISO 8601, and where each character came from."""

import datetime
import json

import numpy as np
import pytest

from playground.engine.attention import dates
from playground.engine.attention.dates import DateRequest
from playground.errors import BadValue
from playground.models.dates import NO_DAY, OTHER_WEEKDAY, OTHER_YEAR, UNTAUGHT


def iso(date: str) -> str:
    return "".join(dates.answer(DateRequest(date)).french)


def test_most_days_of_a_year_are_written_right() -> None:
    days = [datetime.date(1987, 1, 1) + datetime.timedelta(days=12 * i) for i in range(30)]
    right = [iso(f"{day.day} {day:%B} {day.year}") == day.isoformat() for day in days]
    assert np.mean(right) >= 0.8


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("yesterday", UNTAUGHT),
        ("5 March", UNTAUGHT),
        ("31/02/2024", NO_DAY),
        ("29 February 2023", NO_DAY),
        ("3/25/2024", NO_DAY),
        ("Monday, the 5th of March, 2024", OTHER_WEEKDAY),
        ("5 March 1899", OTHER_YEAR),
    ],
)
def test_an_answer_to_what_is_no_date_that_was_taught_says_so(typed: str, fault: str) -> None:
    result = dates.answer(DateRequest(typed))
    assert result.french, "it answers nevertheless"
    assert (result.read.fault, result.right) == (fault, False)
    report = json.loads(json.dumps(result.report(), allow_nan=False))
    assert (report["fault"], report["right"]) == (fault, False)


@pytest.mark.parametrize(
    "typed", ["5 Mar '24", "5 Mar ’24", "2024‑03‑05", "05\u00a0March\u00a02024"]
)
def test_dates_of_forms_that_were_taught_are_right_as_typographers_write_them(typed: str) -> None:
    result = dates.answer(DateRequest(typed))
    assert (result.read.fault, result.right) == ("", True)
    assert iso(typed) == "2024-03-05"


@pytest.mark.parametrize("date", ["", "   ", "5" * 41, "5 März 2024", "<b>"])
def test_what_is_no_date_is_refused(date: str) -> None:
    with pytest.raises(BadValue, match="is not allowed"):
        dates.answer(DateRequest(date))
