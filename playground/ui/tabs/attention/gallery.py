"""The page of heads: all of a translator's at once, one of them large."""

from typing import Any

from playground.engine.attention import gallery, sentences
from playground.engine.attention.gallery import Gallery, GalleryRequest
from playground.engine.attention.hand import CROSS, DECODER, ENCODER
from playground.ui import heads
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.tabs.attention import common
from playground.ui.texts import phrase

#: What key 0 is, where it is left out.
FIRST = {ENCODER: "the first word", DECODER: "the start", CROSS: "the first word"}
#: Names of the axes: queries down, keys across.
AXES = {
    ENCODER: ("English word (query)", "English word (key)"),
    DECODER: ("French word to come (query)", "what was said (key)"),
    CROSS: ("French word (query)", "English word (key)"),
}
NOTE = "Heads are named by their mean over {count} sentences."

#: The field of a translation that holds a part's weights.
SNIPPET = """\
from playground.core.attention import head_statistics, rollout
from playground.models import catalog

said = catalog.load("{model}").translate([{words!r}])[0]
weights = said.{part}                       # [layers, heads, queries, keys], rows sum to 1
print(weights){more}
"""
MORE = "\nprint(head_statistics(weights))\nprint(rollout(weights))"


def paint(request: GalleryRequest, found: Gallery) -> dict[str, Any]:
    """The answer as values of the views."""
    layers, heads_ = found.heads.weights.shape[:2]
    return {
        "heads": heads.value(
            found.heads.weights,
            queries=found.queries,
            keys=found.keys,
            names=found.heads.names(),
            numbers=found.heads.numbers,
            axes=AXES[found.part],
            rolls=found.part != CROSS,
            first=FIRST[found.part],
            note=phrase(NOTE, count=found.measured),
            start=(layers - 1, heads_ - 1, 0),
        ),
    }


def snippet(request: GalleryRequest) -> str:
    """The question in a few lines of PyTorch."""
    words = list(sentences.words_of(request.sentence, request.model))
    more = "" if request.part == CROSS else MORE
    return SNIPPET.format(model=request.model, words=words, part=request.part, more=more)


TAB = Tab(
    name="attention-heads",
    title="All heads",
    subject="Attention",
    hint=(
        "In head 2·4 “her”, “beautiful” and “tired” all look at “king”: so French knows the gender"
        " of its endings. Press other heads, then ask the cross-attention: nobody looks there."
    ),
    request=GalleryRequest,
    answer=gallery.answer,
    controls=(
        Control("model", "Model", names=common.MODELS),
        Control("part", "Attention of", names=common.PARTS),
        Control("sentence", "English sentence"),
    ),
    views=((View("heads", "heads", "Every head, layer·head"),),),
    paint=paint,
    cards=lambda request: (request.model,),
    endpoint=Endpoint(
        "heads",
        "Attention of every layer and head of a translator over one sentence, and statistics of"
        " each head over held-out sentences: weight on the previous, the next, the same and the"
        " first token, and entropy; for cross-attention, how often its strongest key is gold.",
        images=lambda found: {"weights": common.grey(found.heads.weights)},
    ),
    snippet=snippet,
    french={
        **common.FRENCH,
        **heads.FRENCH,
        "All heads": "Toutes les têtes",
        "In head 2·4 “her”, “beautiful” and “tired” all look at “king”: so French knows the gender"
        " of its endings. Press other heads, then ask the cross-attention: nobody looks there.": (
            "Dans la tête 2·4, « her », « beautiful » et « tired » regardent tous « king » : ainsi"
            " le français connaît le genre de ses terminaisons. Pressez d'autres têtes, puis"
            " l'attention croisée : personne n'y regarde."
        ),
        NOTE: ("Les têtes sont nommées d'après leur moyenne sur {count} phrases."),
        "the first word": "le premier mot",
        "the start": "le début",
        "English word (query)": "mot anglais (requête)",
        "English word (key)": "mot anglais (clé)",
        "French word to come (query)": "mot français à venir (requête)",
        "what was said (key)": "ce qui a été dit (clé)",
        "French word (query)": "mot français (requête)",
        "Every head, layer·head": "Chaque tête, couche·tête",
    },
)
