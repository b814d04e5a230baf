"""The language model: Shakespeare's plays, token by token."""

import math
import re
from collections.abc import Mapping

import torch
from torch import Tensor
from torch.nn import functional as F

from playground.arrays import Image8
from playground.core import markov
from playground.core.chance import generator
from playground.core.token_sampling import draw
from playground.models.bpe import BytePairs, shipped
from playground.models.catalog import Metric
from playground.models.gpt import GPT
from playground.training import shakespeare
from playground.training.recipe import Batch, Recipe, Setting, Source
from playground.training.sheets import page
from playground.training.trainers import LossTrainer

#: Characters that the counting model looks back: the best of 4 to 6 on the held-out text.
_MARKOV = 4
#: Texts that are written to be read, and their tokens.
_TEXTS, _LENGTH = 16, 128


class TextSource:
    """Windows of the training text, each of context + 1 tokens, from anywhere in it."""

    def __init__(self, recipe: Recipe, setting: Setting) -> None:
        text, _ = shakespeare.load(setting.root)
        self.ids = torch.tensor(shipped(recipe.dataset).encode(text), device=setting.device)
        self.length = recipe.networks[0].arguments["context"] + 1

    def batch(self, size: int, step: int, seed: int) -> Batch:
        """ids [N, context + 1]."""
        starts = torch.randint(
            len(self.ids) - self.length + 1, (size, 1), generator=generator(seed, step)
        )
        places = starts + torch.arange(self.length)
        return (self.ids[places.to(self.ids.device)],)


class LanguageTrainer(LossTrainer[GPT]):
    """Cross-entropy of every next token."""

    @staticmethod
    def source(recipe: Recipe, setting: Setting) -> Source:
        return TextSource(recipe, setting)

    def losses(self, batch: Batch, generator: torch.Generator) -> dict[str, Tensor]:
        """In nats per token. Dropout draws from torch's own generator: seeded, then restored."""
        (ids,) = batch
        device = generator.device
        seed = torch.randint(1 << 62, (), generator=generator, device=device).item()
        with torch.random.fork_rng(devices=[device] if device.type == "cuda" else []):
            torch.manual_seed(int(seed))
            logits = self.network(ids[:, :-1]).float()
        return {"loss": F.cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten())}

    def measure(self, setting: Setting) -> Mapping[str, list[Metric]]:
        """Bits per character of the held-out text against counting; words against his own."""
        tokens, seed = shipped(self.recipe.dataset), setting.seed
        train, held_out = shakespeare.load(setting.root)
        bits = bits_per_character(self.network, tokens, train[-2000:], held_out)
        known, counted = set(words(train)), counted_bits(train, held_out)
        real, n = share_of_real_words(write(self.network, tokens, seed), known)
        his, _ = share_of_real_words([held_out], known)
        told = Metric("bits_per_character", bits, len(held_out), seed, floor=counted)
        return {self.card: [told, Metric("real_words", real, n, seed, floor=his)]}

    def sheet(self, setting: Setting) -> Image8:
        """Four texts at temperature 1, and four at 0.7."""
        tokens = shipped(self.recipe.dataset)
        return page([write(self.network, tokens, setting.seed, t)[:4] for t in (1.0, 0.7)])


def bits_per_character(network: GPT, tokens: BytePairs, before: str, text: str) -> float:
    """-log2 p(text | what stands before it) per character.

    Every token is predicted once, from half a context of tokens at least: `before` must hold as
    many.
    """
    half = network.context // 2
    told = tokens.encode(text)
    ids = torch.tensor(tokens.encode(before)[-half - 1 :] + told)
    ids = F.pad(ids, (0, -len(told) % half))
    windows = ids.to(network.place.device).unfold(0, 2 * half + 1, half)
    nats = []
    for window in windows.split(32):
        logits = network(window[:, :-1])[:, half:].float()
        nats.append(F.cross_entropy(logits.mT, window[:, half + 1 :], reduction="none").flatten())
    return torch.cat(nats)[: len(told)].sum().item() / math.log(2) / len(text)


def counted_bits(train: str, text: str) -> float:
    """Bits per character of a model that counts which followed the last four in `train`."""
    letters = {letter: i for i, letter in enumerate(sorted({*train, *text}))}
    before, after = (torch.tensor([letters[letter] for letter in part]) for part in (train, text))
    model = markov.count(before, order=_MARKOV, size=len(letters))
    return model.surprise(after).mean().item() / math.log(2)


def write(network: GPT, tokens: BytePairs, seed: int, temperature: float = 1.0) -> list[str]:
    """Texts that the network writes after an empty line."""
    start = torch.tensor([tokens.encode("\n\n")] * _TEXTS, device=network.place.device)
    chance = generator(seed)
    ids = network.generate(
        start, _LENGTH, lambda logits: draw(logits, temperature=temperature, generator=chance)
    )
    return [tokens.decode(row) for row in ids[:, start.shape[1] :].tolist()]


def words(text: str) -> list[str]:
    """The words of a text in lower case, without the last, which may be cut off."""
    return re.findall(r"[a-z]+(?:'[a-z]+)?", text.lower())[:-1]


def share_of_real_words(texts: list[str], known: set[str]) -> tuple[float, int]:
    """The share of the texts' words that are known, and how many there are."""
    said = [word for text in texts for word in words(text)]
    return sum(word in known for word in said) / len(said), len(said)
