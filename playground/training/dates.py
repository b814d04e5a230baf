"""Dates as people write them in English, their ISO 8601 form, and which character says which."""

import datetime
import random
from collections.abc import Iterator
from dataclasses import dataclass

from playground.models.dates import FIRST, FORMATS, LAST, MONTHS, SHORT_YEARS, WEEKDAYS, split
from playground.training.chance import one_in
from playground.training.phrases import Pair

#: Characters of a written date at most: "Wednesday, the 22nd of September, 2024".
LONGEST = 40
#: One day in so many is held out, in every format.
_HELD_OUT_ONE_IN = 20


@dataclass(frozen=True)
class _Piece:
    """Characters of a written date, each with the places of the ISO form that it says."""

    text: str
    says: tuple[tuple[int, ...], ...]


def write(day: datetime.date, style: str, case: str = "title") -> Pair:
    """A day in a format of FORMATS, its ISO form, and links (ISO index, written index).

    case: how names are written, "title", "lower" or "upper". The dashes of the form have no link.
    """
    pieces = [_piece(day, field) for field in split(style)]
    text = "".join(piece.text for piece in pieces)
    text = {"title": text, "lower": text.lower(), "upper": text.upper()}[case]
    said = [places for piece in pieces for places in piece.says]
    links = sorted((place, index) for index, places in enumerate(said) for place in places)
    return Pair(tuple(text), tuple(day.isoformat()), tuple(links))


def _piece(day: datetime.date, field: str) -> _Piece:
    month, week = MONTHS[day.month - 1], WEEKDAYS[day.weekday()]
    if field in ("y", "yy"):
        year = str(day.year)
        century = ((0, 1, 2), (0, 1, 3))  # two digits decide the century as well
        return _Piece(year, ((0,), (1,), (2,), (3,))) if field == "y" else _Piece(year[2:], century)
    if field in ("m", "mm"):
        return _number(day.month, len(field), (5, 6))
    if field in ("d", "dd"):
        return _number(day.day, len(field), (8, 9))
    if field == "dth":
        number, ending = _number(day.day, 1, (8, 9)), _ordinal(day.day)
        return _Piece(number.text + ending, number.says + ((),) * len(ending))
    if field in ("mon", "month"):
        name = month if field == "month" else month[:3]
        return _Piece(name, ((5, 6),) * len(name))
    text = {"wd": week[:3], "weekday": week}.get(field, field)
    return _Piece(text, ((),) * len(text))


def _number(value: int, digits: int, places: tuple[int, int]) -> _Piece:
    """A number of a day or month: one digit alone says both of the form's."""
    text = f"{value:0{digits}d}"
    return _Piece(text, (places,) if len(text) == 1 else ((places[0],), (places[1],)))


def _ordinal(day: int) -> str:
    return "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def characters() -> list[str]:
    """Every character that a written date may hold."""
    names = "".join((*MONTHS, *WEEKDAYS, "the of st nd rd th"))
    return sorted({*names, *names.lower(), *names.upper(), *"0123456789 -/.,'"})


def is_held_out(day: datetime.date) -> bool:
    """Whether a day is kept from training, in whatever format."""
    return one_in(_HELD_OUT_ONE_IN, day.isoformat())


def sentences(seed: int, *, held_out: bool) -> Iterator[Pair]:
    """Endless written dates of one of the two sets; the same ones for the same seed."""
    rng = random.Random(seed)
    while True:
        day = datetime.date.fromordinal(rng.randint(FIRST.toordinal(), LAST.toordinal()))
        style = rng.choice(FORMATS)
        if "yy" in style and day.year not in SHORT_YEARS:
            continue
        if is_held_out(day) == held_out:
            yield write(day, style, rng.choices(("title", "lower", "upper"), (6, 3, 1))[0])
