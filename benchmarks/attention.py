"""The attention tab's default question over its bare network passes.

`python -m benchmarks.attention`; the bar is 1.4. Both sides translate word by word, as any
translator must; nothing is answered from memory.
"""

import torch

from benchmarks.common import Row, compare
from playground.engine.attention import translation as attention
from playground.engine.attention.translation import AttentionRequest
from playground.models import catalog
from playground.models.sequences import START
from playground.models.translator import Translator
from playground.models.vit import ViT

BAR = 1.4


def bare(words: list[str], length: int) -> None:
    """One encoding, a decoding for each word and the end, one for the weights; one ViT pass."""
    translator = catalog.load_as(Translator, attention.TRANSLATOR)
    vit = catalog.load_as(ViT, attention.VIT)
    with torch.inference_mode():
        memory = translator.encode(translator.source_ids([words]))
        for said in range(1, length + 2):
            translator.decode(memory, torch.full((1, said), START))
        translator.decode(memory, torch.full((1, length + 1), START))
        vit.attend(torch.zeros((1, 1, 28, 28)))


def whole() -> None:
    """The question, without what earlier rounds left in memory."""
    translate, see = attention.translate.__wrapped__, attention.see.__wrapped__  # type: ignore[attr-defined]
    request = AttentionRequest()
    translate(attention.words_of(request.sentence))
    see(request.digit, request.index)


def main() -> list[Row]:
    """Print the ratio."""
    words = list(attention.words_of(attention.EXAMPLE))
    length = len(attention.translate(tuple(words)).french)
    return compare(
        {"bare networks": lambda: bare(words, length), "the whole question": whole},
        "bare networks",
        repeats=31,
        title=f"Attention, a sentence of {len(words)} words and a digit (bar: {BAR})",
    )


if __name__ == "__main__":
    main()
