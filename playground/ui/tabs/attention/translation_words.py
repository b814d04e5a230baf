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
