"""Laws of the fidelity measures, and exact agreement with brute force in float64."""

import math
from collections.abc import Callable

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from playground.core.fidelity import (
    Fidelity,
    density_error,
    expected_coverage,
    frechet_distance,
    measures,
    prd_curve,
    prd_from_histograms,
    precision_recall,
    reference,
)
from playground.core.knn import points
from playground.errors import PlaygroundError

Pair = tuple[Tensor, Tensor]
few = settings(max_examples=40)


def normal(seed: int, *shape: int) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def brute_force(real: Tensor, fake: Tensor, k: int) -> Fidelity:
    """The definitions, from float64 differences."""

    def away(a: Tensor, b: Tensor) -> Tensor:
        return torch.stack([(a.double() - row).square().sum(1) for row in b.double()], 1)

    real_radii, fake_radii = (away(x, x).kthvalue(k + 1, 1).values for x in (real, fake))
    across = away(real, fake)
    in_real = across <= real_radii[:, None] * (1 + 1e-13)
    in_fake = across <= fake_radii[None, :] * (1 + 1e-13)
    return Fidelity(
        precision=in_real.any(0).double().mean().item(),
        recall=in_fake.any(1).double().mean().item(),
        density=in_real.sum().item() / (k * len(fake)),
        coverage=in_real.any(1).double().mean().item(),
    )


def clusters(spread: float, dtype: torch.dtype = torch.float32) -> Pair:
    centres = normal(1, 8, 16).to(dtype)
    which = torch.arange(600) % 8
    return tuple(centres[which] + spread * normal(seed, 600, 16) for seed in (2, 3))  # type: ignore[return-value]


HARD: dict[str, Callable[[], Pair]] = {
    "plain": lambda: (normal(0, 700, 32), normal(1, 600, 32)),
    "one dimension": lambda: (normal(0, 500, 1), normal(1, 300, 1)),
    "more dimensions than samples": lambda: (normal(0, 90, 300), normal(1, 70, 300)),
    "several tiles": lambda: (normal(0, 1700, 8), normal(1, 1300, 8)),
    "half fakes": lambda: (normal(0, 300, 8), normal(1, 300, 8).half()),
    "float64 fakes": lambda: (normal(0, 300, 8), normal(1, 300, 8).double()),
    "offset 1e4": lambda: (normal(0, 600, 32) + 1e4, normal(1, 600, 32) + 1e4),
    "offset 1e4 in float64": lambda: (
        normal(0, 600, 32).double() + 1e4,
        normal(1, 600, 32).double() + 1e4,
    ),
    "all the same": lambda: (torch.ones(300, 8), torch.ones(200, 8)),
    "real constant": lambda: (torch.zeros(300, 8), normal(0, 300, 8)),
    "copies of reals": lambda: (
        normal(0, 600, 32),
        torch.cat([normal(0, 600, 32)[:300], normal(1, 300, 32)]),
    ),
    "duplicates in both": lambda: (
        normal(0, 200, 16).repeat(3, 1),
        normal(0, 200, 16)[torch.arange(600) % 37],
    ),
    "integers, full of ties": lambda: (normal(0, 600, 3).round(), normal(1, 500, 3).round()),
    "collapsed fakes": lambda: (normal(0, 600, 16), normal(1, 10, 16)[torch.arange(600) % 10]),
    "tight clusters": lambda: clusters(1e-4),
    "clusters of float64 dust": lambda: clusters(1e-9, torch.float64),
    "tight cluster far out": lambda: (
        torch.cat([normal(0, 300, 16), 1e3 + 1e-2 * normal(1, 300, 16)]),
        torch.cat([normal(2, 300, 16), 1e3 + 1e-2 * normal(3, 300, 16)]),
    ),
    "outlier": lambda: (
        torch.cat([normal(0, 599, 16), torch.full((1, 16), 1e6)]),
        normal(1, 600, 16),
    ),
    "fakes far too wide": lambda: (normal(0, 600, 16), 30 * normal(1, 600, 16)),
    "fakes far too narrow": lambda: (normal(0, 600, 16), 0.05 * normal(1, 600, 16)),
    "heavy tails": lambda: (
        normal(0, 600, 16) * torch.exp(3 * normal(1, 600, 1)),
        normal(2, 600, 16) * torch.exp(3 * normal(3, 600, 1)),
    ),
    "huge": lambda: (1e30 * normal(0, 300, 16), 1e30 * normal(1, 300, 16)),
    "tiny": lambda: (1e-30 * normal(0, 300, 16), 1e-30 * normal(1, 300, 16)),
}


