"""The page on order: what a shuffle does with places and without, and places told in sines."""

from typing import Any

import numpy as np

from playground.engine.attention import sentences, word_order
from playground.engine.attention.word_order import Ordered, OrderRequest, Shuffled
from playground.ui import chart, facts, figures, strip
from playground.ui.chart import Cursor, Frames
from playground.ui.facts import Fact
from playground.ui.strip import Axis
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.tabs.attention import common
from playground.ui.texts import own

#: Below this the logarithmic axis ends: float32 rounds a sum of such a width to about 1e-7.
FLOOR = 1e-8

SNIPPET = """\
import torch
from playground.core.positions import sinusoidal
from playground.models import catalog

network = catalog.load("{model}")
words, order = {words!r}, {order!r}
ids = network.source_ids([words, [words[i] for i in order]])
with torch.inference_mode():
    for ordered in (True, False):
        one, other = network.encode(ids, ordered=ordered).states
        print(ordered, ((other - one[order]).norm(dim=1) / one[order].norm(dim=1)).max())
table = sinusoidal({positions}, {width})
print(table @ table.T)
"""


def paint(request: OrderRequest, found: Ordered) -> dict[str, Any]:
    """The answer as values of the views."""
    places = list(range(len(found.table)))
    return {
        "facts": facts.value(_facts(found.shuffle)),
        "moved": chart.value(_moved(found.shuffle)),
        "place": strip.value([Axis("place", "position", places, start=len(places) // 3)], []),
        "table": chart.value(_table(found), Cursor("place", places, "y")),
        "products": chart.value(*_products(found)),
    }


def _facts(one: Shuffled) -> list[Fact]:
    return [
        Fact("Shuffled", [own(" ".join(one.shuffled))]),
        Fact("Translation before", [common.sentence(one.french)]),
        Fact("and after", [common.sentence(one.french_shuffled)]),
        Fact(
            "Largest move without places",
            [f"{one.without.max():.1e}"],
            help="permutation equivariance error: what is left is the rounding of float32",
        ),
        Fact("with places", [f"{one.with_places.max():.2f}"]),
    ]


def _moved(one: Shuffled) -> Any:
    places = [str(i) for i in range(len(one.words))]
    series = {
        "without places": np.maximum(one.without, FLOOR),
        "with places": np.maximum(one.with_places, FLOOR),
    }
    drawn = figures.bars(places, series, y="|new − old| / |old|", highest=None)
    drawn.update_xaxes(tickvals=places, ticktext=list(one.words))
    drawn.update_yaxes(type="log", range=[np.log10(FLOOR), 0.7], dtick=1, exponentformat="power")
    return drawn


def _table(found: Ordered) -> Any:
    rows, columns = found.table.shape
    drawn = figures.heatmap(
        found.table, [], [], x="dimension", y="position", low=-1, high=1, diverging=True
    )
    drawn.update_traces(xgap=0, ygap=0)
    for axis, size in ((drawn.layout.xaxis, columns), (drawn.layout.yaxis, rows)):
        step = 10 if size <= 100 else 25
        axis.tickvals = axis.ticktext = list(range(0, size, step))
    return drawn


def _products(found: Ordered) -> tuple[Any, Cursor, Frames]:
    """Of the cursor's place with all others; and the learned places' as far as they go."""
    places = list(range(len(found.table)))
    learned = _padded(found.learned, len(places))
    first = {"sines and cosines": found.products[0], "learned by the model": learned[0]}
    drawn = figures.lines(places, first, x="position", y="dot product, scaled to 1")
    drawn.update_yaxes(range=[-1.05, 1.05])
    frames = Frames("place", {0: {"y": found.products}, 1: {"y": learned}})
    return drawn, Cursor("place", places), frames


def _padded(cosines: Any, length: int) -> Any:
    """Cosines [Q, Q] within a table [length, length] of NaN: nothing was learned beyond."""
    table = np.full((length, length), np.nan, np.float32)
    size = min(length, len(cosines))
    table[:size, :size] = cosines[:size, :size]
    return table


def snippet(request: OrderRequest) -> str:
    """The question in a dozen lines of PyTorch."""
    words = sentences.words_of(request.sentence, request.model)
    found = word_order.shuffle(request.model, words, request.seed)
    kept = {name: getattr(request, name) for name in ("model", "positions", "width")}
    return SNIPPET.format(words=list(words), order=list(found.order), **kept)


TAB = Tab(
    name="attention-word-order",
    title="Word order",
    subject="Attention",
    hint=(
        "Shuffle the words: without places each word's code stays what it was, but for rounding;"
        " with places all move. Then drag the position: its product with another depends on their"
        " distance alone, and is largest at 0."
    ),
    request=OrderRequest,
    answer=word_order.answer,
    controls=(
        Control("model", "Model", names=common.MODELS),
        Control("sentence", "English sentence"),
        Control("seed", "Seed", kind="dice"),
        Control("positions", "Positions", more=True),
        Control("width", "Width", more=True),
    ),
    views=(
        (View("facts", "facts"),),
        (View("moved", "chart", "How far each word's code moves", height=270),),
        (View("place", "strip"),),
        (
            View("table", "chart", "Sines and cosines of every position", height=340),
            View("products", "chart", "Products with the cursor's position", height=340),
        ),
    ),
    paint=paint,
    cards=lambda request: (request.model,),
    endpoint=Endpoint(
        "word_order",
        "Shuffles the words of a sentence and says how far each word's code in the encoder moves,"
        " with places and without (the permutation equivariance error); and the sinusoidal"
        " encoding of positions with its dot products.",
        images=lambda found: {"sinusoidal": common.grey((found.table + 1) / 2)},
    ),
    snippet=snippet,
)
