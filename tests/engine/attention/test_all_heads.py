"""All heads: the networks' own weights, and statistics of what heads usually do."""

import json

import numpy as np
import pytest
import torch

from playground.core.attention import attention, head_statistics
from playground.engine.attention import (
    all_heads,
    attention_maps,
    dates,
    external_models,
    induction,
    sentences,
)
from playground.engine.attention.all_heads import MODELS, AllHeadsRequest
from playground.engine.attention.by_hand import CROSS, ENCODER
from playground.engine.attention.heads import Heads
from playground.engine.attention.translation import translation
from playground.errors import BadValue
from playground.models import catalog
from playground.models.gpt import GPT
from playground.models.hub import SWITCH

TRANSFORMER = sentences.MODEL
each = pytest.mark.parametrize(
    ("model", "part"), [(model, part) for model in MODELS for part in attention_maps.parts(model)]
)


def asked(model: str, part: str) -> all_heads.AllHeads:
    return all_heads.answer(AllHeadsRequest(model=model, part=ENCODER if part == "self" else part))


@each
def test_every_head_of_every_layer_is_there(model: str, part: str) -> None:
    found = asked(model, part)
    weights = found.heads.weights
    assert weights.shape[2:] == (len(found.queries), len(found.keys))
    assert np.allclose(weights.sum(-1), 1, atol=1e-5)
    for numbers in found.heads.numbers.values():
        assert numbers.shape == weights.shape[:2]
        assert ((numbers >= 0) & (numbers <= 1)).all()
    assert all(0 < p <= 1 for one in found.said for _, p in one.answers)
    json.dumps(found.report(), allow_nan=False)


@each
def test_the_weights_are_the_softmax_of_the_scores(model: str, part: str) -> None:
    found = asked(model, part)
    if found.scores is None:
        return
    scores = torch.from_numpy(found.scores)
    mask = torch.ones(scores.shape[-2:], dtype=torch.bool)
    again = attention(
        scores,
        torch.eye(scores.shape[-1]) * scores.shape[-1] ** 0.5,
        torch.eye(scores.shape[-1]),
        mask=mask.tril() if found.causal else mask,
    )
    assert np.allclose(again.weights, found.heads.weights, atol=1e-5)


@pytest.mark.parametrize("model", [induction.MODEL, attention_maps.GPT_MODEL])
def test_the_weights_are_those_of_the_networks_own_pass(model: str) -> None:
    found, request = asked(model, "self"), AllHeadsRequest(model=model)
    ids = attention_maps.tokens(model, all_heads.text_of(request))
    with torch.inference_mode():
        logits, weights = catalog.load_as(GPT, model).attend(ids[None])
    assert np.allclose(found.heads.weights, weights[:, 0], atol=1e-5)
    best = logits[0, -1].softmax(-1).max()
    assert found.said[0].answers[0][1] == pytest.approx(float(best), abs=1e-5)


def test_a_network_of_one_kind_of_attention_shows_that() -> None:
    gru = all_heads.answer(AllHeadsRequest(model="translator-gru", part=ENCODER))
    assert gru.part == CROSS


def test_statistics_are_means_over_sentences() -> None:
    pairs = sentences.shipped()[: all_heads.SENTENCES]
    alone = [head_statistics(translation(TRANSFORMER, one.english).encoder) for one in pairs]
    found, count = all_heads.statistics(TRANSFORMER, ENCODER)
    assert count == len(pairs)
    for name in ("entropy", "previous", "next", "diagonal", "first"):
        mean = torch.stack([getattr(one, name) for one in alone]).mean(0)
        assert np.allclose(found[name], mean, atol=1e-4)


def test_the_cross_heads_are_on_gold_as_often_as_the_card_says() -> None:
    card = catalog.cards()[TRANSFORMER].metric("attention_top_on_gold").value
    found, _ = all_heads.statistics(TRANSFORMER, CROSS)
    assert found["gold"].max() == pytest.approx(card, abs=0.05)


def test_the_heads_that_make_induction_are_found_by_what_was_measured() -> None:
    """A head of layer 0 looks at the letter before, one of layer 1 at what followed last time."""
    found, _ = all_heads.statistics(induction.MODEL, "self")
    assert found["previous"][0].max() > 0.3 > found["previous"][1].max()
    assert found["induction"][1].max() > 0.5 > found["induction"][0].max()


def test_heads_made_by_hand_are_named_for_what_they_do() -> None:
    def head(**numbers: float) -> str:
        names = ("previous", "next", "diagonal", "first", "entropy")
        table = {name: np.full((1, 1), numbers.get(name, 0.0), np.float32) for name in names}
        return Heads(np.ones((1, 1, 1, 1), np.float32), table).names()[0][0]

    assert head(previous=0.9, entropy=0.1) == "previous"
    assert head(first=0.5, diagonal=0.4) == "first"
    assert head(entropy=0.9, first=0.5) == "entropy"
    assert head(next=0.2, entropy=0.4) == "mixed"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"sentence": "the catt sleeps"}, "Did you mean cat"),
        ({"model": "dates", "date": "  "}, "date = "),
        ({"model": "induction", "letters": "AB1"}, "letters = '1'"),
        ({"model": "gpt", "prompt": ""}, "prompt = "),
        ({"model": "gpt", "prompt": "a\x07b"}, "control characters"),
        ({"model": "gpt", "prompt": "to be " * 60}, "tokens"),
    ],
)
def test_what_a_model_cannot_read_is_refused(wrong: dict[str, str], said: str) -> None:
    with pytest.raises(BadValue, match=said):
        all_heads.answer(AllHeadsRequest(**wrong))


def test_the_hub_is_offered_where_it_may_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for switch, there in (("", False), ("0", False), ("1", True), ("a/b", True)):
        monkeypatch.setenv(SWITCH, switch)
        assert (external_models.HUB in external_models.offered()) == there


def test_a_model_of_other_people_is_told_apart_and_refused_where_none_may_be_fetched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(SWITCH, raising=False)
    with pytest.raises(BadValue, match=f"{SWITCH}=1.*go on working"):
        all_heads.answer(AllHeadsRequest(model=external_models.HUB))
    assert all_heads.answer(AllHeadsRequest()).queries, "those that ship answer as before"


@pytest.mark.parametrize("date", ["31/02/2024", "yesterday", dates.EXAMPLE])
def test_a_date_is_judged_as_on_its_own_page(date: str) -> None:
    told = all_heads.answer(AllHeadsRequest(model=dates.MODEL, date=date)).report()
    own = dates.answer(dates.DateRequest(date=date)).report()
    judged = ("date_written", "fault", "right")
    assert [told[one] for one in judged] == [own[one] for one in judged]
    assert (told["fault"] is None) == told["right"] == (date == dates.EXAMPLE)
