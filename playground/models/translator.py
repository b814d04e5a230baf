"""A transformer that translates sentences of a small vocabulary, and shows where it looked."""

import difflib
import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from playground.errors import BadValue

PAD, START, END = 0, 1, 2
_SPECIAL = 3


@dataclass(frozen=True, eq=False)
class Translation:
    """A sentence of T words translated from S words, and all attention on the way.

    Row t of every table belongs to the word that is predicted there, words[t]; a decoder's
    column u is what was known then: the start for u = 0, else words[u - 1]. Rows sum to 1.
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


@dataclass(frozen=True, eq=False)
class Prediction:
    """logits [N, T, target words], attention over the source and over what was said."""

    logits: Tensor
    cross: Tensor  #: [N, layers, heads, T, S]
    decoder: Tensor  #: [N, layers, heads, T, T]


class Attend(nn.Module):
    """Multi-head attention that returns its weights. Vaswani et al. 2017, section 3.2."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key_value = nn.Linear(width, 2 * width)
        self.out = nn.Linear(width, width)

    def forward(self, x: Tensor, memory: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """x [N, T, width], memory [N, S, width], mask bool [N, T, S] or [N, 1, S], True = may look.

        Returns [N, T, width] and weights [N, heads, T, S].
        """
        q, k, v = self.project(x, memory)
        scores = q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1])
        weights = scores.masked_fill(~mask[:, None], -math.inf).softmax(dim=-1)
        return self.out((weights.to(v.dtype) @ v).transpose(1, 2).flatten(2)), weights

    def project(self, x: Tensor, memory: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Queries [N, heads, T, D], keys and values [N, heads, S, D] of each head."""
        k, v = (self._split(part) for part in self.key_value(memory).chunk(2, dim=-1))
        return self._split(self.query(x)), k, v

    def _split(self, x: Tensor) -> Tensor:
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)


class EncoderLayer(nn.Module):
    """Self-attention and a feed-forward network, each normed first and added."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attend = Attend(width, heads)
        self.forward_network = _feed_forward(width)

    def forward(self, x: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """States [N, S, width] and weights [N, heads, S, S]."""
        normed = self.norm1(x)
        mixed, weights = self.attend(normed, normed, mask)
        x = x + mixed
        return x + self.forward_network(self.norm2(x)), weights


class DecoderLayer(nn.Module):
    """Causal self-attention, attention over the source, and a feed-forward network."""

    def __init__(self, width: int, heads: int, cross_heads: int) -> None:
        super().__init__()
        self.norm1, self.norm2, self.norm3 = (nn.LayerNorm(width) for _ in range(3))
        self.attend = Attend(width, heads)
        self.cross = Attend(width, cross_heads)
        self.forward_network = _feed_forward(width)

    def forward(self, y: Tensor, causal: Tensor, memory: Memory) -> tuple[Tensor, Tensor, Tensor]:
        """States [N, T, width], weights over the source and over what was said."""
        normed = self.norm1(y)
        mixed, own = self.attend(normed, normed, causal)
        y = y + mixed
        mixed, cross = self.cross(self.norm2(y), memory.states, memory.known[:, None])
        y = y + mixed
        return y + self.forward_network(self.norm3(y)), cross, own


class Translator(nn.Module):
    """Encoder and decoder over two vocabularies, which are arguments and so stand on the card.

    The encoder sees words only, no start or end: an alignment's row sums to 1 over words.
    longest: words of a source sentence, and of a translation, at most.
    Vaswani et al. 2017, with the norms first (Xiong et al. 2020).
    """

    def __init__(
        self,
        source: Sequence[str],
        target: Sequence[str],
        width: int = 96,
        heads: int = 4,
        cross_heads: int = 1,
        encoder_layers: int = 2,
        decoder_layers: int = 1,
        longest: Sequence[int] = (20, 32),
    ) -> None:
        super().__init__()
        self.source, self.target = tuple(source), tuple(target)
        self.longest = tuple(longest)
        self._source_ids = {word: i + _SPECIAL for i, word in enumerate(source)}
        self._target_ids = {word: i + _SPECIAL for i, word in enumerate(target)}
        self.enter = _embedding(len(source), width)
        self.say = _embedding(len(target), width)
        self.place = nn.Parameter(0.1 * torch.randn(max(longest) + 1, width))
        self.encoder = nn.ModuleList(EncoderLayer(width, heads) for _ in range(encoder_layers))
        self.decoder = nn.ModuleList(
            DecoderLayer(width, heads, cross_heads) for _ in range(decoder_layers)
        )
        self.norm_memory, self.norm = nn.LayerNorm(width), nn.LayerNorm(width)
        self.choose = nn.Linear(width, len(target) + _SPECIAL)

    def encode(self, source: Tensor, ordered: bool = True) -> Memory:
        """Source ids [N, S], padded with PAD, to what the decoder attends to.

        ordered=False leaves the places out: the words become a bag of words.
        """
        known = source != PAD
        x, weights = self.enter(source), []
        if ordered:
            x = x + self.place[: source.shape[1]]
        for layer in self.encoder:
            x, seen = layer(x, known[:, None])
            weights.append(seen)
        return Memory(self.norm_memory(x), known, torch.stack(weights, dim=1))

    def decode(self, memory: Memory, said: Tensor) -> Prediction:
        """Predict word t from START and the words before t: said ids [N, T], said[:, 0] = START."""
        length = said.shape[1]
        ones = torch.ones(1, length, length, dtype=torch.bool, device=said.device)
        y, crosses, owns = self.say(said) + self.place[:length], [], []
        for layer in self.decoder:
            y, cross, own = layer(y, ones.tril(), memory)
            crosses.append(cross)
            owns.append(own)
        logits = self.choose(self.norm(y))
        return Prediction(logits, torch.stack(crosses, dim=1), torch.stack(owns, dim=1))

    def forward(self, source: Tensor, said: Tensor) -> Tensor:
        """Logits [N, T, target words] of every next word: `decode` after `encode`."""
        return self.decode(self.encode(source), said).logits

    def source_ids(self, sentences: Sequence[Sequence[str]]) -> Tensor:
        """Words as ids [N, S], padded. Raises BadValue for unknown words and bad lengths."""
        if not sentences:
            raise BadValue("sentences", sentences, "one or more", "Give a list of lists of words.")
        for sentence in sentences:
            if not 1 <= len(sentence) <= self.longest[0]:
                allowed = f"1 to {self.longest[0]} words"
                raise BadValue("sentence", " ".join(sentence), allowed, "Say it shorter.")
        rows = [[self._known(word) for word in sentence] for sentence in sentences]
        return self._padded(rows)

    def target_ids(self, sentences: Sequence[Sequence[str]]) -> Tensor:
        """Translations as ids [N, T + 2], padded: START, the words, END. For training."""
        rows = [[START, *(self._target_ids[w] for w in words), END] for words in sentences]
        return self._padded(rows)

    @torch.inference_mode()
    def translate(self, sentences: Sequence[Sequence[str]]) -> list[Translation]:
        """The likeliest word at every step, for each sentence (words of the source vocabulary).

        Raises BadValue for an unknown word, an empty sentence or one that is too long.
        """
        source = self.source_ids(sentences).to(self.place.device)
        memory = self.encode(source)
        said = source.new_full((len(source), 1), START)
        while said.shape[1] <= self.longest[1] and not (said == END).any(dim=1).all():
            best = self.decode(memory, said).logits[:, -1].argmax(dim=1)
            said = torch.cat([said, best[:, None]], dim=1)
        prediction = self.decode(memory, said[:, :-1])
        return [
            self._translation(said[i], len(words), i, memory, prediction)
            for i, words in enumerate(sentences)
        ]

    def _translation(
        self, said: Tensor, length: int, i: int, memory: Memory, prediction: Prediction
    ) -> Translation:
        """What belongs to sentence i, of `length` source words, cut out of a padded batch."""
        ends = (said == END).nonzero()
        count = int(ends[0]) - 1 if len(ends) else len(said) - 1
        ids = said[1 : count + 1]
        cross = prediction.cross[i, :, :, :count, :length]
        chances = prediction.logits[i, :count].softmax(dim=-1)
        return Translation(
            words=tuple(self.target[int(word) - _SPECIAL] for word in ids),
            alignment=cross[-1].mean(dim=0),
            cross=cross,
            encoder=memory.weights[i, :, :, :length, :length],
            decoder=prediction.decoder[i, :, :, :count, :count],
            probabilities=chances.gather(1, ids[:, None])[:, 0],
            complete=bool(len(ends)),
        )

    def _known(self, word: str) -> int:
        if word not in self._source_ids:
            close = difflib.get_close_matches(str(word), self.source, n=3, cutoff=0.5)
            way_out = f"Did you mean {' or '.join(close)}?" if close else "Choose another word."
            allowed = f"one of the {len(self.source)} words that this model knows"
            raise BadValue("word", word, allowed, way_out)
        return self._source_ids[word]

    @staticmethod
    def _padded(rows: list[list[int]]) -> Tensor:
        return nn.utils.rnn.pad_sequence([torch.tensor(row) for row in rows], batch_first=True)


def _embedding(words: int, width: int) -> nn.Embedding:
    return nn.Embedding(words + _SPECIAL, width, padding_idx=PAD)


def _feed_forward(width: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))
