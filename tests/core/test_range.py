"""Every function of the mathematics is right, or refuses in words, over its type's whole range.

Most laws here need no oracle: scaled by a power of two, which is exact, an input has an answer that
is scaled as well; shifted, one that is shifted or the same.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from playground.core import (
    attention,
    calibration,
    correlation,
    deletion,
    denoisers,
    divergence,
    fidelity,
    frechet,
    glm,
    induction,
    inpainting,
    interpolation,
    intervals,
    langevin,
    mixtures,
    noise,
    paths,
    planes,
    posterior,
    prd,
    refinement,
    rejection,
    reweighting,
    samplers,
    schedules,
    supports,
    token_sampling,
    toys,
    training_posterior,
    truncation,
)
from playground.core.checks import DTYPES
from playground.core.knn import nearest, realism
from playground.errors import BadValue

Function = Callable[..., Tensor | float]
LEVEL = schedules.alphas_cumprod(schedules.linear_betas(10))


def whole(*shape: int, seed: int = 0) -> Tensor:
    """Multiples of 1 / 8 below 2: exact in every dtype, and scaled by powers of two too."""
    drawn = torch.randint(-15, 16, shape, generator=torch.Generator().manual_seed(seed))
    return drawn.double() / 8


A, B, C = whole(9, 3), whole(7, 3, seed=1), whole(9, 3, seed=2)
LABELS = torch.arange(9) % 2 == 0


def measured(found: fidelity.Fidelity) -> Tensor:
    return torch.tensor([found.precision, found.recall, found.density, found.coverage])


def steps(model: Function) -> Function:
    """A sampler's end under a model that is linear in x."""
    return lambda x: samplers.sample(model, x, alphas_cumprod=LEVEL, timesteps=[9, 4, 0]).states[-1]


def linear(x: Tensor, t: Tensor) -> Tensor:
    return x / 4


def climbs(z: Tensor) -> Tensor:
    return (z / z.abs().max().clamp_min(torch.finfo(z.dtype).tiny)).sum(1)


def flat(z: Tensor) -> Tensor:
    return (0 * z).sum(1)


def chain(points: Tensor, x: Tensor, unit: Tensor) -> Tensor:
    """Where annealed Langevin dynamics ends, all lengths in `unit`; some updates are refused."""
    drawn, one = [whole(*x.shape, seed=i) / 2 for i in range(6)], float(unit)
    levels = [(0.75, one), (0.875, one / 2)]
    return langevin.annealed(
        mixtures.Mixture(points, one / 2),
        x,
        levels=levels,
        updates=3,
        step=0.5,
        noise=drawn.__getitem__,
        uniforms=lambda i: torch.linspace(0.05, 0.95, len(x)).double(),
    )[-1]


def plane(a: Tensor, b: Tensor, c: Tensor) -> planes.Plane:
    return planes.through(a[0], b[0], c[0])


@dataclass(frozen=True)
class Law:
    """f(c x, c y, ...) = c^degree f(x, y, ...)."""

    f: Function
    inputs: tuple[Tensor, ...]
    degree: int
    tolerance: float = 1e-6  # relative to the answer's size, in float32 and wider


