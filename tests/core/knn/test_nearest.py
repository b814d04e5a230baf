"""The nearest point found through sketches is the one that brute force finds."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from playground.core.knn.nearest import Index


def brute(queries: Tensor, points: Tensor) -> Tensor:
    return torch.cdist(
        queries.double(), points.double(), compute_mode="donot_use_mm_for_euclid_dist"
    )


@settings(max_examples=40)
@given(
    seed=st.integers(0, 1000),
    points=st.integers(1, 300),
    dimensions=st.integers(1, 40),
    kept=st.integers(1, 50),
    offset=st.sampled_from([0.0, 3.0, 100.0]),
)
def test_it_is_the_nearest(
    seed: int, points: int, dimensions: int, kept: int, offset: float
) -> None:
    chance = torch.Generator().manual_seed(seed)
    there = torch.randn(points, dimensions, generator=chance) + offset
    queries = torch.randn(7, dimensions, generator=chance) + offset
    found = Index(there, dimensions=kept).nearest(queries)
    away = brute(queries, there)
    assert torch.allclose(found.distance.double(), away.amin(1), rtol=1e-4, atol=1e-5)
    own = away.gather(1, found.index[:, None])[:, 0]
    assert torch.allclose(own, away.amin(1), rtol=1e-4, atol=1e-5)


def test_bytes_are_scaled() -> None:
    chance = torch.Generator().manual_seed(0)
    there = torch.randint(0, 256, (500, 49), generator=chance, dtype=torch.uint8)
    queries = torch.rand(20, 49, generator=chance)
    found = Index(there, scale=1 / 255).nearest(queries)
    away = brute(queries, there / 255)
    assert torch.equal(found.index, away.argmin(1))
    assert torch.allclose(found.distance.double(), away.amin(1), rtol=1e-5)


@pytest.mark.parametrize("dimensions", [1, 16])
def test_a_point_of_the_set_finds_itself(dimensions: int) -> None:
    there = torch.randn(400, 16, generator=torch.Generator().manual_seed(1))
    found = Index(there, dimensions=dimensions).nearest(there)
    assert torch.equal(found.index, torch.arange(400))
    assert torch.equal(found.distance, torch.zeros(400))


def test_of_equal_points_the_first_is_named() -> None:
    there = torch.ones(300, 5)
    found = Index(there).nearest(torch.zeros(3, 5))
    assert found.index.tolist() == [0, 0, 0]


def test_alone_as_in_a_batch() -> None:
    chance = torch.Generator().manual_seed(2)
    index = Index(torch.rand(1000, 30, generator=chance))
    queries = torch.rand(20, 30, generator=chance)
    together = index.nearest(queries)
    alone = [index.nearest(query[None]) for query in queries]
    assert torch.equal(together.index, torch.cat([one.index for one in alone]))
