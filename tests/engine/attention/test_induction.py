"""Induction: who looks where, and what is lost without them."""

import copy
import json

import numpy as np
import pytest
import torch

from playground.engine.attention import induction
from playground.engine.attention.induction import EXAMPLE, LETTERS, MODEL, InductionRequest
from playground.errors import BadValue
from playground.models import catalog
from playground.models.gpt import GPT


def ids(letters: str) -> torch.Tensor:
    return torch.tensor([[LETTERS.index(letter) for letter in letters]])


def test_all_heads_are_the_plain_network() -> None:
    result = induction.answer(InductionRequest())
    network = catalog.load_as(GPT, MODEL)
    with torch.inference_mode():
        logits = network(ids(EXAMPLE))[0]
    expected = logits[:-1].softmax(-1)[torch.arange(len(EXAMPLE) - 1), ids(EXAMPLE)[0, 1:]]
    assert np.allclose(result.right[0], expected, atol=1e-5)
    json.dumps(result.report(), allow_nan=False)


def test_a_head_taken_out_adds_nothing() -> None:
    """Whatever the head computes, what it writes is lost: its values do not matter any more."""
    network = copy.deepcopy(induction.ablated(MODEL)[0])
    attend = network.blocks[0].attend
    with torch.inference_mode():
        before = network(ids(EXAMPLE))
        width = attend.key_value.weight.shape[0] // 2
        attend.key_value.bias[width : width + width // attend.heads] += 1
        after = network(ids(EXAMPLE))
    torch.testing.assert_close(before, after)
    original = catalog.load_as(GPT, MODEL)
    with torch.inference_mode():
        assert (original(ids(EXAMPLE)) - before).abs().max() > 1e-3


def test_only_letters_that_came_before_count() -> None:
    result = induction.answer(InductionRequest(letters="ABCABCA"))
    assert result.again.tolist() == [False, False, False, True, True, True]
    assert result.mean[0] == pytest.approx(result.right[0, 3:].mean(), abs=1e-6)
    assert induction.answer(InductionRequest(letters="abcd")).mean[0] == 0


def test_case_and_spaces_do_not_matter() -> None:
    assert induction.letters_of(" ab c\n") == "ABC"


@pytest.mark.parametrize(
    "letters", ["", "A", "AB1", "A" * 65, "é", "straße", "ﬁfi", "ABıABı", "ſsſs", "A<b>", "A\x00B"]
)
def test_what_are_no_letters_is_refused(letters: str) -> None:
    with pytest.raises(BadValue, match=r"^letters = "):
        induction.answer(InductionRequest(letters=letters))
