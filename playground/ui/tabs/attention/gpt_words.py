"""Words of the page on GPT: its hint, prompts to begin with, the snippet, and the French."""

from playground.engine.attention.gpt import EXAMPLE
from playground.ui import passage
from playground.ui.tabs.attention import common

HINT = (
    "Drag the token: after names far back, the GPT gives 0.92 to eight tokens that begin a speaker"
    " of Verona; the Markov model, which sees two tokens, gives them 0.12."
)
#: Of any other text.
CUT = (
    "Drag the token: cut to its last {order} tokens the GPT moves {share} of its probability, mean"
    " over this text; the Markov model, which sees no more, moves none."
)

#: What a tile begins with, by its name. The second stands in no text that the models learned.
PROMPTS = {
    "Juliet on her balcony": EXAMPLE,
    "Gremio meets Baptista": (
        "GREMIO:\nGood morrow, neighbour Baptista.\n\n"
        "BAPTISTA:\nGood morrow, neighbour Gremio.\nGod save you, gentlemen!\n\n"
    ),
    "A king asks": "KING RICHARD III:\nWhat is thy name?\n\n",
    "News of the war": "What news of the war? The enemy",
}

SNIPPET = """\
import torch
from playground.core import markov
from playground.core.sampling import draw, probabilities
from playground.models import bpe, catalog

network, tokens = catalog.load("gpt"), bpe.shipped("shakespeare")
ids = torch.tensor(tokens.encode({prompt!r}))
chance = torch.Generator().manual_seed({seed})
how = dict({settings})
said = network.generate(ids[None], {count}, lambda logits: draw(logits, generator=chance, **how))
print(tokens.decode(said[0].tolist()))

with torch.inference_mode():
    logits, weights = network.attend(said[:, :-1])   # weights [layers, 1, heads, tokens, tokens]
print(probabilities(logits[0, -1], **how).topk(10))
text = torch.tensor(tokens.encode(bpe.training_text("shakespeare")))
chain = markov.count(text, order={order}, size=len(tokens.tokens))
print(chain.next(said[0, :-1]).topk(10))             # looks at the last {order} alone
"""

FRENCH = {
    **common.FRENCH,
    **passage.FRENCH,
    "GPT": "GPT",
    HINT: (
        "Déplacez le jeton : après des noms lointains, le GPT donne 0,92 à huit jetons qui ouvrent"
        " une réplique à Vérone ; le modèle de Markov, qui voit deux jetons, leur donne 0,12."
    ),
    CUT: (
        "Déplacez le jeton : réduit à ses {order} derniers jetons, le GPT déplace {share} de sa"
        " probabilité, en moyenne sur ce texte ; le modèle de Markov, qui n'en voit pas plus,"
        " n'en déplace pas."
    ),
    "Prompt": "Amorce",
    "Up to 88 tokens, about 250 letters.": "88 jetons au plus, environ 250 lettres.",
    "Tokens to write": "Jetons à écrire",
    "How many are written.": "Combien sont écrits.",
    "Output temperature": "Température de sortie",
    "Of the output: 0 takes the likeliest, 1 is the model's own.": (
        "De la sortie : 0 prend le plus probable, 1 est celle du modèle."
    ),
    "Top-p": "Top-p",
    "Draw from the fewest that hold this share.": (
        "Tirer parmi le moins de jetons qui réunissent cette part."
    ),
    "Top-k": "Top-k",
    "Draw from so many likeliest tokens alone; 0: from all.": (
        "Ne tirer que parmi tant de jetons les plus probables ; 0 : parmi tous."
    ),
    "Order of the Markov model": "Ordre du modèle de Markov",
    "How many last tokens the Markov model sees.": (
        "Combien de derniers jetons le modèle de Markov voit."
    ),
    "Seed": "Graine",
    "Draws both texts.": "Tire les deux textes.",
    "Begin with": "Commencer par",
    "Juliet on her balcony": "Juliette au balcon",
    "Gremio meets Baptista": "Gremio rencontre Baptista",
    "A king asks": "Un roi demande",
    "News of the war": "Des nouvelles de la guerre",
    "token to come": "jeton à venir",
    "mean of all heads": "moyenne de toutes les têtes",
    "head {name}": "tête {name}",
    "The GPT writes": "Le GPT écrit",
    "The Markov model writes": "Le modèle de Markov écrit",
    "GPT: what comes next": "GPT : ce qui peut suivre",
    "Markov model, after the GPT's text": "Modèle de Markov, après le texte du GPT",
    "What forgetting changes": "Ce que l'oubli change",
    "Where every head looked": "Où chaque tête a regardé",
    "probability": "probabilité",
    "the model's own": "celle du modèle",
    "drawn from": "pour le tirage",
    "last tokens given": "derniers jetons donnés",
    "probability that moves": "probabilité déplacée",
    "Markov model": "Modèle de Markov",
    "token of the text": "jeton du texte",
    "layer·head": "couche·tête",
    "p(token), GPT": "p(jeton), GPT",
    "p(token), Markov model": "p(jeton), modèle de Markov",
    "its last tokens, in the training text": "ses derniers jetons, dans le texte appris",
    "GPT cut to these moves": "GPT réduit à eux change de",
    "Markov model moves": "le modèle de Markov, de",
    "how often the text that both learned goes on after the tokens that the Markov model sees": (
        "combien de fois le texte que tous deux ont appris continue après les jetons que voit le"
        " modèle de Markov"
    ),
    "total variation: the share of probability that goes to other tokens": (
        "variation totale : la part de probabilité qui va à d'autres jetons"
    ),
    "The other temperature, inside attention": "L'autre température, dans l'attention",
}
