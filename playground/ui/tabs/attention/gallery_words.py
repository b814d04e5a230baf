"""The words of the page of heads, in French, and what its axes are called."""

from playground.engine.attention.hand import CROSS, DECODER, ENCODER
from playground.engine.attention.others import HUB
from playground.engine.attention.others import LONGEST as LONGEST_OF_OTHERS
from playground.engine.attention.others import MINILM as MINILM_MODEL
from playground.engine.attention.readings import SELF
from playground.engine.attention.writing import LONGEST
from playground.ui import heads
from playground.ui.tabs.attention import common

MODELS = {
    **{name: f"Translation: {said}" for name, said in common.MODELS.items()},
    "dates": "Dates: GRU, additive attention",
    "induction": "Letters: two layers of attention",
    "gpt": "GPT on Shakespeare",
    MINILM_MODEL: "MiniLM, from its package",
    HUB: "From the Hugging Face Hub, by name",
}
#: Whose weights the package of MiniLM holds.
MINILM = "sentence-transformers/all-MiniLM-L6-v2"
#: Keys that are no word of the text.
SPECIAL = "special tokens such as [CLS]"
#: What key 0 is, where it is left out.
FIRST = {
    ENCODER: "the first word",
    DECODER: "the start",
    CROSS: "the first word",
    SELF: "the first token",
    "dates": "the first character",
}
#: Names of the axes: queries down, keys across.
AXES = {
    ENCODER: ("English word (query)", "English word (key)"),
    DECODER: ("French word to come (query)", "what was said (key)"),
    CROSS: ("French word (query)", "English word (key)"),
    SELF: ("token (query)", "token (key)"),
    "dates": ("ISO character (query)", "written character (key)"),
}
ALONE = "Heads are named by what they do in this text."
OTHERS = "Over {count} other texts: {does}."
FIGURE = "Over {count} other texts: {does} {figure}."
HINT = (
    "In head 2·4 determiners and adjectives look at their noun: “her”, “beautiful” and “tired” at"
    " “king”. Then ask the cross-attention: of the French words only “roi” looks there."
)
#: Of any other network or text.
ANY = (
    "Press one head after another: in head {head} “{query}” looks most at “{key}”, with {weight};"
    " in head {other} with {less}."
)

FRENCH = {
    **common.FRENCH,
    **heads.FRENCH,
    "All heads": "Toutes les têtes",
    HINT: (
        "Dans la tête 2·4, déterminants et adjectifs regardent leur nom : « her », « beautiful » et"
        " « tired », « king ». Puis interrogez l'attention croisée : des mots français, seul"
        " « roi » y regarde."
    ),
    ANY: (
        "Pressez une tête après l'autre : dans la tête {head}, « {query} » regarde surtout"
        " « {key} », avec {weight} ; dans la tête {other}, avec {less}."
    ),
    "Translation: Transformer, one cross-attention head": (
        "Traduction : Transformer, une tête d'attention croisée"
    ),
    "Translation: Transformer, 2 + 2 layers of 4 heads": (
        "Traduction : Transformer, 2 + 2 couches de 4 têtes"
    ),
    "Translation: GRU, additive attention": "Traduction : GRU, attention additive",
    "Dates: GRU, additive attention": "Dates : GRU, attention additive",
    "Letters: two layers of attention": "Lettres : deux couches d'attention",
    "GPT on Shakespeare": "GPT sur Shakespeare",
    "MiniLM, from its package": "MiniLM, de son paquet",
    "From the Hugging Face Hub, by name": "Du Hugging Face Hub, par son nom",
    "Name": "Nom",
    "As the Hugging Face Hub names it: owner/model.": (
        "Comme le Hugging Face Hub le nomme : propriétaire/modèle."
    ),
    f"Of at most {LONGEST_OF_OTHERS} tokens.": f"Au plus {LONGEST_OF_OTHERS} jetons.",
    SPECIAL: "les jetons spéciaux comme [CLS]",
    "Whose heads.": "Les têtes de qui.",
    "Date": "Date",
    "As you would write it in English.": "Comme on l'écrirait en anglais.",
    "Letters": "Lettres",
    "Repeat a few, A to Z.": "Répétez-en quelques-unes, de A à Z.",
    "Text": "Texte",
    f"English, of at most {LONGEST} tokens.": f"De l'anglais, au plus {LONGEST} jetons.",
    ALONE: "Les têtes sont nommées d'après ce qu'elles font dans ce texte.",
    OTHERS: "Sur {count} autres textes : {does}.",
    FIGURE: "Sur {count} autres textes : {does} {figure}.",
    "the first word": "le premier mot",
    "the start": "le début",
    "the first token": "le premier jeton",
    "the first character": "le premier caractère",
    "English word (query)": "mot anglais (requête)",
    "English word (key)": "mot anglais (clé)",
    "French word to come (query)": "mot français à venir (requête)",
    "what was said (key)": "ce qui a été dit (clé)",
    "French word (query)": "mot français (requête)",
    "token (query)": "jeton (requête)",
    "token (key)": "jeton (clé)",
    "ISO character (query)": "caractère ISO (requête)",
    "written character (key)": "caractère écrit (clé)",
    "Every head, layer·head": "Chaque tête, couche·tête",
    "Next token": "Jeton suivant",
    "Next letter": "Lettre suivante",
    "probability {p}": "probabilité {p}",
}
