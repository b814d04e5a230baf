"""Which English word does each French word come from, and does attention say so?"""

from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from playground import device
from playground.arrays import F32
from playground.core.attention import agreement
from playground.engine.attention import sentences
from playground.engine.attention.sentences import EXAMPLE, Links
from playground.engine.request import Request, choice, die, whole
from playground.engine.result import Result, answering, tells
from playground.errors import BadValue, Filled
from playground.models import catalog
from playground.models.sequences import Translation

MODELS = sentences.translators()
WRITTEN, DRAWN = SOURCES = ("written", "drawn")


@dataclass(frozen=True)
class AttentionRequest(Request):
    """The question of the tab. `place`: the word that the next word tile replaces."""

    model: str = choice(MODELS[0], MODELS, "Who translates, and with how many heads.", "Model")
    source: str = choice(
        WRITTEN, SOURCES, "Written by you, or one that the grammar wrote.", "Sentence"
    )
    sentence: str = sentences.sentence_field("Type it, or choose words from the tiles.")
    example: int = die(
        0, 0, sentences.how_many() - 1, "Held-out sentences, by number.", "Sentence number"
    )
    place: int = whole(2, 0, 19, "A place in the sentence.", "Place of the next word")


@dataclass(frozen=True)
class Map(Result):
    """One head's attention, or a mean: weights [T, S], row t is where French word t looked.

    top, mass: of French words whose most attended English word is gold, and of weight on gold;
    None where no gold is known. layer, head: from 0, or None for the mean of the last layer.
    """

    weights: F32
    layer: int | None
    head: int | None
    top: float | None = field(metadata=tells("top_on_gold"))
    mass: float | None = field(metadata=tells("mass_on_gold"))


@dataclass(frozen=True)
class Translated(Result):
    """A translation [T words] of S words. maps: the mean of the last layer's heads, then each.

    probabilities: [T] that the model gave to each word it said. complete: it found its end.
    gold: links (t, s) of the grammar that wrote the sentence, for shipped sentences. measured: the
    card's figures by name, over many sentences.
    """

    model: str
    english: tuple[str, ...]
    french: tuple[str, ...]
    maps: tuple[Map, ...] = field(metadata=tells())
    probabilities: F32 = field(metadata=tells("word_probabilities"))
    complete: bool
    gold: Links | None
    measured: dict[str, float]

    @property
    def alignment(self) -> F32:
        """[T, S]: the mean of the last layer's heads."""
        return self.maps[0].weights

    def numbers(self) -> dict[str, Any]:
        first, *heads = self.maps
        gold = {"top_on_gold": first.top, "mass_on_gold": first.mass}
        return super().numbers() | gold | {"alignment": self.alignment, "heads": heads}


def answer(request: AttentionRequest) -> Translated:
    """Translate the sentence. Raises BadValue for an unknown word."""
    return translate(request.model, words(request))


def words(request: AttentionRequest) -> tuple[str, ...]:
    """The English words that are asked about. Raises BadValue where there are none."""
    if request.source == DRAWN:
        return sentences.shipped()[request.example].english
    return sentences.words_of(request.sentence, request.model)


@answering
def translate(model: str, english: tuple[str, ...]) -> Translated:
    """The likeliest translation and its cross-attention.

    Raises BadValue for an unknown word, and where the model has nothing to say.
    """
    said = translation(model, english)
    gold = sentences.gold(english, said.words)
    return Translated(
        model=model,
        english=english,
        french=said.words,
        maps=_maps(said, gold),
        probabilities=said.probabilities.float().cpu().numpy(),
        complete=said.complete,
        gold=gold,
        measured={metric.name: metric.value for metric in catalog.card(model).metrics},
    )


def translation(model: str, english: tuple[str, ...]) -> Translation:
    """What the network says. Raises BadValue for an unknown word, and where it says nothing."""
    network: Any = catalog.load(model, device.pick())
    said: Translation = network.translate([list(english)])[0]
    if not said.words:
        allowed = "a sentence that the model translates into at least one word"
        way_out = Filled("Try “{example}”.", example=EXAMPLE)
        raise BadValue("sentence", " ".join(english), allowed, way_out)
    return said


def _maps(said: Translation, gold: Links | None) -> tuple[Map, ...]:
    layers, heads = said.cross.shape[:2]
    each = [(i, j) for i in range(layers) for j in range(heads)]
    weights = torch.cat([said.alignment[None], said.cross.flatten(0, 1)])
    tops, masses = _agreement(weights, gold)
    names: list[tuple[int | None, int | None]] = [(None, None), *each]
    return tuple(
        Map(one.float().cpu().numpy(), layer, head, top, mass)
        for one, (layer, head), top, mass in zip(weights, names, tops, masses, strict=True)
    )


def _agreement(weights: Tensor, gold: Links | None) -> tuple[list[Any], list[Any]]:
    """Of each map [N, T, S]: its top and its mass on gold, or None without gold."""
    if gold is None:
        return [None] * len(weights), [None] * len(weights)
    agreed = agreement(weights.double(), sentences.marked(gold, weights))
    return agreed.top.tolist(), agreed.mass.tolist()
