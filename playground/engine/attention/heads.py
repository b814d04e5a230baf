"""All heads of a network at once: their weights, and in numbers what each of them does."""

from dataclasses import dataclass, fields

from torch import Tensor

from playground.arrays import F32
from playground.core.attention import HeadStatistics, head_statistics

#: A head is called after what so much of its weight goes to,
NAMED = 0.3
#: unless its rows are as close to uniform as this.
SPREAD = 0.75


@dataclass(frozen=True)
class Heads:
    """Attention of every head [L, H, Tq, Tk], and statistics of each in [0, 1], [L, H] by name.

    Self-attention has those of `HeadStatistics`; cross-attention, whose keys are not its queries,
    has "gold": how often its strongest key is the word that is translated.
    """

    weights: F32
    numbers: dict[str, F32]

    def names(self) -> list[list[str]]:
        """What each head does, [layer][head]: its strongest statistic, or how spread out it is."""
        layers, heads = self.weights.shape[:2]
        return [[self._name(i, j) for j in range(heads)] for i in range(layers)]

    def _name(self, layer: int, head: int) -> str:
        numbers = {name: float(values[layer, head]) for name, values in self.numbers.items()}
        if numbers.pop("entropy", 0.0) >= SPREAD:
            return "entropy"
        best = max(numbers, key=lambda name: numbers[name])
        return best if numbers[best] >= NAMED else "mixed"


def measured(weights: Tensor) -> Heads:
    """Self-attention [L, H, T, T], with its statistics."""
    return Heads(plain(weights), by_name(head_statistics(weights)))


def places(weights: F32 | Tensor) -> tuple[str, ...]:
    """Heads [L, H, ...] by layer and number."""
    layers, heads = weights.shape[:2]
    return tuple(f"{i + 1}·{j + 1}" for i in range(layers) for j in range(heads))


def by_name(statistics: HeadStatistics) -> dict[str, F32]:
    """Statistics as arrays, by the names of their fields."""
    return {one.name: plain(getattr(statistics, one.name)) for one in fields(statistics)}


def plain(values: Tensor) -> F32:
    """A float32 array of any tensor."""
    array: F32 = values.float().cpu().numpy()
    return array
