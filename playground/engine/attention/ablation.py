"""Is attention an explanation? Take away a word, or a head, and compare with what it weighed."""

from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from playground import device
from playground.arrays import F32
from playground.core.attention import rollout
from playground.core.correlation import kendall
from playground.core.divergence import total_variation
from playground.engine.attention import attention_maps, generation, sentences
from playground.engine.attention.attention_maps import GPT_MODEL, PROMPT, SELF
from playground.engine.attention.by_hand import CROSS, DECODER, ENCODER, MODELS
from playground.engine.attention.heads import places, plain
from playground.engine.attention.translation import translation
from playground.engine.attention.zero_ablation import each_silenced, heads_of
from playground.engine.request import Request, choice, text
from playground.engine.result import Result, answering, tells
from playground.errors import BadValue
from playground.models import catalog
from playground.models.gpt import GPT
from playground.models.sequences import SequenceToSequence, Translation
from playground.models.translator import Translator

WORD, HEAD = THINGS = ("word", "head")
#: How much a word is looked at: by the last layer, or through all layers.
LAST, THROUGH = "last", "through"
#: The networks whose heads can be taken out.
WITH_HEADS = (*MODELS, GPT_MODEL)
NEXT = "⟨next⟩"


@dataclass(frozen=True)
class AblationRequest(Request):
    """What is taken away from whom."""

    model: str = choice(
        sentences.MODEL, (*sentences.translators(), GPT_MODEL), "Who reads, and answers.", "Model"
    )
    away: str = choice(WORD, THINGS, "A word of the text, or a head of the network.", "Take away")
    sentence: str = sentences.sentence_field()
    prompt: str = text(PROMPT, 600, f"English, of at most {generation.LONGEST} tokens.", "Text")


@dataclass(frozen=True)
class Series(Result):
    """P things by what they weigh and what they do, for each of T outputs.

    name: LAST or THROUGH for words; where heads sit for heads. weight [P, T]: for a word, attention
    on it; for a head, its largest weight in that output's row, of an encoder's rows the mean
    ("confidence", Voita et al. 2019). change [P, T]: total variation between the distributions of
    the output with the thing and without it. tau [T]: Kendall's, of weight and change.
    """

    name: str = field(metadata=tells("series"))
    things: tuple[str, ...]
    weight: F32
    change: F32
    tau: tuple[float, ...] = field(metadata=tells("kendall_tau"))


@dataclass(frozen=True)
class AblationResult(Result):
    """Series over the same outputs: French words, or a GPT's next token."""

    model: str
    away: str
    outputs: tuple[str, ...]
    series: tuple[Series, ...]


def away_of(request: AblationRequest) -> str:
    """A network whose heads cannot be taken out loses words."""
    return request.away if request.model in WITH_HEADS else WORD


def answer(request: AblationRequest) -> AblationResult:
    """Take each away in turn. Raises BadValue for what the model cannot read."""
    typed = request.prompt if request.model == GPT_MODEL else request.sentence
    return explain(request.model, away_of(request), attention_maps.text_of(request.model, typed))


@answering
def explain(model: str, away: str, text: tuple[str, ...]) -> AblationResult:
    """As `answer`. Reports progress by head."""
    network: Any = catalog.load(model, device.pick())
    if isinstance(network, GPT):
        return _of_gpt(network, away, text)
    said = translation(model, text)
    if away == WORD:
        series = _words_away(network, text, said)
    else:
        series = _heads_away(network, _answers(network, [text], said.words)[0], said, text)
    return AblationResult(model, away, said.words, series)


# --- translators -----------------------------------------------------------------------------


def _answers(
    network: SequenceToSequence, english: list[tuple[str, ...]], french: tuple[str, ...]
) -> Tensor:
    """[N, T, words]: what each sentence gives to every French word, said as it was."""
    where = next(network.parameters()).device
    said = network.target_ids([french] * len(english))[:, :-2].to(where)
    return network(network.source_ids(english).to(where), said).softmax(-1).cpu()


def _words_away(
    network: SequenceToSequence, text: tuple[str, ...], said: Translation
) -> tuple[Series, ...]:
    """Each word left out of the sentence in turn (Jain & Wallace 2019, "leave one out")."""
    without = _left_out(text, "sentence")
    whole = _answers(network, [text], said.words)
    change = total_variation(_answers(network, without, said.words), whole)
    series = [_series(LAST, text, said.alignment.mT, change)]
    if isinstance(network, Translator):
        through = said.alignment @ rollout(said.encoder)
        series.append(_series(THROUGH, text, through.mT, change))
    return tuple(series)


def _left_out(text: tuple[str, ...], name: str) -> list[tuple[str, ...]]:
    if len(text) < 2:
        allowed = "two words or more, so that one can be taken away"
        raise BadValue(name, " ".join(text), allowed, "Write one more.")
    return [text[:i] + text[i + 1 :] for i in range(len(text))]


def _heads_away(
    network: Translator, whole: Tensor, said: Translation, text: tuple[str, ...]
) -> tuple[Series, ...]:
    """Each head silenced in turn."""
    without = (_answers(one, [text], said.words)[0] for one in each_silenced(network))
    changes = torch.stack([total_variation(one, whole) for one in without])
    kinds = {ENCODER: said.encoder, DECODER: said.decoder, CROSS: said.cross}
    series = []
    for kind, weights in kinds.items():
        mine = [i for i, (path, _) in enumerate(heads_of(network)) if _kind(path) == kind]
        largest = weights.amax(-1).flatten(0, 1)
        if kind == ENCODER:
            largest = largest.mean(-1, keepdim=True).expand(-1, len(said.words))
        series.append(_series(kind, places(weights), largest, changes[mine]))
    return tuple(series)


def _kind(path: str) -> str:
    """Whose heads sit there: "decoder.0.cross" holds cross-attention."""
    return CROSS if path.endswith(CROSS) else path.partition(".")[0]


# --- a GPT -----------------------------------------------------------------------------------


def _of_gpt(network: GPT, away: str, text: tuple[str, ...]) -> AblationResult:
    """What comes after the last token, without each token, or each head."""
    ids = attention_maps.tokens(GPT_MODEL, text)
    names = attention_maps.named(GPT_MODEL, ids)
    logits, weights = network.attend(ids[None].to(network.place.device))
    weights, whole = weights[:, 0].cpu(), logits[0, -1:].softmax(-1).cpu()
    if away == HEAD:
        without = [_next(one, ids[None])[0] for one in each_silenced(network)]
        change = total_variation(torch.stack(without), whole)
        largest = weights[:, :, -1].amax(-1).flatten()[:, None]
        series = [_series(SELF, places(weights), largest, change[:, None])]
    else:
        kept = torch.tensor(_left_out(tuple(ids.tolist()), "prompt"))
        change = total_variation(_next(network, kept), whole)[:, None]
        last, through = weights[-1].mean(0)[-1], rollout(weights)[-1]
        rows = ((LAST, last), (THROUGH, through))
        series = [_series(name, names, row[:, None], change) for name, row in rows]
    return AblationResult(GPT_MODEL, away, (NEXT,), tuple(series))


def _next(network: GPT, ids: Tensor) -> Tensor:
    """[N, vocabulary]: what comes after each row of ids."""
    chances: Tensor = network(ids.to(network.place.device))[:, -1].softmax(-1).cpu()
    return chances


def _series(name: str, things: tuple[str, ...], weight: Tensor, change: Tensor) -> Series:
    columns = zip(weight.mT.float(), change.mT.float(), strict=True)
    taus = tuple(kendall(w, c) for w, c in columns)
    return Series(name, things, plain(weight), plain(change), taus)
