"""Charts of the page on GPT: what may come next, what forgetting changes, and where heads look."""

import html
from typing import Any

import numpy as np

from playground.engine.attention import heads
from playground.engine.attention.gpt import TOP, Candidates, GPTRequest, Written
from playground.ui import figures
from playground.ui.chart import Chart, Cursor, Frames
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


def gpt(request: GPTRequest, result: Written) -> Chart:
    return _following(result.gpt, BLUE)


def markov(request: GPTRequest, result: Written) -> Chart:
    return _following(result.markov, ORANGE)


def _following(these: Candidates, colour: str) -> Chart:
    """Bars of what may come next: pale the model's own probabilities, solid those drawn from."""
    steps, rows = these.own.shape
    places = list(range(rows))
    figure = figures.figure("probability", "", hovermode="closest", barmode="overlay", bargap=0.2)
    bar = {"y": places, "orientation": "h", "hoverinfo": "x+name"}
    pale, solid = {"color": colour + PALE}, {"color": colour}
    figure.add_bar(x=these.own[0], name="the model's own", marker=pale, **bar)
    figure.add_bar(x=these.drawn[0], name="drawn from", marker=solid, width=0.36, **bar)
    ends = np.maximum(these.own, these.drawn) + 0.015
    figure.add_scatter(
        x=ends[0],
        y=places,
        mode="text",
        textposition="middle right",
        showlegend=False,
        hoverinfo="none",
        cliponaxis=False,
    )
    figure.update_xaxes(range=[0, 1.42], tickvals=[0, 0.25, 0.5, 0.75, 1])
    ticks = [*(str(i + 1) for i in range(TOP)), "…"]
    figure.update_yaxes(autorange="reversed", tickvals=places, ticktext=ticks, showgrid=False)
    picked = np.stack([np.broadcast_to(np.arange(steps)[:, None], these.ids.shape), these.ids], -1)
    labels = [[_label(these, step, row) for row in places] for step in range(steps)]
    frames: dict[int, dict[str, Any]] = {
        0: {"x": these.own, "customdata": picked},
        1: {"x": these.drawn, "customdata": picked},
        2: {"x": ends, "text": labels, "customdata": picked},
    }
    return Chart(figure, frames=Frames("token", frames))


def _label(these: Candidates, step: int, row: int) -> Words:
    rank = int(these.ranks[step, row])
    said = {"token": own(_plain(these.tokens[step][row])), "p": f"{these.own[step, row]:.3f}"}
    number = f"#{rank} " if rank != row + 1 else ""
    return phrase(number + "{token} {p}" + (CAME if row == these.came[step] else ""), **said)


def forgetting(request: GPTRequest, result: Written) -> Chart:
    """How far both models' next token moves when only the last n tokens are given."""
    gpt, chain = result.gpt_context, result.markov_context
    figure = figures.figure("last tokens given", "probability that moves")
    given = np.minimum(gpt.lengths[None], gpt.available[:, None])
    solid, dashed = {"color": BLUE, "width": 2.5}, {"color": ORANGE, "width": 2.5, "dash": "dash"}
    for name, one, line in (("GPT", gpt, solid), ("Markov model", chain, dashed)):
        figure.add_scatter(x=given[0], y=one.moved[0], name=name, line=line, mode="lines+markers")
    ticks = [n for n in (1, 2, 4, 8, 16, 32, 64, 127) if n <= gpt.lengths[-1]]
    figure.update_xaxes(
        type="log",
        range=[-0.06, np.log10(gpt.lengths[-1]) + 0.06],
        tickvals=ticks,
        ticktext=[str(n) for n in ticks],
    )
    figure.update_yaxes(range=figures.SHARES)
    frames = {i: {"x": given, "y": one.moved} for i, one in enumerate((gpt, chain))}
    return Chart(figure, frames=Frames("token", frames))


def looking(request: GPTRequest, result: Written) -> Chart:
    """Where every head looked for the token that comes. Later ones are gaps."""
    rows, weights = ["mean", *heads.places(result.weights[0])], result.looked
    text = [*result.prompt, *result.by_gpt][: weights.shape[2]]
    later = np.arange(len(text)) >= result.gpt_context.available[:, None]
    shown = np.where(later[:, None], np.float32(np.nan), weights)
    figure = figures.heatmap(
        shown[0], [], rows, x="token of the text", y="layer·head", low=0, high=1
    )
    figure.update_traces(
        colorscale=_small_ones_seen(),
        xgap=0,
        x=list(range(len(text))),
        customdata=[[_plain(token) for token in text]] * len(rows),
        colorbar={"thickness": 12, "len": 1},
        hovertemplate="%{customdata} · %{y}: %{z:.3f}<extra></extra>",
    )
    figure.update_yaxes(tickfont={"size": 13})
    cursor = Cursor("head", list(range(len(rows))), "y", band=True)
    return Chart(figure, cursor, Frames("token", {0: {"z": shown}}))


def _small_ones_seen() -> list[list[Any]]:
    """The house's colours by the square root of the weight, as the text is shaded."""
    from plotly.colors import get_colorscale

    return [[share**2, colour] for share, colour in get_colorscale(figures.SEQUENTIAL)]
