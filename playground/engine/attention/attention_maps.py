"""One text through one network, whichever it is: all its attention, and what it makes of it."""

from dataclasses import dataclass
from typing import Any, cast

import torch
from torch import Tensor

from playground import device
from playground.core.attention import Attention, attention
from playground.engine.attention import dates, generation, induction, sentences
from playground.engine.attention.by_hand import CROSS, DECODER, ENCODER, opened_up
from playground.engine.attention.translation import translation
from playground.models import catalog
from playground.models.gpt import GPT
from playground.models.layers import Block, causal_mask
from playground.models.translator import Translator

#: Self-attention of a network that has no other.
SELF = "self"
GPT_MODEL = generation.MODEL
PROMPT = "ROMEO:\nO, she doth teach the torches to burn bright! O, she"
#: How many of the likeliest tokens are named.
LIKELIEST = 5


@dataclass(frozen=True)
class Said:
    """What a network makes of a text: answers, each with its probability, the likeliest first."""

    about: str
    answers: tuple[tuple[str, float], ...]


@dataclass(frozen=True, eq=False)
class Reading:
    """All attention of one text: weights [L, H, Tq, Tk], rows sum to 1.

    scores: the same shape, before mask and softmax; None where they are not known. causal: whether
    query t sees keys 0 ... t alone; None where keys are not queries. sinks: keys that are no word.
    ids: tokens of the queries [Tq], where they are those of the keys too.
    """

    queries: tuple[str, ...]
    keys: tuple[str, ...]
    weights: Tensor
    scores: Tensor | None
    causal: bool | None
    said: tuple[Said, ...]
    ids: Tensor | None = None
    sinks: tuple[int, ...] = (0,)


def read(model: str, part: str, text: tuple[str, ...]) -> Reading:
    """A shipped network over words, characters, letters, or the one string of a prompt.

    Raises BadValue for what the model does not know, and for too much of it.
    """
    network: Any = catalog.load(model, device.pick())
    if isinstance(network, GPT):
        return _continued(network, model, text)
    if isinstance(network, Translator):
        return _translated(model, part, text)
    translated = translation(model, text)
    between = "" if model == dates.MODEL else " "
    said = _translation(translated.words, translated.probabilities, between)
    return Reading(translated.words, text, translated.cross, None, None, said)


def parts(model: str) -> tuple[str, ...]:
    """The kinds of attention that a shipped network has."""
    architecture = catalog.card(model).architecture
    if architecture == "translator.Translator":
        return (ENCODER, DECODER, CROSS)
    return (SELF,) if architecture == "gpt.GPT" else (CROSS,)


def _translated(model: str, part: str, english: tuple[str, ...]) -> Reading:
    opened, translated = opened_up(model, english, part), translation(model, english)
    worked = opened.worked()
    return Reading(
        opened.queries,
        opened.keys,
        worked.weights,
        worked.scores,
        {ENCODER: False, DECODER: True, CROSS: None}[part],
        _translation(translated.words, translated.probabilities),
        numbered(english) if part == ENCODER else None,
    )


def numbered(words: tuple[str, ...]) -> Tensor:
    """[T]: equal numbers where words are equal."""
    return torch.tensor([words.index(word) for word in words])


def _translation(
    words: tuple[str, ...], probabilities: Tensor, between: str = " "
) -> tuple[Said, ...]:
    """The probability of the whole is the product of its parts'."""
    said = between.join(words).replace("' ", "'")
    return (Said("Translation", ((said, float(probabilities.prod())),)),)


def _continued(network: GPT, model: str, text: tuple[str, ...]) -> Reading:
    ids = tokens(model, text)
    names = named(model, ids)
    worked, logits = opened_gpt(network, ids)
    best = logits[-1].softmax(-1).topk(LIKELIEST)
    said = zip(named(model, best.indices), best.values.tolist(), strict=True)
    about = "Next letter" if model == induction.MODEL else "Next token"
    return Reading(
        names, names, worked.weights, worked.scores, True, (Said(about, tuple(said)),), ids
    )


def opened_gpt(network: GPT, ids: Tensor) -> tuple[Attention, Tensor]:
    """All attention of ids [T], [L, H, T, T], and the logits [T, vocabulary]."""
    ids = ids.to(network.place.device)[None]
    mask, projected = causal_mask(ids.shape[1], ids.device), []
    x = network.enter(ids) + network.place[: ids.shape[1]]
    for block in network.blocks:
        normed = cast(Block, block).norm1(x)
        projected.append(cast(Block, block).attend.project(normed, normed))
        x, _ = block(x, mask)
    q, k, v = (torch.stack(several)[:, 0].cpu() for several in zip(*projected, strict=True))
    logits: Tensor = network(ids)
    return attention(q, k, v, mask=mask[0].cpu()), logits[0].cpu()


def tokens(model: str, text: tuple[str, ...]) -> Tensor:
    """[T] of letters, or of a prompt. Raises BadValue for what is no text, and for too much."""
    if model == induction.MODEL:
        return torch.tensor([induction.LETTERS.index(letter) for letter in text])
    return torch.tensor(generation.prompt_ids(text[0]))


def named(model: str, ids: Tensor) -> tuple[str, ...]:
    """Tokens as they are shown: a letter, or a piece of text with its blanks visible."""
    if model == induction.MODEL:
        return tuple(induction.LETTERS[i] for i in ids.tolist())
    return tuple(visible(generation.tokens().decode([i])) for i in ids.tolist())


def visible(piece: str) -> str:
    """A blank as · and a line's end as ↵."""
    return piece.replace(" ", "·").replace("\n", "↵")


def text_of(model: str, typed: str) -> tuple[str, ...]:
    """What `read` takes, from what a visitor typed for that model. Raises BadValue."""
    if model == dates.MODEL:
        return dates.characters(typed)
    if model == induction.MODEL:
        return tuple(induction.letters_of(typed))
    if model in sentences.translators():
        return sentences.words_of(typed, model)
    return (typed,)
