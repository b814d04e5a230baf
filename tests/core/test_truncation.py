"""Laws of the three truncations; the hard one's against scipy's truncated Gaussian."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from playground.core import truncation
from playground.core.truncation import hard, hard_from_uniforms, soft, toward_mean
from playground.errors import BadValue, PlaygroundError

THRESHOLDS = [1e-6, 0.01, 0.04, 0.5, 1.0, 2.0, 8.0]  # both proposals, and almost no truncation
PSI = [0.0, 0.3, 1.0, 1.5]
seeds = st.integers(0, 2**32 - 1)


def _seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def _normals(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=_seeded(seed), dtype=torch.float64)


def _p_value(z: torch.Tensor, threshold: float) -> float:
    """Of z being drawn from the Gaussian truncated at +-threshold (Kolmogorov-Smirnov)."""
    return stats.kstest(z.flatten().numpy(), stats.truncnorm(-threshold, threshold).cdf).pvalue


@pytest.mark.parametrize("threshold", THRESHOLDS)
def test_hard_draws_the_truncated_gaussian(threshold: float) -> None:
    z = hard((80, 50), threshold, generator=_seeded(), dtype=torch.float64)
    assert z.abs().max() <= threshold
    assert _p_value(z, threshold) > 1e-3


def test_the_uniform_proposal_is_thinned_to_the_same_law(monkeypatch) -> None:
    """Where it is used the Gaussian is flat to 5e-4; asked of a wide window, it shows."""
    monkeypatch.setattr(truncation, "_UNIFORM_BELOW", 3.0)
    assert _p_value(hard((4000,), 2.0, generator=_seeded(), dtype=torch.float64), 2.0) > 1e-3


def test_the_comparison_would_notice_another_law() -> None:
    """Clipping, rescaling, or a threshold 10 % off: each is told from the right law."""
    z = _normals(4000)
    right = hard((4000,), 1.1, generator=_seeded(), dtype=torch.float64)
    for wrong in (z.clamp(-1, 1), z / z.abs().max(), right):
        assert _p_value(wrong, 1.0) < 1e-3


@pytest.mark.parametrize("threshold", [0.5, 2.0, float("inf")])
def test_hard_draws_again_only_what_fell_outside(threshold: float) -> None:
    first = torch.randn(4000, generator=_seeded())
    z = hard((4000,), threshold, generator=_seeded())
    inside = first.abs() <= threshold
    assert torch.equal(z[inside], first[inside])
    assert not (z[~inside] == first[~inside]).any()


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32], ids=str)
@pytest.mark.parametrize("threshold", [0.003, 0.3, 1.7])
def test_hard_stays_inside_in_every_dtype(dtype: torch.dtype, threshold: float) -> None:
    z = hard((5000,), threshold, generator=_seeded(), dtype=dtype)
    assert z.dtype == dtype
    assert z.double().abs().max() <= threshold


def test_hard_draws_from_its_generator_alone() -> None:
    state = torch.random.get_rng_state()
    one, same, other = (hard((3, 4), 0.5, generator=_seeded(seed)) for seed in (1, 1, 2))
    assert torch.equal(one, same)
    assert not torch.equal(one, other)
    assert torch.equal(hard((3, 4), 0.5), hard((3, 4), 0.5, generator=_seeded(0)))
    assert torch.equal(torch.random.get_rng_state(), state)


@pytest.mark.parametrize("threshold", THRESHOLDS)
def test_inversion_draws_the_same_law(threshold: float) -> None:
    u = torch.rand(80, 50, generator=_seeded(), dtype=torch.float64)
    z = hard_from_uniforms(u, threshold)
    assert z.abs().max() <= threshold
    assert _p_value(z, threshold) > 1e-3


@given(seed=seeds, threshold=st.floats(1e-3, 5))
@settings(max_examples=30)
def test_inversion_is_scipys_quantile(seed: int, threshold: float) -> None:
    u = torch.rand(50, generator=_seeded(seed), dtype=torch.float64)
    expected = torch.from_numpy(stats.truncnorm(-threshold, threshold).ppf(u.numpy()))
    torch.testing.assert_close(hard_from_uniforms(u, threshold), expected, rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("threshold", THRESHOLDS)
def test_inversion_reaches_its_ends_and_its_middle(threshold: float) -> None:
    z = hard_from_uniforms(torch.tensor([0.0, 0.5, 1.0], dtype=torch.float64), threshold)
    torch.testing.assert_close(z, torch.tensor([-threshold, 0.0, threshold]).double())


def test_inversion_moves_every_coordinate_outwards_as_the_threshold_grows() -> None:
    u = torch.rand(6, 20, generator=_seeded())
    frames = hard_from_uniforms(u, THRESHOLDS)
    assert frames.shape == (len(THRESHOLDS), 6, 20)
    assert (frames.abs().diff(dim=0) >= 0).all()
    torch.testing.assert_close(frames[3], hard_from_uniforms(u, THRESHOLDS[3]))


def test_soft_scales_and_a_grid_of_psi_comes_first() -> None:
    z = _normals(4, 5)
    frames = soft(z, PSI)
    assert frames.shape == (4, 4, 5)
    for psi, frame in zip(PSI, frames, strict=True):
        assert torch.equal(frame, psi * z)
        assert torch.equal(soft(z, psi), frame)
    assert torch.equal(soft(z, torch.tensor(PSI, dtype=torch.float64)), frames)


@given(seed=seeds, psi=st.floats(-1, 2))
@settings(max_examples=30)
def test_toward_mean_is_the_formula(seed: int, psi: float) -> None:
    w, mean = _normals(4, 5, seed=seed), _normals(5, seed=seed + 1)
    torch.testing.assert_close(toward_mean(w, mean, psi), mean + psi * (w - mean))


@pytest.mark.parametrize("dtype", [torch.float16, torch.float32], ids=str)
def test_toward_mean_is_exact_at_the_mean_and_at_the_sample(dtype: torch.dtype) -> None:
    w, means = _normals(4, 5).to(dtype), (100 * _normals(4, 5, seed=1)).to(dtype)
    frames = toward_mean(w, means, [0.0, 0.5, 1.0])
    assert frames.dtype == dtype
    assert torch.equal(frames[0], means)
    assert torch.equal(frames[2], w)
    for i in range(4):  # each sample goes toward its own mean
        alone = toward_mean(w[i : i + 1], means[i], [0.0, 0.5, 1.0])
        assert torch.equal(frames[:, i], alone[:, 0])


Z = torch.zeros(2, 3)
NAN = float("nan")
BAD = [
    pytest.param(call, name, id=f"{name}-{i}")
    for i, (name, call) in enumerate(
        [
            ("psi", lambda: soft(Z, -0.1)),
            ("psi", lambda: soft(Z, NAN)),
            ("psi", lambda: soft(Z, [0.5, NAN])),
            ("psi", lambda: soft(Z, torch.rand(2, 2))),
            ("psi", lambda: soft(Z, "1")),
            ("z", lambda: soft(Z * NAN, 1)),
            ("z", lambda: soft([1.0], 1)),
            ("z", lambda: soft(Z.long(), 1)),
            ("threshold", lambda: hard((3,), 0)),
            ("threshold", lambda: hard((3,), -1)),
            ("threshold", lambda: hard((3,), NAN)),
            ("threshold", lambda: hard((3,), "1")),
            ("shape", lambda: hard((0,), 1)),
            ("shape", lambda: hard((2.5,), 1)),
            ("shape", lambda: hard(3, 1)),
            ("dtype", lambda: hard((3,), 1, dtype=torch.int64)),
            ("generator", lambda: hard((3,), 1, generator=0)),
            ("threshold", lambda: hard_from_uniforms(Z, 0)),
            ("threshold", lambda: hard_from_uniforms(Z, [1.0, 0.0])),
            ("threshold", lambda: hard_from_uniforms(Z, NAN)),
            ("threshold", lambda: hard_from_uniforms(Z, float("inf"))),
            ("uniforms", lambda: hard_from_uniforms(Z - 0.1, 1)),
            ("uniforms", lambda: hard_from_uniforms(Z + 1.1, 1)),
            ("uniforms", lambda: hard_from_uniforms(Z * NAN, 1)),
            ("psi", lambda: toward_mean(Z, Z, NAN)),
            ("w_mean", lambda: toward_mean(Z, Z[:, :2], 0.5)),
            ("w_mean", lambda: toward_mean(Z, Z[:1], 0.5)),
            ("w_mean", lambda: toward_mean(Z, Z.double(), 0.5)),
            ("w_mean", lambda: toward_mean(Z, Z * NAN, 0.5)),
            ("w", lambda: toward_mean(Z.long(), Z, 0.5)),
        ]
    )
]


@pytest.mark.parametrize(("call", "name"), BAD)
def test_refuses_a_bad_argument_by_name(call, name: str) -> None:
    with pytest.raises(BadValue, match=rf"^{name} = ") as error:
        call()
    assert isinstance(error.value, PlaygroundError)
