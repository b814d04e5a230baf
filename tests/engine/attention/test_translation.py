"""The attention question: a translation with its alignment, and every head over a digit."""

import json

import numpy as np
import pytest
import torch

from playground import data
from playground.engine.attention import translation as attention
from playground.engine.attention.translation import AttentionRequest
from playground.errors import BadValue
from playground.models import catalog


def test_the_example_is_translated_with_its_alignment() -> None:
    result = attention.answer(AttentionRequest())
    text = result.translated
    assert text.complete
    assert text.french == ("le", "petit", "chat", "noir", "la", "suit")
    assert text.alignment.shape == (6, 6)
    assert np.allclose(text.alignment.sum(1), 1, atol=1e-5)
    looked = {
        fr: text.english[s] for fr, s in zip(text.french, text.alignment.argmax(1), strict=True)
    }
    expected = {"le": "the", "petit": "small", "chat": "cat", "noir": "black", "suit": "follows"}
    assert {fr: looked[fr] for fr in expected} == expected
    json.dumps(result.report(), allow_nan=False)


def test_shipped_sentences_are_translated_and_their_gold_is_known() -> None:
    """Four in five at least look at gold; the card's figure over 2,000 sentences is higher."""
    shares = []
    right = 0
    for one in attention.grammar()["sentences"][:60]:
        found = attention.translate(tuple(one["english"]))
        right += found.french == tuple(one["french"])
        if found.on_gold is not None:
            shares.append(found.on_gold)
    assert right >= 57
    assert len(shares) == right
    assert np.mean(shares) > 0.8


def test_a_sentence_without_gold_claims_none() -> None:
    assert attention.translate(("cat", "cat", "her")).on_gold is None


def test_case_and_punctuation_do_not_matter() -> None:
    plain = attention.words_of("the small cat sleeps")
    assert attention.words_of("  The small CAT, sleeps. ") == plain
    assert attention.words_of("Mary's cat sleeps")[:2] == ("Mary", "'s")


@pytest.mark.parametrize(
    "sentence", ["", "  ...  ", "the catt sleeps", "the cat " * 11, "<b>the</b>", "le chat dort"]
)
def test_what_cannot_be_translated_is_refused(sentence: str) -> None:
    with pytest.raises(BadValue, match="is not allowed"):
        attention.answer(AttentionRequest(sentence=sentence))


def test_a_typing_error_gets_a_suggestion() -> None:
    with pytest.raises(BadValue, match="Did you mean cat"):
        attention.answer(AttentionRequest(sentence="the catt sleeps"))


def test_every_head_of_every_layer_is_seen() -> None:
    seen = attention.see(5, 0)
    layers, heads = seen.own.shape
    assert seen.maps.shape[:2] == (layers, heads)
    assert np.allclose(seen.maps.sum((2, 3)) + seen.own, 1, atol=1e-4)
    assert np.isclose(seen.rollout.sum(), 1, atol=1e-5)
    assert np.isclose(seen.probabilities.sum(), 1, atol=1e-5)
    assert (seen.entropy >= 0).all()
    assert (seen.entropy <= 1).all()


def test_the_image_is_the_asked_example() -> None:
    shipped = data.examples("mnist")
    which = shipped.of_class(7)[3]
    assert np.array_equal(attention.see(7, 3).image, shipped.images[which])


def test_the_vit_reads_most_digits() -> None:
    read = [attention.see(digit, 1).probabilities.argmax() for digit in range(10)]
    assert np.equal(read, range(10)).sum() >= 8


def test_attention_is_that_of_the_plain_forward_pass() -> None:
    """The logits beside the attention are those of the network as it classifies."""
    vit = catalog.load("mnist-vit")
    pixels = torch.from_numpy(attention.see(5, 0).image).float().div(255)[None, None]
    with torch.inference_mode():
        plain = vit(pixels)[0].softmax(-1).numpy()
    assert np.allclose(plain, attention.see(5, 0).probabilities, atol=1e-5)


@pytest.mark.parametrize(
    "wrong",
    [{"digit": 10}, {"index": 100}, {"sentence": 5}, {"sentence": "x" * 201}, {"place": 20}],
)
def test_bad_values_are_refused_by_name(wrong: dict[str, object]) -> None:
    with pytest.raises(BadValue, match=next(iter(wrong))):
        AttentionRequest(**wrong)  # type: ignore[arg-type]


@pytest.mark.gpu
def test_cuda_gives_the_cpus_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    translate, see = attention.translate.__wrapped__, attention.see.__wrapped__  # type: ignore[attr-defined]
    words = attention.words_of(attention.EXAMPLE)
    monkeypatch.setenv("PLAYGROUND_DEVICE", "cpu")
    here, there_seen = translate(words), see(5, 0)
    monkeypatch.setenv("PLAYGROUND_DEVICE", "cuda")
    there, here_seen = translate(words), see(5, 0)
    assert here.french == there.french
    assert np.allclose(here.alignment, there.alignment, atol=1e-3)
    assert np.allclose(here_seen.maps, there_seen.maps, atol=1e-3)
