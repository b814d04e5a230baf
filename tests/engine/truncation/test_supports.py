"""Two supports: areas against k-NN balls, over numbers of points, k and draws."""

import json

import numpy as np
import pytest
import torch

from playground.core.fidelity import precision_recall
from playground.engine.truncation import supports
from playground.engine.truncation.real import SHARES
from playground.engine.truncation.supports import COUNTS, KS, SupportsRequest

QUICK = {"draws": 2}


def asked(**more: object) -> supports.SupportsResult:
    return supports.answer(SupportsRequest(**{**QUICK, **more}))  # type: ignore[arg-type]


@pytest.mark.thorough
def test_more_points_come_nearer_to_the_areas() -> None:
    result = asked(draws=4)
    exact = {"precision": result.exact.precision, "recall": result.exact.recall}
    k = KS.index(3)
    for name, area in exact.items():
        gaps = np.abs(result.measured[name][k].mean(1) - area)
        assert gaps[-1] < 0.1
        assert gaps[-1] < gaps[0]
    assert len(set(result.measured["precision"][k, 0])) > 1, "draws differ"


def test_few_points_fill_the_rings_hole() -> None:
    """A disc inside the hole: precision 0 by area, but the balls of 50 points reach inwards."""
    result = asked(fake_x=0.0, fake_size=1.0, real_size=1.7)
    assert result.exact.precision == result.exact.recall == 0
    assert result.measured["precision"][KS.index(10), 0].min() > 0.5
    assert result.measured["precision"][KS.index(3), -1].max() < 0.15


def test_the_first_draws_points_give_what_was_measured() -> None:
    result = asked()
    real, fake = (torch.from_numpy(result.points[side])[:200] for side in ("real", "fake"))
    found = precision_recall(real, fake, k=5)
    for name in SHARES:
        measured = result.measured[name][KS.index(5), COUNTS.index(200), 0]
        assert measured == getattr(found, name)


def test_the_picture_of_the_balls_is_their_union() -> None:
    result = asked()
    real = torch.from_numpy(result.points["real"])[:50]
    away = torch.cdist(real, real)
    radii = away.sort(1).values[:, 1]
    axis = np.linspace(-supports.EDGE, supports.EDGE, supports.CELLS)
    for row, column in ((32, 32), (32, 50), (10, 40), (55, 20)):
        cell = torch.tensor([axis[column], axis[row]])
        inside = bool(((real - cell).norm(dim=1) <= radii).any())
        assert bool(result.balls[0, 0, row, column] & 1) == inside
    assert set(np.unique(result.balls)) == {0, 1, 2, 3}


def test_moving_a_shape_moves_its_points_and_nothing_else() -> None:
    here, there = asked(), asked(fake_x=-0.5, fake_y=1.0)
    assert (here.points["real"] == there.points["real"]).all()
    moved = there.points["fake"] - here.points["fake"]
    assert np.allclose(moved, [-1.4, 1.0])


def test_equal_shapes_do_not_give_one() -> None:
    """By area 1; k-NN estimates stay below, for points near the border lie outside all balls."""
    same = {"fake_shape": "ring", "fake_size": 1.7, "fake_x": 0.0}
    result = asked(**same)
    assert (result.exact.precision, result.exact.recall) == pytest.approx((1, 1), abs=1e-5)
    assert result.measured["precision"][KS.index(3), -1].max() < 1
    coverage = result.measured["coverage"][KS.index(3), -1].mean()
    assert coverage == pytest.approx(1 - 2**-3, abs=0.03)


def test_the_same_question_has_the_same_answer() -> None:
    ask = supports.answer.__wrapped__  # type: ignore[attr-defined]
    first, again = (ask(SupportsRequest(**QUICK)).report() for _ in range(2))  # type: ignore[arg-type]
    assert first == again
    json.dumps(first, allow_nan=False)
