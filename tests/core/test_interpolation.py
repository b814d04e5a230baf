"""Laws of the paths."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import geometric_slerp

from playground.core.interpolation import lerp, slerp, through
from playground.errors import BadValue, PlaygroundError

paths = pytest.mark.parametrize("path", [lerp, slerp])
dtypes = pytest.mark.parametrize("dtype", [torch.float16, torch.float32, torch.float64], ids=str)
seeds = st.integers(0, 2**32 - 1)
T = torch.linspace(0, 1, 9, dtype=torch.float64)


def _pair(seed: int, *shape: int, dtype: torch.dtype = torch.float64) -> torch.Tensor:
    draw = torch.Generator().manual_seed(seed)
    return torch.randn(2, *shape, generator=draw, dtype=torch.float64).to(dtype)


def _unit_pair(seed: int, *shape: int) -> torch.Tensor:
    return torch.nn.functional.normalize(_pair(seed, *shape), dim=-1)


@paths
@dtypes
@given(seed=seeds, scale=st.sampled_from([1e-3, 1.0, 1e3]))
@settings(max_examples=20)
def test_the_ends_are_exact_and_the_shape_is_t_first(path, dtype, seed: int, scale: float) -> None:
    a, b = (_pair(seed, 3, 5) * scale).to(dtype)
    frames = path(a, b, T)
    assert frames.shape == (9, 3, 5)
    assert frames.dtype == dtype
    assert torch.equal(frames[0], a)
    assert torch.equal(frames[-1], b)


@paths
def test_a_single_number_gives_a_single_frame(path) -> None:
    a, b = _pair(0, 4)
    torch.testing.assert_close(path(a, b, 0.25), path(a, b, [0.25])[0])
    torch.testing.assert_close(path(a, b, torch.tensor(0.25)), path(a, b, [0.25])[0])


@paths
@given(seed=seeds)
@settings(max_examples=20)
def test_walking_back_is_the_way_reversed(path, seed: int) -> None:
    a, b = _pair(seed, 2, 6)
    torch.testing.assert_close(path(a, b, T), path(b, a, T).flip(0))


@paths
def test_each_vector_goes_its_own_way(path) -> None:
    a, b = _pair(0, 2, 3, 8)
    frames = path(a, b, T)
    for i in range(2):
        for j in range(3):
            torch.testing.assert_close(frames[:, i, j], path(a[i, j], b[i, j], T))


def test_lerp_is_the_formula() -> None:
    a, b = _pair(0, 3, 5)
    weights = T[:, None, None]
    torch.testing.assert_close(lerp(a, b, T), (1 - weights) * a + weights * b)


@given(seed=seeds, norm=st.floats(0.1, 100))
@settings(max_examples=30)
def test_slerp_keeps_the_norm_and_turns_at_constant_speed(seed: int, norm: float) -> None:
    a, b = _unit_pair(seed, 4, 7) * norm
    frames = slerp(a, b, T)
    torch.testing.assert_close(frames.norm(dim=-1), torch.full((9, 4), norm, dtype=torch.float64))
    chords = (frames[1:] - frames[:-1]).norm(dim=-1)
    torch.testing.assert_close(chords, chords[:1].expand_as(chords))
    angle = torch.arccos((a * b).sum(-1) / norm**2)
    torch.testing.assert_close(chords[0], 2 * norm * torch.sin(angle / 16))


@given(seed=seeds, dimension=st.integers(2, 40))
@settings(max_examples=30)
def test_slerp_is_scipys_on_the_sphere(seed: int, dimension: int) -> None:
    a, b = _unit_pair(seed, dimension)
    expected = torch.from_numpy(geometric_slerp(a.numpy(), b.numpy(), T.numpy()))
    torch.testing.assert_close(slerp(a, b, T), expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("factor", [1.0, 2.5, -1.0, -3.0, 0.0])
@dtypes
def test_slerp_is_lerp_where_two_vectors_span_no_plane(factor: float, dtype) -> None:
    a = _pair(0, 512, dtype=dtype)[0]
    b = a * factor
    for one, other in ((a, b), (b, a)):
        assert torch.equal(slerp(one, other, T), lerp(one, other, T))


def test_zero_to_zero_is_zero() -> None:
    assert torch.equal(slerp(torch.zeros(3), torch.zeros(3), T), torch.zeros(9, 3))


def test_a_flat_pair_does_not_change_its_neighbours() -> None:
    a, b = _pair(0, 3, 5)
    b[1] = -a[1]
    frames = slerp(a, b, T)
    torch.testing.assert_close(frames[:, 0], slerp(a[0], b[0], T))
    torch.testing.assert_close(frames[:, 1], lerp(a[1], b[1], T))


@pytest.mark.parametrize("angle", [1e-8, 1e-6, 1e-4, math.pi - 1e-4, math.pi - 1e-5])
def test_slerp_stays_accurate_next_to_the_exceptions(angle: float) -> None:
    a = torch.tensor([1.0, 0.0], dtype=torch.float64)
    b = torch.tensor([math.cos(angle), math.sin(angle)], dtype=torch.float64)
    expected = torch.stack([torch.cos(T * angle), torch.sin(T * angle)], dim=1)
    torch.testing.assert_close(slerp(a, b, T), expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("scale", [1e-30, 1e30])
def test_slerp_does_not_depend_on_the_scale(scale: float) -> None:
    a, b = _pair(0, 6, dtype=torch.float32)
    torch.testing.assert_close(slerp(a * scale, b * scale, T), slerp(a, b, T) * scale)


@paths
def test_outside_the_ends_the_path_goes_on(path) -> None:
    a, b = _unit_pair(0, 6)
    middle = path(a, b, 0.5)
    torch.testing.assert_close(path(a, middle, 2.0), b)


@dtypes
@given(seed=seeds, scale=st.sampled_from([1e-3, 1.0, 1e3]))
@settings(max_examples=20)
def test_the_curve_meets_its_three_points_exactly(dtype, seed: int, scale: float) -> None:
    a, c, b = (torch.cat([_pair(seed, 3, 5), _pair(seed + 1, 3, 5)])[:3] * scale).to(dtype)
    frames = through(a, c, b, T)
    assert frames.shape == (9, 3, 5)
    assert frames.dtype == dtype
    for place, point in ((0, a), (4, c), (8, b)):
        assert torch.equal(frames[place], point)


@given(seed=seeds)
@settings(max_examples=20)
def test_the_curve_is_the_parabola_of_its_three_points(seed: int) -> None:
    a, b = _pair(seed, 6)
    c = _pair(seed + 1, 6)[0]
    expected = torch.from_numpy(
        np.stack([np.polyval(np.polyfit([0, 0.5, 1], p, 2), T) for p in torch.stack([a, c, b]).T])
    ).T
    torch.testing.assert_close(through(a, c, b, T), expected, rtol=1e-9, atol=1e-9)
    torch.testing.assert_close(through(a, c, b, T), through(b, c, a, T).flip(0))
    torch.testing.assert_close(through(a, (a + b) / 2, b, T), lerp(a, b, T))


@pytest.mark.parametrize(
    "c", [torch.rand(4), torch.rand(3, dtype=torch.float64), torch.full((3,), torch.nan), None]
)
def test_the_curve_refuses_a_third_point_of_another_space(c) -> None:
    with pytest.raises(BadValue, match=r"^c "):
        through(torch.rand(3), c, torch.rand(3), T)


BAD = {
    "a": [{"a": torch.tensor([1.0, torch.nan, 0.0])}, {"a": [1.0, 2.0, 3.0]}],
    "b": [
        {"b": torch.rand(4)},
        {"b": torch.rand(1, 3)},
        {"b": torch.rand(3, dtype=torch.float64)},
        {"b": torch.tensor([1, 2, 3])},
        {"b": torch.tensor([torch.inf, 0.0, 0.0])},
    ],
    "t": [
        {"t": torch.nan},
        {"t": [0.0, torch.nan]},
        {"t": torch.tensor([0.0, torch.inf])},
        {"t": torch.rand(2, 2)},
        {"t": torch.rand(0)},
        {"t": []},
        {"t": "0.5"},
        {"t": None},
        {"t": torch.tensor([True])},
    ],
}


@paths
@pytest.mark.parametrize(
    ("name", "case"),
    [
        pytest.param(name, case, id=f"{name}-{i}")
        for name, cases in BAD.items()
        for i, case in enumerate(cases)
    ],
)
def test_refuses_a_bad_argument_by_name(path, name: str, case: dict) -> None:
    arguments = {"a": torch.rand(3), "b": torch.rand(3), "t": T} | case
    with pytest.raises(BadValue, match=rf"^{name} ") as error:
        path(**arguments)
    assert isinstance(error.value, PlaygroundError)
