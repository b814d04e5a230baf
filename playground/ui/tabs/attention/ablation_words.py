"""The words of the page that takes away, in French."""

from playground.engine.attention.ablation import HEAD, WORD
from playground.ui.tabs.attention import common

MODELS = {**common.MODELS, "gpt": "GPT on Shakespeare"}
WEIGHT = {WORD: "attention on the word", HEAD: "the head's largest weight"}
TAU = "of this output: 1 = the same order, 0 = unrelated"
HINT = (
    "Drag the output: most French words miss most what they look at. Then take heads away: the"
    " largest weight of encoder head 2·4 is 0.93, and without it no word changes by more than 0.02"
    " here; yet of the shipped sentences 38 % go wrong without it."
)
#: Of any other network or text.
WORDS = "Drag the output: {hits} of {count} change most without the word looked at most."
HEADS = (
    "Of the {kind}, {heavy} weighs most ({weight}), and an output changes by {change} at most"
    " without it; without {strong} one changes by {most}."
)
