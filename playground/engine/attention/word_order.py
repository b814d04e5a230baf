"""What attention knows of word order: nothing, but for the places that are added to the words."""

from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from playground import device
from playground.arrays import F32
from playground.core.positions import sinusoidal
from playground.engine.attention import sentences
from playground.engine.attention.by_hand import MODELS
from playground.engine.attention.heads import plain
from playground.engine.attention.translation import translation
from playground.engine.request import Request, choice, die, whole
from playground.engine.result import Result, answering, tells
from playground.errors import BadValue
from playground.models import catalog
from playground.models.translator import Translator


@dataclass(frozen=True)
class WordOrderRequest(Request):
    """Which sentence is shuffled how, and how large the table of sines is."""

    model: str = choice(MODELS[0], MODELS, "Whose encoder reads the sentence.", "Model")
    sentence: str = sentences.sentence_field("Two words or more of the toy grammar.")
    seed: int = die(0, 0, 2**31 - 1, "Draws how the words are shuffled.", "Seed")
    positions: int = whole(50, 2, 200, "Rows of the table of sines and cosines.", "Positions")
    width: int = whole(64, 2, 256, "Its columns, an even number.", "Width")


@dataclass(frozen=True)
class Shuffled(Result):
    """A sentence of S words before and after a shuffle: word i of `shuffled` is `words[order[i]]`.

    with_places, without: [S] how far each word's code moved, |new - old| / |old|, in the order of
    `words`; the encoder had the words' places, or it had not. The translations are with places.
    """

    words: tuple[str, ...]
    order: tuple[int, ...]
    with_places: F32 = field(metadata=tells("moved_with_places"))
    without: F32 = field(metadata=tells("moved_without_places"))
    french: tuple[str, ...] = field(metadata=tells("translation"))
    french_shuffled: tuple[str, ...] = field(metadata=tells("translation_shuffled"))

    @property
    def shuffled(self) -> tuple[str, ...]:
        return tuple(self.words[i] for i in self.order)


@dataclass(frozen=True)
class Ordered(Result):
    """A shuffle; the sinusoidal table [P, width], its dot products [P, P] over width / 2, and the
    cosines [Q, Q] between the places that the model learned."""

    shuffle: Shuffled = field(metadata=tells())
    table: F32 = field(metadata=tells("sinusoidal"))
    products: F32 = field(metadata=tells("dot_products"))
    learned: F32 = field(metadata=tells("learned_cosines"))

    def numbers(self) -> dict[str, Any]:
        one = self.shuffle
        errors = {"without": one.without.max(), "with": one.with_places.max()}
        said = {f"equivariance_error_{name}_places": error for name, error in errors.items()}
        return one.report() | said | super().numbers()


def answer(request: WordOrderRequest) -> Ordered:
    """The shuffle, and the table. Raises BadValue for one word, and for an odd width."""
    words = sentences.words_of(request.sentence, request.model)
    if len(set(words)) < 2:
        raise BadValue("sentence", request.sentence, "two different words or more", "Add a word.")
    table = sinusoidal(request.positions, request.width)
    return Ordered(
        shuffle=shuffle(request.model, words, request.seed),
        table=plain(table),
        products=plain(table @ table.T / (request.width / 2)),
        learned=learned(request.model),
    )


@answering
def shuffle(model: str, words: tuple[str, ...], seed: int) -> Shuffled:
    """Encode the words in both orders, with their places and without."""
    network = catalog.load_as(Translator, model, device.pick())
    order = _permutation(words, seed)
    both = [words, tuple(words[i] for i in order)]
    ids = network.source_ids(both).to(device.pick())
    moved = {
        ordered: _moved(network.encode(ids, ordered=ordered).states, order)
        for ordered in (True, False)
    }
    french, other = (translation(model, one).words for one in both)
    return Shuffled(words, tuple(order), moved[True], moved[False], french, other)


def _permutation(words: tuple[str, ...], seed: int) -> list[int]:
    """A random order that changes the sentence."""
    generator = device.generator(seed)
    while True:
        order: list[int] = torch.randperm(len(words), generator=generator).tolist()
        if tuple(words[i] for i in order) != words:
            return order


def _moved(states: Tensor, order: list[int]) -> F32:
    """How far each word's code is from where it was: states [2, S, width] -> [S]."""
    before, after = states
    back = torch.empty_like(after)
    back[order] = after
    return plain((back - before).norm(dim=-1) / before.norm(dim=-1))


@answering
def learned(model: str) -> F32:
    """Cosines between the model's own places, as many as a sentence may have words."""
    network = catalog.load_as(Translator, model, device.pick())
    places = torch.nn.functional.normalize(network.place[: network.longest[0]], dim=-1)
    return plain(places @ places.T)
