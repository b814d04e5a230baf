"""The race: every sampler from one noise, with equally many network calls."""

from functools import partial
from typing import Any

import numpy as np

from playground.arrays import Image8
from playground.engine import flows
from playground.engine.diffusion import network, race
from playground.engine.diffusion.race import RACERS, Lap, RaceRequest, RaceResult
from playground.ui import chart, figures, strip
from playground.ui.tab import Control, Endpoint, Tab
from playground.ui.tabs.diffusion import sheets, words
from playground.ui.texts import Words, phrase
from playground.ui.views import Axis, Chart, Cursor, Row, Strip

#: The example opens on DDIM's last lap.
START = RACERS.index("ddim")
FAR, NOWHERE = "How far from the limit (pixels, root mean square)", ("ddpm", "distance")


def _cells(result: RaceResult) -> Image8:
    """Every cell as one picture: [samplers, budgets, h, w]."""
    blank = np.full_like(result.start, sheets.BLANK)
    laps = (lap for each in result.laps.values() for lap in each.values())
    tiled = sheets.tile(np.stack([lap.images if lap else blank for lap in laps]))
    return tiled.reshape(len(RACERS), -1, *tiled.shape[1:])


def grid(request: RaceRequest, result: RaceResult) -> Chart:
    """Every sampler with every budget, its cells under both cursors."""
    names = [flows.SAMPLERS[name].short.replace(" ", "<br>", 1) for name in RACERS]
    budgets = [str(budget) for budget in result.budgets]
    figure = sheets.labelled(_cells(result).swapaxes(0, 1), names, budgets, y="network calls")
    across = Cursor("sampler", list(range(len(names))), band=True)
    return Chart(figure, [across, Cursor("calls", list(range(len(budgets))), along="y", band=True)])


def pictures(request: RaceRequest, result: RaceResult) -> Strip:
    """The cell at the cursor, beside what all tend to and start from."""
    cells = _cells(result)
    every = cells.reshape(-1, *cells.shape[2:])
    captions = [_told(result, lap) for each in result.laps.values() for lap in each.values()]
    ends = "where all but DDPM end, if their steps are small enough"
    axes = [
        Axis("sampler", "sampler", [flows.SAMPLERS[name].short for name in RACERS], start=START),
        Axis("calls", "network calls", result.budgets, start=len(result.budgets) - 1),
    ]
    rows = [
        Row("At the cursor", every, ("sampler", "calls"), size="large", captions=captions),
        Row("The limit", sheets.tile(result.limit[None]), size="large", note=ends),
        Row("The noise that all start from", sheets.tile(result.start[None]), size="large"),
    ]
    return Strip(axes, rows)


#: No two real images are so far apart (root mean square of pixels in [-1, 1]).
ASTRAY = 1.5


def _told(result: RaceResult, lap: Lap | None) -> Words:
    if lap is None:
        return words.TOO_FEW
    cost = "{steps} steps, {calls} calls: {ms} ms an image"
    return phrase(
        f"{cost}. So large, its steps overshoot." if lap.distance > ASTRAY else cost,
        steps=lap.steps,
        calls=lap.calls,
        ms=round(1000 * lap.seconds / result.request.samples),
    )


def curves(request: RaceRequest, result: RaceResult, y: str) -> Chart:
    """A line for each sampler over the calls that it made, on logarithmic axes. DDPM is at no
    distance from the others' limit: it ends elsewhere, as it adds fresh noise at every step."""
    figure = figures.figure("network calls", y, hovermode="closest")
    for index, name in enumerate(RACERS):
        if (name, y) == NOWHERE:
            continue
        laps = [lap for lap in result.laps[name].values() if lap]
        each = [1000 * lap.seconds / request.samples if y == "ms" else lap.distance for lap in laps]
        style: dict[str, Any] = {"mode": "lines+markers", "line": figures.style(index, 2)}
        label, calls = flows.SAMPLERS[name].short, [lap.calls for lap in laps]
        figure.add_scatter(x=calls, y=each, name=label, **style)
    figure.update_xaxes(type="log", tickvals=list(result.budgets))
    figure.update_yaxes(type="log")
    # Nine names: two columns on a phone, three on a desk.
    figure.update_layout(legend={"entrywidth": 100, "font": {"size": 13}})
    return Chart(figure, Cursor("calls", list(result.budgets)))


TAB = Tab(
    page=__name__,
    hint="One noise, equally many network calls: with 2, the flow's Euler is sharper than DDIM. All"
    " but DDPM tend to one and the same image: ask for more calls.",
    answer=race.answer,
    controls=(
        words.DATASET,
        words.TURNS,
        Control("most", kind="radio"),
        Control("guidance", more=True, when=("label", race.LABELLED)),
    ),
    views=(
        (chart.view("Every sampler with every budget", grid, height=380),),
        (strip.view("", pictures),),
        (
            chart.view(FAR, partial(curves, y="distance"), name="distance"),
            chart.view("Measured time an image", partial(curves, y="ms"), name="time"),
        ),
    ),
    cards=lambda request: network.cards(request.dataset),
    endpoint=Endpoint(
        "compare_samplers",
        "Runs every sampler from one noise with 2, 5, 10 ... network calls; a budget that is no"
        " multiple of a step's calls is spent as far as whole steps go. Returns steps, calls,"
        " seconds, distance from the common limit and agreement with the asked class; pictures of"
        " all results, samplers across and budgets down.",
        images=lambda result: {"grid": sheets.sheet(_cells(result).swapaxes(0, 1))},
    ),
    snippet="for sampler, laps in result.laps.items():\n"
    "    for lap in filter(None, laps.values()):\n"
    '        print(f"{{sampler:10}} {{lap.calls:4}} calls  {{lap.distance:.3f}} from the limit")',
    examples=({"samples": 1}, {"samples": 1, "label": "7"}),
)
