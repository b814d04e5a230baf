"""Accepting and resampling where the density ratio is known: Gaussians, and a few atoms."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats
from torch import Tensor

from playground.core.rejection import (
    drs_acceptance,
    drs_gamma,
    importance_resampling,
    mh_gan,
    obrs_acceptance,
    systematic,
)
from playground.errors import BadValue, PlaygroundError

NARROW = 0.5  # p = N(0, 1/4) against p_hat = N(0, 1): r is bounded, by 2 at 0
SHIFT = 1.0  # p = N(1, 1) against p_hat = N(0, 1): r is not


def _draws(*shape: int, seed: int = 0) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(*shape, generator=generator, dtype=torch.float64)


def _uniforms(*shape: int, seed: int = 1) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.rand(*shape, generator=generator, dtype=torch.float64)


def _narrow(x: Tensor) -> Tensor:
    """log N(x; 0, NARROW^2) / N(x; 0, 1)."""
    return -math.log(NARROW) - x.square() / 2 * (NARROW**-2 - 1)


def _shifted(x: Tensor) -> Tensor:
    """log N(x; SHIFT, 1) / N(x; 0, 1)."""
    return SHIFT * x - SHIFT**2 / 2


def _p_value(x: Tensor, mean: float, deviation: float) -> float:
    return float(stats.kstest(x.numpy(), stats.norm(mean, deviation).cdf).pvalue)


# --- optimal budgeted rejection sampling ---------------------------------------------------


def test_with_a_budget_of_the_highest_ratio_it_is_rejection_sampling() -> None:
    x = _draws(40_000)
    d = _narrow(x)
    ratio = d.exp()
    budget = float(ratio.max() / ratio.mean())
    accepted = obrs_acceptance(d, budget)
    torch.testing.assert_close(accepted, ratio / ratio.max())
    kept = x[_uniforms(len(x)) < accepted]
    assert _p_value(kept, 0, NARROW) > 1e-3
    assert len(kept) / len(x) == pytest.approx(NARROW, abs=0.01)  # 1 / M, M = 1 / NARROW


@given(seed=st.integers(0, 10**6), budget=st.floats(1, 50), scale=st.floats(0.01, 30))
@settings(max_examples=60, derandomize=True)
def test_the_budget_is_spent_and_the_form_is_the_papers(
    seed: int, budget: float, scale: float
) -> None:
    d = scale * _draws(200, seed=seed)
    accepted = obrs_acceptance(d, budget)
    assert float(accepted.mean()) == pytest.approx(1 / budget, rel=1e-9)
    assert float(accepted.min()) >= 0
    assert float(accepted.max()) <= 1
    below = accepted < 1 - 1e-9
    if below.any():  # c / M, the same for all that are not certain; the others are cut at 1
        slope = accepted[below].log() - d[below]
        assert float(slope.max() - slope.min()) < 1e-6
        assert bool((slope.max() + d[~below] >= -1e-6).all())


def test_a_budget_of_one_keeps_all_and_equal_ratios_are_kept_alike() -> None:
    assert torch.equal(obrs_acceptance(_draws(50), 1), torch.ones(50, dtype=torch.float64))
    torch.testing.assert_close(obrs_acceptance(torch.zeros(8), 4), torch.full((8,), 0.25).double())


@pytest.mark.parametrize("budget", [1.2, 1.7, 2.5])
@pytest.mark.parametrize(
    "divergence",
    [
        pytest.param(lambda p, q: np.sum(p * np.log(p / q)), id="kl"),
        pytest.param(lambda p, q: np.sum(q * np.log(q / p)), id="reverse"),
        pytest.param(lambda p, q: np.sum((p - q) ** 2 / q), id="chi2"),
    ],
)
def test_no_acceptance_of_that_budget_comes_nearer(divergence, budget: float) -> None:
    """Against scipy's constrained minimum over all acceptances, on five atoms of equal p_hat."""
    p = np.array([0.5, 0.25, 0.15, 0.07, 0.03])
    share = len(p) / budget
    ours = obrs_acceptance(torch.from_numpy(np.log(p)), budget).numpy()

    def after(a: np.ndarray) -> float:
        return float(divergence(p, np.maximum(a, 1e-12) / share))

    found = optimize.minimize(
        after,
        np.full(5, 1 / budget),
        bounds=[(1e-9, 1)] * 5,
        constraints={"type": "eq", "fun": lambda a: a.sum() - share},
        method="SLSQP",
        options={"ftol": 1e-14, "maxiter": 500},
    )
    assert found.success
    assert after(ours) <= found.fun + 1e-9
    np.testing.assert_allclose(ours, found.x, atol=2e-4)


