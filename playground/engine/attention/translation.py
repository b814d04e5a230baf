"""Where does a translator look for each word that it says, and a vision Transformer in a digit?"""

import json
import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground import data, device
from playground.caching import stage
from playground.core.attention import HeadStatistics, head_statistics, rollout
from playground.engine.request import Request, text, whole
from playground.errors import BadValue
from playground.models import catalog
from playground.models.translator import Translator
from playground.models.vit import ViT
from playground.shipped import catalog_table, verified_bytes

TRANSLATOR = "translator"
VIT = "mnist-vit"
DATASET = "mnist"
EXAMPLE = "the small black cat follows her"
#: Characters of a sentence at most: the model's 20 words fit, and a book does not.
LONGEST = 200

_TOKEN = re.compile(r"'s\b|[^\s'.,;:!?\"]+")


@dataclass(frozen=True)
class AttentionRequest(Request):
    """The question of the tab. `place`: the word that the next word tile replaces."""

    sentence: str = text(EXAMPLE, LONGEST, "Choose words from the tiles.")
    place: int = whole(2, 0, 19, "A place in the sentence.")
    digit: int = whole(5, 0, 9, "The image shows this digit.")
    index: int = whole(0, 0, 99, "Examples of each digit are numbered from 0 to 99.")


@dataclass(frozen=True)
class Translated:
    """A translation [T words] of S words. alignment: [T, S], row t is where word t came from.

    probabilities: [T] that the model gave to each word it said. complete: it found its end.
    gold: (t, s) pairs of the grammar that wrote the sentence, for shipped sentences.
    """

    english: tuple[str, ...]
    french: tuple[str, ...]
    alignment: NDArray[np.float32]
    probabilities: NDArray[np.float32]
    complete: bool
    gold: tuple[tuple[int, int], ...] | None

    @property
    def on_gold(self) -> float | None:
        """Share of French words whose most attended English word is gold; None without gold."""
        if self.gold is None or not self.french:
            return None
        best = self.alignment.argmax(1)
        return float(np.mean([(t, int(s)) in self.gold for t, s in enumerate(best)]))


@dataclass(frozen=True)
class Seen:
    """A ViT on one image [H, W], of G x G patches. maps: [L, heads, G, G], CLS -> patch, and what
    CLS keeps for itself: own [L, heads]. rollout: [G, G], sums to 1 without CLS."""

    image: NDArray[np.uint8]
    label: int
    maps: NDArray[np.float32]
    own: NDArray[np.float32]
    rollout: NDArray[np.float32]
    probabilities: NDArray[np.float32]
    entropy: NDArray[np.float32]
    source: str


@dataclass(frozen=True)
class AttentionResult:
    """Both answers; they are computed and kept apart."""

    request: AttentionRequest
    translated: Translated
    seen: Seen

    def report(self) -> dict[str, Any]:
        """The numbers as JSON-able values."""
        text, image = self.translated, self.seen
        return {
            "english": list(text.english),
            "french": list(text.french),
            "alignment": text.alignment.tolist(),
            "word_probabilities": text.probabilities.tolist(),
            "complete": text.complete,
            "top_on_gold": text.on_gold,
            "label": image.label,
            "class_probabilities": image.probabilities.tolist(),
            "cls_attention": image.maps.tolist(),
            "rollout": image.rollout.tolist(),
        }


@stage(maxsize=32)
def answer(request: AttentionRequest) -> AttentionResult:
    """Translate the sentence, and look at the digit. Raises BadValue for an unknown word."""
    return AttentionResult(
        request, translate(words_of(request.sentence)), see(request.digit, request.index)
    )


def words_of(sentence: str) -> tuple[str, ...]:
    """The sentence's words, in lower case where the model knows them so. Raises BadValue."""
    known = set(vocabulary())
    words = tuple(
        word if word in known else word.lower() for word in _TOKEN.findall(sentence.strip())
    )
    if not words:
        raise BadValue("sentence", sentence, "at least one word", "Choose words from the tiles.")
    return words


def vocabulary() -> list[str]:
    """Every English word that the translator knows."""
    return list(catalog.cards()[TRANSLATOR].arguments["source"])


@stage(maxsize=64)
@device.accelerated
def translate(words: tuple[str, ...]) -> Translated:
    """The likeliest translation and its cross-attention.

    Raises BadValue for an unknown word, and where the model has nothing to say.
    """
    found = catalog.load_as(Translator, TRANSLATOR, device.pick()).translate([list(words)])[0]
    if not found.words:
        allowed = "a sentence that the model translates into at least one word"
        raise BadValue("sentence", " ".join(words), allowed, f"Try “{EXAMPLE}”.")
    return Translated(
        english=words,
        french=tuple(found.words),
        alignment=found.alignment.float().cpu().numpy(),
        probabilities=found.probabilities.float().cpu().numpy(),
        complete=found.complete,
        gold=_gold().get((words, tuple(found.words))),
    )


@stage(maxsize=1)
def grammar() -> dict[str, Any]:
    """The shipped word groups and held-out sentences: {"groups": ..., "sentences": ...}."""
    entry = catalog_table("data")["grammar"]
    return json.loads(verified_bytes(entry["file"], entry["sha256"]))


@stage(maxsize=1)
def _gold() -> dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[tuple[int, int], ...]]:
    """Gold alignments by sentence and translation."""
    return {
        (tuple(one["english"]), tuple(one["french"])): tuple((t, s) for t, s in one["links"])
        for one in grammar()["sentences"]
    }


@stage(maxsize=64)
@device.accelerated
def see(digit: int, index: int) -> Seen:
    """One forward pass of the ViT over a shipped example, with every head's attention."""
    shipped = data.examples(DATASET)
    which = shipped.of_class(digit)[index]
    image = shipped.images[which]
    pixels = torch.from_numpy(image).to(device.pick()).float().div(255)[None, None]
    logits, weights = catalog.load_as(ViT, VIT, device.pick()).attend(pixels)
    statistics: HeadStatistics = head_statistics(weights[:, 0])
    return Seen(
        image=image,
        label=digit,
        maps=_grid(weights[:, 0, :, 0, 1:]),
        own=weights[:, 0, :, 0, 0].float().cpu().numpy(),
        rollout=_grid(_patches(rollout(weights[:, 0]))),
        probabilities=logits[0].softmax(-1).float().cpu().numpy(),
        entropy=statistics.entropy.float().cpu().numpy(),
        source=shipped.source,
    )


def _patches(flow: Tensor) -> Tensor:
    """The CLS row of a rollout without CLS itself, to sum 1: [T, T] -> [P]."""
    row = flow[0, 1:]
    return row / row.sum()


def _grid(weights: Tensor) -> NDArray[np.float32]:
    """[..., G * G] -> [..., G, G]."""
    side = int(weights.shape[-1] ** 0.5)
    return weights.unflatten(-1, (side, side)).float().cpu().numpy()
