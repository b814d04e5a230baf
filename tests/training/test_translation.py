"""The translator's batches, its alignment figures, and the sentences that ship."""

import json
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
import torch

from playground.models import catalog
from playground.models.sequences import START, SequenceToSequence, Translation
from playground.shipped import catalog_table, verified_bytes
from playground.training import grammar, lexicon, translation
from playground.training.phrases import Pair
from playground.training.recipe import Setting
from playground.training.recipes import RECIPES, find
from playground.training.translation import CORPORA, PairSource, TranslatorTrainer

CARDS = [
    name
    for name, recipe in RECIPES.items()
    if recipe.trainer is TranslatorTrainer and name in catalog.cards()
]


@pytest.mark.parametrize("name", ["translator", "dates"])
def test_a_step_has_its_own_sentences_whenever_it_is_asked_for(name: str) -> None:
    source = PairSource(find(name), Setting(Path(), torch.device("cpu"), 0))
    first, again, other = (source.batch(8, step, 0) for step in (3, 3, 4))
    assert all(torch.equal(a, b) for a, b in zip(first, again, strict=True))
    assert first[0].shape != other[0].shape or not torch.equal(first[0], other[0])
    assert (first[1][:, 0] == START).all()
    assert len(first[0]) == len(first[1]) == 8


def test_the_figures_of_an_alignment() -> None:
    weights = torch.tensor([[0.5, 0.3, 0.2], [0.1, 0.2, 0.7], [0.0, 0.0, 1.0]])
    pair = Pair(("a", "b", "c"), ("x", "y", "-"), ((0, 0), (1, 0), (1, 1)))
    other = torch.tensor([[0.1, 0.8, 0.1], [0.6, 0.2, 0.2], [1.0, 0.0, 0.0]])
    heads = torch.stack([weights, other])[None]
    said = Translation(pair.target, weights, heads, *[torch.zeros(0)] * 3, complete=True)
    top, mass, chance = translation._on_gold(pair, said).T.tolist()
    assert top == [1.0, 0.0], "a word without a link is not counted"
    assert mass == pytest.approx([0.5, 0.3])
    assert chance == pytest.approx([1 / 3, 2 / 3])
    assert translation.heads_on_gold(pair, said).tolist() == [[[1.0, 0.0]], [[0.0, 1.0]]]


def test_a_sheet_shows_alignments_over_their_gold() -> None:
    setting, name = Setting(Path(), torch.device("cpu"), 0), "translator"
    picture = TranslatorTrainer(find(name), {name: catalog.load(name)}).sheet(setting)
    rows = picture[: len(picture) // 4 * 4].reshape(4, len(picture) // 4, -1)
    assert set(np.unique(rows[[1, 3]])) == {0, 255}
    assert (rows[0] > 127)[rows[1] == 255].mean() > 0.8


def test_shipped_sentences_are_held_out_and_say_what_the_grammar_says() -> None:
    entry = catalog_table("data")["grammar"]
    content = json.loads(verified_bytes(entry["file"], entry["sha256"]))
    assert content["groups"] == {name: list(words) for name, words in lexicon.GROUPS.items()}
    assert len(content["sentences"]) == 200
    known = {p.source: p for p in islice(grammar.sentences(0, held_out=True, loose=0.0), 400)}
    for sentence in content["sentences"]:
        english = tuple(sentence["english"])
        assert grammar.is_held_out(english)
        assert known[english].target == tuple(sentence["french"])
        assert known[english].links == tuple((t, s) for t, s in sentence["links"])


@pytest.mark.parametrize("name", CARDS)
def test_a_shipped_model_looks_where_its_card_says(name: str) -> None:
    card, network = catalog.cards()[name], catalog.load_as(SequenceToSequence, name)
    assert list(network.source) == find(name).networks[0].arguments["source"]
    pairs = list(islice(CORPORA[card.dataset](11, held_out=True), 300))
    right = translation.rightly(network, pairs)
    on_gold = torch.cat([translation._on_gold(p, t) for p, t in right]).mean(dim=0)
    assert on_gold[0] == pytest.approx(card.metric("attention_top_on_gold").value, abs=0.02)
    assert on_gold[1] == pytest.approx(card.metric("attention_mass_on_gold").value, abs=0.02)
    heads = torch.cat([translation.heads_on_gold(p, t) for p, t in right]).mean(dim=0)
    if heads.numel() > 1:
        best = card.metric("best_head_top_on_gold").value
        assert heads.max().item() == pytest.approx(best, abs=0.02)
        worst = card.metric("worst_head_top_on_gold").value
        assert heads.min().item() == pytest.approx(worst, abs=0.03)
