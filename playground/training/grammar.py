"""A toy grammar that writes English sentences, their French translation and who translates whom.

What French does differently, and attention must follow: adjectives after the noun, in mirrored
order; object pronouns before the verb ("follows her" -> "la suit"), two of them in an order of
their own ("gives it to me" -> "me le donne", "to him" -> "le lui donne"); ne ... pas around it;
adverbs after it; "a" becoming "de" under negation; possessors after their noun; gender; elision.
"""

import random
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Protocol, TypeVar

from playground.training import lexicon, phrases
from playground.training.chance import one_in
from playground.training.lexicon import KINDS, Adjective, Determiner, Noun, Verb
from playground.training.phrases import NOTHING, Pair, Phrase, Slot, Word, in_order, lexical, slot

#: English words of a sentence at most.
LONGEST = 20
#: One sentence in so many is held out; which ones, their words alone decide.
_HELD_OUT_ONE_IN = 40

_PEOPLE = frozenset({"person", "animal"})


class _Suits(Protocol):
    @property
    def kinds(self) -> frozenset[str]: ...


S = TypeVar("S", bound=_Suits)
T = TypeVar("T")


@dataclass(frozen=True)
class _Mood:
    """What surrounds a verb. negated: "", "not" or "never"; adverb: how often; manner: how."""

    negated: str = ""
    adverb: str = ""
    manner: str = ""


