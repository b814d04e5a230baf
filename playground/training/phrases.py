"""Phrases in two languages at once: words linked to their translations, whatever their order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from playground.training.lexicon import starts_with_vowel

_ELIDED = {"le": "l'", "la": "l'", "de": "d'", "ne": "n'", "que": "qu'", "me": "m'", "te": "t'"}
_CONTRACTED = {"de": "du", "à": "au"}


@dataclass(frozen=True)
class Pair:
    """A sentence, its translation, and links (target index, source index) of what means what."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    links: tuple[tuple[int, int], ...]


@dataclass(frozen=True, eq=False)
class Word:
    """One English word in one place: two of the same spelling are two words."""

    text: str


@dataclass(frozen=True)
class Slot:
    """A French word before its neighbour is known: form before a consonant, before a vowel."""

    plain: str
    before_vowel: str
    sources: tuple[Word, ...]
    article: bool = False


@dataclass(frozen=True)
class Phrase:
    """One meaning in both languages, each in its own order; gender and kind of its noun."""

    english: tuple[Word, ...] = ()
    french: tuple[Slot, ...] = ()
    feminine: bool = False
    kind: str = ""


NOTHING = Phrase()


def slot(french: str, *sources: Word) -> Slot:
    """A French word, elided before a vowel where it is one of those that are."""
    return Slot(french, _ELIDED.get(french, french), sources)


def lexical(english: Sequence[str], *french: str) -> Phrase:
    """English words that French says together: every French word translates all of them."""
    words = tuple(Word(text) for text in english)
    return Phrase(words, tuple(slot(text, *words) for text in french))


def in_order(phrases: Iterable[Phrase]) -> Phrase:
    """Phrases that follow each other in both languages. Gender and kind are the first one's."""
    parts = list(phrases)
    english = tuple(word for part in parts for word in part.english)
    french = tuple(each for part in parts for each in part.french)
    return Phrase(english, french, parts[0].feminine, parts[0].kind)


def realise(phrase: Phrase) -> Pair:
    """The sentence: forms are chosen from right to left, each by the word after it."""
    said: list[tuple[str, tuple[Word, ...]]] = []
    slots = list(phrase.french)
    while slots:
        last = slots.pop()
        vowel = bool(said) and starts_with_vowel(said[-1][0])
        text, sources = (last.before_vowel if vowel else last.plain), last.sources
        if last.article and text == "le" and slots and slots[-1].plain in _CONTRACTED:
            before = slots.pop()
            text, sources = _CONTRACTED[before.plain], before.sources + sources
        said.append((text, sources))
    said.reverse()
    place = {word: index for index, word in enumerate(phrase.english)}
    links = {(t, place[source]) for t, (_, sources) in enumerate(said) for source in sources}
    french = tuple(text for text, _ in said)
    return Pair(_english(phrase.english), french, tuple(sorted(links)))


def _english(words: Sequence[Word]) -> tuple[str, ...]:
    """The words, with "a" as "an" before a vowel."""
    texts = [word.text for word in words]
    return tuple(
        "an" if text == "a" and after.startswith(("a", "e", "i", "o", "u")) else text
        for text, after in zip_longest(texts, texts[1:], fillvalue="")
    )
