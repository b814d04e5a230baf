"""Every head of a translator over one sentence, and what each usually does."""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from playground import device
from playground.caching import stage
from playground.core.attention import agreement, head_statistics
from playground.engine.attention import sentences
from playground.engine.attention.hand import BEGIN, CROSS, DECODER, ENCODER, MODELS, PARTS
from playground.engine.attention.heads import Heads, by_name, plain
from playground.engine.attention.sentences import EXAMPLE, LONGEST, Pair
from playground.engine.attention.translation import translation
from playground.engine.request import Request, choice, text
from playground.models import catalog
from playground.models.sequences import Translation
from playground.models.translator import Translator

#: Held-out sentences over which heads are measured: one alone says little.
MEASURED = 60


@dataclass(frozen=True)
class GalleryRequest(Request):
    """Whose heads, over which sentence."""

    model: str = choice(MODELS[0], MODELS, "Who translates, and with how many heads.")
    part: str = choice(ENCODER, PARTS, "Which words ask, and which are asked.")
    sentence: str = text(EXAMPLE, LONGEST, "Words of the toy grammar.")


@dataclass(frozen=True)
class Gallery:
    """All heads over one sentence; their statistics are of `measured` held-out sentences.

    In the decoder, row t predicts word t, and column u is what was known then.
    """

    model: str
    part: str
    english: tuple[str, ...]
    french: tuple[str, ...]
    heads: Heads
    measured: int

    @property
    def queries(self) -> tuple[str, ...]:
        return self.english if self.part == ENCODER else self.french

    @property
    def keys(self) -> tuple[str, ...]:
        return (BEGIN, *self.french[:-1]) if self.part == DECODER else self.english

    def report(self) -> dict[str, Any]:
        """The numbers as JSON-able values; lists of heads are [layer][head]."""
        return {
            "queries": list(self.queries),
            "keys": list(self.keys),
            "weights": self.heads.weights.tolist(),
            "statistics": self.heads.statistics(),
            "names": self.heads.names(),
            "measured_on_sentences": self.measured,
        }


def answer(request: GalleryRequest) -> Gallery:
    """All heads. Raises BadValue for an unknown word."""
    words = sentences.words_of(request.sentence, request.model)
    return gallery(request.model, request.part, words)


@stage(maxsize=32)
@device.accelerated
def gallery(model: str, part: str, english: tuple[str, ...]) -> Gallery:
    """One translation with all its attention. Raises BadValue for an unknown word."""
    found = translation(model, english)
    numbers = statistics(model, part)
    heads = Heads(plain(_weights(found, part)), numbers)
    return Gallery(model, part, english, found.words, heads, len(_measured()))


@stage(maxsize=16)
@device.accelerated
def statistics(model: str, part: str) -> dict[str, Any]:
    """What each head does, [L, H] by name: the mean over held-out sentences."""
    network = catalog.load_as(Translator, model, device.pick())
    pairs = _measured()
    said = network.translate([pair.english for pair in pairs])
    if part == CROSS:
        right = [(p, t) for p, t in zip(pairs, said, strict=True) if t.words == p.french]
        return {"gold": plain(torch.stack([_on_gold(*one) for one in right]).mean(0))}
    found = [by_name(head_statistics(_weights(one, part))) for one in said if one.words]
    return {name: sum(one[name] for one in found) / len(found) for name in found[0]}


def _on_gold(pair: Pair, found: Translation) -> Tensor:
    """[L, H] share of the words whose most attended word is gold."""
    return agreement(found.cross, sentences.marked(pair.links, found.cross)).top


def _measured() -> tuple[Pair, ...]:
    return sentences.shipped()[:MEASURED]


def _weights(found: Translation, part: str) -> Tensor:
    return {ENCODER: found.encoder, DECODER: found.decoder, CROSS: found.cross}[part]
