"""Attention: a translator's alignment, word by word, and every head of a vision Transformer."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.attention import translation as attention
from playground.engine.attention.translation import (
    AttentionRequest,
    AttentionResult,
    Seen,
    Translated,
)
from playground.engine.request import Request
from playground.ui import chart, facts, figures, strip, tiles
from playground.ui.chart import Cursor, Frames
from playground.ui.facts import Fact
from playground.ui.strip import Axis, Row
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.tabs.attention.translation_words import FRENCH, GROUPS
from playground.ui.texts import phrase
from playground.ui.tiles import Group

#: A patch is painted from black over blue-green to yellow: Cividis's own anchors, in five stops.
SCALE = np.array([[0, 34, 78], [64, 76, 108], [124, 123, 120], [186, 174, 108], [254, 232, 56]])
#: How much of a painted patch is attention; the rest is the digit under it.
OPACITY = 0.72
#: What follows the words of the sentence: a place to add one, and a tile that takes one away.
ADD, TAKE_AWAY = "+", "⌫"

SNIPPET = """\
from playground.models import catalog

translator = catalog.load("{translator}")
said = translator.translate([{words!r}])[0]
print(said.words, said.alignment)               # [French words, English words], rows sum to 1

vit = catalog.load("{vit}")
logits, weights = vit.attend(images)            # images [N, 1, 28, 28] in [0, 1]
cls = weights[:, :, :, 0, 1:]                   # [layers, N, heads, patches]
"""


def paint(request: AttentionRequest, result: AttentionResult) -> dict[str, Any]:
    """The answer as values of the views."""
    translated, seen = result.translated, result.seen
    places = list(range(len(translated.french)))
    words = [f"{place + 1}: {word}" for place, word in enumerate(translated.french)]
    start = len(places) // 2
    return {
        "tiles": tiles.value(_tiles(request, translated.english)),
        "said": facts.value(_facts(translated)),
        "words": strip.value([Axis("word", "French word", words, start=start)], []),
        "alignment": chart.value(_alignment(translated), Cursor("word", places, "y", band=True)),
        "row": chart.value(*_row(translated)),
        "heads": strip.value(*_heads(seen)),
        "read": chart.value(_read(seen)),
    }


# --- the sentence ---------------------------------------------------------------------------


def _tiles(request: AttentionRequest, english: Sequence[str]) -> list[Group]:
    """The sentence, with the place that the next word goes to; then the words that may go there."""
    place = min(request.place, len(english))
    return [
        Group("Sentence: choose a place", [*english, ADD, TAKE_AWAY], chosen=place),
        *(Group(GROUPS[name], words) for name, words in _offered(english, place).items()),
    ]


def _offered(english: Sequence[str], place: int) -> dict[str, list[str]]:
    """The groups of the word at the place; every group where a word is added, or is in none."""
    groups: dict[str, list[str]] = attention.grammar()["groups"]
    fitting = {
        name: words
        for name, words in groups.items()
        if english[place : place + 1] and english[place] in words
    }
    return fitting or groups


def pick(request: AttentionRequest, pressed: Mapping[str, Any]) -> Request | None:
    """A press on the sentence chooses a place; a press on a word puts it there."""
    group, option = pressed["group"], pressed["option"]
    if type(group) is not int or type(option) is not int:
        raise TypeError("tiles are numbered")
    if group < 0 or option < 0:
        return None
    words = list(attention.words_of(request.sentence))
    place = min(request.place, len(words))
    if group == 0:
        return _placed(request, words, place, option)
    chosen = list(_offered(words, place).values())[group - 1][option]
    words[place : place + 1] = chosen.split()
    return replace(request, sentence=_sentence(words), place=place)


def _placed(request: AttentionRequest, words: list[str], place: int, option: int) -> Request | None:
    """Another place, or the sentence without the word at the place."""
    if option <= len(words):
        return replace(request, place=option)
    if option > len(words) + 1:
        raise IndexError(option)
    if len(words) < 2:
        return None
    del words[min(place, len(words) - 1)]
    return replace(request, sentence=_sentence(words), place=min(place, len(words) - 1))


def _sentence(words: Sequence[str]) -> str:
    return " ".join(words)


def _facts(translated: Translated) -> list[Fact]:
    # The model's "l'" and "homme" are two words; a reader's are one.
    said = Fact("Translation", [" ".join(translated.french).replace("' ", "'")])
    sure = Fact(
        "Probability of the word",
        [f"{p:.3f}" for p in translated.probabilities],
        ("word",),
        help="what the model gave to the word under the cursor",
    )
    if translated.on_gold is None:
        return [said, sure]
    gold = Fact(
        "Most attended word is gold",
        [f"{translated.on_gold:.0%}"],
        help="share of the French words whose most attended English word they translate",
    )
    return [said, sure, gold]


def _alignment(translated: Translated) -> Any:
    drawn = figures.heatmap(
        translated.alignment,
        translated.english,
        translated.french,
        x="English word (key)",
        y="French word (query)",
    )
    if translated.gold:
        marked = {"symbol": "circle-open", "size": 14, "color": figures.COLOURS[3]}
        rows, columns = zip(*translated.gold, strict=True)
        drawn.add_scatter(x=columns, y=rows, mode="markers", marker=marked, name="gold alignment")
    return drawn


def _row(translated: Translated) -> tuple[Any, None, Frames]:
    """One row of the heatmap as bars. Places, not words, are the axis: words may repeat."""
    places = [str(place) for place in range(len(translated.english))]
    # Any title leaves room for those of the frames.
    drawn = figures.bars(
        places, {"attention": translated.alignment[0]}, y="attention", title="attention"
    )
    drawn.update_xaxes(tickvals=places, ticktext=list(translated.english))
    titles = [phrase("Where “{word}” looks", word=word) for word in translated.french]
    return drawn, None, Frames("word", {0: {"y": translated.alignment}}, titles)


# --- the digit --------------------------------------------------------------------------------


def _heads(seen: Seen) -> tuple[list[Axis], list[Row]]:
    layers, heads = seen.maps.shape[:2]
    axes = [
        Axis("layer", "layer", [str(i + 1) for i in range(layers)], start=layers - 1),
        Axis("head", "head", [str(i + 1) for i in range(heads)]),
    ]
    overlays = _overlay(seen.image, seen.maps.reshape(-1, *seen.maps.shape[2:]))
    captions = [phrase("CLS keeps {share} for itself", share=f"{own:.0%}") for own in seen.own.flat]
    both = ("layer", "head")
    return axes, [
        Row("Image", seen.image[None], note=phrase("a {digit} of the test set", digit=seen.label)),
        Row("Layer and head of the cursor", overlays, both, captions=captions, size="large"),
        Row(
            "Rollout",
            _overlay(seen.image, seen.rollout[None]),
            note="attention multiplied through all layers",
            size="large",
        ),
        Row("Every head", overlays, both, layout="all", note="layers run down, heads across"),
    ]


def _overlay(image: NDArray[np.uint8], maps: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Maps [F, G, G] over an image [H, W], each as a share of its largest -> uint8 [F, H, W, 3]."""
    factor = len(image) // maps.shape[-1]
    share = maps / maps.max(axis=(1, 2), keepdims=True)
    large = share.repeat(factor, axis=1).repeat(factor, axis=2)
    stops = np.linspace(0, 1, len(SCALE))
    colour = np.stack([np.interp(large, stops, SCALE[:, c]) for c in range(3)], axis=-1)
    mixed = OPACITY * colour + (1 - OPACITY) * image[None, :, :, None]
    return mixed.round().astype(np.uint8)


