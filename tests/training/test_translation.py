"""The translator's batches, its alignment figures, and the sentences that ship."""

import json
from itertools import islice
from pathlib import Path

import pytest
import torch

from playground.models import catalog
from playground.models.translator import START, Translation, Translator
from playground.shipped import catalog_table, verified_bytes
from playground.training import grammar, lexicon, translation
from playground.training.phrases import Pair
from playground.training.recipe import Setting
from playground.training.translation import TRANSLATOR, GrammarSource


def source() -> GrammarSource:
    return GrammarSource(TRANSLATOR, Setting(Path(), torch.device("cpu"), 0))


def test_a_step_has_its_own_sentences_whenever_it_is_asked_for() -> None:
    first, again, other = (source().batch(8, step, 0) for step in (3, 3, 4))
    assert all(torch.equal(a, b) for a, b in zip(first, again, strict=True))
    assert first[0].shape != other[0].shape or not torch.equal(first[0], other[0])
    assert (first[1][:, 0] == START).all()
    assert len(first[0]) == len(first[1]) == 8


def test_the_figures_of_an_alignment() -> None:
    weights = torch.tensor([[0.5, 0.3, 0.2], [0.1, 0.2, 0.7]])
    pair = Pair(("a", "b", "c"), ("x", "y"), ((0, 0), (1, 0), (1, 1)))
    said = Translation(pair.french, weights, *[torch.zeros(0)] * 4, complete=True)
    top, mass, chance = translation._on_gold(pair, said).T.tolist()
    assert top == [1.0, 0.0]
    assert mass == pytest.approx([0.5, 0.3])
    assert chance == pytest.approx([1 / 3, 2 / 3])


def test_shipped_sentences_are_held_out_and_say_what_the_grammar_says() -> None:
    entry = catalog_table("data")["grammar"]
    content = json.loads(verified_bytes(entry["file"], entry["sha256"]))
    assert content["groups"] == {name: list(words) for name, words in lexicon.GROUPS.items()}
    assert len(content["sentences"]) == 200
    known = {p.english: p for p in islice(grammar.sentences(0, held_out=True, loose=0.0), 400)}
    for sentence in content["sentences"]:
        english = tuple(sentence["english"])
        assert grammar.is_held_out(english)
        assert known[english].french == tuple(sentence["french"])
        assert known[english].links == tuple((t, s) for t, s in sentence["links"])


def test_the_shipped_translator_looks_where_its_card_says() -> None:
    card = catalog.cards()["translator"]
    network = catalog.load("translator")
    assert isinstance(network, Translator)
    assert list(network.source) == lexicon.english_words()
    pairs = list(islice(grammar.sentences(11, held_out=True), 300))
    said = network.translate([pair.english for pair in pairs])
    right = [(p, t) for p, t in zip(pairs, said, strict=True) if t.words == p.french]
    on_gold = torch.cat([translation._on_gold(p, t) for p, t in right]).mean(dim=0)
    assert on_gold[0] == pytest.approx(card.metric("attention_top_on_gold").value, abs=0.02)
    assert on_gold[1] == pytest.approx(card.metric("attention_mass_on_gold").value, abs=0.02)