@pytest.mark.parametrize("k", [1, 3, 20])
@pytest.mark.parametrize("name", HARD)
def test_equals_brute_force_to_the_last_pair(name: str, k: int) -> None:
    real, fake = HARD[name]()
    assert precision_recall(real, fake, k=k) == brute_force(real, fake, k)


@few
@given(
    n=st.integers(2, 80),
    m=st.integers(2, 80),
    d=st.integers(1, 6),
    levels=st.integers(1, 6),
    seed=st.integers(0, 10**6),
    data=st.data(),
)
def test_equals_brute_force_on_grids(
    n: int, m: int, d: int, levels: int, seed: int, data: st.DataObject
) -> None:
    k = data.draw(st.integers(1, min(n, m) - 1))
    real, fake = ((levels * normal(seed + i, c, d)).round() / 4 for i, c in enumerate((n, m)))
    assert precision_recall(real, fake, k=k) == brute_force(real, fake, k)


def test_reduced_precision_products_are_not_trusted() -> None:
    real, fake = HARD["plain"]()
    before = torch.get_float32_matmul_precision()
    try:
        torch.set_float32_matmul_precision("medium")
        assert points.precisions() == ("fine",)
        assert precision_recall(real, fake) == brute_force(real, fake, 3)
    finally:
        torch.set_float32_matmul_precision(before)


@few
@given(width=st.integers(1, 40), count=st.integers(1, 16), seed=st.integers(0, 10**6))
def test_smallest_is_topk(width: int, count: int, seed: int) -> None:
    values = normal(seed, 5, width * points.GROUPS)
    values[0] = values[0].round()
    found, where = points.smallest(values, count)
    assert torch.equal(found, values.topk(count, largest=False).values)
    assert torch.equal(values.gather(1, where), found)
    assert all(len(set(row.tolist())) == count for row in where)


# --- laws ----------------------------------------------------------------------------------


@few
@given(n=st.integers(5, 200), d=st.integers(1, 40), k=st.integers(1, 4), seed=st.integers(0, 999))
def test_identical_sets_are_perfect(n: int, d: int, k: int, seed: int) -> None:
    x = normal(seed, n, d)
    found = precision_recall(x, x[torch.randperm(n)], k=k)
    assert found.precision == found.recall == found.coverage == 1.0
    assert found.density >= 1.0  # every point lies in its own ball and in those it closes


