"""What a text's next character costs a model that only counts: the language model's floor."""

import math
from collections import Counter, defaultdict


class Markov:
    """Characters after their last `order` ones, by counts smoothed after Witten & Bell 1991:

    p(c | h) = (n(hc) + k(h) p(c | h without its first)) / (n(h) + k(h)),
    k(h) the number of different characters after h; at last 1 / |alphabet|.
    """

    def __init__(self, text: str, order: int) -> None:
        self.order, self.letters = order, len(set(text))
        self.counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for length in range(order + 1):
            for i in range(length, len(text)):
                self.counts[text[i - length : i]][text[i]] += 1
        self.totals = {history: after.total() for history, after in self.counts.items()}

    def probability(self, history: str, character: str) -> float:
        """p(character | history), of which the last `order` characters count."""
        p, history = 1 / self.letters, history[max(0, len(history) - self.order) :]
        for start in range(len(history), -1, -1):
            seen = history[start:]
            if seen in self.totals:
                kinds = len(self.counts[seen])
                p = (self.counts[seen][character] + kinds * p) / (self.totals[seen] + kinds)
        return p

    def bits_per_character(self, text: str) -> float:
        """Mean -log2 p of the text's characters, each given the ones before it."""
        order = self.order
        bits = (
            -math.log2(self.probability(text[max(0, i - order) : i], character))
            for i, character in enumerate(text)
        )
        return sum(bits) / len(text)
