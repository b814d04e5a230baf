"""Every head of a network over one text: what each does in it, and what it does in others."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from playground import device
from playground.arrays import F32
from playground.core.attention import agreement, head_statistics, rollout, row_entropy
from playground.core.induction import induction_score, repeat_score
from playground.engine.attention import (
    attention_maps,
    dates,
    external_models,
    generation,
    induction,
    sentences,
)
from playground.engine.attention.attention_maps import GPT_MODEL, PROMPT, Reading, Said
from playground.engine.attention.by_hand import CROSS, DECODER, ENCODER, PARTS
from playground.engine.attention.heads import Heads, by_name, plain
from playground.engine.attention.sentences import Links
from playground.engine.request import Request, choice, text
from playground.engine.result import Result, answering, tells
from playground.models import bpe, catalog
from playground.models.dates import Read
from playground.models.gpt import GPT
from playground.models.hub import KNOWN, suggested

#: Texts over which heads are measured: one alone says little.
SENTENCES, WINDOWS, SEQUENCES = 60, 12, 20
OTHERS = (dates.MODEL, induction.MODEL, GPT_MODEL)
#: A decoder's rows are called after words to come: what stands at a row's place is said already.
SAID = {"diagonal": "said", "previous": "earlier"}
MODELS = (*sentences.translators(), *(name for name in OTHERS if catalog.has(name)))


@dataclass(frozen=True)
class AllHeadsRequest(Request):
    """Whose heads, over which text: the field that its model reads."""

    model: str = choice(MODELS[0], (*MODELS, *external_models.there()), "Whose heads.", "Model")
    part: str = choice(ENCODER, PARTS, "Which words ask, and which are asked.", "Attention of")
    sentence: str = sentences.sentence_field()
    date: str = text(dates.EXAMPLE, 80, "As you would write it in English.", "Date")
    letters: str = text(
        induction.EXAMPLE, 2 * induction.LONGEST, "Repeat a few, A to Z.", "Letters"
    )
    prompt: str = text(PROMPT, 600, f"English, of at most {generation.LONGEST} tokens.", "Text")
    name: str = text(
        suggested(KNOWN), 200, "As the Hugging Face Hub names it: owner/model.", "Name"
    )
    passage: str = text(
        external_models.EXAMPLE, 600, f"Of at most {external_models.LONGEST} tokens.", "Text"
    )


@dataclass(frozen=True)
class AllHeads(Result):
    """All heads over one text, with their statistics in it; and those over `measured` others, none
    where that is 0.

    In a decoder, row t predicts word t, and column u is what was known then. scores: as weights,
    before mask and softmax. causal: as of `Reading`.
    """

    model: str = field(metadata=tells())
    part: str = field(metadata=tells())
    queries: tuple[str, ...]
    keys: tuple[str, ...]
    heads: Heads = field(metadata=tells())
    others: Heads = field(metadata=tells())
    scores: F32 | None = field(metadata=tells())
    causal: bool | None = field(metadata=tells())
    sinks: tuple[int, ...] = field(metadata=tells())
    said: tuple[Said, ...] = field(metadata=tells("says"))
    measured: int = field(metadata=tells("other_texts"))

    @property
    def read(self) -> Read | None:
        """What was written, where it is read as a date."""
        return dates.read("".join(self.keys)) if self.model == dates.MODEL else None

    def numbers(self) -> dict[str, Any]:
        """Lists of heads are [layer][head]."""
        judged = dates.judged(self.read, "".join(self.queries)) if self.read else {}
        through = None if self.causal is None else rollout(torch.from_numpy(self.heads.weights))
        return (
            super().numbers()
            | judged
            | {
                "weights": self.heads.weights,
                "statistics": self.heads.numbers,
                "names": self.heads.names(),
                "rollout": through,
                "statistics_of_others": self.others.numbers,
            }
        )


def answer(request: AllHeadsRequest) -> AllHeads:
    """All heads. Raises BadValue for what the model cannot read, and DataError where a model of
    other people cannot be had."""
    if request.model in external_models.there():
        # Fetched first: the accelerator is lent for seconds.
        folder = external_models.folder_of(request.model, request.name)
        return of_others(request.model, folder, request.passage)
    return gallery(request.model, part_of(request), text_of(request))


def part_of(request: AllHeadsRequest) -> str:
    """The kind of attention that is asked for: of a network that has only one, that."""
    if request.model in external_models.there():
        return attention_maps.SELF
    there = attention_maps.parts(request.model)
    return request.part if request.part in there else there[0]


def text_of(request: AllHeadsRequest) -> tuple[str, ...]:
    """What the model reads. Raises BadValue."""
    field = {dates.MODEL: "date", induction.MODEL: "letters", GPT_MODEL: "prompt"}
    return attention_maps.text_of(
        request.model, getattr(request, field.get(request.model, "sentence"))
    )


@answering
def gallery(model: str, part: str, text: tuple[str, ...]) -> AllHeads:
    """One text with all its attention. Raises BadValue for what the model cannot read."""
    reading = attention_maps.read(model, part, text)
    return opened(model, part, reading, *statistics(model, part))


@answering
def of_others(model: str, folder: Path, text: str) -> AllHeads:
    """A model of other people, measured over this text alone. Raises as `answer`."""
    return opened(model, attention_maps.SELF, external_models.reading(folder, text), {}, 0)


def opened(
    model: str, part: str, reading: Reading, usual: dict[str, F32], measured: int
) -> AllHeads:
    """A reading with its statistics, and with those over other texts."""
    weights = plain(reading.weights)
    numbers = alone(reading.weights, reading.ids, reading.causal, part == DECODER)
    links = sentences.gold(reading.keys, reading.queries) if part == CROSS else None
    if links is not None:
        numbers["gold"] = _on_gold(links, reading.weights)
    scores = None if reading.scores is None else plain(reading.scores)
    return AllHeads(
        model,
        part,
        reading.queries,
        reading.keys,
        Heads(weights, numbers),
        Heads(weights, usual),
        scores,
        reading.causal,
        reading.sinks,
        reading.said,
        measured,
    )


def alone(
    weights: Tensor, ids: Tensor | None, causal: bool | None, to_come: bool = False
) -> dict[str, F32]:
    """What each head [L, H, Tq, Tk] does in one text, [L, H] by name.

    ids: the tokens, where queries and keys are the same ones; causal: as of `Reading`; to_come:
    rows are called after what comes next. What needs a token that comes twice is left out where
    none does.
    """
    if causal is None:
        return {"entropy": plain(row_entropy(weights)), "first": plain(weights[..., 0].mean(-1))}
    numbers = by_name(head_statistics(weights))
    if to_come:
        numbers = {SAID.get(name, name): values for name, values in numbers.items()}
    if ids is not None and len(ids.unique()) < len(ids):
        numbers["same"] = plain(repeat_score(weights, ids, causal))
        if causal:
            numbers["induction"] = plain(induction_score(weights, ids))
    return numbers


@answering
def statistics(model: str, part: str) -> tuple[dict[str, F32], int]:
    """What each head does, [L, H] by name, and over how many held-out texts that is the mean; none
    where no texts ship."""
    if model in sentences.translators():
        each = _of_sentences(model, part)
    elif catalog.card(model).architecture == "gpt.GPT":
        network = catalog.load_as(GPT, model, device.pick())
        texts = _letters() if model == induction.MODEL else _windows()
        there = torch.cat(texts).to(network.place.device).split([len(ids) for ids in texts])
        read = [network.attend(ids[None])[1][:, 0].cpu() for ids in there]
        each = [alone(weights, ids, True) for weights, ids in zip(read, texts, strict=True)]
    else:
        return {}, 0
    return _mean(each), len(each)


def _of_sentences(model: str, part: str) -> list[dict[str, F32]]:
    """Of each shipped sentence; on gold are only those that were translated as the grammar does."""
    network: Any = catalog.load(model, device.pick())
    pairs = sentences.shipped()[:SENTENCES]
    said = network.translate([pair.english for pair in pairs])
    if part == CROSS:
        right = [(p, t) for p, t in zip(pairs, said, strict=True) if t.words == p.french]
        return [
            {**alone(t.cross, None, None), "gold": _on_gold(p.links, t.cross)} for p, t in right
        ]
    if part == DECODER:
        return [alone(one.decoder, None, True, to_come=True) for one in said if one.words]
    ids = [attention_maps.numbered(pair.english) for pair in pairs]
    return [alone(one.encoder, i, False) for one, i in zip(said, ids, strict=True)]


def _on_gold(links: Links, weights: Tensor) -> F32:
    """[L, H] share of the words whose most attended word is gold."""
    return plain(agreement(weights, sentences.marked(links, weights)).top)


def _letters() -> list[Tensor]:
    """Random letters, said three times."""
    chance = device.generator(0)
    return [torch.randperm(26, generator=chance)[:8].repeat(3) for _ in range(SEQUENCES)]


def _windows() -> list[Tensor]:
    """Held-out text, cut into windows of as many tokens as a question may have."""
    ids = torch.tensor(generation.tokens().encode(bpe.content(generation.DATASET)["held_out"]))
    return list(ids.split(generation.LONGEST)[:WINDOWS])


def _mean(each: list[dict[str, F32]]) -> dict[str, F32]:
    """By name, over the texts that have it."""
    names = dict.fromkeys(name for one in each for name in one)
    return {name: np.mean([one[name] for one in each if name in one], axis=0) for name in names}