HOMOGENEOUS = {
    "kendall": Law(lambda a, b: correlation.kendall(a[:, 0], b[:, 0]), (A, C), 0),
    "patch_sums": Law(lambda x: deletion.patch_sums(x, 2), (whole(2, 1, 4, 4),), 1),
    "split": Law(
        lambda p, x: denoisers.split(p, x, kind="v", signal=0.6, noise=0.8).image, (A, C), 1
    ),
    "convert": Law(
        lambda p, x: denoisers.convert(
            p, x, source="eps", target="velocity", signal=0.5, noise=0.5
        ),
        (A, C),
        1,
    ),
    "guided": Law(lambda a, b: denoisers.guided(a, b, 3.0), (A, C), 1),
    "exact_denoiser": Law(
        lambda data, x, s: denoisers.exact_denoiser(data)(x, s.double()),
        (A, B, whole(7).abs() + 1),
        1,
    ),
    "posterior": Law(
        lambda data, x, s: training_posterior.posterior(data, x, float(s)).mean,
        (A, B, torch.tensor(0.5)),
        1,
    ),
    "fit": Law(lambda x: glm.fit(x, LABELS.double(), glm.LOGISTIC, ridge=1.0).of(x), (A,), 0),
    "logistic": Law(lambda x: calibration.logistic(x, LABELS, ridge=1.0).of(x.double()), (A,), 0),
    "platt": Law(lambda x: calibration.platt(x[:, 0], LABELS).of(x[:, :1].double()), (A,), 0),
    "reweighting": Law(
        lambda x: reweighting.latent_reweighting(x, C[:, 0], ridge=1.0).of(x.double()), (A,), 0
    ),
    "lerp": Law(lambda a, b: interpolation.lerp(a, b, [0.0, 0.25, 1.0]), (A, C), 1),
    "slerp": Law(lambda a, b: interpolation.slerp(a, b, [0.0, 0.25, 1.0]), (A, C), 1),
    "through": Law(
        lambda a, c, b: interpolation.through(a, c, b, [0.0, 0.25, 1.0]), (A, C, A / 2), 1
    ),
    "nearest": Law(lambda a, b: nearest.Index(a).nearest(b).distance, (A, B), 1, 1e-5),
    "annealed": Law(chain, (A, B, torch.tensor(1.0).double()), 1, 1e-5),
    "score": Law(
        lambda data, x, s: mixtures.Mixture(data, float(s)).score(x, 0.75, float(s)),
        (A, B, torch.tensor(0.5).double()),
        -1,
        1e-5,
    ),
    "denoise": Law(
        lambda data, x, s: mixtures.Mixture(data, float(s)).denoise(x, s),
        (A, B, torch.tensor(0.5).double()),
        1,
    ),
    "plane points": Law(lambda a, b, c: plane(a, b, c).points(b[:, :2]), (A, B, C), 1, 1e-5),
    "plane places": Law(lambda a, b, c: plane(a, b, c).places(b), (A, B, C), 1, 1e-5),
    "plane distances": Law(lambda a, b, c: plane(a, b, c).distances(b), (A, B, C), 1, 1e-5),
    "lengths": Law(paths.lengths, (whole(4, 5, 3),), 1),
    "detour": Law(paths.detour, (whole(4, 5, 3),), 0),
    "curvature": Law(paths.curvature, (whole(4, 5, 3),), 2),
    "energy_distance": Law(paths.energy_distance, (A, B), 1),
    "energy_distance_error": Law(paths.energy_distance_error, (A, B), 1),
    "plane through": Law(lambda a, b, c: planes.through(a, b, c).second, (A[0], A[1], A[2]), 0),
    "principal": Law(lambda x: planes.principal(x).first, (A,), 0, 1e-5),
    "activity": Law(posterior.activity, (A,), 2),
    "moments": Law(lambda x: fidelity.moments(x).factor, (A,), 1),
    "frechet_distance": Law(fidelity.frechet_distance, (A, B), 2),
    "distance_error": Law(
        lambda a, b: frechet.distance_error(frechet.sample(a), frechet.sample(b)), (A, B), 2
    ),
    "precision_recall": Law(lambda a, b: measured(fidelity.precision_recall(a, b, k=2)), (A, B), 0),
    "prd_curve": Law(
        lambda a, b: torch.from_numpy(prd.prd_curve(a, b, clusters=3).precision), (A, B), 0
    ),
    "prd_from_histograms": Law(
        lambda a, b: torch.from_numpy(prd.prd_from_histograms(a, b).recall),
        (A[:, 0].abs() + 1, C[:, 0].abs() + 1),
        0,
    ),
    "realism": Law(lambda a, b: realism.realism(realism.balls(a, 2), b).scores, (A, B), 0),
    "neighbours": Law(lambda a: realism.neighbours(a, 3).away, (A,), 1),
    "steepness": Law(lambda d, z: refinement.steepness(d, z), (A[:, 0], C), 0),
    "dgflow": Law(
        lambda z, n: refinement.dgflow(flat, z, steps=2, eta=0.1, gamma=0.1, noise=lambda _: n),
        (A, C),
        1,
    ),
    "ddls": Law(
        lambda z, n: refinement.ddls(flat, z, steps=2, step=0.1, noise=lambda _: n),
        (A, C),
        1,
    ),
    "sample": Law(steps(linear), (A,), 1),
    "flow_as_eps": Law(steps(denoisers.flow_as_eps(linear, LEVEL)), (A,), 1, 1e-5),
    "denoiser_as_eps": Law(
        steps(denoisers.denoiser_as_eps(lambda x, sigma: x / 4, LEVEL)), (A,), 1, 1e-5
    ),
    "flow_sample": Law(
        lambda x: samplers.flow_sample(linear, x, times=[0, 0.5, 1]).states[-1], (A,), 1
    ),
    "repaint": Law(
        lambda x, known: inpainting.repaint(
            linear,
            x,
            known,
            known > 0,
            alphas_cumprod=LEVEL,
            timesteps=[9, 4, 0],
            noise=lambda: torch.zeros_like(x),
        ),
        (A, C),
        1,
    ),
    "soft": Law(lambda z: truncation.soft(z, [0.0, 0.5, 1.0]), (A,), 1),
    "toward_mean": Law(lambda w, m: truncation.toward_mean(w, m[0], [0.0, 0.5, 1.0]), (A, C), 1),
}
RANGES = {
    torch.float16: (-24, 14),
    torch.bfloat16: (-133, 126),
    torch.float32: (-149, 126),
    torch.float64: (-1074, 1022),
}


