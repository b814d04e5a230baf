"""Dates as people write them, into ISO 8601: which characters say year, month and day?"""

from dataclasses import dataclass, field
from typing import Any

from playground.engine.attention.sentences import plainly
from playground.engine.attention.translation import Translated, translate
from playground.engine.request import Request, text
from playground.engine.result import tells
from playground.errors import BadValue, Filled
from playground.models import catalog
from playground.models.dates import Read, read

MODEL = "dates"
EXAMPLE = "Tuesday, the 5th of March, 2024"


@dataclass(frozen=True)
class DateRequest(Request):
    """A date, in any of many English formats."""

    date: str = text(EXAMPLE, 80, "As you would write it in English.", "Date")


@dataclass(frozen=True)
class Dated(Translated):
    """A translation into ISO 8601, and what was written by the rules that the network was taught:
    it answers whatever is written, be it a date or not."""

    read: Read = field(metadata=tells())

    @property
    def right(self) -> bool:
        """Whether a date was written, and this is its form."""
        return bool(self.judged["right"])

    @property
    def judged(self) -> dict[str, Any]:
        return judged(self.read, "".join(self.french))

    def numbers(self) -> dict[str, Any]:
        return super().numbers() | self.judged


def answer(request: DateRequest) -> Dated:
    """The ISO form and where each character looked. Raises BadValue for unknown characters."""
    return Dated(**vars(translate(MODEL, characters(request.date))), read=written(request.date))


def judged(read: Read, iso: str) -> dict[str, Any]:
    """What an answer to a date is, as JSON-able values: the day that was written, or what keeps it
    from being one, and whether it is the answer."""
    day = read.day and read.day.isoformat()
    right = not read.fault and day == iso
    return {"date_written": day, "fault": read.fault or None, "right": right}


def written(date: str) -> Read:
    """What was written, whatever the network makes of it. Raises BadValue as `characters`."""
    return read("".join(characters(date)))


def characters(date: str) -> tuple[str, ...]:
    """What the model reads, without blanks around it. Raises BadValue for none, and too many."""
    typed = tuple(" ".join(plainly(date).split()))
    longest = catalog.card(MODEL).arguments["longest"][0]
    if not 1 <= len(typed) <= longest:
        allowed = Filled("a date of 1 to {most} characters", most=longest)
        raise BadValue("date", date, allowed, Filled("Try “{example}”.", example=EXAMPLE))
    return typed
