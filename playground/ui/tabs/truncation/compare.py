"""Compare: several methods and models on one plane of quality and diversity."""

from playground.engine.truncation import compare
from playground.engine.truncation.compare import SETS, CompareRequest, CompareResult
from playground.engine.truncation.truncation import Path
from playground.engine.truncation.truncation_methods import TRUNCATION_METHODS
from playground.ui import strip, table
from playground.ui.tab import Control, Endpoint, Tab
from playground.ui.tabs.truncation import common
from playground.ui.texts import Words, phrase
from playground.ui.views import Axis, Chart, Row, Strip, Table

NAMES = {
    "gan": "GAN: four methods",
    "w": "GAN: class or global mean",
    "models": "GAN, VAE and flow",
    "fast": "all but the flow",
    "all": "all of them",
}
START = 3
#: psi at which means of w are compared.
BLURRED = 0.5

PLAIN = "Up and to the right is better: see which method's path lies highest."


def seen(request: CompareRequest, result: CompareResult) -> Words | None:
    """Where there is no path toward the mean of all, or the classes do not blur on it."""
    own, shared = (result.paths.get(name) for name in ("mean", "global"))
    if own is None or shared is None:
        return PLAIN
    at = own.strengths.index(BLURRED)
    one, other = (path.scored[at].values["precision"] for path in (own, shared))
    return None if other < one else PLAIN


def samples(request: CompareRequest, result: CompareResult) -> Strip:
    """A sheet of each method."""
    rows = [_row(name, path) for name, path in result.paths.items()]
    steps = len(rows[0].frames)
    axis = Axis("step", "strength", [f"{i + 1} / {steps}" for i in range(steps)], start=START)
    return Strip([axis], rows)


def _row(name: str, path: Path) -> Row:
    captions = [
        phrase("{symbol} = {strength}", symbol=path.symbol, strength=strength)
        for strength in path.strengths
    ]
    sheets = strip.tile(path.samples, 10)
    return Row(TRUNCATION_METHODS[name].label, sheets, ("step",), captions=captions)


def paths(request: CompareRequest, result: CompareResult, plane: common.Plane) -> Chart:
    methods = {name: (path.strengths, path.scored) for name, path in result.paths.items()}
    return common.paths("step", plane, methods, result.ceiling)


def measured(request: CompareRequest, result: CompareResult) -> Table:
    rows: list[list[table.Cell]] = [
        [name, strength, *common.cells(one)]
        for name, path in result.paths.items()
        for strength, one in zip(path.strengths, path.scored, strict=True)
    ]
    constants, first = common.constants(request, result.real_source), ["method", "strength"]
    return common.table(first, rows, constants, result.ceiling, file="truncation-compare")


def _cards(request: CompareRequest) -> tuple[str, ...]:
    names = compare.compared(request.methods, request.dataset)
    return tuple(dict.fromkeys(c for name in names for c in common.cards(name, request.dataset)))


TAB = Tab(
    page=__name__,
    hint=f"{PLAIN} Toward the mean of all classes the images blur into each other: at psi = 0.5"
    " their precision is lower than toward the mean of their own.",
    seen=seen,
    answer=compare.answer,
    controls=(
        common.DATA,
        Control("methods", kind="dropdown", names=NAMES),
        common.CLASS,
        *common.MEASURED,
    ),
    views=(
        (
            strip.view("", samples, scale=3),
            common.planes(paths, common.PRECISION, "Precision against recall", height=460, scale=3),
        ),
        (common.planes(paths, common.DENSITY, "Density against coverage", height=380),),
        (table.view("All that was measured", measured, name="table"),),
    ),
    cards=_cards,
    endpoint=Endpoint(
        "compare_truncation",
        "Generates images with several methods at six strengths each, from the same chance, and"
        " measures them against the same real images. Methods whose model does not ship for the"
        f" data set are left out. Sets: {', '.join(SETS)}.",
        images=lambda result: {name: strip.tile(p.samples, 10) for name, p in result.paths.items()},
    ),
    button="Measure",
    snippet="for method, path in result.paths.items():\n"
    "    for strength, one in zip(path.strengths, path.scored):\n"
    '        print(f"{{method:9}} {{strength:5}}", one.values["precision"], one.values["recall"])',
    examples=({"samples": 100, "methods": "w"}, {"samples": 120, "methods": "w"}),
)
