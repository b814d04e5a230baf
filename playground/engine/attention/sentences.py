"""Sentences of the toy grammar: word groups, what a translator knows, and gold alignments."""

import json
import re
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from playground.caching import cached
from playground.engine.request import text
from playground.errors import BadValue
from playground.models import catalog
from playground.shipped import catalog_table, verified_bytes

DATASET = "grammar"
#: The card that pages open with.
MODEL = "translator"
EXAMPLE = "her beautiful tired king draws it"
#: Characters of a sentence at most: the models' 20 words fit, and a book does not.
LONGEST = 200

Links = tuple[tuple[int, int], ...]

#: What typographers write for a plain keyboard's characters, or between them: nothing is lost.
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("‘’ʼ′＇", "'"),
        **dict.fromkeys("“”„«»", '"'),
        **dict.fromkeys("‐‑‒–−", "-"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
        **{"…": "...", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"},
    }
)
_TOKEN = re.compile(r"'s\b|[^\s'.,;:!?\"]+")


@dataclass(frozen=True)
class Pair:
    """A shipped sentence, its translation, and links (French index, English index)."""

    english: tuple[str, ...]
    french: tuple[str, ...]
    links: Links


def translators() -> tuple[str, ...]:
    """The cards that translate sentences of the grammar; the one to open with first."""
    there = [name for name, card in catalog.cards().items() if card.dataset == DATASET]
    return tuple(sorted(there, key=lambda name: name != MODEL))


def vocabulary(model: str = MODEL) -> list[str]:
    """Every English word that a translator knows."""
    return list(catalog.card(model).arguments["source"])


def words_of(sentence: str, model: str = MODEL) -> tuple[str, ...]:
    """The sentence's words, in lower case where the model knows them so. Raises BadValue."""
    known = set(vocabulary(model))
    typed = _TOKEN.findall(plainly(sentence))
    words = tuple(word if word in known else word.lower() for word in typed)
    if not words:
        raise BadValue("sentence", sentence, "at least one word", "Choose words from the tiles.")
    return words


def sentence_field(help: str = "Words of the toy grammar.") -> Any:
    """A request's field sentence."""
    return text(EXAMPLE, LONGEST, help, "English sentence")


def plainly(typed: str) -> str:
    """A text with a plain keyboard's apostrophes, quotes, dashes and letters."""
    return typed.translate(_PLAIN)


def groups() -> dict[str, list[str]]:
    """The words by their kind, as tiles offer them."""
    by_kind: dict[str, list[str]] = _grammar()["groups"]
    return by_kind


def how_many() -> int:
    """Held-out sentences that ship."""
    return len(_grammar()["sentences"])


@cached
def shipped() -> tuple[Pair, ...]:
    """Held-out sentences with their gold alignments."""
    return tuple(
        Pair(tuple(one["english"]), tuple(one["french"]), tuple((t, s) for t, s in one["links"]))
        for one in _grammar()["sentences"]
    )


def gold(english: tuple[str, ...], french: tuple[str, ...]) -> Links | None:
    """Who translates whom, where the grammar wrote both sentences; else None."""
    return _gold().get((english, french))


def marked(links: Links, weights: Tensor) -> Tensor:
    """Gold links as a bool table, of the last two dimensions of weights [..., T, S]."""
    table = torch.zeros(weights.shape[-2:], dtype=torch.bool, device=weights.device)
    for t, s in links:
        table[t, s] = True
    return table


@cached
def _gold() -> dict[tuple[tuple[str, ...], tuple[str, ...]], Links]:
    return {(one.english, one.french): one.links for one in shipped()}


@cached
def _grammar() -> dict[str, Any]:
    entry = catalog_table("data")[DATASET]
    return json.loads(verified_bytes(entry["file"], entry["sha256"]))
