"""The words of the page of heads, in French, and what its axes are called."""

from playground.engine.attention.attention_maps import SELF
from playground.engine.attention.by_hand import CROSS, DECODER, ENCODER
from playground.engine.attention.external_models import HUB
from playground.engine.attention.external_models import MINILM as MINILM_MODEL
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
