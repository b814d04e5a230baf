"""The page on dates: ISO 8601 character by character, and where each came from."""

import datetime

from playground.engine.attention import dates
from playground.engine.attention.dates import Dated, DateRequest
from playground.ui import chart, facts, strip
from playground.ui.tab import Endpoint, Tab
from playground.ui.tabs.attention import common
from playground.ui.tabs.attention.translation import alignment, row
from playground.ui.texts import Words, phrase
from playground.ui.views import Axis, Fact, Facts, Strip

FIGURES = (
    "Drag the character: the year's digits look at the year, the month's last at its number. Then"
    " write the month's name: now they look at letters of it."
)
NO_DATE = "Drag the character: the network answers whatever is written. Here: {fault}."

SNIPPET = """\
from playground.engine.attention.dates import characters
from playground.models import catalog

said = catalog.load("dates").translate([characters({request.date!r})])[0]
print("".join(said.words), said.alignment)     # [ISO characters, written characters]
"""


def said(request: DateRequest, result: Dated) -> Facts:
    told = [
        written(result.read.day, result.read.fault),
        Fact("ISO 8601", ["".join(result.french)], tones=["good" if result.right else "bad"]),
        Fact("Probability of the character", [f"{p:.3f}" for p in result.probabilities], ("word",)),
    ]
    right = result.measured.get("exact_match")
    if right is not None:
        told.append(Fact("Held-out dates written exactly", [f"{right:.1%}"]))
    return Facts(told)


def seen(request: DateRequest, result: Dated) -> Words | None:
    """The hint speaks of dates that name their month."""
    if result.read.fault:
        return phrase(NO_DATE, fault=result.read.fault)
    return None if any(character.isalpha() for character in result.english) else FIGURES


def written(day: datetime.date | None, fault: str) -> Fact:
    """The day that was written, or why it is none that the network was taught."""
    return Fact("What was written", [fault or str(day)], tones=["bad" if fault else "plain"])


def characters(request: DateRequest, result: Dated) -> Strip:
    places = [f"{place + 1}: {character}" for place, character in enumerate(result.french)]
    return Strip([Axis("word", "ISO character", places, start=min(6, len(places) - 1))], [])


TAB = Tab(
    page=__name__,
    hint="Drag the character: the year's digits look at the year, the month's at letters of its"
    " name. Then write 5/3/2024: now the month's “3” looks at the 3.",
    seen=seen,
    answer=dates.answer,
    views=(
        (facts.view("", said),),
        (strip.view("", characters),),
        (chart.view("Who looks at whom: additive attention", alignment, height=330),),
        (chart.view("The cursor's row", row, height=240),),
    ),
    cards=lambda request: (dates.MODEL,),
    endpoint=Endpoint(
        "translate_date",
        "Writes a date in ISO 8601, character by character, by two GRUs with additive attention,"
        " and returns where each character looked in what was written; the network answers whatever"
        " is written: `fault` says where that is no date of a form that it was taught.",
        images=lambda result: {"alignment": common.grey(result.alignment)},
    ),
    snippet=SNIPPET,
    examples=({"date": "5 May 2021"}, {"date": "7 July 1961"}),
)
