"""From one sequence of words to another: vocabularies, greedy answers, and where they looked."""

import difflib
import functools
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from playground.errors import BadValue, Filled, Own

PAD, START, END = 0, 1, 2
_SPECIAL = 3
#: Words after which a GPU is asked which sentences go on: an answer costs it as much as a word.
ASKED = 8


@dataclass(frozen=True, eq=False)
class Translation:
    """A sentence of T words translated from S words, and all attention on the way.

    Row t of every table belongs to the word that is predicted there, words[t]; a decoder's
    column u is what was known then: the start for u = 0, else words[u - 1]. Rows sum to 1.
    A network without self-attention has tables of no layers there. All lie on the CPU.
    """

    words: tuple[str, ...]
    alignment: Tensor  #: [T, S] the last layer's cross-attention, mean over its heads
    cross: Tensor  #: [layers, heads, T, S] decoder over source words
    encoder: Tensor  #: [layers, heads, S, S] source words over source words
    decoder: Tensor  #: [layers, heads, T, T] decoder over what was said
    probabilities: Tensor  #: [T] of each word that was chosen
    complete: bool  #: False where the longest answer was cut off


@dataclass(frozen=True, eq=False)
class Memory:
    """An encoded batch: states [N, S, width], known [N, S] (False = padding), weights."""

    states: Tensor
    known: Tensor
    weights: Tensor  #: [N, layers, heads, S, S]

    def of(self, rows: Tensor) -> "Memory":
        """Those of some sentences, by number."""
        return Memory(self.states[rows], self.known[rows], self.weights[rows])


@dataclass(frozen=True, eq=False)
class Prediction:
    """logits [N, T, target words], attention over the source and over what was said."""

    logits: Tensor
    cross: Tensor  #: [N, layers, heads, T, S]
    decoder: Tensor  #: [N, layers, heads, T, T]


class Vocabulary:
    """Words as numbers, the first three of which are kept for PAD, START and END.

    unit: what a word is called in messages, such as "character".
    """

    def __init__(self, words: Sequence[str], unit: str = "word") -> None:
        self.words, self.unit = tuple(words), unit
        self.size = len(self.words) + _SPECIAL
        self._ids = {word: i + _SPECIAL for i, word in enumerate(self.words)}

    def ids(self, sentences: Sequence[Sequence[str]]) -> Tensor:
        """Sentences as int64 [N, S], padded. Raises BadValue for an unknown word."""
        return self._padded([[self._known(word) for word in words] for words in sentences])

    def framed(self, sentences: Sequence[Sequence[str]]) -> Tensor:
        """Sentences as int64 [N, T + 2], padded: START, the words, END."""
        rows = [[START, *(self._known(word) for word in words), END] for words in sentences]
        return self._padded(rows)

    def word(self, number: int) -> str:
        """The word of a number that is none of the first three."""
        return self.words[number - _SPECIAL]

    def _known(self, word: str) -> int:
        if word not in self._ids:
            slips = [known for known in self.words if _one_slip(str(word), known)]
            close = difflib.get_close_matches(str(word), slips, n=3, cutoff=0)
            way_out = "Choose another one."
            if close:
                names: list[str] = [Own(one) for one in close]
                way_out = Filled("Did you mean {close}?", close=functools.reduce(_either, names))
            template = "one of the {count} {units} that this model knows"
            allowed = Filled(template, count=len(self.words), units=f"{self.unit}s")
            raise BadValue(self.unit, word, allowed, way_out)
        return self._ids[word]

    @staticmethod
    def _padded(rows: list[list[int]]) -> Tensor:
        return nn.utils.rnn.pad_sequence([torch.tensor(row) for row in rows], batch_first=True)


def _one_slip(typed: str, known: str) -> bool:
    """One letter more, less or other, or two neighbours in turn; nothing stays of a single one."""
    pairs = enumerate(zip(typed, known, strict=False))
    start = next((i for i, (a, b) in pairs if a != b), min(len(typed), len(known)))
    a, b = typed[start:], known[start:]
    turned = a[:2] == b[1::-1] and a[2:] == b[2:]
    return len(known) > 1 and (turned or b[1:] in (a, a[1:]) or a[1:] == b)


def _either(one: str, other: str) -> str:
    return Filled("{one} or {other}", one=one, other=other)


