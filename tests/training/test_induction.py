"""The toy's sequences, and its scores against heads that are made by hand."""

import pytest
import torch
from torch import Tensor

from playground.training import induction
from playground.training.induction import LENGTH


@pytest.fixture(scope="module")
def drawn() -> tuple[Tensor, Tensor]:
    return induction.repeated(200, torch.Generator().manual_seed(0))


def test_letters_repeat_after_their_period_and_not_before(drawn: tuple[Tensor, Tensor]) -> None:
    ids, periods = drawn
    assert ids.shape == (200, LENGTH)
    assert set(periods.tolist()) == set(range(6, 27))
    for row, p in zip(ids, periods.tolist(), strict=True):
        assert len(set(row[:p].tolist())) == p
        assert torch.equal(row[p:], row[:-p])


def test_induction_looks_where_this_letter_was_followed() -> None:
    """Period 3, five letters: A B C A B. The second A looks at B; the second B at C."""
    (aim,) = induction.targets(torch.tensor([3]), 5)
    assert aim.nonzero().tolist() == [[3, 1], [4, 2]]
    (aim,) = induction.targets(torch.tensor([2]), 6)
    assert aim.nonzero().tolist() == [[2, 1], [3, 2], [4, 1], [4, 3], [5, 2], [5, 4]]


def test_perfect_heads_score_one(drawn: tuple[Tensor, Tensor]) -> None:
    _, periods = drawn
    before = torch.eye(LENGTH).roll(-1, dims=1)
    before[0] = torch.eye(LENGTH)[0]
    aim = induction.targets(periods, LENGTH).float()
    again = aim / aim.sum(dim=-1, keepdim=True).clamp(min=1)
    again[..., 0] += (1 - again.sum(dim=-1)).clamp(min=0)
    weights = torch.stack([before.expand_as(again), again], dim=1)[None]
    previous, found = induction.scores(weights, periods)
    torch.testing.assert_close(found[0, 1].item(), 1.0)
    torch.testing.assert_close(previous[0, 0].item(), 1.0)
    assert found[0, 0] < 0.01
    assert previous[0, 1] < 0.1


def test_accuracy_is_of_letters_seen_before(drawn: tuple[Tensor, Tensor]) -> None:
    ids, periods = drawn
    right = torch.nn.functional.one_hot(ids.roll(-1, dims=1), 26).float()
    assert induction.accuracy(right, ids, periods) == (1.0, int((LENGTH - 1 - periods).sum()))
    for row, p in enumerate(periods.tolist()):
        right[row, :p] = 0
        right[row, :p, 0] = 1
    assert induction.accuracy(right, ids, periods)[0] == 1.0, "the first round does not count"
    assert induction.accuracy(right.roll(1, dims=2), ids, periods)[0] == 0.0
