"""Written dates: read back by the standard library, linked by hand, held out by the day."""

import datetime
from itertools import islice

import pytest

from playground.models.dates import FORMATS, MONTHS, WEEKDAYS, Read, read
from playground.training import dates
from playground.training.dates import is_held_out, sentences, write

DAY = datetime.date(2024, 3, 5)


@pytest.mark.parametrize(
    ("style", "written"),
    [
        ("d/m/yy", "5/3/24"),
        ("dd-mon-yy", "05-Mar-24"),
        ("the dth of month, y", "the 5th of March, 2024"),
        ("weekday, month d, y", "Tuesday, March 5, 2024"),
        ("d mon 'yy", "5 Mar '24"),
        ("ymmdd", "20240305"),
    ],
)
def test_a_format_is_what_it_says(style: str, written: str) -> None:
    pair = write(DAY, style)
    assert "".join(pair.source) == written
    assert "".join(pair.target) == "2024-03-05"


@pytest.mark.parametrize(
    ("style", "pattern"),
    [
        ("d/m/yy", "%d/%m/%y"),
        ("y month d", "%Y %B %d"),
        ("mon d, y", "%b %d, %Y"),
        ("weekday, d month y", "%A, %d %B %Y"),
    ],
)
def test_the_standard_library_reads_the_same_day(style: str, pattern: str) -> None:
    for days in range(0, 36_000, 97):
        day = datetime.date(1969, 1, 1) + datetime.timedelta(days)
        text = "".join(write(day, style).source)
        assert datetime.datetime.strptime(text, pattern).date() == day


@pytest.mark.parametrize(
    ("day", "ordinal"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (12, "12th")]
)
def test_ordinals(day: int, ordinal: str) -> None:
    assert "".join(write(DAY.replace(day=day), "dth month y").source) == f"{ordinal} March 2024"
    if day < 4:
        twenties = "".join(write(DAY.replace(day=day + 20), "dth mon y").source)
        assert twenties == f"{day + 20}{ordinal[-2:]} Mar 2024"


@pytest.mark.parametrize("style", FORMATS)
def test_what_is_written_in_a_form_is_read_as_that_day(style: str) -> None:
    for days in range(0, 36_000, 1201):
        day = datetime.date(1969, 1, 1) + datetime.timedelta(days)
        for case in ("title", "lower", "upper"):
            assert read("".join(write(day, style, case).source)) == Read(day, "")


def test_links_by_hand() -> None:
    """2024-03-05 from "5 Mar '24": the day is one digit, the month three letters."""
    year = {(0, 7), (1, 7), (2, 7), (0, 8), (1, 8), (3, 8)}
    month = {(place, letter) for place in (5, 6) for letter in (2, 3, 4)}
    assert set(write(DAY, "d mon 'yy").links) == year | month | {(8, 0), (9, 0)}


@pytest.mark.parametrize("style", FORMATS)
def test_links_join_what_is_equal(style: str) -> None:
    day = datetime.date(1987, 12, 26)
    pair = write(day, style, "upper")
    assert {t for t, _ in pair.links} == {0, 1, 2, 3, 5, 6, 8, 9}, "all but the dashes"
    names = {name[:n].upper() for name in (*MONTHS, *WEEKDAYS) for n in (3, 9)}
    for t, s in pair.links:
        assert 0 <= s < len(pair.source)
        if t in (2, 3, 8, 9) or (t in (5, 6) and pair.source[s].isdigit()):
            assert pair.target[t] == pair.source[s]
    assert not any(name in "".join(pair.target) for name in names)


def test_days_are_held_out_whole_and_every_format_is_written() -> None:
    train = list(islice(sentences(3, held_out=False), 6000))
    kept = list(islice(sentences(3, held_out=True), 300))
    assert not {pair.target for pair in train} & {pair.target for pair in kept}
    assert all(is_held_out(datetime.date.fromisoformat("".join(p.target))) for p in kept)
    assert list(islice(sentences(3, held_out=False), 50)) == train[:50]
    assert {c for pair in train for c in pair.source} == set(dates.characters())
    assert max(len(pair.source) for pair in train) <= dates.LONGEST
    for pair in train:
        year = int("".join(pair.target[:4]))
        assert 1950 <= year <= 2068
