"""Charts of the page on GPT: what may come next, what forgetting changes, and where heads look."""

import html
from typing import Any

import numpy as np

from playground.engine.attention.gpt import TOP, Candidates, Written
from playground.ui import figures
from playground.ui.chart import Cursor, Frames
from playground.ui.texts import Words, own, phrase

#: Of the GPT, and of the Markov model: solid what is drawn from, pale the model's own.
BLUE, ORANGE = figures.COLOURS[0], figures.COLOURS[1]
PALE = "59"
#: The token that came is marked so.
CAME = " ◀"


def visible(token: str) -> str:
    """A token as a label: spaces and line breaks as signs."""
    return token.replace("\n", "⏎").replace(" ", "␣")


def _plain(token: str) -> str:
    """As `visible`, and nothing in it that plotly would read."""
    return html.escape(visible(token))


def following(found: Candidates, colour: str) -> tuple[Any, None, Frames]:
    """Bars of what may come next: pale the model's own probabilities, solid those drawn from."""
    steps, rows = found.own.shape
    places = list(range(rows))
    drawn = figures.figure("probability", "", hovermode="closest", barmode="overlay", bargap=0.2)
    bar = {"y": places, "orientation": "h", "hoverinfo": "x+name"}
    pale, solid = {"color": colour + PALE}, {"color": colour}
    drawn.add_bar(x=found.own[0], name="the model's own", marker=pale, **bar)
    drawn.add_bar(x=found.drawn[0], name="drawn from", marker=solid, width=0.36, **bar)
    ends = np.maximum(found.own, found.drawn) + 0.015
    drawn.add_scatter(
        **{"x": ends[0], "y": places, "mode": "text", "textposition": "middle right"},
        **{"showlegend": False, "hoverinfo": "none", "cliponaxis": False},
    )
    drawn.update_xaxes(range=[0, 1.42], tickvals=[0, 0.25, 0.5, 0.75, 1])
    ticks = [*(str(i + 1) for i in range(TOP)), "…"]
    drawn.update_yaxes(autorange="reversed", tickvals=places, ticktext=ticks, showgrid=False)
    picked = np.stack([np.broadcast_to(np.arange(steps)[:, None], found.ids.shape), found.ids], -1)
    labels = [[_label(found, s, row) for row in places] for s in range(steps)]
    frames: dict[int, dict[str, Any]] = {
        0: {"x": found.own, "customdata": picked},
        1: {"x": found.drawn, "customdata": picked},
        2: {"x": ends, "text": labels, "customdata": picked},
    }
    return drawn, None, Frames("token", frames)


def _label(found: Candidates, step: int, row: int) -> Words:
    rank = int(found.ranks[step, row])
    said = {"token": own(_plain(found.tokens[step][row])), "p": f"{found.own[step, row]:.3f}"}
    number = f"#{rank} " if rank != row + 1 else ""
    return phrase(number + "{token} {p}" + (CAME if row == found.came[step] else ""), **said)


def forgetting(found: Written) -> tuple[Any, None, Frames]:
    """How far both models' next token moves when only the last n tokens are given."""
    gpt, chain = found.gpt_context, found.markov_context
    names = ("GPT", "Markov model")
    drawn = figures.figure("last tokens given", "probability that moves")
    given = np.minimum(gpt.lengths[None], gpt.available[:, None])
    styles = ({"color": BLUE, "width": 2.5}, {"color": ORANGE, "width": 2.5, "dash": "dash"})
    for name, one, line in zip(names, (gpt, chain), styles, strict=True):
        drawn.add_scatter(x=given[0], y=one.moved[0], name=name, line=line, mode="lines+markers")
    ticks = [n for n in (1, 2, 4, 8, 16, 32, 64, 127) if n <= gpt.lengths[-1]]
    drawn.update_xaxes(type="log", range=[-0.06, np.log10(gpt.lengths[-1]) + 0.06])
    drawn.update_xaxes(tickvals=ticks, ticktext=[str(n) for n in ticks])
    drawn.update_yaxes(range=[-0.03, 1.03])
    frames = {i: {"x": given, "y": one.moved} for i, one in enumerate((gpt, chain))}
    return drawn, None, Frames("token", frames)


def looking(found: Written, rows: list[str], weights: Any) -> tuple[Any, Cursor, Frames]:
    """Where every head looked for the token that comes: weights [S, R, T]. Later ones are gaps."""
    text = [*found.prompt, *found.by_gpt][: weights.shape[2]]
    later = np.arange(len(text)) >= found.gpt_context.available[:, None]
    shown = np.where(later[:, None], np.float32(np.nan), weights)
    drawn = figures.heatmap(
        shown[0], [], rows, x="token of the text", y="layer·head", low=0, high=1
    )
    names = [_plain(token) for token in text]
    drawn.update_traces(
        colorscale=_small_ones_seen(),
        **{"xgap": 0, "ygap": 1, "x": list(range(len(text)))},
        **{"customdata": [names] * len(rows), "colorbar": {"thickness": 12, "len": 1}},
        hovertemplate="%{customdata} · %{y}: %{z:.3f}<extra></extra>",
    )
    drawn.update_yaxes(tickfont={"size": 12})
    cursor = Cursor("head", list(range(len(rows))), "y", band=True)
    return drawn, cursor, Frames("token", {0: {"z": shown}})


def _small_ones_seen() -> list[list[Any]]:
    """The house's colours by the square root of the weight, as the text is shaded."""
    from plotly.colors import get_colorscale

    return [[share**2, colour] for share, colour in get_colorscale(figures.SEQUENTIAL)]