@few
@given(seed=st.integers(0, 10**6), shift=st.integers(-(10**4), 10**4))
def test_invariant_to_order_and_place(seed: int, shift: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    real, fake = ((4 * normal(seed + i, 90, 3)).round() for i in range(2))
    expected = precision_recall(real, fake)
    assert precision_recall(real + shift, fake + shift) == expected
    shuffled = real[torch.randperm(90, generator=generator)]
    assert precision_recall(shuffled, fake.flip(0)) == expected


@few
@given(seed=st.integers(0, 10**6), scale=st.floats(1e-20, 1e20))
def test_invariant_to_rotation_and_scale(seed: int, scale: float) -> None:
    real, fake = normal(seed, 120, 6).double(), normal(seed + 1, 100, 6).double() * 1.2
    turn = torch.linalg.qr(normal(seed + 2, 6, 6).double()).Q
    expected = precision_recall(real, fake)
    assert precision_recall(real @ turn, fake @ turn) == expected
    assert precision_recall(real * scale, fake * scale) == expected


def test_swapped_sets_swap_precision_and_recall() -> None:
    real, fake = normal(0, 300, 8), 1.5 * normal(1, 300, 8)
    there, back = precision_recall(real, fake), precision_recall(fake, real)
    assert (there.precision, there.recall) == (back.recall, back.precision)
    assert there.precision < there.recall  # fakes spread wider than the reals


def test_expectations_under_equal_distributions() -> None:
    n, m, k, runs = 200, 120, 3, 60
    found = [
        precision_recall(normal(2 * i, n, 4), normal(2 * i + 1, m, 4), k=k) for i in range(runs)
    ]
    coverage = torch.tensor([f.coverage for f in found])
    density = torch.tensor([f.density for f in found])
    expected = 1 - math.prod((n - i) / (n + m - i) for i in range(1, k + 1))
    assert abs(coverage.mean() - expected) < 4 * coverage.std() / runs**0.5
    # k of the n - 1 others are nearer than the radius, so a stranger is with k / n: n k / n = k.
    assert abs(density.mean() - 1) < 4 * density.std() / runs**0.5
    assert coverage.std() / runs**0.5 < 0.01


def test_one_real_outlier_inflates_precision_not_coverage() -> None:
    real, junk = normal(0, 500, 8), normal(1, 500, 8) + 30
    assert precision_recall(real, junk).precision == 0
    fooled = precision_recall(torch.cat([real[:-1], torch.full((1, 8), 200.0)]), junk)
    assert fooled.precision == 1
    assert fooled.coverage <= 0.01


def test_reference_serves_many_fakes() -> None:
    real = normal(0, 400, 8)
    ready = reference(real, k=5)
    for psi in (0.0, 0.3, 1.0):
        fake = psi * normal(1, 400, 8)
        assert ready.compare(fake) == precision_recall(real, fake, k=5)
    found = ready.compare(normal(1, 400, 8).requires_grad_())
    assert all(isinstance(v, float) for v in vars(found).values())


@few
@given(n=st.integers(4, 40), m=st.integers(4, 40), k=st.integers(1, 3), seed=st.integers(0, 999))
def test_balls_and_points_are_tallied_one_by_one(n: int, m: int, k: int, seed: int) -> None:
    """In any order: the sets are sorted inside."""
    real, fake = normal(seed, n, 3), normal(seed + 1, m, 3)
    radii = torch.cdist(real.double(), real.double()).kthvalue(k + 1, 1).values
    within = torch.cdist(real.double(), fake.double()) <= radii[:, None]
    found = reference(real, k).overlap(fake)
    assert found.held.sort().values.equal(within.sum(1).sort().values)
    assert found.holding.sort().values.equal(within.sum(0).sort().values)


@pytest.mark.parametrize("distinct", [5, 100])
def test_the_error_of_density_is_its_spread(distinct: int) -> None:
    """Over 200 draws, in the mean square; copies of few fakes do not make it smaller."""
    told, found = [], []
    for seed in range(200):
        real = normal(seed, 150, 4)
        fake = normal(10_000 + seed, distinct, 4).repeat(100 // distinct, 1)
        seen = reference(real, 3).overlap(fake)
        told.append(density_error(seen, 3))
        found.append(measures(seen, 3).density)
    spread = torch.tensor(found).std().item()
    assert 0.9 < torch.tensor(told).square().mean().sqrt().item() / spread < 1.6


# --- PRD curves ----------------------------------------------------------------------------


def test_prd_of_identical_and_disjoint_sets() -> None:
    x = normal(0, 400, 4)
    same = prd_curve(x, x, angles=101)
    assert (same.precision.max(), same.recall.max()) == pytest.approx((1, 1))
    assert max(p + r for p, r in zip(same.precision, same.recall, strict=True)) == pytest.approx(2)
    apart = prd_curve(x, x + 100, angles=101)
    assert apart.precision.max() == apart.recall.max() == 0


def test_prd_sees_a_lost_mode_as_recall() -> None:
    modes = 50 * torch.eye(4)
    real = modes[torch.arange(400) % 4] + normal(0, 400, 4)
    fake = modes[torch.arange(400) % 2] + normal(1, 400, 4)
    curve = prd_curve(real, fake, clusters=4)
    assert curve.precision.max() == pytest.approx(1, abs=1e-6)
    assert curve.recall.max() == pytest.approx(0.5, abs=1e-6)


def test_best_f_score_of_discrete_distributions() -> None:
    """q keeps half of p's mass: the curve's corner is alpha = 1, beta = 1/2, and the best F there.

    F_8 = 65 / (64 * 2 + 1), F_1/8 = (65/64 * 1/2) / (1/64 + 1/2) = 65/66.
    """
    lost = prd_from_histograms(torch.tensor([1, 1]), torch.tensor([1, 0]))
    assert lost.best(8) == pytest.approx(65 / 2 / 64.5, abs=2e-3)
    assert lost.best(1 / 8) == pytest.approx(65 / 66, abs=2e-3)
    invented = prd_from_histograms(torch.tensor([1, 0]), torch.tensor([1, 1]))
    assert invented.best(8) == pytest.approx(65 / 66, abs=2e-3)
    same = prd_from_histograms(torch.tensor([3, 1]), torch.tensor([3, 1]))
    assert same.best(8) == same.best(1 / 8) == pytest.approx(1)
    apart = prd_from_histograms(torch.tensor([1, 0]), torch.tensor([0, 1]))
    assert apart.best() == 0
    with pytest.raises(ValueError, match="weight"):
        same.best(0)


@few
@given(seed=st.integers(0, 999), n=st.integers(20, 100))
def test_prd_is_seeded_monotone_and_bounded(seed: int, n: int) -> None:
    real, fake = normal(seed, n, 3), normal(seed + 1, n, 3)
    torch.manual_seed(seed)
    state = torch.get_rng_state()
    curve = prd_curve(real, fake, clusters=8, angles=51, seed=seed)
    again = prd_curve(real, fake, clusters=8, angles=51, seed=seed)
    assert torch.equal(torch.get_rng_state(), state)
    assert (curve.precision == again.precision).all()
    assert (curve.recall == again.recall).all()
    for values in (curve.precision, curve.recall[::-1]):
        assert len(values) == 51
        assert ((values >= 0) & (values <= 1)).all()
        assert (values[1:] >= values[:-1] - 1e-12).all()


def test_prd_bins_survive_copies() -> None:
    x = torch.ones(30, 2)
    curve = prd_curve(x, x, clusters=5, angles=11)
    assert curve.precision.max() == curve.recall.max() == 1


# --- refusals ------------------------------------------------------------------------------

GOOD = normal(0, 10, 4)


@pytest.mark.parametrize(
    ("fake", "said"),
    [
        (GOOD[:, :3], r"\[N, 4\]"),
        (GOOD[0], r"\[N, D\]"),
        (GOOD[:0], "not empty"),
        (GOOD.long(), "floats"),
        (GOOD.tolist(), "tensor"),
        (torch.where(GOOD > 1, math.nan, GOOD), "finite"),
        (torch.where(GOOD > 1, math.inf, GOOD), "finite"),
    ],
)
def test_bad_features_are_refused(fake: Tensor, said: str) -> None:
    for measure in (precision_recall, frechet_distance, prd_curve):
        with pytest.raises(ValueError, match="is not allowed") as refused:
            measure(GOOD, fake)
        assert isinstance(refused.value, PlaygroundError)
        assert str(refused.value).startswith("fake")
    with pytest.raises(ValueError, match=said):
        precision_recall(GOOD, fake)


def test_exploded_fakes_are_refused() -> None:
    with pytest.raises(ValueError, match="1e18"):
        precision_recall(GOOD, 1e30 * GOOD)


@pytest.mark.parametrize("k", [0, -1, 10, 2.5, True])
def test_bad_k_is_refused(k: int) -> None:
    with pytest.raises(ValueError, match=r"^k = "):
        precision_recall(GOOD, normal(1, 20, 4), k=k)
    with pytest.raises(ValueError, match=r"^k = "):
        precision_recall(normal(1, 20, 4), GOOD, k=k)


def test_other_refusals() -> None:
    for call in (
        lambda: frechet_distance(GOOD, GOOD[:1]),
        lambda: prd_curve(GOOD, GOOD, clusters=21),
        lambda: prd_curve(GOOD, GOOD, clusters=1),
        lambda: prd_curve(GOOD, GOOD, clusters=3, angles=1),
        lambda: prd_from_histograms(torch.zeros(3), torch.ones(3)),
        lambda: prd_from_histograms(torch.ones(4), torch.ones(3)),
        lambda: prd_from_histograms(torch.tensor([1.0, -1.0]), torch.ones(2)),
    ):
        with pytest.raises(PlaygroundError, match="is not allowed"):
            call()


@pytest.mark.parametrize("k", [1, 3, 5])
def test_equal_distributions_score_the_expected_coverage(k: int) -> None:
    """In the mean over draws, in any space: here 200 reals, and half or as many fakes."""
    for fakes in (100, 200):
        found = [
            reference(normal(seed, 200, 4), k).compare(normal(500 + seed, fakes, 4)).coverage
            for seed in range(60)
        ]
        mean = sum(found) / len(found)
        assert mean == pytest.approx(expected_coverage(200, fakes, k), abs=0.01)


def test_expected_coverage_tends_to_one_minus_a_power_of_two() -> None:
    assert expected_coverage(10**9, 10**9, 5) == pytest.approx(1 - 2**-5)
    assert expected_coverage(2, 1, 1) == pytest.approx(0.5)


@pytest.mark.parametrize("wrong", [(5, 5, 5), (1, 5, 1), (5, 0, 1), (5, 5, 0), (5, 5, 1.5)])
def test_expected_coverage_of_too_few_is_refused(wrong: tuple[int, int, int]) -> None:
    with pytest.raises(PlaygroundError):
        expected_coverage(*wrong)
