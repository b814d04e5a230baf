"""Take one away: against the networks run by hand, and what the hint promises."""

import json

import numpy as np
import pytest
import scipy.stats
import torch

from playground.engine.attention import ablation, attention_maps, sentences
from playground.engine.attention.ablation import HEAD, WORD, AblationRequest
from playground.engine.attention.zero_ablation import heads_of, silenced
from playground.errors import BadValue
from playground.models import catalog
from playground.models.gpt import GPT
from playground.models.translator import Translator

MODELS = (*sentences.translators(), attention_maps.GPT_MODEL)


def ask(**fields: str) -> ablation.AblationResult:
    return ablation.answer(AblationRequest(**fields))


@pytest.mark.parametrize("away", [WORD, HEAD])
@pytest.mark.parametrize("model", MODELS)
def test_every_thing_has_a_weight_and_an_effect_on_every_output(model: str, away: str) -> None:
    found = ask(model=model, away=away)
    for one in found.series:
        assert one.weight.shape == one.change.shape == (len(one.things), len(found.outputs))
        assert (one.weight >= 0).all()
        assert (one.weight <= 1 + 1e-5).all()
        assert ((one.change >= 0) & (one.change <= 1)).all()
        for t, tau in enumerate(one.tau if len(one.things) > 1 else ()):
            expected = scipy.stats.kendalltau(one.weight[:, t], one.change[:, t]).statistic
            assert tau == pytest.approx(0 if np.isnan(expected) else expected, abs=1e-6)
    json.dumps(found.report(), allow_nan=False)


def test_a_translator_without_a_word_is_run_without_that_word() -> None:
    english = tuple(sentences.EXAMPLE.split())
    found = ask(model="translator")
    network = catalog.load_as(Translator, "translator")
    said = network.target_ids([found.outputs])[:, :-2]
    with torch.inference_mode():
        whole = network(network.source_ids([english]), said).softmax(-1)
        less = network(network.source_ids([english[:3] + english[4:]]), said).softmax(-1)
    expected = (whole - less).abs().sum(-1)[0] / 2
    assert np.allclose(found.series[0].change[3], expected, atol=1e-5)


def test_a_gpt_without_its_last_token_predicts_from_the_others() -> None:
    found = ask(model="gpt", prompt="my lord")
    network = catalog.load_as(GPT, "gpt")
    ids = attention_maps.tokens("gpt", ("my lord",))
    with torch.inference_mode():
        whole, less = (network(x[None])[0, -1].softmax(-1) for x in (ids, ids[:-1]))
    expected = float((whole - less).abs().sum() / 2)
    assert found.series[0].change[-1, 0] == pytest.approx(expected, abs=1e-5)


def test_a_silenced_head_adds_nothing_and_the_shared_network_is_as_before() -> None:
    network = catalog.load_as(GPT, "gpt")
    before = {name: value.clone() for name, value in network.state_dict().items()}
    path, head = heads_of(network)[5]
    quiet = silenced(network, path, head)
    size = network.enter.embedding_dim // 4
    changed = [name for name, value in quiet.state_dict().items() if not value.equal(before[name])]
    assert changed == [f"{path}.out.weight"]
    columns = quiet.state_dict()[changed[0]][:, head * size : (head + 1) * size]
    assert not columns.any()
    assert all(value.equal(before[name]) for name, value in network.state_dict().items())


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"sentence": "sleeps"}, "two words or more"),
        ({"sentence": "the catt sleeps"}, "Did you mean cat"),
        ({"model": "gpt", "prompt": ""}, "prompt = "),
        ({"away": "layer"}, "away = "),
    ],
)
def test_what_cannot_be_taken_away_is_refused(fields: dict[str, str], said: str) -> None:
    with pytest.raises(BadValue, match=said):
        ask(**fields)


def test_a_network_without_heads_loses_words() -> None:
    assert ask(model="translator-gru", away=HEAD).away == WORD
