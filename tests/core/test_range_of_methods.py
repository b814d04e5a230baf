"""What iterates, counts or draws is right, or refuses in words, over its type's whole range too."""

import math
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from playground.core import (
    adam,
    attacks,
    attention,
    calibration,
    chance,
    checks,
    glm,
    intervals,
    markov,
    mixtures,
    noise,
    planes,
    positions,
    refinement,
    rejection,
    schedules,
    token_sampling,
    truncation,
)
from playground.core.checks import DTYPES
from playground.core.inversion import Inversion, invert
from playground.errors import BadValue

WIDE = (torch.float32, torch.float64)
#: Powers of two that a dtype holds, eight bits of a number beside them.
EXPONENTS = {
    torch.float16: st.integers(-14, 12),
    torch.bfloat16: st.integers(-120, 120),
    torch.float32: st.integers(-120, 120),
    torch.float64: st.integers(-1000, 1000),
}


def answered(call: Callable[[], Any]) -> tuple[Any, str]:
    """The answer, or the words of the refusal."""
    try:
        return call(), ""
    except BadValue as refusal:
        return None, str(refusal)


def eighths(*shape: int, seed: int) -> Tensor:
    drawn = torch.randint(-15, 16, shape, generator=torch.Generator().manual_seed(seed))
    return drawn.double() / 8


# --- inversion: G(w) = M w and its images, both times c, have the latents that they have at c = 1


def inverted(scale: float, dtype: torch.dtype, seed: int, looks: bool) -> Inversion:
    matrix = eighths(6, 3, seed=seed) + torch.eye(6, 3).double()
    images = (eighths(4, 6, seed=seed + 1) * scale).to(dtype)[:, :, None, None]
    scaled = (matrix * scale).to(dtype)
    return invert(
        lambda w: (w @ scaled.T)[:, :, None, None],
        images,
        eighths(2, 4, 3, seed=seed + 2).to(dtype),
        features=(lambda x: x.flatten(1)[:, :2]) if looks else None,
        feature_weight=0.5,
        steps=30,
    )


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@given(data=st.data(), seed=st.integers(0, 50))
@settings(max_examples=25, deadline=None)
def test_latents_are_found_at_any_scale_of_the_images_or_refused(
    dtype: torch.dtype, data: st.DataObject, seed: int
) -> None:
    scale = 2.0 ** data.draw(EXPONENTS[dtype])
    near = inverted(1.0, dtype, seed, looks=False)
    found, refusal = answered(lambda: inverted(scale, dtype, seed, looks=False))
    if refusal:
        assert refusal.startswith("images = ")
        assert scale > math.sqrt(torch.finfo(dtype).max) / 2**8 or abs(math.log2(scale)) > 460
        return
    tolerance = 2e-2 if dtype in (torch.float16, torch.bfloat16) else 1e-4
    torch.testing.assert_close(found.latents, near.latents, rtol=0, atol=tolerance)
    assert found.losses.dtype == dtype


@pytest.mark.parametrize("dtype", WIDE, ids=str)
@pytest.mark.parametrize("exponent", [-60, -20, 0, 20, 60])
def test_features_weigh_the_same_beside_images_of_any_size(
    dtype: torch.dtype, exponent: int
) -> None:
    """The features' term has no unit: beside tiny images it decides, beside huge ones nothing."""
    found = inverted(2.0**exponent, dtype, 3, looks=True)
    wide = inverted(2.0**exponent, torch.float64, 3, looks=True)
    torch.testing.assert_close(found.latents.double(), wide.latents, rtol=0, atol=1e-3)
    assert found.losses[-1].isfinite().all()


# --- Adam: gradients times c make the same steps, as long as epsilon is small beside them -------


@pytest.mark.parametrize("dtype", WIDE, ids=str)
@given(data=st.data(), seed=st.integers(0, 50))
@settings(max_examples=25)
def test_adam_steps_alike_whatever_gradients_are_times(
    dtype: torch.dtype, data: st.DataObject, seed: int
) -> None:
    scale = 2.0 ** data.draw(st.integers(0, 120 if dtype == torch.float32 else 1000))
    ends = []
    for times in (1.0, scale):
        weights = [torch.zeros(5, dtype=dtype)]
        rule = adam.Adam(weights)
        for step in range(4):
            drawn = [((eighths(5, seed=seed + step) + 2) * times).to(dtype)]
            rule.step(drawn, 0.1)
        ends += weights
    torch.testing.assert_close(*ends, rtol=1e-4, atol=1e-6)


