"""Kendall's tau-b against scipy's, and its laws."""

import pytest
import scipy.stats
import torch
from hypothesis import given
from hypothesis import strategies as st

from playground.core.correlation import kendall
from playground.errors import BadValue


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=2, max_size=30))
def test_tau_is_scipys_where_there_is_an_order(pairs: list[tuple[int, int]]) -> None:
    a, b = (torch.tensor(v, dtype=torch.float64) for v in zip(*pairs, strict=True))
    expected = scipy.stats.kendalltau(a, b).statistic
    if expected != expected:
        assert kendall(a, b) == 0
    else:
        assert kendall(a, b) == pytest.approx(expected, abs=1e-12)


def test_a_ranking_agrees_with_itself_and_not_with_its_reverse() -> None:
    a = torch.randn(20, generator=torch.Generator().manual_seed(0))
    assert kendall(a, a.exp()) == pytest.approx(1)
    assert kendall(a, -a) == pytest.approx(-1)


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(BadValue, match="b = "):
        kendall(torch.ones(3), torch.ones(4))
    with pytest.raises(BadValue, match="a = "):
        kendall(torch.tensor([float("nan")]), torch.ones(1))
