"""The translation page: French word by word, and where each came from, head by head."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np

from playground.engine.attention import sentences, translation
from playground.engine.attention.by_hand import CROSS
from playground.engine.attention.translation import AttentionRequest, Map, Translated
from playground.ui import chart, facts, figures, machine, strip, tiles
from playground.ui.tab import Control, Endpoint, Tab
from playground.ui.tabs.attention import common
from playground.ui.texts import Words, own, phrase
from playground.ui.views import (
    Asked,
    Axis,
    Chart,
    Cursor,
    Fact,
    Facts,
    Frames,
    Group,
    Machine,
    Part,
    Strip,
    Tiles,
)

#: Into French, or into a date: what draws one draws the other.
Answer = TypeVar("Answer", bound=Translated)

SNIPPET = """\
from playground.engine.attention.translation import AttentionRequest, words
from playground.models import catalog

english = words({request})
translator = catalog.load("{request.model}")
said = translator.translate([english])[0]
print(said.words, said.alignment)     # [French words, English words], rows sum to 1
print(said.cross.shape)               # [layers, heads, French words, English words]
"""
TOP = "share of the French words whose most attended English word they translate"
MASS = "share of the attention that falls on the words that are translated"
#: What follows the words of the sentence: a place to add one, and a tile that takes one away.
ADD, TAKE_AWAY = "+", "⌫"
SOURCES = {
    translation.WRITTEN: "Your own words",
    translation.DRAWN: "A held-out sentence",
}
#: How a query and a key are weighed (Vaswani et al. 2017, eq. 1; Bahdanau et al. 2015, A.1.2).
DOT = "softmax(q · k / √d)"
SCORED = {"translator-gru": "softmax(v · tanh(W q + U k))"}
#: The grammar's word groups.
GROUPS = {
    "determiners": "Determiners",
    "pronouns": "Pronouns",
    "names": "Names",
    "nouns": "Nouns",
    "adjectives": "Adjectives",
    "verbs": "Verbs",
    "not": "Negation (with a verb's base form)",
    "adverbs": "Adverbs",
    "prepositions": "Prepositions",
    "conjunctions": "Conjunctions",
}


def said(request: AttentionRequest, result: Translated) -> Facts:
    help = "what the model gave to the word under the cursor"
    chances = [f"{p:.3f}" for p in result.probabilities]
    told = [
        Fact("Translation", [common.sentence(result.french)]),
        Fact("Probability of the word", chances, ("word",), help=help),
    ]
    if not result.complete:
        told.append(Fact("Cut off", ["at the longest answer"], tones=["bad"]))
    return Facts(told)


def words(request: AttentionRequest, result: Translated) -> Strip:
    french = [f"{place + 1}: {word}" for place, word in enumerate(result.french)]
    axes = [Axis("word", "French word", french, start=len(french) // 2)]
    maps = _apart(result)
    if len(maps) > 1:
        axes.append(Axis("head", "head", [_short(one) for one in maps]))
    return Strip(axes, [])


def _apart(result: Translated) -> Sequence[Map]:
    """A single head is its own mean."""
    return result.maps[:1] if len(result.maps) == 2 else result.maps


def _short(one: Map) -> str:
    return "mean" if one.layer is None else f"{one.layer + 1}·{(one.head or 0) + 1}"


def alignment(request: Asked, result: Answer) -> Chart:
    """The map as a heatmap, with gold marked on it where it is known."""
    y, x = common.AXES.get(result.model, common.AXES[CROSS])
    maps = _apart(result)
    title = "attention" if len(maps) > 1 else ""
    figure = figures.heatmap(result.alignment, result.english, result.french, x=x, y=y, title=title)
    if result.gold:
        # Legends are pressed: the marks come and go without a request.
        marked = {"symbol": "circle-open", "size": 15, "color": figures.COLOURS[3]}
        marked["line"] = {"width": 3}
        rows, columns = zip(*result.gold, strict=True)
        name = "gold (click: hide)"
        figure.add_scatter(x=columns, y=rows, mode="markers", marker=marked, name=name)
        figure.update_layout(showlegend=True, legend={"y": 1.0, "x": 1.0, "xanchor": "right"})
    weights = np.stack([one.weights for one in maps])
    cursor = Cursor("word", list(range(len(result.french))), "y", band=True)
    return Chart(figure, cursor, Frames("head", {0: {"z": weights}}, _titles(maps)))


def _titles(maps: Sequence[Map]) -> list[Words]:
    template = "Layer {layer}, head {head}"
    places = [((one.layer or 0) + 1, (one.head or 0) + 1) for one in maps[1:]]
    named = [phrase(template, layer=layer, head=head) for layer, head in places]
    return ["Mean of the last layer's heads", *named] if named else []


def row(request: Asked, result: Answer) -> Chart:
    """One row of the heatmap as bars. Places, not words, are the axis: words may repeat."""
    maps, places = _apart(result), [str(place) for place in range(len(result.english))]
    # Any title leaves room for those of the frames.
    first = {"attention": result.alignment[0]}
    figure = figures.bars(places, first, y="attention", title="attention")
    figure.update_xaxes(tickvals=places, ticktext=list(result.english))
    titles = [phrase("Where “{word}” looks", word=own(word)) for word in result.french] * len(maps)
    rows = np.concatenate([one.weights for one in maps])
    return Chart(figure, frames=Frames(("head", "word"), {0: {"y": rows}}, titles))


def through(request: AttentionRequest, result: Translated) -> Machine:
    """One French word: its query meets the keys of all English words, and takes of their values."""
    maps = _apart(result)
    axes = ("head", "word") if len(maps) > 1 else ("word",)
    rows = np.concatenate([one.weights for one in maps])
    looked = [
        phrase("“{word}” with {weight}", word=own(result.english[at]), weight=f"{row[at]:.2f}")
        for row, at in zip(rows, rows.argmax(1), strict=True)
    ]
    said = zip(result.french, result.probabilities, strict=True)
    before = ["no word yet", *(own(word) for word in result.french[:-1])]
    english = [
        Part("English words", texts=[common.sentence(result.english)]),
        Part("Encoder", "network", tab="attention-word-order"),
        Part("keys k, values v", texts=["of each English word"]),
    ]
    french = [
        Part("Last French word", texts=before, axes=("word",)),
        Part("Decoder", "network"),
        Part("query q", tab="attention-by-hand"),
    ]
    met = [
        Part(SCORED.get(request.model, DOT), "network", tab="attention-by-hand"),
        Part("most to", texts=looked, axes=axes, tab="attention-all-heads"),
        Part("sum of weight · v", "network", tab="attention-ablation"),
        Part("next word", texts=[_chance(*one) for one in said], axes=("word",)),
    ]
    return Machine([[english, french], [met]])


def _chance(word: str, p: float) -> Words:
    return phrase("“{word}” with p = {p}", word=own(word), p=f"{p:.3f}")


def gold(request: AttentionRequest, result: Translated) -> Facts:
    """How right the model is, and how often its attention says why: here, and on the card."""
    maps, card = _apart(result), result.measured
    right = f"{card['exact_match']:.1%}" if "exact_match" in card else "?"
    told = [Fact("Held-out sentences translated exactly", [right])]
    for label, shares, metric, help in (
        ("Strongest word is gold", [one.top for one in maps], "attention_top_on_gold", TOP),
        ("Attention on gold", [one.mass for one in maps], "attention_mass_on_gold", MASS),
    ):
        texts = [_share(one, card.get(metric)) for one in shares]
        told.append(Fact(label, texts, ("head",) if len(maps) > 1 else (), help=help))
    return Facts(told)


def _share(here: float | None, usual: float | None) -> Words:
    shown = "?" if usual is None else f"{usual:.1%}"
    if here is None:
        unknown = "{usual} of many sentences; no gold is known for this one"
        return phrase(unknown, usual=shown)
    return phrase("{here} here, {usual} of many sentences", here=f"{here:.1%}", usual=shown)


# --- the sentence ---------------------------------------------------------------------------


def sentence(request: AttentionRequest, result: Translated) -> Tiles:
    """The sentence, with the place that the next word goes to; then the words that may go there."""
    english = result.english
    place = min(request.place, len(english))
    groups = [
        Group("Sentence: choose a place", [*english, ADD, TAKE_AWAY], chosen=place),
        *(Group(GROUPS[name], words) for name, words in _offered(english, place).items()),
    ]
    return Tiles(groups, find="Find a word")


def _offered(english: Sequence[str], place: int) -> dict[str, list[str]]:
    """All groups of words, that of the word at the place first."""
    here = english[place] if place < len(english) else None
    return dict(sorted(sentences.groups().items(), key=lambda group: here not in group[1]))


def pick(request: AttentionRequest, data: Mapping[str, Any]) -> AttentionRequest | None:
    """A press on the sentence chooses a place; a press on a word puts it there."""
    group, option = tiles.pressed(data)
    words = list(translation.words(request))
    place = min(request.place, len(words))
    if group == 0:
        return _placed(request, words, place, option)
    chosen = list(_offered(words, place).values())[group - 1][option]
    words[place : place + 1] = chosen.split()
    return _written(request, words, place)


def _placed(
    request: AttentionRequest, words: list[str], place: int, option: int
) -> AttentionRequest | None:
    """Another place, or the sentence without the word at the place."""
    if option <= len(words):
        return replace(request, place=option)
    if option > len(words) + 1:
        raise IndexError(option)
    if len(words) < 2:
        return None
    place = min(place, len(words) - 1)
    del words[place]
    return _written(request, words, min(place, len(words) - 1))


def _written(request: AttentionRequest, words: Sequence[str], place: int) -> AttentionRequest:
    return replace(request, source=translation.WRITTEN, sentence=" ".join(words), place=place)


def seen(request: AttentionRequest, result: Translated) -> Words | None:
    """Of other sentences and models than the hint's."""
    if (result.model, " ".join(result.english)) == (sentences.MODEL, sentences.EXAMPLE):
        return None
    return common.looks(result.french, result.english, result.alignment, len(result.french) // 2)


TAB = Tab(
    page=__name__,
    name="attention",
    hint="Drag the French word: “fatigué” looks back at “tired”, “le” ahead at “it”. Change “king”"
    " into “queen”: “son”, “beau” and “fatigué” change with it, though none looks at it.",
    answer=translation.answer,
    controls=(
        Control("model", names=common.MODELS),
        Control("source", names=SOURCES),
        Control("sentence", when=("source", (translation.WRITTEN,))),
        Control("example", when=("source", (translation.DRAWN,))),
        Control("place", more=True),
    ),
    views=(
        (facts.view("", said),),
        (strip.view("", words),),
        (
            chart.view("Who looks at whom: cross-attention", alignment, height=340, scale=3),
            chart.view("The cursor's row", row, height=340, scale=2),
        ),
        (machine.view("How one French word comes about", through),),
        (facts.view("", gold),),
        (tiles.view("", sentence, name="tiles", pick=pick),),
    ),
    cards=lambda request: (request.model,),
    seen=seen,
    endpoint=Endpoint(
        "attend",
        "Translates an English sentence of the toy grammar and returns the cross-attention of"
        " each French word over the English words, of every head and of the last layer's mean;"
        " and, where the grammar wrote the sentence, how well they agree with its gold alignment.",
        # White is 1.
        images=lambda result: {"alignment": common.grey(result.alignment)},
    ),
    snippet=SNIPPET,
    examples=({"sentence": "the dog sleeps"}, {"sentence": "the cat sees the dog"}, {}),
)