# --- discriminator optimal transport: one number at a time, in Python's floats ------------------


def transported(z: list[float], slope: list[float], k: float, rate: float) -> list[float]:
    moved = [0.0] * len(z)
    for _ in range(3):
        away = [one + refinement.DELTA for one in moved]
        length = math.hypot(*away)
        uphill = zip(moved, away, slope, strict=True)
        moved = [one - rate * (gone / length - up / k) for one, gone, up in uphill]
    return [one + by for one, by in zip(z, moved, strict=True)]


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@given(
    data=st.data(),
    seed=st.integers(0, 99),
    k=st.floats(1e-12, 1e300),
    rate=st.floats(0, 1e6),
)
@settings(max_examples=60)
def test_transport_is_its_formula_at_any_size_or_is_refused(
    dtype: torch.dtype, data: st.DataObject, seed: int, k: float, rate: float
) -> None:
    scale = 2.0 ** data.draw(EXPONENTS[dtype])
    z, slope = (eighths(4, 3, seed=seed).to(dtype) * scale, eighths(3, seed=seed + 1).to(dtype))
    ends = [transported(one, slope.tolist(), k, rate) for one in z.tolist()]
    expected = torch.tensor(ends, dtype=torch.float64)
    size = expected.abs().max().item()
    found, refusal = answered(
        lambda: refinement.dot(
            lambda at: (at * slope).sum(1), z, steepness=k, steps=3, rate=rate
        ).double()
    )
    if refusal:
        assert "stays below" in refusal
        assert size > torch.finfo(dtype).max / 2
        return
    eps = max(torch.finfo(dtype).eps, 1e-9)
    torch.testing.assert_close(found, expected, rtol=2 * eps, atol=2 * eps * (1 + size))


@pytest.mark.parametrize("far", [2.0**20, -(2.0**40)])
def test_transport_loses_no_digit_far_from_the_origin(far: float) -> None:
    z = eighths(5, 3, seed=0)
    near, there = (
        refinement.dot(
            lambda at, by=by: -(at - by - 1).square().sum(1) / 2,
            z + by,
            steepness=0.5,
            steps=20,
            rate=0.1,
        )
        for by in (0.0, far)
    )
    torch.testing.assert_close(there - far, near, rtol=0, atol=1e-15 * abs(far) + 1e-12)


# --- Markov: symbols anywhere in int64, against dictionaries ------------------------------------


@given(
    text=st.lists(st.integers(0, 3), min_size=5, max_size=40),
    size=st.integers(5, 10_000_000),
    order=st.integers(0, 70),
)
@settings(max_examples=60, deadline=None)
def test_symbols_are_counted_whatever_their_numbers_or_refused(
    text: list[int], size: int, order: int
) -> None:
    """The four symbols stand at both ends of the alphabet, where their numbers are largest."""
    ids = torch.tensor([(0, 1, size - 2, size - 1)[one] for one in text])
    if size ** (order + 1) >= 2**63 or order >= len(text):
        with pytest.raises(BadValue, match="it must be"):
            markov.count(ids, order=order, size=size)
        return
    model = markov.count(ids, order=order, size=size)
    found = model.next(ids[-order:] if order else ids[:0])
    assert found.sum().item() == pytest.approx(1)
    p = np.full(size, 1 / size)
    numbers = ids.tolist()
    for length in range(order + 1):
        end = numbers[len(numbers) - length :]
        after = Counter(
            numbers[i] for i in range(length, len(numbers)) if numbers[i - length : i] == end
        )
        if after:
            p *= len(after)
            for symbol, count in after.items():
                p[symbol] += count
            p /= after.total() + len(after)
        assert model.seen(ids[len(ids) - length :]) == after.total()
    np.testing.assert_allclose(found.numpy(), p, rtol=1e-12)
    told = [-math.log(model.next(ids[:i])[one].item()) for i, one in enumerate(numbers[:5])]
    assert model.surprise(ids)[:5].tolist() == pytest.approx(told)