def test_ratios_beyond_what_a_float_holds_spend_the_budget_still() -> None:
    accepted = obrs_acceptance(torch.tensor([0.0, -5000.0, 3000.0, -9000.0]), 2)
    assert float(accepted.mean()) == pytest.approx(0.5)
    assert accepted.isfinite().all()


# --- discriminator rejection sampling ------------------------------------------------------


def test_without_gamma_it_is_rejection_sampling() -> None:
    x = _draws(40_000)
    d, top = _narrow(x), -math.log(NARROW)
    accepted = drs_acceptance(d, top, 0)
    torch.testing.assert_close(accepted, (d - top).exp(), atol=1e-6, rtol=1e-6)
    assert _p_value(x[_uniforms(len(x)) < accepted], 0, NARROW) > 1e-3


def test_gamma_shifts_the_odds_of_acceptance() -> None:
    d = _draws(100)
    zero, more = (drs_acceptance(d, 5.0, gamma) for gamma in (0.0, -2.0))
    torch.testing.assert_close(more.logit() - zero.logit(), torch.full((100,), 2.0).double())


def test_a_draw_above_the_burn_in_raises_the_bound() -> None:
    d = torch.tensor([0.0, 1.0, 3.0])
    assert torch.equal(drs_acceptance(d, 2.0, 1.0), drs_acceptance(d, 3.0, 1.0))
    assert not torch.equal(drs_acceptance(d, 2.0, 1.0), drs_acceptance(d, 4.0, 1.0))


@pytest.mark.parametrize("rate", [0.01, 0.3, 0.97])
def test_gamma_for_a_rate_accepts_that_share(rate: float) -> None:
    d = 3 * _draws(500)
    accepted = drs_acceptance(d, 9.0, drs_gamma(d, 9.0, rate))
    assert float(accepted.mean()) == pytest.approx(rate, rel=1e-9)


# --- Metropolis-Hastings -------------------------------------------------------------------


def test_chains_started_on_real_samples_stay_on_them_in_law() -> None:
    """From p, after any number of proposals, p: here 5, of chains that accepted at least one."""
    count, length = 20_000, 5
    x, real = _draws(count, length), SHIFT + _draws(count, seed=2)
    chains = mh_gan(_shifted(x), _shifted(real), _uniforms(count, length))
    ended = torch.where(chains.stuck, real, x.gather(1, chains.last[:, None])[:, 0])
    assert _p_value(ended, SHIFT, 1) > 1e-3
    assert 0 < int(chains.stuck.sum()) < count / 2


def test_long_chains_reach_p_from_generated_samples() -> None:
    count, length = 5000, 60
    x, first = _draws(count, length), _draws(count, seed=2)
    chains = mh_gan(_shifted(x), _shifted(first), _uniforms(count, length))
    assert _p_value(x.gather(1, chains.last[:, None])[:, 0], SHIFT, 1) > 1e-3


def test_the_rule_is_followed_proposal_by_proposal() -> None:
    d = torch.tensor([[0.0, -1.0, 2.0, 1.5]])
    uniforms = torch.tensor([[0.9, 0.5, 0.99, 0.7]])  # e^-1 = 0.37, e^-0.5 = 0.61
    chains = mh_gan(d, torch.tensor([0.0]), uniforms)
    assert chains.accepted.tolist() == [[True, False, True, False]]
    assert chains.last.tolist() == [2]


