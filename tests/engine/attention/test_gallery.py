"""All heads: the translation's own weights, and statistics of what heads usually do."""

import json

import numpy as np
import pytest
import torch

from playground.core.attention import head_statistics
from playground.engine.attention import gallery, sentences
from playground.engine.attention.gallery import GalleryRequest
from playground.engine.attention.hand import CROSS, ENCODER, MODELS, PARTS
from playground.engine.attention.heads import Heads
from playground.engine.attention.translation import translation
from playground.errors import BadValue

each_part = pytest.mark.parametrize("part", PARTS)


@each_part
@pytest.mark.parametrize("model", MODELS)
def test_every_head_of_every_layer_is_there(model: str, part: str) -> None:
    found = gallery.answer(GalleryRequest(model=model, part=part))
    weights = found.heads.weights
    assert weights.shape[2:] == (len(found.queries), len(found.keys))
    assert np.allclose(weights.sum(-1), 1, atol=1e-5)
    for numbers in found.heads.numbers.values():
        assert numbers.shape == weights.shape[:2]
        assert ((numbers >= 0) & (numbers <= 1)).all()
    json.dumps(found.report(), allow_nan=False)


def test_statistics_are_means_over_sentences() -> None:
    pairs = sentences.shipped()[: gallery.MEASURED]
    alone = [head_statistics(translation(MODELS[0], one.english).encoder) for one in pairs]
    found = gallery.statistics(MODELS[0], ENCODER)
    for name in ("entropy", "previous", "next", "diagonal", "first"):
        mean = torch.stack([getattr(one, name) for one in alone]).mean(0)
        assert np.allclose(found[name], mean, atol=1e-4)


def test_the_cross_heads_are_on_gold_as_often_as_the_card_says() -> None:
    from playground.models import catalog

    card = catalog.cards()[MODELS[0]].metric("attention_top_on_gold").value
    assert gallery.statistics(MODELS[0], CROSS)["gold"].max() == pytest.approx(card, abs=0.05)


def test_what_the_hint_promises_is_so() -> None:
    """In one encoder head all words that agree with the noun look at it."""
    found = gallery.answer(GalleryRequest())
    noun = found.english.index("king")
    assert (found.heads.weights[1, 3, :3, noun] > 0.9).all()
    cross = gallery.answer(GalleryRequest(part=CROSS))
    agreeing = [found.french.index(word) for word in ("son", "beau", "fatigué")]
    assert cross.heads.weights[0, 0, agreeing, noun].max() < 0.1


def test_heads_made_by_hand_are_named_for_what_they_do() -> None:
    def head(**numbers: float) -> str:
        names = ("previous", "next", "diagonal", "first", "entropy")
        table = {name: np.full((1, 1), numbers.get(name, 0.0), np.float32) for name in names}
        return Heads(np.ones((1, 1, 1, 1), np.float32), table).names()[0][0]

    assert head(previous=0.9, entropy=0.1) == "previous"
    assert head(first=0.5, diagonal=0.4) == "first"
    assert head(entropy=0.9, first=0.5) == "entropy"
    assert head(next=0.2, entropy=0.4) == "mixed"


def test_an_unknown_word_is_refused() -> None:
    with pytest.raises(BadValue, match="Did you mean cat"):
        gallery.answer(GalleryRequest(sentence="the catt sleeps"))