# --- the rest -----------------------------------------------------------------------------------


@given(st.floats(1e-9, 1e6), st.floats(0, 1e6), st.floats(0, 1e6))
def test_a_mixture_of_one_point_is_a_gaussian_at_any_width(
    bandwidth: float, signal: float, level: float
) -> None:
    data = mixtures.Mixture(torch.tensor([[3.0, -2.0]]).double(), bandwidth)
    if 0 < signal < 1e-100 or (signal * bandwidth) ** 2 + level**2 < 1e-290:
        with pytest.raises(BadValue, match="signal"):
            data.variance(signal, level)
        return
    variance = data.variance(signal, level)
    away = torch.tensor([[0.0, 0.0], [1.0, -2.0]]).double() * math.sqrt(variance)
    x = signal * data.points + away
    away = x - signal * data.points  # as rounded
    peak = -math.log(2 * math.pi * variance)
    expected = peak - away.square().sum(1) / (2 * variance)
    torch.testing.assert_close(data.log_density(x, signal, level), expected, rtol=1e-9, atol=1e-9)
    score = data.score(x, signal, level) * math.sqrt(variance)
    lost = 1e-9 + 1e-15 * signal * 3 / math.sqrt(variance)
    torch.testing.assert_close(score, -away / math.sqrt(variance), rtol=1e-9, atol=lost)
    density = data.density(x[:, 0], x[:, 1], signal, level).diagonal() * variance
    torch.testing.assert_close(density, (expected - peak).exp() / (2 * math.pi))


@given(st.floats(1e-9, 1e3), st.floats(1e-6, 1))
def test_a_flow_toward_one_point_is_its_formula_at_any_width(bandwidth: float, time: float) -> None:
    """Of x0 = p + b n and eps, given x = t x0 + (1 - t) eps: two Gaussians, in closed form."""
    data = mixtures.Mixture(torch.tensor([[3.0, -2.0]]).double(), bandwidth)
    variance = data.variance(time, 1 - time)
    away = torch.tensor([[0.5, -1.0]]).double() * math.sqrt(variance)
    found = data.velocity(time * data.points + away, torch.tensor([time], dtype=torch.float64))
    pull = (time * bandwidth**2 - (1 - time)) / variance
    lost = 1e-12 * (1 + 3 / math.sqrt(variance)) / time
    torch.testing.assert_close(found, data.points + pull * away, rtol=1e-9, atol=lost)


@given(st.lists(st.floats(0, 1, exclude_min=True, exclude_max=True), min_size=1, max_size=30))
def test_betas_make_a_schedule_that_falls_or_are_refused(betas: list[float]) -> None:
    drawn = torch.tensor(betas, dtype=torch.float64)
    level, refusal = answered(lambda: schedules.alphas_cumprod(drawn))
    if refusal:
        assert min(betas) < 1e-15 or math.prod(1 - one for one in betas) < 1e-300
        assert "alpha-bar falls" in refusal
        return
    assert torch.equal(schedules.levels(level), level)
    assert (schedules.snr(level) > 0).all()
    assert schedules.snr(level).isfinite().all()


@given(
    st.lists(st.floats(5e-324, 0.999), min_size=1, max_size=20, unique=True),
    st.floats(1, 100),
    st.data(),
)
def test_timesteps_are_spaced_at_any_noise(
    levels: list[float], rho: float, data: st.DataObject
) -> None:
    level = torch.tensor(sorted(levels, reverse=True), dtype=torch.float64)
    count = data.draw(st.integers(1, len(level)))
    found = schedules.karras_timesteps(level, count, rho)
    assert len(found) == count
    assert (found.diff() < 0).all()
    assert found[0] == len(level) - 1
    assert count == 1 or found[-1] == 0


