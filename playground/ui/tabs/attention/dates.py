"""The page on dates: ISO 8601 character by character, and where each came from."""

import datetime
from typing import Any

from playground.engine.attention import dates
from playground.engine.attention.dates import MODEL, Dated, DateRequest
from playground.ui import chart, facts, strip
from playground.ui.chart import Cursor
from playground.ui.facts import Fact
from playground.ui.strip import Axis
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.tabs.attention import common
from playground.ui.tabs.attention.translation import alignment, row

SNIPPET = """\
from playground.models import catalog

said = catalog.load("{model}").translate([list({date!r})])[0]
print("".join(said.words), said.alignment)     # [ISO characters, written characters]
"""


def paint(request: DateRequest, found: Dated) -> dict[str, Any]:
    """The answer as values of the views."""
    places = list(range(len(found.french)))
    said = [f"{place + 1}: {character}" for place, character in enumerate(found.french)]
    drawn = alignment(found, "", "written character (key)", "ISO character (query)")
    return {
        "said": facts.value(_facts(found)),
        "characters": strip.value(
            [Axis("word", "ISO character", said, start=min(6, len(said) - 1))], []
        ),
        "alignment": chart.value(drawn, Cursor("word", places, "y", band=True)),
        "row": chart.value(*row(found, found.maps[:1])),
    }


def _facts(found: Dated) -> list[Fact]:
    chances = [f"{p:.3f}" for p in found.probabilities]
    right = found.measured.get("exact_match")
    measured = [] if right is None else [Fact("Held-out dates written exactly", [f"{right:.1%}"])]
    return [
        written(found.read.day, found.read.fault),
        Fact("ISO 8601", ["".join(found.french)], tones=["good" if found.right else "bad"]),
        Fact("Probability of the character", chances, ("word",)),
        *measured,
    ]


def written(day: datetime.date | None, fault: str) -> Fact:
    """The day that was written, or why it is none that the network was taught."""
    return Fact("What was written", [fault or str(day)], tones=["bad" if fault else "plain"])


TAB = Tab(
    name="attention-dates",
    title="Dates",
    subject="Attention",
    hint=(
        "Drag the character: the year's digits look at the year, the month's at letters of"
        " its name. Then write 5/3/2024: now the month's “3” looks at the 3."
    ),
    request=DateRequest,
    answer=dates.answer,
    controls=(Control("date", "Date"),),
    views=(
        (View("said", "facts"),),
        (View("characters", "strip"),),
        (View("alignment", "chart", "Who looks at whom: additive attention", height=330),),
        (View("row", "chart", "The cursor's row", height=240),),
    ),
    paint=paint,
    cards=lambda request: (MODEL,),
    endpoint=Endpoint(
        "translate_date",
        "Writes a date in ISO 8601, character by character, by two GRUs with additive attention,"
        " and returns where each character looked in what was written; the network answers whatever"
        " is written: `fault` says where that is no date of a form that it was taught.",
        images=lambda found: {"alignment": common.grey(found.alignment)},
    ),
    snippet=lambda request: SNIPPET.format(
        model=MODEL, date="".join(dates.characters(request.date))
    ),
)
