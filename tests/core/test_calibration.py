"""Scores made probabilities: against scipy's minimum, and where the log-ratio is known."""

import math

import numpy as np
import pytest
import torch
from scipy import optimize
from torch import Tensor

from playground.core.calibration import logistic, platt, reliability
from playground.errors import BadValue, PlaygroundError

SHIFT = 1.5  # p = N(1.5, 1), p_hat = N(0, 1): log-ratio 1.5 x - 1.125


def _draws(*shape: int, seed: int = 0) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(*shape, generator=generator, dtype=torch.float64)


def _two(real: int, generated: int, seed: int = 0) -> tuple[Tensor, Tensor]:
    x = torch.cat([SHIFT + _draws(real, seed=seed), _draws(generated, seed=seed + 1)])
    return x, torch.arange(len(x)) < real


def test_it_is_scipys_minimum() -> None:
    features, wanted = _draws(200, 4), torch.tensor([1.0, -2.0, 0.5, 0.0]).double()
    labels = features @ wanted + _draws(200, seed=1) > 0.3
    u = ((features - features.mean(0)) / features.std(0, correction=0)).numpy()
    y = np.where(labels.numpy(), 1, -1)

    def loss(w: np.ndarray) -> float:
        return float(np.logaddexp(0, -y * (u @ w[:4] + w[4])).sum() + 0.35 * w[:4] @ w[:4])

    found = optimize.minimize(loss, np.zeros(5), method="BFGS", options={"gtol": 1e-8}).x
    fitted = logistic(features, labels, ridge=0.7)
    share = float(labels.double().mean())
    expected = u @ found[:4] + found[4] - math.log(share / (1 - share))
    np.testing.assert_allclose(fitted.of(features).numpy(), expected, atol=1e-5)


@pytest.mark.parametrize(("real", "generated"), [(40_000, 40_000), (40_000, 8000)])
def test_two_gaussians_give_their_log_ratio_whatever_their_numbers(
    real: int, generated: int
) -> None:
    x, labels = _two(real, generated)
    fitted = logistic(x[:, None], labels, ridge=1e-6)
    assert float(fitted.weights[0]) == pytest.approx(SHIFT, abs=0.05)
    assert fitted.bias == pytest.approx(-(SHIFT**2) / 2, abs=0.05)


@pytest.mark.parametrize(("scale", "shift"), [(0.2, 0.0), (5.0, -3.0), (-1.0, 0.5)])
def test_platt_undoes_a_wrong_scale_and_shift(scale: float, shift: float) -> None:
    x, labels = _two(40_000, 40_000)
    ratio = SHIFT * x - SHIFT**2 / 2
    calibrated = platt(scale * ratio + shift, labels).of((scale * ratio + shift)[:, None])
    assert float((calibrated - ratio).abs().mean()) < 0.05


def test_a_calibrated_score_is_reliable_and_a_sharpened_one_is_not() -> None:
    x, labels = _two(50_000, 50_000)
    ratio = SHIFT * x - SHIFT**2 / 2
    honest = reliability(torch.sigmoid(ratio), labels)
    assert honest.error < 0.01
    torch.testing.assert_close(honest.predicted, honest.observed, atol=0.03, rtol=0)
    assert reliability(torch.sigmoid(4 * ratio), labels).error > 0.1


def test_separable_kinds_give_finite_weights() -> None:
    x = torch.tensor([[-2.0], [-1.0], [1.0], [2.0]])
    fitted = logistic(x, x[:, 0] > 0, ridge=0.01)
    assert fitted.weights.isfinite().all()
    assert bool(((fitted.of(x) > 0) == (x[:, 0] > 0)).all())


def test_a_constant_feature_has_no_say() -> None:
    x, labels = _two(500, 500)
    fitted = logistic(torch.stack([x, torch.full_like(x, 7.0)], dim=1), labels, ridge=0.1)
    assert float(fitted.weights[1]) == pytest.approx(0, abs=1e-9)


def test_reliability_by_hand() -> None:
    """Bins [0, .5) and [.5, 1]: said .2 and .3, one of two real; said .9 and 1, one of two."""
    said = torch.tensor([0.2, 0.3, 0.9, 1.0])
    found = reliability(said, torch.tensor([True, False, True, False]), bins=2)
    torch.testing.assert_close(found.predicted, torch.tensor([0.25, 0.95]).double())
    torch.testing.assert_close(found.observed, torch.tensor([0.5, 0.5]).double())
    assert found.count.tolist() == [2, 2]
    assert found.error == pytest.approx(0.5 * 0.25 + 0.5 * 0.45)
    assert len(reliability(said, said > 0.5, bins=10).count) == 4  # empty bins are left out


X, YES = torch.zeros(4), torch.tensor([True, False, True, False])
BAD = [
    ("features", lambda: logistic(X, YES, ridge=1)),
    ("features", lambda: logistic(X[:, None] * math.nan, YES, ridge=1)),
    ("positive", lambda: logistic(X[:, None], YES[:2], ridge=1)),
    ("positive", lambda: logistic(X[:, None], X, ridge=1)),
    ("positive", lambda: logistic(X[:, None], YES | True, ridge=1)),
    ("ridge", lambda: logistic(X[:, None], YES, ridge=0)),
    ("logits", lambda: platt(X[:, None], YES)),
    ("probabilities", lambda: reliability(X + 2, YES)),
    ("bins", lambda: reliability(X, YES, bins=0)),
]


@pytest.mark.parametrize(("name", "call"), BAD)
def test_refuses_a_bad_argument_by_name(name: str, call) -> None:
    with pytest.raises(BadValue, match=rf"^{name} = ") as error:
        call()
    assert isinstance(error.value, PlaygroundError)
