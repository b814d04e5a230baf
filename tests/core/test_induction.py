"""Prefix matching, on sequences and heads made by hand."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from playground.core.induction import induction_score, prefix_matches, repeat_score
from playground.errors import BadValue


@given(st.lists(st.integers(0, 3), min_size=1, max_size=12))
def test_every_match_is_what_followed_the_same_token(tokens: list[int]) -> None:
    found = prefix_matches(torch.tensor(tokens))
    for t in range(len(tokens)):
        for j in range(len(tokens)):
            assert bool(found[t, j]) == (1 <= j <= t and tokens[j - 1] == tokens[t])


def test_a_head_made_for_induction_scores_one() -> None:
    ids = torch.tensor([0, 1, 2, 0, 1, 2])
    weights = torch.eye(6)
    weights[3:] = torch.eye(6)[[1, 2, 3]]
    lazy = torch.full((6, 6), 1 / 6)
    found = induction_score(torch.stack([weights, torch.eye(6), lazy]), ids)
    torch.testing.assert_close(found, torch.tensor([1.0, 0.0, 1 / 6]))


def test_without_a_repetition_there_is_nothing_to_score() -> None:
    assert induction_score(torch.eye(3), torch.arange(3)) == 0


def test_what_is_no_sequence_is_refused() -> None:
    with pytest.raises(BadValue, match="ids"):
        prefix_matches(torch.ones(3))
    with pytest.raises(BadValue, match="weights"):
        induction_score(torch.eye(4), torch.arange(3))


def test_a_head_that_looks_at_the_same_token_elsewhere_scores_one() -> None:
    ids = torch.tensor([0, 1, 0, 2])
    weights = torch.tensor([[0, 0, 1.0, 0], [0, 1, 0, 0], [0.5, 0, 0.5, 0], [0, 0, 0, 1]])
    assert repeat_score(weights, ids) == 0.75
    assert repeat_score(weights, ids, causal=True) == 0.5, "row 0 has no such token before it"
    assert repeat_score(torch.eye(4), ids) == repeat_score(torch.eye(4), torch.arange(4)) == 0
    with pytest.raises(BadValue, match="ids"):
        repeat_score(torch.eye(4), ids[None])
    with pytest.raises(BadValue, match="weights"):
        repeat_score(torch.eye(3), ids)