def answered(f: Function, inputs: list[Tensor]) -> tuple[Tensor | float, str]:
    """The answer, or the words of the refusal."""
    try:
        return f(*inputs), ""
    except BadValue as refusal:
        return 0.0, str(refusal)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("name", HOMOGENEOUS)
def test_a_scaled_question_has_the_scaled_answer_or_is_refused(
    name: str, dtype: torch.dtype
) -> None:
    law = HOMOGENEOUS[name]
    expected = torch.as_tensor(law.f(*law.inputs), dtype=torch.float64)
    low, high = RANGES[dtype]
    # Below, numbers lose bits; narrow ones only as inputs, since what is made of them is wider.
    kept = 60 if dtype == torch.float64 else 3
    for exponent in [low + kept, *range(low + kept, high, 31), 0, high - 1, high]:
        inputs = [(one * 2.0**exponent).to(dtype) for one in law.inputs]
        answer, refusal = answered(law.f, inputs)
        if refusal:
            assert "it must be" in refusal
            assert abs(exponent) > 20 or 2.0 ** (exponent * law.degree) > 2.0**8
            continue
        found = torch.as_tensor(answer, dtype=torch.float64)
        info = torch.finfo(dtype)
        size = expected.abs().max().item()
        wide = 2.0 ** (exponent * law.degree)
        rounding = max(law.tolerance, 8 * info.eps) * size
        least = 4 * info.smallest_normal * info.eps if law.degree else 0
        wanted = expected * wide if wide < math.inf else None
        assert wanted is not None, f"2^{exponent} should have been refused"
        torch.testing.assert_close(found, wanted, rtol=0, atol=rounding * wide + least)


@pytest.mark.parametrize("name", HOMOGENEOUS)
def test_what_is_not_finite_is_refused_wherever_it_stands(name: str) -> None:
    law = HOMOGENEOUS[name]
    for place in range(len(law.inputs)):
        for value in (math.nan, math.inf, -math.inf):
            spoiled = [one.clone() for one in law.inputs]
            spoiled[place].view(-1)[0] = value
            with pytest.raises(BadValue):
                law.f(*spoiled)


#: What moves along with its input (True) or stays when all of it is moved far from the origin.
MOVED: dict[str, tuple[Function, bool]] = {
    **{name: (HOMOGENEOUS[name].f, True) for name in ("lerp", "through", "toward_mean")},
    **{
        name: (HOMOGENEOUS[name].f, False)
        for name in (
            "nearest",
            "lengths",
            "detour",
            "curvature",
            "energy_distance",
            "energy_distance_error",
            "plane through",
            "principal",
            "activity",
            "frechet_distance",
            "precision_recall",
            "prd_curve",
            "realism",
            "neighbours",
        )
    },
    "posterior": (lambda a, b, _: training_posterior.posterior(a, b, 0.5).mean, True),
    "exact_denoiser": (lambda a, b, _: denoisers.exact_denoiser(a)(b, 0.5), True),
    "log_density": (lambda a, b: mixtures.Mixture(a, 0.5).log_density(b, 1.0, 0.1), False),
    "fit": (lambda x: glm.fit(x, LABELS.double(), glm.LOGISTIC, ridge=1.0).weights, False),
    "steepness": (lambda _, z: refinement.steepness(C[:, 0], z), False),
}


