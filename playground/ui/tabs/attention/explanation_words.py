"""The words of the page that takes away, in French."""

from playground.engine.attention.explanation import HEAD, WORD
from playground.engine.attention.writing import LONGEST
from playground.ui.tabs.attention import common

MODELS = {**common.MODELS, "gpt": "GPT on Shakespeare"}
WEIGHT = {WORD: "attention on the word", HEAD: "the head's largest weight"}
TAU = "of this output: 1 = the same order, 0 = unrelated"
HINT = (
    "Drag the output: what a French word looks at is what it misses. Then take heads away: encoder"
    " head 2·4 looks at one word with 0.93, and without it hardly anything changes."
)

FRENCH = {
    "Take one away": "En retirer un",
    HINT: (
        "Faites glisser la sortie : ce qu'un mot français regarde est ce qui lui manque. Retirez"
        " ensuite des têtes : la tête 2·4 de l'encodeur regarde un mot avec 0,93, et sans elle"
        " presque rien ne change."
    ),
    "Who reads, and answers.": "Qui lit, et répond.",
    "GPT on Shakespeare": "GPT sur Shakespeare",
    "Take away": "Retirer",
    "A word of the text, or a head of the network.": "Un mot du texte, ou une tête du réseau.",
    "each word in turn": "chaque mot à son tour",
    "each head in turn": "chaque tête à son tour",
    "Text": "Texte",
    f"English, of at most {LONGEST} tokens.": f"De l'anglais, au plus {LONGEST} jetons.",
    "output word": "mot de sortie",
    "attention on the word": "attention sur le mot",
    "the head's largest weight": "le plus grand poids de la tête",
    "change of the output (total variation)": "changement de la sortie (variation totale)",
    TAU: "de cette sortie : 1 = le même ordre, 0 = sans rapport",
    "last layer, mean of heads": "dernière couche, moyenne des têtes",
    "through all layers (rollout)": "à travers les couches (rollout)",
    "encoder heads": "têtes de l'encodeur",
    "decoder heads": "têtes du décodeur",
    "cross-attention heads": "têtes d'attention croisée",
    "heads": "têtes",
    "Attention against effect": "L'attention face à l'effet",
    "For this output": "Pour cette sortie",
    "Kendall's tau of attention and effect": "Tau de Kendall de l'attention et de l'effet",
}
