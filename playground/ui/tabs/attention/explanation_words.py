"""The words of the page that takes away, in French."""

from playground.engine.attention.explanation import HEAD, WORD
from playground.engine.attention.writing import LONGEST
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

FRENCH = {
    "Take one away": "En retirer un",
    HINT: (
        "Faites glisser la sortie : à la plupart des mots français manque le plus ce qu'ils"
        " regardent. Retirez ensuite des têtes : le plus grand poids de la tête 2·4 de l'encodeur"
        " est 0,93, et sans elle aucun mot ne change ici de plus de 0,02 ; mais 38 % des phrases"
        " fournies sont fausses sans elle."
    ),
    WORDS: (
        "Faites glisser la sortie : {hits} sur {count} changent le plus sans le mot le plus"
        " regardé."
    ),
    HEADS: (
        "Parmi les {kind}, {heavy} pèse le plus ({weight}), et sans elle une sortie change d'au"
        " plus {change} ; sans {strong}, une change de {most}."
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
