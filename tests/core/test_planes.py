"""A plane meets its three points, keeps lengths, and measures how far others stand from it."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.core import planes
from playground.errors import BadValue


def three(seed: int, dimensions: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(3, dimensions, generator=generator, dtype=torch.float64)


@settings(max_examples=30)
@given(st.integers(0, 10**6), st.integers(2, 32))
def test_the_three_points_lie_in_their_plane_at_their_distances(seed: int, dimensions: int) -> None:
    points = three(seed, dimensions)
    plane = planes.through(*points)
    places = plane.places(points)
    assert torch.allclose(plane.points(places), points, atol=1e-10)
    assert torch.allclose(torch.cdist(places, places), torch.cdist(points, points), atol=1e-10)
    assert places[0].abs().max() < 1e-12
    assert places[1, 1].abs() < 1e-10
    assert places[2, 1] > 0


def test_the_distance_is_to_the_nearest_point_of_the_plane() -> None:
    points = three(0, 16)
    plane = planes.through(*points)
    other = three(1, 16)
    # Least squares over x and y, by another solver.
    basis = torch.stack([points[1] - points[0], points[2] - points[0]], dim=1)
    found = torch.linalg.lstsq(basis, (other - points[0]).T)
    rest = (basis @ found.solution - (other - points[0]).T).norm(dim=0)
    assert torch.allclose(plane.distances(other), rest, atol=1e-10)


def test_a_two_dimensional_space_is_its_own_plane() -> None:
    points = three(2, 2)
    plane = planes.whole(points)
    assert torch.equal(plane.places(points), points)
    assert torch.equal(plane.points(points), points)
    assert plane.distances(points).max() == 0


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0, -3.0])
def test_points_on_a_line_span_no_plane(share: float) -> None:
    a, b, _ = three(3, 16).float()
    with pytest.raises(BadValue, match="three different images"):
        planes.through(a, b, torch.lerp(a, b, share))
    with pytest.raises(BadValue, match="three different images"):
        planes.through(a, a, b)


@settings(max_examples=30)
@given(st.integers(0, 10**6), st.integers(2, 12))
def test_the_principal_plane_is_that_of_the_singular_vectors(seed: int, dimensions: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    points = torch.randn(40, dimensions, generator=generator, dtype=torch.float64)
    points = points * torch.arange(1, dimensions + 1) + 5
    plane = planes.principal(points)
    assert torch.allclose(plane.places(points).mean(0), torch.zeros(2, dtype=torch.float64))
    singular = torch.linalg.svd(points - points.mean(0), full_matrices=False)
    spread = plane.places(points).square().sum(0).sqrt()
    assert torch.allclose(spread, singular.S[:2])
    for mine, theirs in zip((plane.first, plane.second), singular.Vh, strict=False):
        assert (mine @ theirs).abs() == pytest.approx(1)
        assert mine[mine.abs().argmax()] > 0


@pytest.mark.parametrize("shape", [(1, 5), (5, 1), (5,)])
def test_too_few_points_have_no_principal_plane(shape: tuple[int, ...]) -> None:
    with pytest.raises(BadValue, match="points"):
        planes.principal(torch.ones(shape))
