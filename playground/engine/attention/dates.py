"""Dates as people write them, into ISO 8601: which characters say year, month and day?"""

from dataclasses import dataclass

from playground.engine.attention.translation import Translated, translate
from playground.engine.request import Request, text
from playground.errors import BadValue, Filled
from playground.models import catalog

MODEL = "dates"
EXAMPLE = "Monday, the 5th of March, 2024"


@dataclass(frozen=True)
class DateRequest(Request):
    """A date, in any of many English formats."""

    date: str = text(EXAMPLE, 80, "As you would write it in English.")


def answer(request: DateRequest) -> Translated:
    """The ISO form and where each character looked. Raises BadValue for unknown characters."""
    return translate(MODEL, characters(request.date))


def characters(date: str) -> tuple[str, ...]:
    """What the model reads, without blanks around it. Raises BadValue for none, and too many."""
    typed = tuple(" ".join(date.split()))
    longest = catalog.cards()[MODEL].arguments["longest"][0]
    if not 1 <= len(typed) <= longest:
        allowed = Filled("a date of 1 to {most} characters", most=longest)
        raise BadValue("date", date, allowed, Filled("Try “{example}”.", example=EXAMPLE))
    return typed
