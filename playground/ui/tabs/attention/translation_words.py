"""The translation page's words: names of the word groups, and everything in French."""

#: The names of the grammar's word groups, as the page shows them.
GROUPS = {
    "determiners": "Determiners",
    "pronouns": "Pronouns",
    "names": "Names",
    "nouns": "Nouns",
    "adjectives": "Adjectives",
    "verbs": "Verbs",
    "not": "Negation (with a verb's base form)",
    "adverbs": "Adverbs",
    "prepositions": "Prepositions",
    "conjunctions": "Conjunctions",
}

FRENCH = {
    "Drag the French word: “fatigué” looks back at “tired”, “le” ahead at “it”. Change “king”"
    " into “queen”: “son”, “beau” and “fatigué” change with it, though none looks at it.": (
        "Faites glisser le mot français : « fatigué » regarde en arrière vers « tired », « le » en"
        " avant vers « it ». Changez « king » en « queen » : « son », « beau » et « fatigué »"
        " changent avec lui, bien qu'aucun ne le regarde."
    ),
    "Sentence": "Phrase",
    "Your own words": "Vos propres mots",
    "A held-out sentence": "Une phrase mise de côté",
    "Written by you, or one that the grammar wrote.": (
        "Écrite par vous, ou une que la grammaire a écrite."
    ),
    "Type it, or choose words from the tiles.": (
        "Tapez-la, ou choisissez des mots parmi les tuiles."
    ),
    "Sentence number": "Numéro de la phrase",
    "Held-out sentences, by number.": "Phrases mises de côté, par numéro.",
    "A place in the sentence.": "Une place dans la phrase.",
    "Place of the next word": "Place du mot suivant",
    "French word": "Mot français",
    "Find a word": "Chercher un mot",
    "No tile holds “{typed}”.": "Aucune tuile ne contient « {typed} ».",
    "head": "tête",
    "mean": "moyenne",
    "Mean of the last layer's heads": "Moyenne des têtes de la dernière couche",
    "Layer {layer}, head {head}": "Couche {layer}, tête {head}",
    "Probability of the word": "Probabilité du mot",
    "what the model gave to the word under the cursor": (
        "ce que le modèle a donné au mot sous le curseur"
    ),
    "Strongest word is gold": "Le mot le plus regardé est le bon",
    "share of the French words whose most attended English word they translate": (
        "part des mots français dont le mot anglais le plus regardé est celui qu'ils traduisent"
    ),
    "Attention on gold": "Attention sur la référence",
    "share of the attention that falls on the words that are translated": (
        "part de l'attention qui tombe sur les mots traduits"
    ),
    "Held-out sentences translated exactly": "Phrases mises de côté traduites exactement",
    "{here} here, {usual} of many sentences": "{here} ici, {usual} sur beaucoup de phrases",
    "{usual} of many sentences; no gold is known for this one": (
        "{usual} sur beaucoup de phrases ; pas de référence connue pour celle-ci"
    ),
    "Cut off": "Coupée",
    "at the longest answer": "à la réponse la plus longue",
    "English word (key)": "mot anglais (clé)",
    "French word (query)": "mot français (requête)",
    "gold (click: hide)": "référence (clic : cacher)",
    "attention": "attention",
    "Where “{word}” looks": "Où regarde « {word} »",
    "Sentence: choose a place": "Phrase : choisissez une place",
    "Determiners": "Déterminants",
    "Pronouns": "Pronoms",
    "Names": "Prénoms",
    "Nouns": "Noms",
    "Adjectives": "Adjectifs",
    "Verbs": "Verbes",
    "Negation (with a verb's base form)": "Négation (avec l'infinitif)",
    "Adverbs": "Adverbes",
    "Prepositions": "Prépositions",
    "Conjunctions": "Conjonctions",
    "Who looks at whom: cross-attention": "Qui regarde qui : attention croisée",
    "The cursor's row": "La ligne du curseur",
}
