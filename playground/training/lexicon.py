"""The words of the toy grammar, as tables: English beside French, with what grammar needs."""

from collections.abc import Iterator
from dataclasses import dataclass

#: h that counts as a consonant: "le héros", never "l'héros". Every other h is mute.
ASPIRATED = frozenset({"héros", "hibou"})

_VOWELS = frozenset("aeiouyàâæéèêëîïôœùû")

_NOUNS = """
girl fille f person; boy garçon m person; woman femme f person; man homme m person;
child enfant m person; teacher professeur m person; doctor médecin m person;
queen reine f person; king roi m person; actress actrice f person; friend ami m person;
baker boulanger m person; hero héros m person; student étudiant m person;
cat chat m animal; dog chien m animal; horse cheval m animal; bird oiseau m animal;
cow vache f animal; mouse souris f animal; bear ours m animal; bee abeille f animal;
owl hibou m animal; spider araignée f animal;
apple pomme f food; orange orange f food; cake gâteau m food; egg œuf m food;
soup soupe f food; cheese fromage m food;
book livre m thing; letter lettre f thing; table table f thing; chair chaise f thing;
car voiture f thing; boat bateau m thing; tree arbre m thing; flower fleur f thing;
star étoile f thing; hat chapeau m thing; key clé f thing; plane avion m thing;
house maison f place; garden jardin m place; church église f place; school école f place;
forest forêt f place; island île f place; hospital hôpital m place; kitchen cuisine f place
"""

# English, masculine, feminine, what it suits; a fifth word is the masculine before a vowel.
_BEFORE = """
small petit petite any; big grand grande any; old vieux vieille any vieil;
new nouveau nouvelle thing+place nouvel; beautiful beau belle any bel;
young jeune jeune person+animal; good bon bonne person+food; bad mauvais mauvaise person+food;
pretty joli jolie thing+place
"""
_AFTER = """
tired fatigué fatiguée person+animal; happy heureux heureuse person+animal;
sad triste triste person+animal; clever intelligent intelligente person+animal;
hungry affamé affamée person+animal; brave courageux courageuse person+animal;
curious curieux curieuse person+animal; rich riche riche person;
round rond ronde thing; heavy lourd lourde thing; empty vide vide place;
clean propre propre thing+place; dirty sale sale thing+place; modern moderne moderne thing+place;
warm chaud chaude food+place; cold froid froide food+place
"""
_COLOURS = """
red rouge rouge thing+food; white blanc blanche animal+thing+place;
black noir noire animal+thing; green vert verte thing+food; blue bleu bleue thing+animal;
yellow jaune jaune thing+food; grey gris grise animal+thing+place
"""

# English third person and base form (an underscore joins a verb and its particle), French, what
# its object may be.
_TRANSITIVE = """
sees see voit any; likes like aime any; loves love adore person+animal+food;
follows follow suit person+animal; eats eat mange food; finds find trouve any;
buys buy achète food+thing; hears hear entend person+animal; carries carry porte thing+food;
paints paint peint any; knows know connaît person+place; draws draw dessine any;
hides hide cache thing+food; washes wash lave animal+thing; calls call appelle person+animal;
looks_at look_at regarde any; looks_for look_for cherche any;
waits_for wait_for attend person; listens_to listen_to écoute person+animal
"""
_GIVING = """
gives give donne food+thing; shows show montre any; brings bring apporte food+thing;
sends send envoie food+thing; sells sell vend food+thing
"""
_INTRANSITIVE = """
sleeps sleep dort; sings sing chante; runs run court; dances dance danse; smiles smile sourit;
falls fall tombe; laughs laugh rit; works work travaille; swims swim nage; arrives arrive arrive
"""
_LINKING = "seems seem semble; becomes become devient"

# English, masculine, feminine, masculine and feminine before a vowel.
_DETERMINERS = """
the le la l' l'; a un une un une; this ce cette cet cette; my mon ma mon mon;
your ton ta ton ton; his son sa son son; her son sa son son
"""
# English object, French direct and indirect clitic.
_CLITICS = """
me me me; you te te; him le lui; her la lui; it le lui; us nous nous; them les leur
"""
_SUBJECTS = "he il m; she elle f"
_NAMES = "Mary Marie f; Anna Anna f; Paul Paul m; Arthur Arthur m"
_FREQUENCY = "often souvent; always toujours; sometimes parfois; rarely rarement; still encore"
_MANNER = "slowly lentement; quickly rapidement; gently doucement; quietly calmement"
_PREPOSITIONS = """
in dans place; on sur thing; under sous thing; behind derrière thing+place;
with avec person+animal; without sans person+animal; in_front_of devant place+person
"""
_SMALL = "à au de d' du ne n' pas jamais m' t' qu' très"


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
    return (row.split() for row in table.split(";"))


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


NOUNS = tuple(Noun(e, f, gender == "f", kind) for e, f, gender, kind in _rows(_NOUNS))
BEFORE, AFTER, COLOURS = _adjectives(_BEFORE), _adjectives(_AFTER), _adjectives(_COLOURS)
TRANSITIVE, GIVING = _verbs(_TRANSITIVE), _verbs(_GIVING)
INTRANSITIVE, LINKING = _verbs(_INTRANSITIVE), _verbs(_LINKING)
BE = Verb(("is",), ("is",), "est", frozenset())
DETERMINERS = tuple(Determiner(e, (m, mv), (f, fv)) for e, m, f, mv, fv in _rows(_DETERMINERS))
#: English -> French direct and indirect.
CLITICS = {english: (direct, indirect) for english, direct, indirect in _rows(_CLITICS)}
#: Clitics that may stand beside an indirect one: "le lui", never "me lui".
THIRD_PERSON = ("it", "them", "him", "her")
#: English -> French, feminine.
SUBJECTS = {english: (french, gender == "f") for english, french, gender in _rows(_SUBJECTS)}
NAMES = {english: (french, gender == "f") for english, french, gender in _rows(_NAMES)}
FREQUENCY = dict(_rows(_FREQUENCY))
MANNER = dict(_rows(_MANNER))
PREPOSITIONS = tuple(
    Preposition(tuple(english.split("_")), french, _kinds(kinds))
    for english, french, kinds in _rows(_PREPOSITIONS)
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
    return list(dict.fromkeys([*forms, *_SMALL.split()]))
