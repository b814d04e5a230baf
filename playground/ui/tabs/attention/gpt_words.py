"""Words of the page on GPT: its hint, prompts to begin with, the snippet, and the French."""

from playground.engine.attention.gpt import EXAMPLE

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
from playground.core.token_sampling import draw, probabilities
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