def _read(seen: Seen) -> Any:
    digits = [str(digit) for digit in range(len(seen.probabilities))]
    return figures.bars(digits, {"p": seen.probabilities}, x="digit", y="probability")


def _images(result: AttentionResult) -> dict[str, NDArray[np.uint8]]:
    seen = result.seen
    overlays = _overlay(seen.image, seen.maps.reshape(-1, *seen.maps.shape[2:]))
    return {
        "image": seen.image,
        "heads": overlays,
        "rollout": _overlay(seen.image, seen.rollout[None]),
    }


TAB = Tab(
    name="attention",
    title="Attention",
    hint=(
        "Drag the French word: most look at the word they translate, out of English order. Change"
        " “cat” into “cow” and see which French words follow the gender."
    ),
    request=AttentionRequest,
    answer=attention.answer,
    controls=(
        Control("sentence", "English sentence"),
        Control("digit", "Digit", kind="slider"),
        Control("index", "Example", kind="dice"),
        Control("place", "Place of the next word", more=True),
    ),
    views=(
        (View("said", "facts"),),
        (View("words", "strip"),),
        (
            View("alignment", "chart", "Who looks at whom: cross-attention", height=340, scale=3),
            View("row", "chart", "The cursor's row", height=340, scale=2),
        ),
        (View("tiles", "tiles", pick=pick),),
        (View("heads", "strip", "A vision Transformer's CLS token over a digit"),),
        (View("read", "chart", "What it reads", height=220),),
    ),
    paint=paint,
    cards=lambda request: (attention.TRANSLATOR, attention.VIT),
    endpoint=Endpoint(
        "attend",
        "Translates an English sentence of the toy grammar and returns the cross-attention of"
        " each French word over the English words; and the attention of a vision Transformer's"
        " CLS token over the patches of a test image, for every layer and head.",
        images=_images,
    ),
    snippet=lambda request: SNIPPET.format(
        translator=attention.TRANSLATOR,
        vit=attention.VIT,
        words=list(attention.words_of(request.sentence)),
    ),
    french=FRENCH,
)
