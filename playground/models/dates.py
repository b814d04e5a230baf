"""The forms of a date that the network of dates was taught, and the day that a text says in one.

A numeric date is day first (5/3/2024 is the fifth of March) unless the year leads. A year of two
digits is of 1969 to 2068, as POSIX strptime reads it.
"""

import calendar
import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

FIRST, LAST = datetime.date(1950, 1, 1), datetime.date(2068, 12, 31)
SHORT_YEARS = range(1969, 2069)
MONTHS, WEEKDAYS = tuple(calendar.month_name)[1:], tuple(calendar.day_name)

#: y, yy: year of four or two digits; m, mm, d, dd: with and without leading zeros; dth: ordinal;
#: mon, month, wd, weekday: names, short and long.
FORMATS = (
    *("y-mm-dd", "y/mm/dd", "y.mm.dd", "y/m/d", "y month d", "ymmdd"),
    *(f"{date}{s}{year}" for s in "/.-" for date in (f"d{s}m", f"dd{s}mm") for year in ("y", "yy")),
    *("d month y", "dd month y", "dth month y", "dth of month y", "the dth of month, y"),
    *("d mon y", "dd mon y", "d mon. y", "d-mon-y", "dd-mon-yy", "d mon 'yy", "dth mon y"),
    *("month d, y", "month dth, y", "month d y", "mon d, y", "mon. d, y", "mon d y", "mon dth 'yy"),
    *("wd, d mon y", "wd d month y", "weekday, d month y", "weekday, month d, y"),
    *("weekday, the dth of month, y", "weekday dth month y"),
)

#: What each field looks like, the longest names first.
_LOOKS = {
    "weekday": f"(?P<week>{'|'.join(WEEKDAYS)})",
    "month": f"(?P<name>{'|'.join(MONTHS)})",
    "mon": f"(?P<name>{'|'.join(name[:3] for name in MONTHS)})",
    "dth": r"(?P<day>[1-9]\d?)(st|nd|rd|th)",
    "wd": f"(?P<week>{'|'.join(name[:3] for name in WEEKDAYS)})",
    "yy": r"(?P<year>\d\d)",
    "mm": r"(?P<month>\d\d)",
    "dd": r"(?P<day>\d\d)",
    "y": r"(?P<year>\d{4})",
    "m": r"(?P<month>[1-9]\d?)",
    "d": r"(?P<day>[1-9]\d?)",
}

#: Why a network that was taught FORMATS cannot be held to its answer.
FAULTS = UNTAUGHT, NO_DAY, OTHER_WEEKDAY, OTHER_YEAR = (
    "in no form that the network was taught: its answer means nothing",
    "no day of the calendar, as the network was taught to read it (day first)",
    "that day is another day of the week",
    f"outside the years that the network was taught, {FIRST.year} to {LAST.year}",
)


@dataclass(frozen=True)
class Read:
    """The day that a text says, if it says one; and a fault of FAULTS, or ""."""

    day: datetime.date | None
    fault: str


def read(text: str) -> Read:
    """What a text says by the rules that were taught, whatever the network makes of it."""
    for style in FORMATS:
        looks = "".join(_LOOKS.get(part) or re.escape(part) for part in split(style))
        found = re.fullmatch(looks, text, re.IGNORECASE | re.ASCII)
        if found:
            return _day(**found.groupdict())
    return Read(None, UNTAUGHT)


def _day(year: str, day: str, month: str = "", name: str = "", week: str = "") -> Read:
    whole = next(y for y in SHORT_YEARS if y % 100 == int(year)) if len(year) == 2 else int(year)
    names = [one[:3].lower() for one in MONTHS]
    try:
        found = datetime.date(whole, int(month or names.index(name[:3].lower()) + 1), int(day))
    except ValueError:
        return Read(None, NO_DAY)
    if not WEEKDAYS[found.weekday()].lower().startswith(week.lower()):
        return Read(found, OTHER_WEEKDAY)
    return Read(found, "" if FIRST <= found <= LAST else OTHER_YEAR)


def split(style: str) -> Iterator[str]:
    """The fields of a format, and what stands between them."""
    while style:
        field = next((field for field in _LOOKS if style.startswith(field)), "")
        # "the" and "of" hold letters that are no fields of theirs.
        word = next((word for word in ("the ", " of ") if style.startswith(word)), style[0])
        yield field or word
        style = style[len(field or word) :]