class SequenceToSequence(nn.Module, ABC):
    """Encoder and decoder over two vocabularies, which are arguments and so stand on the card.

    The encoder sees words only, no start or end: an alignment's row sums to 1 over words.
    longest: words of a source sentence, and of a translation, at most.
    """

    def __init__(
        self, source: Sequence[str], target: Sequence[str], longest: Sequence[int], unit: str
    ) -> None:
        super().__init__()
        self.reads, self.says = Vocabulary(source, unit), Vocabulary(target, unit)
        self.source, self.target = self.reads.words, self.says.words
        self.longest, self.unit = tuple(longest), unit

    @abstractmethod
    def encode(self, source: Tensor) -> Memory:
        """Source ids [N, S], padded with PAD, to what the decoder attends to."""

    @abstractmethod
    def decode(self, memory: Memory, said: Tensor) -> Prediction:
        """Predict word t from START and the words before t: said ids [N, T], said[:, 0] = START."""

    def forward(self, source: Tensor, said: Tensor) -> Tensor:
        """Logits [N, T, target words] of every next word: `decode` after `encode`."""
        return self.decode(self.encode(source), said).logits

    def source_ids(self, sentences: Sequence[Sequence[str]]) -> Tensor:
        """Words as ids [N, S], padded. Raises BadValue for unknown words and bad lengths."""
        if not sentences:
            raise BadValue("sentences", sentences, "one or more", "Give a list of lists of words.")
        for sentence in sentences:
            if not 1 <= len(sentence) <= self.longest[0]:
                allowed = Filled("1 to {most} {units}", most=self.longest[0], units=f"{self.unit}s")
                raise BadValue("sentence", " ".join(sentence), allowed, "Say it shorter.")
        return self.reads.ids(sentences)

    def target_ids(self, sentences: Sequence[Sequence[str]]) -> Tensor:
        """Translations as ids [N, T + 2], padded: START, the words, END. For training."""
        return self.says.framed(sentences)

    @torch.inference_mode()
    def translate(self, sentences: Sequence[Sequence[str]]) -> list[Translation]:
        """The likeliest word at every step, for each sentence (words of the source vocabulary).

        Raises BadValue for an unknown word, an empty sentence or one that is too long.
        """
        source = self.source_ids(sentences).to(next(self.parameters()).device)
        memory = self.encode(source)
        said = source.new_full((len(source), 1), START)
        going = torch.arange(len(source), device=source.device)
        ended = torch.zeros_like(going, dtype=torch.bool)
        asked = 1 if source.device.type == "cpu" else ASKED
        while said.shape[1] <= self.longest[1] and len(going):
            best = self.decode(memory.of(going), said[going]).logits[:, -1].argmax(dim=1)
            said = torch.cat([said, torch.full_like(said[:, :1], PAD)], dim=1)
            said[going, -1] = best.masked_fill(ended[going], PAD)
            ended[going] |= best == END
            if said.shape[1] % asked == 0:
                going = going[~ended[going]]
        prediction = self.decode(memory, said[:, :-1])
        chances = prediction.logits.softmax(dim=-1).gather(2, said[:, 1:, None])[..., 0].cpu()
        tables = (prediction.cross.cpu(), memory.weights.cpu(), prediction.decoder.cpu(), chances)
        each = zip(said.tolist(), sentences, *tables, strict=True)
        return [self._translation(row, len(words), *own) for row, words, *own in each]

    def _translation(
        self,
        said: list[int],
        length: int,
        cross: Tensor,
        encoder: Tensor,
        decoder: Tensor,
        chances: Tensor,
    ) -> Translation:
        """What belongs to one sentence, of `length` source words, without a batch's padding."""
        complete = END in said
        count = (said.index(END) if complete else len(said)) - 1
        cross = cross[:, :, :count, :length]
        return Translation(
            words=tuple(self.says.word(number) for number in said[1 : count + 1]),
            alignment=cross[-1].mean(dim=0),
            cross=cross,
            encoder=encoder[:, :, :length, :length],
            decoder=decoder[:, :, :count, :count],
            probabilities=chances[:count],
            complete=complete,
        )


def embedding(vocabulary: Vocabulary, width: int) -> nn.Embedding:
    """A vector for each word; padding's is 0."""
    return nn.Embedding(vocabulary.size, width, padding_idx=PAD)
