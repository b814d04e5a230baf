"""The attention tab's words: names of the word groups, and everything in French."""

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
    "Attention": "Attention",
    "Drag the French word: most look at the word they translate, out of English order. Change"
    " “cat” into “cow” and see which French words follow the gender.": (
        "Faites glisser le mot français : la plupart regardent le mot qu'ils traduisent, dans un"
        " autre ordre que l'anglais. Changez « cat » en « cow » et voyez quels mots français"
        " suivent le genre."
    ),
    "English sentence": "Phrase anglaise",
    "Choose words from the tiles.": "Choisissez des mots parmi les tuiles.",
    "A place in the sentence.": "Une place dans la phrase.",
    "The image shows this digit.": "L'image montre ce chiffre.",
    "Examples of each digit are numbered from 0 to 99.": (
        "Les exemples de chaque chiffre sont numérotés de 0 à 99."
    ),
    "Digit": "Chiffre",
    "Example": "Exemple",
    "Place of the next word": "Place du mot suivant",
    "French word": "Mot français",
    "Translation": "Traduction",
    "Probability of the word": "Probabilité du mot",
    "what the model gave to the word under the cursor": (
        "ce que le modèle a donné au mot sous le curseur"
    ),
    "Most attended word is gold": "Le mot le plus regardé est le bon",
    "share of the French words whose most attended English word they translate": (
        "part des mots français dont le mot anglais le plus regardé est celui qu'ils traduisent"
    ),
    "English word (key)": "mot anglais (clé)",
    "French word (query)": "mot français (requête)",
    "gold alignment": "alignement de référence",
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
    "A vision Transformer's CLS token over a digit": (
        "Le jeton CLS d'un Transformer visuel sur un chiffre"
    ),
    "What it reads": "Ce qu'il lit",
    "layer": "couche",
    "head": "tête",
    "Image": "Image",
    "a {digit} of the test set": "un {digit} du jeu de test",
    "Every head": "Toutes les têtes",
    "layers run down, heads across": "les couches de haut en bas, les têtes de gauche à droite",
    "Layer and head of the cursor": "Couche et tête du curseur",
    "CLS keeps {share} for itself": "CLS garde {share} pour lui",
    "Rollout": "Rollout",
    "attention multiplied through all layers": "l'attention multipliée à travers les couches",
    "digit": "chiffre",
    "probability": "probabilité",
}
