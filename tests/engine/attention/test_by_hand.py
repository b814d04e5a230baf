"""One query by hand: the queries, keys and values are those that the network itself used."""

import json

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from playground.engine.attention import by_hand, sentences
from playground.engine.attention.by_hand import (
    CROSS,
    DECODER,
    ENCODER,
    MODELS,
    PARTS,
    ByHandRequest,
    Opened,
)
from playground.engine.attention.translation import translation
from playground.errors import BadValue

each_part = pytest.mark.parametrize("part", PARTS)
each_model = pytest.mark.parametrize("model", MODELS)


def opened(part: str, model: str = MODELS[0]) -> Opened:
    return by_hand.answer(ByHandRequest(model=model, part=part))


@each_model
@each_part
def test_the_weights_are_those_of_the_translation(part: str, model: str) -> None:
    said = translation(model, sentences.words_of(sentences.EXAMPLE))
    own = {ENCODER: said.encoder, DECODER: said.decoder, CROSS: said.cross}[part]
    torch.testing.assert_close(opened(part, model).worked().weights, own, rtol=1e-4, atol=1e-5)


@each_part
def test_attention_equals_torchs(part: str) -> None:
    one = opened(part)
    q, k, v = (torch.from_numpy(x) for x in (one.q, one.k, one.v))
    theirs = F.scaled_dot_product_attention(q, k, v, attn_mask=torch.from_numpy(one.mask))
    torch.testing.assert_close(one.worked().output, theirs, rtol=1e-4, atol=1e-5)


def test_only_the_decoder_is_masked_and_only_from_what_comes() -> None:
    masks = {part: opened(part).mask for part in PARTS}
    assert masks[ENCODER].all()
    assert masks[CROSS].all()
    assert np.array_equal(masks[DECODER], np.tri(6, dtype=bool))
    assert opened(DECODER).worked().weights.triu(1).max() == 0


def test_who_asks_whom() -> None:
    english = sentences.words_of(sentences.EXAMPLE)
    french = opened(ENCODER).french
    assert (opened(ENCODER).queries, opened(ENCODER).keys) == (english, english)
    assert (opened(CROSS).queries, opened(CROSS).keys) == (french, english)
    assert opened(DECODER).queries == french
    assert opened(DECODER).keys == (by_hand.BEGIN, *french[:-1])


@each_part
def test_the_report_is_json_and_its_rows_sum_to_one(part: str) -> None:
    report = json.loads(json.dumps(opened(part).report(), allow_nan=False))
    weights = np.array(report["weights"])
    assert np.allclose(weights.sum(-1), 1, atol=1e-5)
    assert weights.shape == np.array(report["scaled_scores"]).shape


def test_an_unknown_word_is_refused() -> None:
    with pytest.raises(BadValue, match="Did you mean cat"):
        by_hand.answer(ByHandRequest(sentence="the catt sleeps"))
    with pytest.raises(BadValue, match="part"):
        ByHandRequest(part="both")