@dataclass(frozen=True)
class Speaker:
    """Says random things. `loose` is the share of words chosen without regard to sense."""

    rng: random.Random
    loose: float = 0.3

    def sentence(self) -> Pair:
        """One sentence of at most LONGEST English words."""
        while True:
            phrase = self._clause()
            if self._chance(0.15):
                english, french = self._pick(lexicon.CONJUNCTIONS.items())
                phrase = in_order([phrase, lexical([english], *french), self._short_clause()])
            if len(phrase.english) <= LONGEST:
                return phrases.realise(phrase)

    def _chance(self, share: float) -> bool:
        return self.rng.random() < share

    def _pick(self, options: Iterable[T]) -> T:
        return self.rng.choice(tuple(options))

    def _suiting(self, options: Sequence[S], kind: str) -> list[S]:
        """Those that make sense of a noun of that kind: maybe none. All, when talking loosely."""
        loose = self._chance(self.loose)
        return [option for option in options if loose or kind in option.kinds]

    def _noun(self, kinds: Collection[str]) -> Noun:
        fit = [noun for noun in lexicon.NOUNS if noun.kind in kinds]
        return self._pick(lexicon.NOUNS if self._chance(self.loose) else fit)

    # --- clauses

    def _clause(self) -> Phrase:
        shape = self._pick(
            (
                self._transitive,
                self._transitive,
                self._pronoun_object,
                self._giving,
                self._intransitive,
                self._located,
                self._described,
            )
        )
        return shape(self._subject(pronouns=0.25))

    def _short_clause(self) -> Phrase:
        shape = self._pick((self._intransitive, self._described))
        return shape(self._subject(pronouns=0.7))

    def _subject(self, pronouns: float) -> Phrase:
        if self._chance(pronouns):
            english, (french, feminine) = self._pick(lexicon.SUBJECTS.items())
            return replace(lexical([english], french), feminine=feminine, kind="person")
        return self._noun_phrase(KINDS if self._chance(0.15) else _PEOPLE)

    def _described(self, subject: Phrase) -> Phrase:
        """The cat is (seems, becomes) very old."""
        verb = lexicon.BE if self._chance(0.6) else self._pick(lexicon.LINKING)
        table = self._pick((lexicon.BEFORE, lexicon.AFTER, lexicon.AFTER, lexicon.COLOURS))
        adjective = self._pick(self._suiting(table, subject.kind) or lexicon.BEFORE)
        quality = self._adjective(adjective, subject.feminine, precedes=False)
        return _said(subject, verb, self._mood(manner=False), quality)

    def _located(self, subject: Phrase) -> Phrase:
        return _said(subject, lexicon.BE, self._mood(manner=False), place=self._place(1.0))

    def _intransitive(self, subject: Phrase) -> Phrase:
        verb = self._pick(lexicon.INTRANSITIVE)
        return _said(subject, verb, self._mood(), place=self._place(0.5))

    def _transitive(self, subject: Phrase) -> Phrase:
        verb, mood = self._pick(lexicon.TRANSITIVE), self._mood()
        thing = self._noun_phrase(verb.kinds, negated=bool(mood.negated))
        return _said(subject, verb, mood, thing, place=self._place(0.15))

    def _pronoun_object(self, subject: Phrase) -> Phrase:
        """The cat follows her -> le chat la suit."""
        verb = self._pick(self._suiting(lexicon.TRANSITIVE, "person"))
        english, (direct, _) = self._pick(lexicon.CLITICS.items())
        clitic = lexical([english], direct)
        return _said(subject, verb, self._mood(), place=self._place(0.2), clitic=clitic)

    def _giving(self, subject: Phrase) -> Phrase:
        """The girl gives a book to Paul, gives him a book -> lui donne un livre, or it to him."""
        verb, mood = self._pick(lexicon.GIVING), self._mood(manner=False)
        if self._chance(0.3):
            return _said(subject, verb, mood, clitic=self._two_clitics(verb))
        thing = self._noun_phrase(verb.kinds, negated=bool(mood.negated))
        if self._chance(0.5):
            english, (_, indirect) = self._pick(lexicon.CLITICS.items())
            return _said(subject, verb, mood, thing, clitic=lexical([english], indirect))
        both = in_order([thing, lexical(["to"], "à"), self._noun_phrase(_PEOPLE)])
        return _said(subject, verb, mood, both)

    def _two_clitics(self, verb: Verb) -> Phrase:
        """It to him -> le lui; it to me -> me le: lui and leur come last."""
        people = "person" in verb.kinds or self._chance(self.loose)
        first = self._pick(lexicon.THIRD_PERSON[: 4 if people else 2])
        to = self._pick(clitic for clitic in lexicon.CLITICS if clitic != "it")
        indirect = lexicon.CLITICS[to][1]
        thing, person = lexical([first], lexicon.CLITICS[first][0]), lexical(["to", to], indirect)
        french = [thing, person] if indirect in ("lui", "leur") else [person, thing]
        return replace(in_order(french), english=in_order([thing, person]).english)

    def _mood(self, manner: bool = True) -> _Mood:
        draw = self.rng.random()
        if draw < 0.18:
            often = self._pick(("often", "always")) if self._chance(0.25) else ""
            return _Mood(negated="not", adverb=often)
        if draw < 0.26:
            return _Mood(negated="never")
        if draw < 0.38:
            return _Mood(adverb=self._pick(lexicon.FREQUENCY))
        if draw < 0.5 and manner:
            return _Mood(manner=self._pick(lexicon.MANNER))
        return _Mood()

    # --- noun phrases

    def _place(self, share: float) -> Phrase:
        """Under the old table; nothing, where chance does not fall into `share`."""
        if not self._chance(share):
            return NOTHING
        preposition = self._pick(lexicon.PREPOSITIONS)
        where = lexical(preposition.english, preposition.french)
        return in_order([where, self._noun_phrase(preposition.kinds)])

    def _noun_phrase(self, kinds: Collection[str], negated: bool = False) -> Phrase:
        """negated: the object of a negated verb, where "a" becomes "de"."""
        if "person" in kinds and self._chance(0.1):
            return self._name()
        if self._chance(0.12):
            return self._owned(self._noun(kinds))
        return self._determined(self._noun(kinds), negated)

    def _name(self) -> Phrase:
        english, (french, feminine) = self._pick(lexicon.NAMES.items())
        return replace(lexical([english], french), feminine=feminine, kind="person")

    def _determined(self, noun: Noun, negated: bool = False) -> Phrase:
        first = _determiner(self._pick(lexicon.DETERMINERS), noun.feminine, negated)
        return replace(in_order([first, self._body(noun)]), feminine=noun.feminine, kind=noun.kind)

    def _owned(self, noun: Noun) -> Phrase:
        """The girl's black cat -> le chat noir de la fille."""
        owner = self._name() if self._chance(0.4) else self._determined(self._noun(_PEOPLE))
        mark, body = Word("'s"), self._body(noun)
        article = Slot("la" if noun.feminine else "le", "l'", (mark,), article=True)
        french = (article, *body.french, slot("de", mark), *owner.french)
        english = (*owner.english, mark, *body.english)
        return Phrase(english, french, noun.feminine, noun.kind)

    def _body(self, noun: Noun) -> Phrase:
        """Small clever black cat -> petit chat noir intelligent: what follows is mirrored."""
        before = self._perhaps(lexicon.BEFORE, noun, precedes=True)
        quality = self._perhaps(lexicon.AFTER, noun, precedes=False)
        colour = self._perhaps(lexicon.COLOURS, noun, precedes=False)
        named = lexical([noun.english], noun.french)
        english = in_order([before, quality, colour, named]).english
        return replace(in_order([before, named, colour, quality]), english=english)

    def _perhaps(self, table: Sequence[Adjective], noun: Noun, precedes: bool) -> Phrase:
        suiting = self._suiting(table, noun.kind)
        if not suiting or not self._chance(0.25):
            return NOTHING
        return self._adjective(self._pick(suiting), noun.feminine, precedes)

    def _adjective(self, adjective: Adjective, feminine: bool, precedes: bool) -> Phrase:
        """(very) beautiful -> (très) beau, bel or belle."""
        word = Word(adjective.english)
        plain, before_vowel = adjective.forms(feminine)
        form = Slot(plain, before_vowel if precedes else plain, (word,))
        said = Phrase((word,), (form,))
        very = self._chance(0.12) and adjective not in lexicon.COLOURS
        return in_order([lexical(["very"], "très"), said]) if very else said