@pytest.mark.parametrize("name", MOVED)
def test_far_from_the_origin_no_digit_is_lost(name: str) -> None:
    f, along = MOVED[name]
    inputs = (A, B) if name == "log_density" else HOMOGENEOUS[name].inputs
    near = torch.as_tensor(f(*inputs), dtype=torch.float64)
    for far in (2.0**20, -(2.0**30)):  # sums with eighths are exact
        found = torch.as_tensor(f(*(one + far for one in inputs)), dtype=torch.float64)
        expected = near + far if along else near
        tolerance = max(1e-6 * near.abs().max().item(), 4e-16 * abs(far) if along else 0)
        torch.testing.assert_close(found, expected, rtol=0, atol=tolerance)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_a_symbol_that_q_hardly_holds_costs_what_it_costs(dtype: torch.dtype) -> None:
    tiny = torch.finfo(dtype).smallest_normal * torch.finfo(dtype).eps
    p, q = torch.tensor([1.0, 0.0], dtype=dtype), torch.tensor([tiny, 1.0], dtype=dtype)
    bits = divergence.relative_entropy(p, q).item()
    assert bits == pytest.approx(-math.log2(float(q[0])), rel=1e-2)
    assert divergence.total_variation(p, q).item() == 1


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("temperature", [0.0, 1e-6, 1e-3, 1.0, 1e6])
def test_tokens_have_chances_at_any_logits(dtype: torch.dtype, temperature: float) -> None:
    most = torch.finfo(dtype).max
    for scale in (1.0, most / 2, most):
        logits = torch.tensor([[-1.0, 1.0, 0.5]], dtype=dtype) * scale
        for more in ({}, {"top_k": 2}, {"top_p": 0.9}):
            found = token_sampling.probabilities(logits, temperature=temperature, **more)
            assert found[0, 1] == found.max()
            assert found.sum().item() == pytest.approx(1, abs=4 * torch.finfo(dtype).eps)
        assert 0 <= token_sampling.draw(logits, temperature=temperature).item() < 3


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=20), st.integers(1, 30))
@settings(max_examples=20)
def test_every_probability_has_its_bin(dtype: torch.dtype, said: list[float], bins: int) -> None:
    drawn = torch.tensor([0.0, 1.0, *said], dtype=dtype)
    labels = torch.arange(len(drawn)) % 2 == 0
    found = calibration.reliability(drawn, labels, bins=bins)
    assert found.count.sum() == len(drawn)
    assert 0 <= found.error <= 1
    mean = (found.predicted * found.count).sum() / len(drawn)
    torch.testing.assert_close(mean, drawn.double().mean())


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_a_label_has_a_chance_at_any_logits_when_patches_go(dtype: torch.dtype) -> None:
    for scale in (1.0, torch.finfo(dtype).max / 4):
        images, order = torch.ones(1, 1, 2, 2, dtype=dtype), torch.arange(4)[None]

        def model(x: Tensor, scale: float = scale) -> Tensor:
            ink = scale * x.flatten(1).mean(1, keepdim=True)
            return torch.cat([ink, -ink], 1)

        chances = deletion.deletion_curve(model, images, torch.zeros(1).long(), order, (0, 2, 4), 2)
        assert (chances.diff(dim=0) <= 0).all()
        assert chances[0, 0].item() == pytest.approx(1 / (1 + math.exp(-2 * min(scale, 99))), 1e-2)
        assert chances[2].item() == 0.5


@given(st.integers(0, 1023), st.integers(0, 1023), st.floats(0.01, 0.99))
@settings(max_examples=25)
def test_any_log_ratios_are_kept_at_the_rate_asked(one: int, other: int, rate: float) -> None:
    d = torch.tensor([-(2.0**one), 0.0, 1.0, 2.0 + 2.0**other], dtype=torch.float64)
    top = float(d.max())
    gamma = rejection.drs_gamma(d, top, rate)
    assert rejection.drs_acceptance(d, top, gamma).mean().item() == pytest.approx(rate, abs=0.376)
    assert rejection.obrs_acceptance(d, 2.0).mean().item() == pytest.approx(0.5)
    chains = rejection.mh_gan(d[None], d[:1], torch.full((1, 4), 0.5).double())
    assert chains.last.item() == 3
    assert rejection.importance_resampling(d[None], torch.tensor([0.9])).item() == 3


@pytest.mark.parametrize("shift", [-20.0, 20.0, -1e5, 1e5])
def test_latents_are_reweighted_whatever_the_ratios_are_times(shift: float) -> None:
    """r times c, and the ridge too, is the same fit: the weights stay, log v grows by ln c."""
    found = reweighting.latent_reweighting(A, C[:, 0] + shift, ridge=1.0)
    ridge = math.exp(min(max(-shift, math.log(1e-12)), math.log(1e6)))
    near = reweighting.latent_reweighting(A, C[:, 0], ridge=ridge)
    torch.testing.assert_close(found.weights, near.weights, rtol=1e-5, atol=2e-5)
    assert found.bias == pytest.approx(near.bias + shift, abs=1e-4)