@given(st.just(0.0) | st.floats(1e-100, 1e140), st.floats(0, 1), st.floats(0, 1e6))
def test_wilsons_interval_holds_the_share_at_any_size(n: float, share: float, z: float) -> None:
    low, high = intervals.wilson([share * n], n, z)
    found = share * n / n if n else share
    assert 0 <= low[0] <= found + 1e-9
    assert found - 1e-9 <= high[0] <= 1


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@given(size=st.floats(1e-300, 1e300), seed=st.integers(0, 50), norm=st.sampled_from(["linf", "l2"]))
@settings(max_examples=25)
def test_noise_has_the_size_asked_or_is_refused(
    dtype: torch.dtype, size: float, seed: int, norm: str
) -> None:
    images = torch.rand(2, 4, 4, generator=torch.Generator().manual_seed(seed)).to(dtype)
    asked = torch.full((2,), size, dtype=torch.float64).clamp(max=torch.finfo(dtype).max)
    gaussian = torch.randn(3, 2, 4, 4, generator=torch.Generator().manual_seed(seed + 1))
    found, refusal = answered(
        lambda: noise.noise_of_size(images, asked.to(dtype), gaussian, norm=norm)
    )
    if refusal:
        few = "large enough for the digits" in refusal  # of the dtype, for so small a step
        assert few if size < 0.01 else few or "small enough for the box" in refusal
        return
    away = (found.double() - images.double()).flatten(2)
    made = away.abs().amax(2) if norm == "linf" else away.norm(dim=2)
    torch.testing.assert_close(made, asked.to(dtype).double().expand(3, 2), rtol=0.02, atol=1e-7)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@given(st.floats(0, 1e6), st.integers(2, 50))
@settings(max_examples=25)
def test_a_row_has_an_entropy_at_any_sharpness(dtype: torch.dtype, sharp: float, keys: int) -> None:
    logits = torch.linspace(0, 1, keys)[None].to(dtype)
    weights = token_sampling.probabilities(logits * min(sharp, 1e4), temperature=1.0)
    found = attention.row_entropy(weights).item()
    wide = weights.double()
    expected = -(torch.xlogy(wide, wide)).sum().item() / math.log(keys)
    assert found == pytest.approx(expected, abs=max(4 * torch.finfo(dtype).eps, 1e-6))


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@given(
    size=st.floats(0, 1),
    step=st.floats(0, 10) | st.floats(0, 1e300),
    scale=st.integers(-120, 120),
    norm=st.sampled_from(["linf", "l2"]),
)
@settings(max_examples=25)
def test_an_attack_ends_in_its_ball_whatever_step_and_logits_measure(
    dtype: torch.dtype, size: float, step: float, scale: int, norm: str
) -> None:
    images = (eighths(3, 1, 2, 2, seed=1).abs() / 2).to(dtype)

    def model(x: Tensor) -> Tensor:
        ink = x.flatten(1).float() @ torch.tensor([1.0, -1.0, 0.5, 0.25]) * 2.0**scale
        return torch.stack([ink, -ink], 1)

    labels, ball = torch.tensor([0, 1, 0]), {"eps": size, "norm": norm, "steps": 3}
    attack, refusal = answered(
        lambda: attacks.pgd(model, images, labels, step_size=step, **ball)  # type: ignore[arg-type]
    )
    if refusal:
        assert step > attacks.LONGEST
        assert refusal.startswith("step_size = ")
        return
    away = (attack.adversarial.double() - images.double()).flatten(1)
    found = away.abs().amax(1) if norm == "linf" else away.norm(dim=1)
    assert found.max() <= size * (1 + 1e-6) + 1e-7
    assert 0 <= attack.adversarial.min() <= attack.adversarial.max() <= 1


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@given(sharp=st.floats(0, 60), residual=st.floats(0, 1), seed=st.integers(0, 99))
@settings(max_examples=25)
def test_heads_of_any_sharpness_have_flows_and_statistics(
    dtype: torch.dtype, sharp: float, residual: float, seed: int
) -> None:
    weights = (eighths(3, 2, 6, 6, seed=seed) * sharp).softmax(-1)
    rounded = weights.to(dtype)
    eps = torch.finfo(dtype).eps
    flow = attention.rollout(rounded, residual=residual)
    torch.testing.assert_close(flow.sum(-1), torch.ones_like(flow[0]), rtol=0, atol=8 * eps)
    exact = attention.rollout(weights, residual=residual)
    torch.testing.assert_close(flow.double(), exact, rtol=0, atol=16 * eps)
    found, wide = attention.head_statistics(rounded), attention.head_statistics(weights)
    for name in ("entropy", "previous", "next", "diagonal", "first"):
        near = max(32 * eps, 1e-6)
        one, other = getattr(found, name).double(), getattr(wide, name).double()
        torch.testing.assert_close(one, other, rtol=0, atol=near)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@given(st.floats(5e-324, 1e300))
