"""Generators: every one that ships for a data set, on one plane of quality and diversity."""

import numpy as np

from playground.engine.truncation import generators
from playground.engine.truncation.generators import GeneratorsRequest, GeneratorsResult
from playground.ui import strip, table
from playground.ui.tab import Control, Endpoint, Tab
from playground.ui.tabs.truncation import common
from playground.ui.texts import Words, phrase
from playground.ui.views import Axis, Chart, Row, Strip, Table

HINT = (
    "Step through them: higher is better drawn, further right more varied; the star is what real"
    " images score. In another feature space the last two by FID stay, others may change places."
)
FLOWS = (
    "Step through them: higher is better drawn, further right more varied; the star is what real"
    " images score. In another feature space they may change places."
)
BELOW = (
    "{places} At N = {n} {below} of them have a FID below real images' own: of so few it is mostly"
    " their scatter; of 5,000, as on their cards, none has."
)


def seen(request: GeneratorsRequest, result: GeneratorsResult) -> Words | None:
    """What is firm of the order, and why a generator can have a lower FID than real images."""
    own = result.ceiling.values["frechet"]
    below = sum(one.scored.values["frechet"] < own for one in result.found)
    places = FLOWS if request.flows else HINT
    if below:
        return phrase(BELOW, places=places, n=request.samples, below=below)
    return FLOWS if request.flows else None


def samples(request: GeneratorsRequest, result: GeneratorsResult) -> Strip:
    """A sheet of each, a class a column where the generator knows classes."""
    sheets = strip.tile(np.stack([one.samples for one in result.found]), 10)
    names = [_name(one, request) for one in result.found]
    captions = [one.task for one in result.found]
    row = Row("Samples", sheets, ("model",), size="large", captions=captions)
    return Strip([Axis("model", "generator", names)], [row])


def _name(one: generators.GeneratorScores, request: GeneratorsRequest) -> str:
    """Its card's name, without the data set's."""
    return one.name.removeprefix(f"{request.dataset}-")


def marks(request: GeneratorsRequest, result: GeneratorsResult, plane: common.Plane) -> Chart:
    scores = {_name(one, request): one.scored for one in result.found}
    drawn = common.marks("model", plane, scores, result.ceiling)
    common.bound(drawn.figure, plane)
    return drawn


def measured(request: GeneratorsRequest, result: GeneratorsResult) -> Table:
    rows: list[list[table.Cell]] = [
        [_name(one, request), one.kind, one.calls, *common.cells(one.scored)]
        for one in result.found
    ]
    constants, first = common.constants(request, result.real_source), ["generator", "kind", "calls"]
    file = "truncation-generators"
    return common.table(first, rows, constants, result.ceiling, file=file, axis="model")


TAB = Tab(
    page=__name__,
    hint=HINT,
    seen=seen,
    answer=generators.answer,
    controls=(
        common.DATA,
        Control("flows"),
        Control("steps", when=("flows", (True,))),
        *common.MEASURED,
    ),
    views=(
        (
            strip.view("", samples, scale=3),
            common.planes(marks, common.PRECISION, "Precision against recall", height=440, scale=3),
        ),
        (common.planes(marks, common.DENSITY, "Density against coverage", height=380),),
        (table.view("All that was measured", measured, name="table"),),
    ),
    cards=generators.cards,
    endpoint=Endpoint(
        "compare_generators",
        "Draws images with every generator that ships for a data set, without truncation, and"
        " measures them against the same real images, with standard errors.",
        images=lambda result: {
            one.name: strip.tile(one.samples[None], 10)[0] for one in result.found
        },
    ),
    button="Measure",
    snippet="for one in result.found:\n"
    '    print(f"{{one.name:20}} {{one.kind:12}}", one.scored.values)',
    examples=({"samples": 100}, {"samples": 120}),
)