def test_a_chain_that_is_stuck_begins_again_at_its_first_draw() -> None:
    d = torch.tensor([[-9.0, -9.5], [-9.0, -8.0]])
    chains = mh_gan(d, torch.tensor([9.0, 9.0]), torch.full((2, 2), 0.99))
    assert chains.stuck.tolist() == [True, True]
    assert chains.last.tolist() == [0, 1]


# --- importance resampling -----------------------------------------------------------------


def test_of_a_large_group_one_is_drawn_from_p() -> None:
    x = _draws(4000, 200)
    chosen = importance_resampling(_shifted(x), _uniforms(4000))
    assert _p_value(x.gather(1, chosen[:, None])[:, 0], SHIFT, 1) > 1e-3


def test_a_group_is_drawn_from_in_proportion_to_its_ratios() -> None:
    ratios = torch.tensor([1.0, 2.0, 5.0])
    chosen = importance_resampling(ratios.log().expand(40_000, 3), _uniforms(40_000))
    counts = torch.bincount(chosen, minlength=3)
    assert stats.chisquare(counts.numpy(), 40_000 * ratios.numpy() / 8).pvalue > 1e-3


def test_a_group_of_one_gives_it_and_no_uniform_passes_the_last() -> None:
    assert importance_resampling(_draws(5, 1), _uniforms(5)).tolist() == [0] * 5
    assert importance_resampling(_draws(3, 7), torch.ones(3)).max() <= 6


# --- systematic selection ------------------------------------------------------------------


@given(seed=st.integers(0, 10**6), uniform=st.floats(0.001, 0.999))
@settings(max_examples=60, derandomize=True)
def test_just_as_many_are_kept_as_the_probabilities_sum_to(seed: int, uniform: float) -> None:
    accepted = obrs_acceptance(2 * _draws(120, seed=seed), 4)
    kept = systematic(accepted, uniform)
    assert int(kept.sum()) == 30
    assert bool(kept[accepted > 1 - 1e-12].all())


def test_each_is_kept_with_its_own_probability() -> None:
    probabilities = torch.tensor([0.2, 0.5, 0.9, 0.4]).double()
    grid = (torch.arange(1000) + 0.5) / 1000
    kept = torch.stack([systematic(probabilities, float(u)) for u in grid]).double()
    torch.testing.assert_close(kept.mean(0), probabilities, atol=2e-3, rtol=0)
    assert (kept.sum(1) == 2).all()


D = torch.zeros(4)
NAN = float("nan")
BAD = [
    ("d", lambda: obrs_acceptance(D * NAN, 2)),
    ("d", lambda: obrs_acceptance(D[None], 2)),
    ("budget", lambda: obrs_acceptance(D, 0.9)),
    ("budget", lambda: obrs_acceptance(D, NAN)),
    ("highest", lambda: drs_acceptance(D, NAN, 0)),
    ("gamma", lambda: drs_acceptance(D, 1, NAN)),
    ("eps", lambda: drs_acceptance(D, 1, 0, eps=0)),
    ("rate", lambda: drs_gamma(D, 1, 0)),
    ("rate", lambda: drs_gamma(D, 1, 1.5)),
    ("d", lambda: mh_gan(D, D, D)),
    ("start", lambda: mh_gan(D[None], D, D[None])),
    ("uniforms", lambda: mh_gan(D[None], D[:1], D[None] + 2)),
    ("uniforms", lambda: importance_resampling(D[None], D)),
    ("probabilities", lambda: systematic(D + 0.3, 0.5)),
    ("probabilities", lambda: systematic(D - 1, 0.5)),
    ("uniform", lambda: systematic(D, 1.5)),
]


@pytest.mark.parametrize(("name", "call"), BAD)
def test_refuses_a_bad_argument_by_name(name: str, call) -> None:
    with pytest.raises(BadValue, match=rf"^{name} = ") as error:
        call()
    assert isinstance(error.value, PlaygroundError)
