"""The race: every sampler from one noise, with equally many network calls."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.diffusion import network, race
from playground.engine.diffusion.race import RACERS, Lap, RaceRequest, RaceResult
from playground.ui import chart, figures, strip
from playground.ui.chart import Cursor
from playground.ui.strip import Axis, Row
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.tabs.diffusion import sheets, words
from playground.ui.texts import Words, phrase

#: The example opens on DDIM's last lap.
START = RACERS.index("ddim")
AXES = ("sampler", "calls")
HINT = (
    "One noise, equally many network calls: with 2, the flow's Euler is sharper than DDIM. All but"
    " DDPM tend to one and the same image: ask for more calls."
)

SNIPPET = """\
from playground.engine.diffusion.race import RaceRequest, answer

result = answer({request})
for sampler, laps in result.laps.items():
    for budget, lap in laps.items():
        if lap:
            print(f"{{sampler:10}} {{lap.calls:4}} calls  {{lap.distance:.3f}} from the limit")
"""


def paint(request: RaceRequest, result: RaceResult) -> dict[str, Any]:
    """The grid of all results, the one at the cursor, and two curves."""
    cells = _cells(result)
    budgets = Cursor("calls", list(result.budgets))
    return {
        "grid": chart.value(_grid(result, cells), _cell_cursors(result)),
        "pictures": _pictures(result, cells),
        "distance": chart.value(_distance(result), budgets),
        "time": chart.value(_time(result), budgets),
    }


def _cells(result: RaceResult) -> NDArray[np.uint8]:
    """Every cell as one picture: [samplers, budgets, h, w]."""
    blank = np.full_like(result.start, sheets.BLANK)
    each = [
        [blank if lap is None else lap.images for lap in laps.values()]
        for laps in result.laps.values()
    ]
    pictures = np.array(each)
    tiled = _tiled(pictures.reshape(-1, *result.start.shape))
    return tiled.reshape(*pictures.shape[:2], *tiled.shape[1:])


def _tiled(frames: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return strip.tile(frames, columns=math.ceil(math.sqrt(frames.shape[1])), ink=sheets.BLANK)


def _grid(result: RaceResult, cells: NDArray[np.uint8]) -> Any:
    names = [network.SAMPLERS[name].short.replace(" ", "<br>", 1) for name in RACERS]
    budgets = [str(budget) for budget in result.budgets]
    return sheets.labelled(cells.swapaxes(0, 1), names, budgets, y="network calls")


def _cell_cursors(result: RaceResult) -> list[Cursor]:
    rows = list(range(len(result.budgets)))
    return [
        Cursor("sampler", list(range(len(RACERS))), band=True),
        Cursor("calls", rows, along="y", band=True),
    ]


def _pictures(result: RaceResult, cells: NDArray[np.uint8]) -> dict[str, Any]:
    laps = [lap for each in result.laps.values() for lap in each.values()]
    axes = [
        Axis("sampler", "sampler", [network.SAMPLERS[name].short for name in RACERS], start=START),
        Axis("calls", "network calls", result.budgets, start=len(result.budgets) - 1),
    ]
    rows = [
        Row(
            "At the cursor",
            cells.reshape(-1, *cells.shape[2:]),
            AXES,
            size="large",
            captions=[_told(result, lap) for lap in laps],
        ),
        Row(
            "The limit",
            _tiled(result.limit[None]),
            size="large",
            note="where all but DDPM end, if their steps are small enough",
        ),
        Row("The noise that all start from", _tiled(result.start[None]), size="large"),
    ]
    return strip.value(axes, rows)


#: No two real images are so far apart (root mean square of pixels in [-1, 1]).
ASTRAY = 1.5


def _told(result: RaceResult, lap: Lap | None) -> Words:
    if lap is None:
        return "a single step takes more calls than these"
    cost = "{steps} steps, {calls} calls: {ms} ms an image"
    return phrase(
        f"{cost}. So large, its steps overshoot." if lap.distance > ASTRAY else cost,
        steps=lap.steps,
        calls=lap.calls,
        ms=round(1000 * lap.seconds / result.request.samples),
    )


def _curves(result: RaceResult, x: str, y: str, measure: Any, leave: tuple[str, ...] = ()) -> Any:
    """A line for each sampler over the calls that it made, on logarithmic axes."""
    drawn = figures.figure(x, y, hovermode="closest")
    for index, name in enumerate(RACERS):
        if name in leave:
            continue
        laps = [lap for lap in result.laps[name].values() if lap]
        line = {
            "color": figures.COLOURS[index % len(figures.COLOURS)],
            "dash": figures.DASHES[index // len(figures.COLOURS)],
            "width": 2,
        }
        drawn.add_scatter(
            x=[lap.calls for lap in laps],
            y=[measure(lap) for lap in laps],
            mode="lines+markers",
            line=line,
            name=network.SAMPLERS[name].short,
        )
    drawn.update_xaxes(type="log", tickvals=list(result.budgets))
    drawn.update_yaxes(type="log", dtick="D2")
    # Nine names: two columns on a phone, three on a desk.
    drawn.update_layout(legend={"entrywidth": 95, "font": {"size": 12}})
    return drawn


def _distance(result: RaceResult) -> Any:
    """DDPM ends elsewhere: it adds fresh noise at every step."""
    return _curves(result, "network calls", "distance", lambda lap: lap.distance, ("ddpm",))


def _time(result: RaceResult) -> Any:
    samples = result.request.samples
    return _curves(result, "network calls", "ms", lambda lap: 1000 * lap.seconds / samples)


TAB = Tab(
    name="diffusion-race",
    title="Race",
    subject=words.SUBJECT,
    hint=HINT,
    request=RaceRequest,
    answer=race.answer,
    controls=(
        *words.dataset_control(),
        words.turns_control(),
        Control("most", "Most network calls", kind="radio"),
        Control("samples", "Samples"),
        Control("seed", "Seed of the noise", kind="dice"),
        Control("guidance", "Guidance scale", more=True, when=("digit", race.LABELLED)),
    ),
    views=(
        (View("grid", "chart", "Every sampler with every budget", height=380),),
        (View("pictures", "strip"),),
        (
            View("distance", "chart", "How far from the limit (pixels, root mean square)"),
            View("time", "chart", "Measured time an image"),
        ),
    ),
    paint=paint,
    cards=lambda request: network.cards(request.dataset),
    endpoint=Endpoint(
        "compare_samplers",
        "Runs every sampler from one noise with 2, 5, 10 ... network calls; a budget that is no"
        " multiple of a step's calls is spent as far as whole steps go. Returns steps, calls,"
        " seconds, distance from the common limit and agreement with the asked class; pictures of"
        " all results, samplers across and budgets down.",
        images=lambda result: {"grid": sheets.sheet(_cells(result).swapaxes(0, 1))},
    ),
    snippet=lambda request: SNIPPET.format(request=request),
)