@settings(max_examples=25)
def test_what_is_drawn_again_ends_inside_any_threshold(dtype: torch.dtype, limit: float) -> None:
    drawn = truncation.hard((40,), limit, dtype=dtype)
    assert drawn.dtype == dtype
    assert drawn.double().abs().max() <= limit


@given(st.lists(st.integers(0, 1024), min_size=1, max_size=400), st.floats(0, 1))
def test_as_many_are_kept_as_probabilities_sum_to(shares: list[int], uniform: float) -> None:
    """Whose sums are exact: as rounded, one in 1e15 uniforms could fall between two of them."""
    p = torch.tensor([*shares, *(1024 - one for one in shares)], dtype=torch.float64) / 1024
    assert rejection.systematic(p, uniform).sum() == len(shares)


HUGE = 10**400
MODEL = markov.count(torch.tensor([0, 1, 0]), order=1, size=2)
X, Y = eighths(9, 3, seed=0), torch.arange(9) % 2 == 0


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("seed", lambda: chance.generator(HUGE)),
        ("order", lambda: MODEL.next(torch.tensor([0]), HUGE)),
        ("size", lambda: markov.count(torch.tensor([0, 1, 0]), order=0, size=HUGE)),
        ("bins", lambda: calibration.reliability(X[:, 0].abs() / 2, Y, bins=HUGE)),
        ("top_k", lambda: token_sampling.probabilities(X, top_k=HUGE)),
        ("temperature", lambda: token_sampling.probabilities(X, temperature=HUGE)),
        ("length", lambda: positions.sinusoidal(HUGE, 2)),
        ("base", lambda: positions.sinusoidal(2, 2, base=HUGE)),
        ("ridge", lambda: glm.fit(X, Y.double(), glm.LOGISTIC, ridge=HUGE)),
        ("y", lambda: glm.fit(X, Y.double() * math.nan, glm.LOGISTIC, ridge=1.0)),
        ("y", lambda: glm.fit(X, Y.double() * 2, glm.LOGISTIC, ridge=1.0)),
        ("y", lambda: glm.fit(X, Y[:3].double(), glm.LOGISTIC, ridge=1.0)),
        ("features", lambda: glm.Linear(X[0] * 1e300, 0.0).of(X * 1e10)),
        ("n", lambda: intervals.wilson(1, HUGE)),
        ("z", lambda: intervals.wilson(1, 2, math.inf)),
        ("groups", lambda: intervals.effective(2, [[0.5, 0.25]])),
        ("groups", lambda: intervals.effective(100, [[3.0, 5.0]])),
        ("weights", lambda: attention.row_entropy(X * math.nan)),
        ("weights", lambda: adam.Adam([X.half()])),
        ("rate", lambda: refinement.dot(lambda z: z.sum(1), X, steepness=1, steps=1, rate=HUGE)),
        ("learning_rate", lambda: invert(lambda w: w, X, X[None], learning_rate=math.inf)),
        ("feature_weight", lambda: invert(lambda w: w, X, X[None], feature_weight=math.nan)),
        ("points", lambda: planes.whole(X[0, :2]).places(X[:, :2] * math.nan)),
    ],
)
def test_what_no_float_or_memory_holds_is_refused_by_name(
    name: str, call: Callable[[], object]
) -> None:
    with pytest.raises(BadValue, match=rf"^{name} = ") as refusal:
        call()
    assert len(str(refusal.value)) < 300


def test_numbers_are_taken_as_they_are() -> None:
    assert checks.number("x", np.float32(0.5), 0, 1) == 0.5
    assert checks.whole("n", np.int64(3), 0, "") == 3
