"""Areas against closed forms, and samples against areas."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.core.fidelity import precision_recall
from playground.core.supports import HOLE, SUPPORTS, Disc, Ring, Square, Support, overlap, support
from playground.errors import BadValue, UnknownName

kinds = st.sampled_from(sorted(SUPPORTS))
offset = st.floats(-1.5, 1.5)
size = st.floats(0.2, 2.0)


def lens(distance: float, r: float, s: float) -> float:
    """Common area of two discs; Weisstein, "Circle-Circle Intersection", eq. 14."""
    if distance >= r + s:
        return 0.0
    if distance <= abs(r - s) + 1e-12:
        return math.pi * min(r, s) ** 2
    one = r**2 * math.acos((distance**2 + r**2 - s**2) / (2 * distance * r))
    two = s**2 * math.acos((distance**2 + s**2 - r**2) / (2 * distance * s))
    edge = (-distance + r + s) * (distance + r - s) * (distance - r + s) * (distance + r + s)
    return one + two - math.sqrt(max(edge, 0)) / 2


@settings(max_examples=60)
@given(offset, offset, size, size)
def test_discs_meet_in_a_lens(x: float, y: float, r: float, s: float) -> None:
    found = overlap(Disc(0, 0, r), Disc(x, y, s))
    expected = lens(math.hypot(x, y), r, s)
    assert found.area == pytest.approx(expected, abs=2e-5)
    assert found.precision == pytest.approx(expected / (math.pi * s**2), abs=2e-4)
    assert found.recall == pytest.approx(expected / (math.pi * r**2), abs=2e-4)


@settings(max_examples=30)
@given(offset, offset, size, size)
def test_rings_are_discs_without_their_middles(x: float, y: float, r: float, s: float) -> None:
    away = math.hypot(x, y)
    expected = lens(away, r, s) - lens(away, HOLE * r, s)
    assert overlap(Ring(0, 0, r), Disc(x, y, s)).area == pytest.approx(expected, abs=4e-5)
    expected += lens(away, HOLE * r, HOLE * s) - lens(away, r, HOLE * s)
    assert overlap(Ring(0, 0, r), Ring(x, y, s)).area == pytest.approx(expected, abs=8e-5)


@settings(max_examples=30)
@given(offset, offset, size, size)
def test_squares_meet_in_a_rectangle(x: float, y: float, r: float, s: float) -> None:
    sides = [max(0.0, min(r, m + s) - max(-r, m - s)) for m in (x, y)]
    assert overlap(Square(0, 0, r), Square(x, y, s)).area == pytest.approx(sides[0] * sides[1])


@settings(max_examples=30)
@given(kinds, kinds, offset, offset, size)
def test_precision_and_recall_change_places(a: str, b: str, x: float, y: float, s: float) -> None:
    one, other = support(a, 0, 0, 1), support(b, x, y, s)
    there, back = overlap(one, other), overlap(other, one)
    assert there.precision == pytest.approx(back.recall, abs=1e-6)
    assert there.precision * other.area == pytest.approx(there.recall * one.area, abs=1e-5)


def points(shape: Support, count: int, seed: int = 0) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return shape.draw(torch.rand(count, 2, generator=generator, dtype=torch.float64))


@pytest.mark.parametrize("kind", sorted(SUPPORTS))
@pytest.mark.parametrize("other", sorted(SUPPORTS))
def test_the_share_of_drawn_points_is_the_area(kind: str, other: str) -> None:
    """A point lies in a shape where it lies in the slice at its own x. n = 40,000: sd 0.0025."""
    fake, real = support(kind, 0.3, -0.2, 0.9), support(other, -0.4, 0.1, 1.1)
    drawn = points(fake, 40_000)
    at = real.slices(drawn[:, 0] - real.x) + real.y
    inside = ((drawn[:, 1:] >= at[:, :, 0]) & (drawn[:, 1:] <= at[:, :, 1])).any(1)
    inside &= (drawn[:, 0] - real.x).abs() <= real.size
    assert inside.double().mean().item() == pytest.approx(overlap(real, fake).precision, abs=0.01)


@pytest.mark.parametrize("kind", sorted(SUPPORTS))
def test_a_shape_covers_itself_and_its_outline_is_its_border(kind: str) -> None:
    shape = support(kind, 0.5, -1, 1.5)
    own = overlap(shape, shape)
    assert (own.precision, own.recall) == pytest.approx((1, 1), abs=1e-5)
    assert own.area == pytest.approx(shape.area, rel=1e-5)
    drawn = points(shape, 4000)
    assert ((drawn - torch.tensor([0.5, -1])).abs() <= 1.5).all()
    for line in shape.outlines(41):
        assert line.shape == (41, 2)
        assert torch.allclose(line[0], line[-1])


def test_the_knn_estimate_comes_near_as_more_is_drawn() -> None:
    real, fake = Disc(0, 0, 1), Disc(0.8, 0, 1)
    exact = overlap(real, fake).precision
    gaps = [
        abs(precision_recall(points(real, n, 1), points(fake, n, 2), k=3).precision - exact)
        for n in (50, 4000)
    ]
    assert gaps[1] < 0.05 < gaps[0]


@pytest.mark.parametrize(
    "wrong", [{"size": 0.0}, {"size": -1.0}, {"x": float("nan")}, {"y": float("inf")}]
)
def test_shapes_without_extent_or_place_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(BadValue, match=next(iter(wrong))):
        Disc(**{"x": 0.0, "y": 0.0, "size": 1.0, **wrong})


def test_an_unknown_shape_is_refused() -> None:
    with pytest.raises(UnknownName, match="shape = 'star'"):
        support("star", 0, 0, 1)
