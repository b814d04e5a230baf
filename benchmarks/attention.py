"""The attention pages' default questions over their bare network passes.

`python -m benchmarks.attention`; the bar is 1.4. Both sides translate word by word, as any
translator must; nothing is answered from memory.
"""

import itertools

import torch

from benchmarks.common import Row, compare
from playground.engine.attention import generation, gpt, images, sentences, translation
from playground.engine.attention.gpt import GPTRequest
from playground.engine.attention.images import ImageRequest
from playground.models import catalog
from playground.models.gpt import GPT
from playground.models.sequences import START
from playground.models.translator import Translator
from playground.models.vit import ViT

BAR = 1.4


def bare_translation(words: list[str], length: int) -> None:
    """One encoding, a decoding for each word and the end, one for the weights."""
    translator = catalog.load_as(Translator, sentences.MODEL)
    with torch.inference_mode():
        memory = translator.encode(translator.source_ids([words]))
        for said in range(1, length + 2):
            translator.decode(memory, torch.full((1, said), START))
        translator.decode(memory, torch.full((1, length + 1), START))


def bare_image() -> None:
    """One pass of the vision Transformer, with all weights."""
    vit = catalog.load_as(ViT, "mnist-vit")
    with torch.inference_mode():
        vit.attend(torch.zeros((1, 1, 28, 28)))


def bare_writing(request: GPTRequest) -> None:
    """Each token read once, a pass for the weights, and a batch for each shortened context."""
    network, ids = catalog.load_as(GPT, generation.MODEL), generation.prompt_ids(request.prompt)
    with torch.inference_mode():
        text = network.generate(torch.tensor([ids]), request.tokens, lambda one: one.argmax(-1))[0]
        network.attend(text[None, :-1])
        for length in (n for n in generation.LENGTHS if n < len(text) - 1):
            ends = range(max(len(ids), length + 1), len(text))
            network(torch.stack([text[end - length : end] for end in ends]))


def main() -> list[Row]:
    """Print the ratios. The questions are asked without what earlier rounds left in memory."""
    words = sentences.words_of(sentences.EXAMPLE)
    translate, see = translation.translate.__wrapped__, images.seen.__wrapped__  # type: ignore[attr-defined]
    length = len(translation.translate(sentences.MODEL, words).french)
    rows = compare(
        {
            "bare network": lambda: bare_translation(list(words), length),
            "the whole question": lambda: translate(sentences.MODEL, words),
        },
        "bare network",
        repeats=31,
        title=f"Translation of a sentence of {len(words)} words (bar: {BAR})",
    )
    seeds = itertools.count(1)
    rows += compare(
        {
            "bare network": lambda: bare_writing(GPTRequest()),
            "the whole question": lambda: gpt.answer(GPTRequest(seed=next(seeds))),
        },
        "bare network",
        repeats=11,
        title=f"30 tokens by a GPT, and a Markov model beside it (bar: {BAR})",
    )
    return rows + compare(
        {"bare network": bare_image, "the whole question": lambda: see(ImageRequest())},
        "bare network",
        repeats=31,
        title=f"Every head over an image (bar: {BAR})",
    )


if __name__ == "__main__":
    main()
