"""The translation page: French word by word, and where each came from, head by head."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.attention import sentences, translation
from playground.engine.attention.translation import (
    DRAWN,
    WRITTEN,
    AttentionRequest,
    Map,
    Translated,
)
from playground.engine.request import Request
from playground.ui import chart, facts, figures, strip, tiles
from playground.ui.chart import Cursor, Frames
from playground.ui.facts import Fact
from playground.ui.strip import Axis
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.tabs.attention import common
from playground.ui.tabs.attention.translation_words import GROUPS
from playground.ui.texts import Words, own, phrase
from playground.ui.tiles import Group

#: What follows the words of the sentence: a place to add one, and a tile that takes one away.
ADD, TAKE_AWAY = "+", "⌫"
TOP = "share of the French words whose most attended English word they translate"
UNKNOWN = "{usual} of many sentences; no gold is known for this one"
MASS = "share of the attention that falls on the words that are translated"

SNIPPET = """\
from playground.models import catalog

translator = catalog.load("{model}")
said = translator.translate([{words!r}])[0]
print(said.words, said.alignment)     # [French words, English words], rows sum to 1
print(said.cross.shape)               # [layers, heads, French words, English words]
"""


def paint(request: AttentionRequest, found: Translated) -> dict[str, Any]:
    """The answer as values of the views."""
    places = list(range(len(found.french)))
    words = [f"{place + 1}: {word}" for place, word in enumerate(found.french)]
    axes = [Axis("word", "French word", words, start=len(places) // 2)]
    maps = _apart(found.maps)
    if len(maps) > 1:
        axes.append(Axis("head", "head", [_short(one) for one in maps]))
    return {
        "tiles": tiles.value(_tiles(request, found.english), find="Find a word"),
        "said": facts.value(_facts(found)),
        "gold": facts.value(_gold(found, maps)),
        "words": strip.value(axes, []),
        "alignment": chart.value(
            alignment(found, "attention" if len(maps) > 1 else ""),
            Cursor("word", places, "y", band=True),
            Frames("head", {0: {"z": np.stack([one.weights for one in maps])}}, _titles(maps)),
        ),
        "row": chart.value(*row(found, maps)),
    }


def _apart(maps: Sequence[Map]) -> Sequence[Map]:
    """A single head is its own mean."""
    return maps[:1] if len(maps) == 2 else maps


def _short(one: Map) -> str:
    return "mean" if one.layer is None else f"{one.layer + 1}·{(one.head or 0) + 1}"


def _titles(maps: Sequence[Map]) -> list[Words]:
    if len(maps) == 1:
        return []
    named = (
        phrase("Layer {layer}, head {head}", layer=one.layer + 1, head=(one.head or 0) + 1)
        for one in maps
        if one.layer is not None
    )
    return ["Mean of the last layer's heads", *named]


# --- the sentence ---------------------------------------------------------------------------


def _tiles(request: AttentionRequest, english: Sequence[str]) -> list[Group]:
    """The sentence, with the place that the next word goes to; then the words that may go there."""
    place = min(request.place, len(english))
    return [
        Group("Sentence: choose a place", [*english, ADD, TAKE_AWAY], chosen=place),
        *(Group(GROUPS[name], words) for name, words in _offered(english, place).items()),
    ]


def _offered(english: Sequence[str], place: int) -> dict[str, list[str]]:
    """All groups of words, that of the word at the place first."""
    groups = sentences.groups()
    here = english[place] if place < len(english) else None
    return dict(sorted(groups.items(), key=lambda group: here not in group[1]))


def pick(request: AttentionRequest, data: Mapping[str, Any]) -> Request | None:
    """A press on the sentence chooses a place; a press on a word puts it there."""
    group, option = tiles.pressed(data)
    words = list(translation.words(request))
    place = min(request.place, len(words))
    if group == 0:
        return _placed(request, words, place, option)
    chosen = list(_offered(words, place).values())[group - 1][option]
    words[place : place + 1] = chosen.split()
    return _written(request, words, place)


def _placed(request: AttentionRequest, words: list[str], place: int, option: int) -> Request | None:
    """Another place, or the sentence without the word at the place."""
    if option <= len(words):
        return replace(request, place=option)
    if option > len(words) + 1:
        raise IndexError(option)
    if len(words) < 2:
        return None
    del words[min(place, len(words) - 1)]
    return _written(request, words, min(place, len(words) - 1))


def _written(request: AttentionRequest, words: Sequence[str], place: int) -> Request:
    return replace(request, source=WRITTEN, sentence=" ".join(words), place=place)


# --- the answer -----------------------------------------------------------------------------


def _facts(found: Translated) -> list[Fact]:
    return [
        Fact("Translation", [common.sentence(found.french)]),
        Fact(
            "Probability of the word",
            [f"{p:.3f}" for p in found.probabilities],
            ("word",),
            help="what the model gave to the word under the cursor",
        ),
        *([] if found.complete else [Fact("Cut off", ["at the longest answer"], tones=["bad"])]),
    ]


def _gold(found: Translated, maps: Sequence[Map]) -> list[Fact]:
    """How right the model is, and how often its attention says why: here, and on the card."""
    axes = ("head",) if len(maps) > 1 else ()
    card = found.measured
    lines = (
        ("Strongest word is gold", [one.top for one in maps], "attention_top_on_gold", TOP),
        ("Attention on gold", [one.mass for one in maps], "attention_mass_on_gold", MASS),
    )
    right = f"{card['exact_match']:.1%}" if "exact_match" in card else "?"
    said = [Fact("Held-out sentences translated exactly", [right])]
    for label, shares, metric, help in lines:
        texts = [_share(one, card.get(metric)) for one in shares]
        said.append(Fact(label, texts if axes else texts[:1], axes, help=help))
    return said


def _share(here: float | None, usual: float | None) -> Words:
    parts = {"here": here, "usual": usual}
    shown = {name: "?" if part is None else f"{part:.1%}" for name, part in parts.items()}
    if here is None:
        return phrase(UNKNOWN, usual=shown["usual"])
    return phrase("{here} here, {usual} of many sentences", **shown)


def alignment(
    found: Translated, title: str, x: str = "English word (key)", y: str = "French word (query)"
) -> Any:
    """The map as a heatmap, with gold marked on it where it is known."""
    drawn = figures.heatmap(
        found.alignment,
        found.english,
        found.french,
        x=x,
        y=y,
        title=title,
    )
    if found.gold:
        # Legends are pressed: the marks come and go without a request.
        marked = {"symbol": "circle-open", "size": 15, "color": figures.COLOURS[3]}
        marked["line"] = {"width": 3}
        rows, columns = zip(*found.gold, strict=True)
        name = "gold (click: hide)"
        drawn.add_scatter(x=columns, y=rows, mode="markers", marker=marked, name=name)
        drawn.update_layout(showlegend=True, legend={"y": 1.0, "x": 1.0, "xanchor": "right"})
    return drawn


def row(found: Translated, maps: Sequence[Map]) -> tuple[Any, None, Frames]:
    """One row of the heatmap as bars. Places, not words, are the axis: words may repeat."""
    places = [str(place) for place in range(len(found.english))]
    # Any title leaves room for those of the frames.
    drawn = figures.bars(
        places, {"attention": maps[0].weights[0]}, y="attention", title="attention"
    )
    drawn.update_xaxes(tickvals=places, ticktext=list(found.english))
    titles = [phrase("Where “{word}” looks", word=own(word)) for word in found.french] * len(maps)
    rows = np.concatenate([one.weights for one in maps])
    return drawn, None, Frames(("head", "word"), {0: {"y": rows}}, titles)


def seen(request: AttentionRequest, found: Translated) -> Words | None:
    """Of other sentences and models than the hint's."""
    if (found.model, " ".join(found.english)) == (sentences.MODEL, sentences.EXAMPLE):
        return None
    return common.looks(found.french, found.english, found.alignment, len(found.french) // 2)


def _images(found: Translated) -> dict[str, NDArray[np.uint8]]:
    """The alignment as a picture, a pixel a pair of words; white is 1."""
    return {"alignment": common.grey(found.alignment)}


TAB = Tab(
    name="attention",
    title="Translation",
    subject="Attention",
    hint=(
        "Drag the French word: “fatigué” looks back at “tired”, “le” ahead at “it”. Change “king”"
        " into “queen”: “son”, “beau” and “fatigué” change with it, though none looks at it."
    ),
    request=AttentionRequest,
    answer=translation.answer,
    controls=(
        Control("model", "Model", names=common.MODELS),
        Control(
            "source",
            "Sentence",
            names={WRITTEN: "Your own words", DRAWN: "A held-out sentence"},
        ),
        Control("sentence", "English sentence", when=("source", (WRITTEN,))),
        Control("example", "Sentence number", kind="dice", when=("source", (DRAWN,))),
        Control("place", "Place of the next word", more=True),
    ),
    views=(
        (View("said", "facts"),),
        (View("words", "strip"),),
        (
            View("alignment", "chart", "Who looks at whom: cross-attention", height=340, scale=3),
            View("row", "chart", "The cursor's row", height=340, scale=2),
        ),
        (View("gold", "facts"),),
        (View("tiles", "tiles", pick=pick),),
    ),
    paint=paint,
    cards=lambda request: (request.model,),
    seen=seen,
    endpoint=Endpoint(
        "attend",
        "Translates an English sentence of the toy grammar and returns the cross-attention of"
        " each French word over the English words, of every head and of the last layer's mean;"
        " and, where the grammar wrote the sentence, how well they agree with its gold alignment.",
        images=_images,
    ),
    snippet=lambda request: SNIPPET.format(
        model=request.model, words=list(translation.words(request))
    ),
)
