"""The page on order: what a shuffle does with places and without, and places told in sines."""

import numpy as np

from playground.engine.attention import word_order
from playground.engine.attention.word_order import Ordered, WordOrderRequest
from playground.ui import chart, facts, figures, strip
from playground.ui.tab import Control, Endpoint, Tab
from playground.ui.tabs.attention import common
from playground.ui.texts import own
from playground.ui.views import Axis, Chart, Cursor, Fact, Facts, Frames, Strip

#: Below this the logarithmic axis ends: float32 rounds a sum of such a width to about 1e-7.
FLOOR = 1e-8

SNIPPET = """\
import torch
from playground.core.positions import sinusoidal
from playground.engine.attention.word_order import WordOrderRequest, answer
from playground.models import catalog

shuffle = answer({request}).shuffle
network, order = catalog.load("{request.model}"), list(shuffle.order)
ids = network.source_ids([shuffle.words, shuffle.shuffled])
with torch.inference_mode():
    for ordered in (True, False):
        one, other = network.encode(ids, ordered=ordered).states
        print(ordered, ((other - one[order]).norm(dim=1) / one[order].norm(dim=1)).max())
table = sinusoidal({request.positions}, {request.width})
print(table @ table.T / ({request.width} / 2))
"""


def shuffled(request: WordOrderRequest, result: Ordered) -> Facts:
    one = result.shuffle
    rounding = "permutation equivariance error: what is left is the rounding of float32"
    told = [
        Fact("Shuffled", [own(" ".join(one.shuffled))]),
        Fact("Translation before", [common.sentence(one.french)]),
        Fact("and after", [common.sentence(one.french_shuffled)]),
        Fact("Largest move without places", [f"{one.without.max():.1e}"], help=rounding),
        Fact("with places", [f"{one.with_places.max():.2f}"]),
    ]
    return Facts(told)


def moved(request: WordOrderRequest, result: Ordered) -> Chart:
    one = result.shuffle
    places = [str(i) for i in range(len(one.words))]
    series = {"without places": one.without, "with places": one.with_places}
    heights = {name: np.maximum(values, FLOOR) for name, values in series.items()}
    figure = figures.bars(places, heights, y="|new − old| / |old|", highest=None)
    figure.update_xaxes(tickvals=places, ticktext=list(one.words))
    figure.update_yaxes(type="log", range=[np.log10(FLOOR), 0.7])
    return Chart(figure)


def place(request: WordOrderRequest, result: Ordered) -> Strip:
    places = list(range(len(result.table)))
    return Strip([Axis("place", "position", places, start=len(places) // 3)], [])


def table(request: WordOrderRequest, result: Ordered) -> Chart:
    rows, columns = result.table.shape
    figure = figures.heatmap(
        result.table, [], [], x="dimension", y="position", low=-1, high=1, diverging=True
    )
    figure.update_traces(xgap=0, ygap=0)
    for axis, size in ((figure.layout.xaxis, columns), (figure.layout.yaxis, rows)):
        axis.tickvals = axis.ticktext = list(range(0, size, 10 if size <= 100 else 25))
    return Chart(figure, Cursor("place", list(range(rows)), "y"))


def products(request: WordOrderRequest, result: Ordered) -> Chart:
    """Of the cursor's place with all others; and the learned places' as far as they go."""
    places = list(range(len(result.table)))
    # Nothing was learned beyond.
    learned = np.full_like(result.products, np.nan)
    size = min(len(places), len(result.learned))
    learned[:size, :size] = result.learned[:size, :size]
    first = {"sines and cosines": result.products[0], "learned by the model": learned[0]}
    figure = figures.lines(places, first, x="position", y="dot product, scaled to 1")
    figure.update_yaxes(range=[-1.05, 1.05])
    frames = Frames("place", {0: {"y": result.products}, 1: {"y": learned}})
    return Chart(figure, Cursor("place", places), frames)


TAB = Tab(
    page=__name__,
    hint="Shuffle the words: without places each word's code stays what it was, but for rounding;"
    " with places all move. Then drag the position: its product with another depends on their"
    " distance alone, and is largest at 0.",
    answer=word_order.answer,
    controls=(
        Control("model", names=common.MODELS),
        Control("positions", more=True),
        Control("width", more=True),
    ),
    views=(
        (facts.view("", shuffled, name="facts"),),
        (chart.view("How far each word's code moves", moved, height=270),),
        (strip.view("", place),),
        (
            chart.view("Sines and cosines of every position", table, height=340),
            chart.view("Products with the cursor's position", products, height=340),
        ),
    ),
    cards=lambda request: (request.model,),
    endpoint=Endpoint(
        "word_order",
        "Shuffles the words of a sentence and says how far each word's code in the encoder moves,"
        " with places and without (the permutation equivariance error); and the sinusoidal"
        " encoding of positions with its dot products.",
        images=lambda result: {"sinusoidal": common.grey((result.table + 1) / 2)},
    ),
    snippet=SNIPPET,
    examples=({"sentence": "the dog sleeps", "positions": 10}, {"seed": 3, "positions": 12}),
)