@pytest.mark.parametrize("log_variance", [-1400.0, -700.0, -50.0, 0.0, 50.0, 700.0])
def test_a_posterior_is_told_at_any_width_or_refused(log_variance: float) -> None:
    mean, log = torch.zeros(1, 1).double(), torch.full((1, 1), log_variance).double()
    at = torch.tensor([0.0, 1.0]).double()
    density = posterior.aggregate_density(mean, log, at)[:, 0]
    peak = math.exp(-log_variance / 2) / math.sqrt(2 * math.pi)
    assert density[0].item() == pytest.approx(peak)
    fall = math.exp(-math.exp(min(-log_variance, 700)) / 2)
    assert density[1].item() == pytest.approx(peak * fall)
    divergence = posterior.kl_to_prior(mean, log).item()
    assert divergence == pytest.approx((math.exp(log_variance) - 1 - log_variance) / 2)
    with pytest.raises(BadValue, match="mean"):
        posterior.kl_to_prior(mean.float() + 1e30, log.float())
    with pytest.raises(BadValue, match="log_variance"):
        posterior.aggregate_density(mean, log * 0 - 1500, at)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@given(c=st.floats(1e-6, 6), seed=st.integers(0, 99))
@settings(max_examples=10)
def test_what_is_truncated_is_inside_as_it_is_rounded(
    dtype: torch.dtype, c: float, seed: int
) -> None:
    drawn = torch.rand(50, generator=torch.Generator().manual_seed(seed)).to(dtype)
    assert truncation.hard_from_uniforms(drawn, c).double().abs().max() <= c


@given(st.floats(-1e6, 1e6), st.floats(1e-6, 1e6))
@settings(max_examples=20)
def test_shapes_overlap_themselves_anywhere(x: float, size: float) -> None:
    for kind in supports.SUPPORTS:
        found = supports.overlap(*(supports.support(kind, x, -x, size) for _ in range(2)))
        assert found.precision == pytest.approx(1, abs=1e-4)
        assert found.recall == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize(
    "call",
    [
        lambda: intervals.wilson(3, 2),
        lambda: intervals.wilson([math.nan], 2),
        lambda: intervals.student([1.0]),
        lambda: intervals.student([0.0] * 11),
        lambda: intervals.group_error([1.0, math.inf]),
        lambda: supports.support("disc", 0, 0, 1e-300),
        lambda: toys.ring(0),
        lambda: toys.checkerboard(1),
        lambda: noise.noise_of_size(A, A[:, 0], A[None], norm="l2"),
        lambda: paths.energy_distance(A[:1], B),
        lambda: paths.detour(A[None].expand(3, -1, -1)),
        lambda: induction.induction_score(A[:3], torch.tensor([1, 2, 1])),
        lambda: attention.agreement(A, A > 0),
        lambda: mixtures.Mixture(A, 0.5).score(B, 0.0, 0.0),
        lambda: deletion.without_patches(torch.ones(1, 1, 4, 4), torch.zeros(1, 4).long(), 1, 2),
    ],
)
def test_what_has_no_answer_is_refused_in_words(call: Callable[[], object]) -> None:
    with pytest.raises(BadValue, match="it must be"):
        call()


def test_duplicates_and_single_points_have_answers() -> None:
    same, one = A[:1].expand(9, -1), A[:1]
    assert fidelity.precision_recall(same, same, k=2) == fidelity.Fidelity(1, 1, 4.5, 1)
    assert fidelity.frechet_distance(same, same) == 0
    torch.testing.assert_close(denoisers.exact_denoiser(one)(B, 0.1), one.expand(7, -1))
    assert training_posterior.posterior(same, B, 0.1).entropy.sub(math.log(9)).abs().max() < 1e-9
    assert realism.realism(realism.balls(same, 2), same).scores.eq(1).all()
    assert nearest.Index(same).nearest(one).index.item() == 0
    assert interpolation.slerp(one, one, [0.5]).equal(one[None])
    assert glm.fit(same, LABELS.double(), glm.LOGISTIC, ridge=1.0).weights.eq(0).all()
