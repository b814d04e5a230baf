"""The words of the toy grammar, from the tables of lexicon.toml, with what grammar needs."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import tomlkit

_TEXT = Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
_TABLES: dict[str, str] = tomlkit.parse(_TEXT).unwrap()
#: h that counts as a consonant: "le héros", never "l'héros". Every other h is mute.
ASPIRATED = frozenset({"héros", "hibou"})

_VOWELS = frozenset("aeiouyàâæéèêëîïôœùû")


@dataclass(frozen=True)
class Noun:
    """kind: person, animal, food, thing or place."""

    english: str
    french: str
    feminine: bool
    kind: str


@dataclass(frozen=True)
class Adjective:
    """kinds: the nouns that it suits; before_vowel: the masculine form before one."""

    english: str
    masculine: str
    feminine: str
    kinds: frozenset[str]
    before_vowel: str

    def forms(self, feminine: bool) -> tuple[str, str]:
        """Before a consonant and before a vowel, when the adjective precedes the noun."""
        return (self.feminine,) * 2 if feminine else (self.masculine, self.before_vowel)


@dataclass(frozen=True)
class Verb:
    """third and base: its English words; kinds: objects that it suits (none: takes no object)."""

    third: tuple[str, ...]
    base: tuple[str, ...]
    french: str
    kinds: frozenset[str]


@dataclass(frozen=True)
class Determiner:
    """masculine, feminine: the form before a consonant and before a vowel."""

    english: str
    masculine: tuple[str, str]
    feminine: tuple[str, str]


@dataclass(frozen=True)
class Preposition:
    """kinds: the nouns that may follow it."""

    english: tuple[str, ...]
    french: str
    kinds: frozenset[str]


KINDS = frozenset({"person", "animal", "food", "thing", "place"})


def starts_with_vowel(word: str) -> bool:
    """Whether a French word asks for elision ("l'") and for forms like "bel" before it."""
    first = word[0].lower()
    return first in _VOWELS or (first == "h" and word not in ASPIRATED)


def _rows(table: str) -> Iterator[list[str]]:
    return (row.split() for row in _TABLES[table].split(";"))


def _kinds(text: str) -> frozenset[str]:
    return KINDS if text == "any" else frozenset(text.split("+"))


def _adjectives(table: str) -> tuple[Adjective, ...]:
    return tuple(
        Adjective(e, m, f, _kinds(kinds), vowel[0] if vowel else m)
        for e, m, f, kinds, *vowel in _rows(table)
    )


def _verbs(table: str) -> tuple[Verb, ...]:
    return tuple(
        Verb(
            tuple(third.split("_")),
            tuple(base.split("_")),
            french,
            _kinds(kinds[0]) if kinds else frozenset(),
        )
        for third, base, french, *kinds in _rows(table)
    )


NOUNS = tuple(Noun(e, f, gender == "f", kind) for e, f, gender, kind in _rows("nouns"))
BEFORE, AFTER, COLOURS = map(_adjectives, ("before", "after", "colours"))
TRANSITIVE, GIVING, INTRANSITIVE, LINKING = map(
    _verbs, ("transitive", "giving", "intransitive", "linking")
)
BE = Verb(("is",), ("is",), "est", frozenset())
DETERMINERS = tuple(Determiner(e, (m, mv), (f, fv)) for e, m, f, mv, fv in _rows("determiners"))
#: English -> French direct and indirect.
CLITICS = {english: (direct, indirect) for english, direct, indirect in _rows("clitics")}
#: Clitics that may stand beside an indirect one: "le lui", never "me lui".
THIRD_PERSON = ("it", "them", "him", "her")
#: English -> French, feminine.
SUBJECTS = {english: (french, gender == "f") for english, french, gender in _rows("subjects")}
NAMES = {english: (french, gender == "f") for english, french, gender in _rows("names")}
FREQUENCY = dict(_rows("frequency"))
MANNER = dict(_rows("manner"))
PREPOSITIONS = tuple(
    Preposition(tuple(english.split("_")), french, _kinds(kinds))
    for english, french, kinds in _rows("prepositions")
)
CONJUNCTIONS = {"and": ("et",), "but": ("mais",), "because": ("parce", "que")}

_VERBS = (*TRANSITIVE, *GIVING, *INTRANSITIVE, *LINKING)

#: English as a visitor looks for it, in groups; an entry of several words is said as one.
GROUPS: dict[str, tuple[str, ...]] = {
    "determiners": (*(d.english for d in DETERMINERS), "an"),
    "pronouns": (*SUBJECTS, *(clitic for clitic in CLITICS if clitic != "her")),
    "names": (*NAMES, "'s"),
    "nouns": tuple(noun.english for noun in NOUNS),
    "adjectives": ("very", *(a.english for a in (*BEFORE, *AFTER, *COLOURS))),
    "verbs": ("is", *(" ".join(verb.third) for verb in _VERBS)),
    "not": ("not", "never", "does", *(" ".join(verb.base) for verb in _VERBS)),
    "adverbs": (*FREQUENCY, *MANNER),
    "prepositions": ("to", *(" ".join(p.english) for p in PREPOSITIONS)),
    "conjunctions": tuple(CONJUNCTIONS),
}


def english_words() -> list[str]:
    """The English vocabulary, each word once."""
    return list(dict.fromkeys(w for group in GROUPS.values() for e in group for w in e.split()))


def french_words() -> list[str]:
    """The French vocabulary, each word once."""
    forms = [form for d in DETERMINERS for form in (*d.masculine, *d.feminine)]
    forms += [french for french, _ in (*SUBJECTS.values(), *NAMES.values())]
    forms += [noun.french for noun in NOUNS]
    for a in (*BEFORE, *AFTER, *COLOURS):
        forms += [a.masculine, a.before_vowel, a.feminine]
    forms += [verb.french for verb in (BE, *_VERBS)]
    forms += [*FREQUENCY.values(), *MANNER.values(), *(p.french for p in PREPOSITIONS)]
    forms += [word for words in CONJUNCTIONS.values() for word in words]
    forms += [clitic for pair in CLITICS.values() for clitic in pair]
    return list(dict.fromkeys([*forms, *_TABLES["small"].split()]))
