"""The translation question: French with its alignment, head by head, against gold."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from playground.engine.attention import sentences, translation
from playground.engine.attention.translation import DRAWN, MODELS, AttentionRequest
from playground.errors import BadValue
from playground.models import catalog

each_model = pytest.mark.parametrize("model", MODELS)


@each_model
def test_the_example_is_translated_with_its_alignment(model: str) -> None:
    result = translation.answer(AttentionRequest(model=model))
    assert result.complete
    assert " ".join(result.french) == "son beau roi fatigué le dessine"
    assert result.gold is not None
    for one in result.maps:
        assert one.weights.shape == (6, 6)
        assert np.allclose(one.weights.sum(1), 1, atol=1e-5)
    json.dumps(result.report(), allow_nan=False)


def test_the_first_map_is_the_mean_of_the_last_layer() -> None:
    for model in MODELS:
        result = translation.answer(AttentionRequest(model=model))
        last = max(one.layer for one in result.maps if one.layer is not None)
        heads = [one.weights for one in result.maps if one.layer == last]
        assert np.allclose(result.maps[0].weights, np.mean(heads, axis=0), atol=1e-6)
        assert (result.maps[0].layer, result.maps[0].head) == (None, None)


def test_gold_figures_are_those_counted_by_hand() -> None:
    result = translation.answer(AttentionRequest(source=DRAWN, example=1))
    assert result.gold is not None
    for one in result.maps:
        best = one.weights.argmax(1)
        hits = [(t, int(s)) in result.gold for t, s in enumerate(best)]
        assert one.top == pytest.approx(np.mean(hits))
        mass = sum(one.weights[t, s] for t, s in result.gold) / len(result.french)
        assert one.mass == pytest.approx(mass, abs=1e-5)


def test_shipped_sentences_look_at_gold_as_often_as_the_card_says() -> None:
    card = catalog.cards()[MODELS[0]]
    found = [translation.translate(MODELS[0], one.english) for one in sentences.shipped()[:80]]
    right = [one for one in found if one.gold is not None]
    assert len(right) >= 0.9 * len(found)
    top = np.mean([one.maps[0].top for one in right])
    assert top == pytest.approx(card.metric("attention_top_on_gold").value, abs=0.05)
    assert right[0].measured["exact_match"] == card.metric("exact_match").value


def test_a_sentence_without_gold_claims_none() -> None:
    found = translation.translate(MODELS[0], ("cat", "cat", "her"))
    assert found.gold is None
    assert {(one.top, one.mass) for one in found.maps} == {(None, None)}


def test_a_drawn_sentence_is_the_shipped_one_of_that_number() -> None:
    for number in (0, 7, 199):
        result = translation.answer(AttentionRequest(source=DRAWN, example=number))
        assert result.english == sentences.shipped()[number].english


def test_case_and_punctuation_do_not_matter() -> None:
    plain = sentences.words_of("the small cat sleeps")
    assert sentences.words_of("  The small CAT, sleeps. ") == plain
    assert sentences.words_of("Mary's cat sleeps")[:2] == ("Mary", "'s")


@pytest.mark.parametrize(
    "typed",
    [
        "Mary’s cat ﬁnds it",
        "“Mary‘s cat finds it…”",
        "Mary's\u00a0cat\u202ffinds\u200b it",
        "« Mary's cat finds it »",
    ],
)
def test_what_typographers_write_is_read_as_a_plain_keyboard_writes_it(typed: str) -> None:
    assert sentences.words_of(typed) == ("Mary", "'s", "cat", "finds", "it")


@pytest.mark.parametrize(
    "sentence", ["", "  ...  ", "the catt sleeps", "the cat " * 11, "<b>the</b>", "le chat dort"]
)
def test_what_cannot_be_translated_is_refused(sentence: str) -> None:
    with pytest.raises(BadValue, match="is not allowed"):
        translation.answer(AttentionRequest(sentence=sentence))


@each_model
def test_a_typing_error_gets_a_suggestion(model: str) -> None:
    with pytest.raises(BadValue, match="Did you mean cat"):
        translation.answer(AttentionRequest(model=model, sentence="the catt sleeps"))


@pytest.mark.gpu
def test_cuda_gives_the_cpus_answer(on_both: Callable[..., Any]) -> None:
    translate = translation.translate.__wrapped__  # type: ignore[attr-defined]
    words = sentences.words_of(sentences.EXAMPLE)
    here, there = on_both(lambda: translate(MODELS[0], words))
    assert here.french == there.french
    assert np.allclose(here.alignment, there.alignment, atol=1e-3)
