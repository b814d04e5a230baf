"""Bounds of radii hold the radius, and are exact where that is asked for."""

import math

import pytest
import torch
from torch import Tensor

from playground.core.fidelity import precision_recall
from playground.core.knn import membership, radii
from playground.core.knn.points import Frame, Points, Workspace, places, squared_radii
from playground.core.knn.radii import Balls


def normal(seed: int, *shape: int) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


SETS = {
    "plain": lambda: normal(0, 2500, 32),
    "far out": lambda: normal(0, 700, 16) + 1e4,
    "tight clusters": lambda: normal(1, 8, 16)[torch.arange(600) % 8] + 1e-4 * normal(2, 600, 16),
    "copies": lambda: normal(0, 600, 16)[torch.arange(600) % 37],
    "all the same": lambda: torch.ones(300, 8),
    "integers, full of ties": lambda: normal(0, 900, 3).round(),
    "heavy tails": lambda: normal(0, 600, 16) * torch.exp(3 * normal(1, 600, 1)),
    "fewer than a group": lambda: normal(0, 20, 4),
}


def points_of(name: str) -> Points:
    values = SETS[name]()
    return Points.of(values, Frame.of(values))


@pytest.mark.parametrize("k", [1, 3, 10, 17])
@pytest.mark.parametrize("name", SETS)
def test_bounds_hold_the_radius(name: str, k: int) -> None:
    points = points_of(name)
    exact, balls = squared_radii(points, k, Workspace()), Balls(points, k, Workspace())
    assert (balls.low <= exact).all()
    assert (exact <= balls.high).all()
    balls.settle(torch.tensor([3, 1, 3]))
    assert torch.equal(balls.low[[1, 3]], exact[[1, 3]])
    balls.settle_all()
    assert torch.equal(balls.low, exact)
    assert torch.equal(balls.high, exact)


def test_bounds_are_close_and_cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of plain data, next to no radius has to be measured exactly."""
    asked = []

    def counted(points: Points, k: int, space: Workspace, which: Tensor) -> Tensor:
        asked.append(len(which))
        return squared_radii(points, k, space, which)

    monkeypatch.setattr(radii, "squared_radii", counted)
    balls = Balls(points_of("plain"), 3, Workspace())
    assert sum(asked) < 0.01 * len(balls.low)
    assert ((balls.high - balls.low) <= 1e-4 * balls.high).all()
    precision_recall(normal(1, 2500, 32), normal(2, 2500, 32))
    assert sum(asked) < 0.02 * len(balls.low)


@pytest.mark.parametrize(("name", "value"), [("DOUBTFUL", 0), ("SIDE", 64), ("SIDE", 2048)])
def test_no_answer_depends_on_how_it_is_worked_out(
    monkeypatch: pytest.MonkeyPatch, name: str, value: int
) -> None:
    pairs = [(SETS[one](), SETS[one]()[::2] + 0.01) for one in SETS if one != "far out"]
    expected = [precision_recall(real, fake) for real, fake in pairs]
    monkeypatch.setattr(membership, name, value)
    assert [precision_recall(real, fake) for real, fake in pairs] == expected


def test_places_are_those_of_nonzero() -> None:
    for shape in ((7, 33), (1, 1), (5, 32)):
        mask = normal(0, *shape) > 0.5
        for found, expected in zip(places(mask), mask.nonzero(as_tuple=True), strict=True):
            assert torch.equal(found, expected)
    assert not len(places(torch.zeros(3, 4, dtype=torch.bool))[0])


def test_an_unknown_lower_bound_is_minus_infinity_until_settled() -> None:
    balls = Balls(points_of("fewer than a group"), 17, Workspace())  # more than it bounds
    assert (balls.low > -math.inf).all()
    assert torch.equal(balls.low, balls.high)