def _determiner(determiner: Determiner, feminine: bool, negated: bool) -> Phrase:
    word = Word(determiner.english)
    if negated and determiner.english == "a":
        return Phrase((word,), (slot("de", word),))
    forms = determiner.feminine if feminine else determiner.masculine
    return Phrase((word,), (Slot(*forms, (word,), article=determiner.english == "the"),))


def _said(
    subject: Phrase,
    verb: Verb,
    mood: _Mood,
    thing: Phrase = NOTHING,
    place: Phrase = NOTHING,
    clitic: Phrase = NOTHING,
) -> Phrase:
    """subject verb pronoun thing how place -> subject ne pronoun verb pas often how thing place."""
    english, ne, said = _verb_group(verb, mood)
    how = lexical([mood.manner], lexicon.MANNER[mood.manner]) if mood.manner else NOTHING
    told = (subject.english, english, clitic.english, thing.english, how.english, place.english)
    dit = (subject.french, ne, clitic.french, said, how.french, thing.french, place.french)
    return Phrase(tuple(chain(*told)), tuple(chain(*dit)), subject.feminine, subject.kind)


def _verb_group(
    verb: Verb, mood: _Mood
) -> tuple[tuple[Word, ...], tuple[Slot, ...], tuple[Slot, ...]]:
    """English words; in French what stands before a pronoun, and the verb with what follows it."""
    helped = mood.negated == "not" and verb != lexicon.BE
    main = tuple(Word(text) for text in (verb.base if helped else verb.third))
    does = (Word("does"),) if helped else ()
    negation = (Word(mood.negated),) if mood.negated else ()
    often = (Word(mood.adverb),) if mood.adverb else ()
    english = (*does, *negation, *often, *main)
    if verb == lexicon.BE:
        english = (*main, *negation, *often)
    ne = (slot("ne", *does, *negation),) if negation else ()
    pas = (slot("pas" if mood.negated == "not" else "jamais", *negation),) if negation else ()
    souvent = tuple(slot(lexicon.FREQUENCY[word.text], word) for word in often)
    return english, ne, (slot(verb.french, *main), *pas, *souvent)


def is_held_out(english: Sequence[str]) -> bool:
    """Whether a sentence is kept from training. Its words decide, so the two sets are disjoint."""
    return one_in(_HELD_OUT_ONE_IN, " ".join(english))


def sentences(seed: int, *, held_out: bool, loose: float = 0.3) -> Iterator[Pair]:
    """Endless sentences of one of the two sets; the same ones for the same seed."""
    speaker = Speaker(random.Random(seed), loose)
    while True:
        pair = speaker.sentence()
        if is_held_out(pair.source) == held_out:
            yield pair
