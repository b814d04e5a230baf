"""One query by hand: the queries, keys and values behind every weight of a translator."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground import device
from playground.arrays import F32
from playground.core.attention import Attention, attention
from playground.engine.attention import sentences
from playground.engine.attention.heads import plain
from playground.engine.attention.translation import translation
from playground.engine.request import Request, choice
from playground.engine.result import Result, answering, tells
from playground.models import catalog
from playground.models.layers import Block, causal_mask
from playground.models.translator import DecoderLayer, Translator

MODELS = tuple(
    name
    for name in sentences.translators()
    if catalog.card(name).architecture == "translator.Translator"
)
#: Who asks whom.
ENCODER, DECODER, CROSS = PARTS = ("encoder", "decoder", "cross")
#: What stands for the start of a sentence.
BEGIN = "⟨start⟩"


@dataclass(frozen=True)
class ByHandRequest(Request):
    """One kind of a translator's attention, over one sentence."""

    model: str = choice(MODELS[0], MODELS, "Who translates, and with how many heads.", "Model")
    part: str = choice(ENCODER, PARTS, "Which words ask, and which are asked.", "Attention of")
    sentence: str = sentences.sentence_field()


@dataclass(frozen=True)
class Opened(Result):
    """Attention of all layers and heads: q [L, H, T, D]; k, v [L, H, S, D]; mask [T, S], True = may
    look; queries [T] and keys [S] are words."""

    french: tuple[str, ...] = field(metadata=tells("translation"))
    queries: tuple[str, ...]
    keys: tuple[str, ...]
    q: F32 = field(metadata=tells())
    k: F32 = field(metadata=tells())
    v: F32 = field(metadata=tells())
    mask: NDArray[np.bool_] = field(metadata=tells("may_look"))

    def worked(self) -> Attention:
        """Scores and weights [L, H, T, S], and outputs [L, H, T, D]."""
        q, k, v = (torch.from_numpy(part) for part in (self.q, self.k, self.v))
        return attention(q, k, v, mask=torch.from_numpy(self.mask))

    def numbers(self) -> dict[str, Any]:
        """Tables are [layer][head][query][key]; what is masked weighs 0."""
        worked = self.worked()
        found = {"scaled_scores": worked.scores, "weights": worked.weights}
        return super().numbers() | found | {"outputs": worked.output}


def answer(request: ByHandRequest) -> Opened:
    """All that the weights are made of. Raises BadValue for an unknown word."""
    words = sentences.words_of(request.sentence, request.model)
    return opened_up(request.model, words, request.part)


@answering
def opened_up(model: str, english: tuple[str, ...], part: str) -> Opened:
    """One kind of a translation's attention. Raises BadValue for an unknown word."""
    network = catalog.load_as(Translator, model, device.pick())
    french = translation(model, english).words
    if part == ENCODER:
        return _encoder(network, english, french)
    return _decoder(network, english, french, cross=part == CROSS)


def _encoder(network: Translator, english: tuple[str, ...], french: tuple[str, ...]) -> Opened:
    ids = network.source_ids([english]).to(network.place.device)
    x, seen = network.enter(ids) + network.place[: len(english)], ids.new_ones(ids.shape).bool()
    projected = []
    for layer in cast(Iterable[Block], network.encoder):
        normed = layer.norm1(x)
        projected.append(layer.attend.project(normed, normed))
        x, _ = layer(x, seen[:, None])
    everything = np.ones((len(english), len(english)), dtype=bool)
    return _opened(french, english, english, projected, everything)


def _decoder(
    network: Translator, english: tuple[str, ...], french: tuple[str, ...], cross: bool
) -> Opened:
    """Row t predicts French word t, from the start and the words before it."""
    memory = network.encode(network.source_ids([english]).to(network.place.device))
    said = network.target_ids([french]).to(network.place.device)[:, :-2]
    length = len(french)
    mask = causal_mask(length, said.device)
    y, projected = network.say(said) + network.place[:length], []
    for layer in cast(Iterable[DecoderLayer], network.decoder):
        normed = layer.norm1(y)
        asked = layer.norm2(y + layer.attend(normed, normed, mask)[0])
        projected.append(
            layer.cross.project(asked, memory.states)
            if cross
            else layer.attend.project(normed, normed)
        )
        y, _, _ = layer(y, mask, memory)
    if cross:
        return _opened(
            french, french, english, projected, np.ones((length, len(english)), dtype=bool)
        )
    return _opened(french, french, (BEGIN, *french[:-1]), projected, mask[0].cpu().numpy())


def _opened(
    french: tuple[str, ...],
    queries: tuple[str, ...],
    keys: tuple[str, ...],
    projected: list[tuple[Tensor, Tensor, Tensor]],
    mask: NDArray[np.bool_],
) -> Opened:
    q, k, v = (plain(torch.stack(parts)[:, 0]) for parts in zip(*projected, strict=True))
    return Opened(french, queries, keys, q, k, v, mask)
