"""A text's next symbol, told by counting what followed its last few ones (Shannon 1948)."""

from dataclasses import dataclass

import torch
from torch import Tensor

from playground.core import checks
from playground.errors import BadValue, Filled


@dataclass(frozen=True, eq=False)
class Markov:
    """Symbols 0 ... size - 1 after their last `order` ones: Shannon 1948, section 3.

    Counts are smoothed after Witten & Bell 1991, so that nothing is impossible:
    p(c | h) = (n(hc) + k(h) p(c | h without its first)) / (n(h) + k(h)),
    k(h) the number of different symbols after h; at last 1 / size.

    runs, counts: for each length 0 ... order of h, the different runs hc as sorted numbers in base
    `size`, and how often each was seen, as cumulative sums that begin with 0.
    """

    order: int
    size: int
    runs: tuple[Tensor, ...]
    counts: tuple[Tensor, ...]

    def next(self, history: Tensor, order: int | None = None) -> Tensor:
        """p(c | history) of every symbol c, float64 [size], for int64 history [T].

        order: look back no further than this; at most the model's own. Raises BadValue.
        """
        order = self._order(order)
        history = self._symbols("history", history)[max(0, len(history) - order) :]
        p = torch.full((self.size,), 1 / self.size, dtype=torch.float64)
        for length in range(len(history) + 1):
            runs, counts = self.runs[length], self.counts[length]
            first, last = self._range(length, self._code(history[len(history) - length :]))
            after = torch.zeros_like(p)
            after[runs[first:last] % self.size] = counts[first : last + 1].diff().double()
            kinds, total = last - first, counts[last] - counts[first]
            if total:
                p = (after + kinds * p) / (total + kinds)
        return p

    def seen(self, history: Tensor, order: int | None = None) -> int:
        """How often the text went on after the last `order` symbols of history [T]."""
        order = self._order(order)
        history = self._symbols("history", history)
        length = min(len(history), order)
        first, last = self._range(length, self._code(history[len(history) - length :]))
        return int(self.counts[length][last] - self.counts[length][first])

    def surprise(self, ids: Tensor) -> Tensor:
        """-ln p of each symbol of int64 ids [T], given those before it: float64 [T]. BadValue."""
        ids = self._symbols("ids", ids)
        p = torch.full((len(ids),), 1 / self.size, dtype=torch.float64)
        for length in range(min(self.order, len(ids) - 1) + 1):
            codes = self._codes(ids, length)
            first, last = self._range(length, codes // self.size)
            at, end = self._between(length, codes, codes + 1)
            counts = self.counts[length]
            kinds, total = last - first, counts[last] - counts[first]
            better = (counts[end] - counts[at] + kinds * p[length:]) / (total + kinds)
            p[length:] = torch.where(total > 0, better, p[length:])
        return -p.log()

    def _range(self, length: int, history: Tensor) -> tuple[Tensor, Tensor]:
        """Where the runs that begin with a history, as its number, begin and end."""
        return self._between(length, history * self.size, (history + 1) * self.size)

    def _between(self, length: int, low: Tensor, high: Tensor) -> tuple[Tensor, Tensor]:
        runs = self.runs[length]
        return torch.searchsorted(runs, low), torch.searchsorted(runs, high)

    def _code(self, symbols: Tensor) -> Tensor:
        """The run as one number."""
        return (symbols * self.size ** torch.arange(len(symbols)).flip(0)).sum()

    def _codes(self, ids: Tensor, length: int) -> Tensor:
        return _codes(ids, length, self.size)

    def _order(self, order: int | None) -> int:
        found = self.order if order is None else checks.whole("order", order, 0, "0 counts alone.")
        if found > self.order:
            allowed = Filled("0 to {most}", most=self.order)
            raise BadValue("order", found, allowed, "Count longer runs.")
        return found

    def _symbols(self, name: str, ids: Tensor) -> Tensor:
        return _symbols(name, ids, self.size)


def count(ids: Tensor, *, order: int, size: int) -> Markov:
    """The model of a text, int64 ids [T] of 0 ... size - 1. Raises BadValue.

    >>> model = count(torch.tensor([0, 1, 0, 1, 0, 2]), order=1, size=3)
    >>> model.seen(torch.tensor([0])), [round(p, 3) for p in model.next(torch.tensor([0])).tolist()]
    (3, [0.178, 0.533, 0.289])
    """
    order = checks.whole("order", order, 0, "3 looks at the last three symbols.")
    size = checks.whole("size", size, 1, "One more than the largest symbol.")
    if size ** (order + 1) >= 2**63:
        limit = Filled("small enough for runs of {size} symbols in 63 bits", size=size)
        raise BadValue("order", order, limit, "Look back less far.")
    ids = _symbols("ids", ids, size)
    if len(ids) <= order:
        allowed = f"more than {order} symbols"
        raise checks.refuse("ids", ids, allowed, "Look back less far, or count a longer text.")
    tables = [_codes(ids, length, size).unique(return_counts=True) for length in range(order + 1)]
    sums = tuple(torch.nn.functional.pad(counts.cumsum(0), (1, 0)) for _, counts in tables)
    return Markov(order, size, tuple(runs for runs, _ in tables), sums)


def _codes(ids: Tensor, length: int, size: int) -> Tensor:
    """Every run of length + 1 symbols as one number: [T - length]."""
    places = size ** torch.arange(length + 1).flip(0)
    return (ids.unfold(0, length + 1, 1) * places).sum(-1)


def _symbols(name: str, ids: Tensor, size: int) -> Tensor:
    way_out = "Encode the text with the model's own symbols."
    if not isinstance(ids, Tensor) or ids.dtype != torch.int64 or ids.dim() != 1:
        raise checks.refuse(name, ids, "an int64 tensor [T]", way_out)
    if len(ids) and not 0 <= int(ids.min()) <= int(ids.max()) < size:
        raise checks.refuse(name, ids, f"symbols from 0 to {size - 1}", way_out)
    return ids.cpu()
