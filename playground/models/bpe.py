"""Byte-pair encoding: text as tokens that a model knows, and back without loss."""

import bz2
import functools
import itertools
import json
import re
from collections.abc import Sequence
from typing import Any

from playground.errors import UnknownName
from playground.shipped import catalog_table, verified_bytes

#: What no token crosses: short endings, lines, words and numbers with the space before them.
PATTERN = r"'(?:ll|re|ve|[sdtm])(?!\w)|\n+| ?[^\W\d_]+| ?\d+| ?(?:[^\s\w]|_)+|\s"


def _byte_letters() -> str:
    """A visible character for each byte (Radford et al. 2019): itself where it is printable."""
    visible = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = iter(range(256, 512))
    return "".join(chr(byte if byte in visible else next(others)) for byte in range(256))


#: The character that stands for each byte in a token.
LETTERS = _byte_letters()
_BYTES = {letter: byte for byte, letter in enumerate(LETTERS)}


class BytePairs:
    """Sennrich et al. 2016 over bytes: the adjacent pair that makes the earliest token is merged
    first, for as long as there is one.

    tokens: all 256 letters of bytes, and behind them the merged ones in the order of learning.
    """

    def __init__(self, tokens: Sequence[str]) -> None:
        self.tokens = tuple(tokens)
        self._ids = {token: i for i, token in enumerate(self.tokens)}
        self._merged = functools.lru_cache(maxsize=1 << 16)(self._merge)

    def encode(self, text: str) -> list[int]:
        """The tokens of a text, by number: there are some for every text."""
        return [i for chunk in re.findall(PATTERN, text) for i in self._merged(chunk)]

    def decode(self, ids: Sequence[int]) -> str:
        """The text of tokens; bytes that are no UTF-8, as in half a character, become �."""
        return self._bytes(ids).decode("utf-8", errors="replace")

    def shown(self, i: int) -> str:
        """One token's text; the bytes of half a character as numbers, ⟨C3⟩."""
        data = self._bytes([i])
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            return "".join(chr(b) if b < 128 else f"⟨{b:02X}⟩" for b in data)

    def _bytes(self, ids: Sequence[int]) -> bytes:
        return bytes(_BYTES[letter] for i in ids for letter in self.tokens[i])

    def _merge(self, chunk: str) -> tuple[int, ...]:
        parts = [LETTERS[byte] for byte in chunk.encode()]
        while len(parts) > 1:
            none = len(self.tokens)
            ranks = [self._ids.get(a + b, none) for a, b in itertools.pairwise(parts)]
            best = min(range(len(ranks)), key=ranks.__getitem__)
            if ranks[best] == none:
                break
            parts[best : best + 2] = [parts[best] + parts[best + 1]]
        return tuple(self._ids[part] for part in parts)


def shipped(dataset: str) -> BytePairs:
    """The tokens that ship with a data set of text. Raises UnknownName, WeightsError."""
    return BytePairs(content(dataset)["tokens"])


def content(dataset: str) -> dict[str, Any]:
    """What ships of a text: "tokens", and the start of its "held_out" part. Raises as `shipped`."""
    found: dict[str, Any] = json.loads(_bytes(dataset, dataset))
    return found


def training_text(dataset: str) -> str:
    """What the tokens, and the language model on them, were learned from. Raises as `shipped`."""
    return bz2.decompress(_bytes(dataset, f"{dataset}-text")).decode()


def _bytes(dataset: str, entry: str) -> bytes:
    """The file of an entry of the catalog; a data set of text has two, NAME and NAME-text."""
    table = catalog_table("data")
    texts = sorted(name.removesuffix("-text") for name in table if name.endswith("-text"))
    if dataset not in texts:
        raise UnknownName("dataset", dataset, texts)
    return verified_bytes(table[entry]["file"], table[entry]["sha256"])
