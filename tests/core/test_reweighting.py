"""Weights of latents: where the ratio is known, and against scipy's minimum."""

import numpy as np
import pytest
import torch
from scipy import optimize
from torch import Tensor

from playground.core.reweighting import latent_reweighting
from playground.errors import BadValue


def _draws(*shape: int, seed: int = 0) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(*shape, generator=generator, dtype=torch.float64)


def test_it_finds_the_ratio_of_two_gaussians() -> None:
    """p = N(m, s^2) over N(0, 1): log r is linear in z and z^2, and known."""
    z, (m, s) = _draws(4000, 2), (0.5, 0.8)
    log_ratio = (z.square() / 2 - ((z - m) / s).square() / 2 - np.log(s)).sum(1)
    found = latent_reweighting(torch.cat([z, z.square()], 1), log_ratio, ridge=1e-6)
    fresh = _draws(100, 2, seed=1)
    known = (fresh.square() / 2 - ((fresh - m) / s).square() / 2 - np.log(s)).sum(1)
    torch.testing.assert_close(found.of(torch.cat([fresh, fresh.square()], 1)), known)


def test_of_what_the_latent_does_not_say_it_is_the_mean() -> None:
    """E[r | z], not the mean of log r."""
    z = _draws(20_000, 1)
    noise = _draws(20_000, seed=1)
    found = latent_reweighting(z, 0.7 * z[:, 0] + noise, ridge=1e-6)
    at = torch.tensor([[-1.0], [0.0], [1.0]], dtype=torch.float64)
    torch.testing.assert_close(found.of(at), 0.7 * at[:, 0] + 0.5, atol=0.06, rtol=0)


def test_it_is_scipys_minimum() -> None:
    z, d = _draws(300, 3), _draws(300, seed=2)
    u, r = ((z - z.mean(0)) / z.std(0, correction=0)).numpy(), d.exp().numpy()

    def loss(w: np.ndarray) -> float:
        eta = u @ w[:3] + w[3]
        return float((np.exp(eta) - r * eta).sum() + 1.5 * w[:3] @ w[:3])

    best = optimize.minimize(loss, np.zeros(4), method="BFGS", options={"gtol": 1e-8}).x
    found = latent_reweighting(z, d, ridge=3.0).of(z).numpy()
    np.testing.assert_allclose(found, u @ best[:3] + best[3], atol=1e-5)


def test_what_does_not_fit_together_is_refused() -> None:
    with pytest.raises(BadValue, match=r"of shape \[N, D\]"):
        latent_reweighting(_draws(5), _draws(5), ridge=1.0)
    with pytest.raises(BadValue, match=r"of shape \[5\]"):
        latent_reweighting(_draws(5, 2), _draws(4), ridge=1.0)
    with pytest.raises(BadValue, match="ridge"):
        latent_reweighting(_draws(5, 2), _draws(5), ridge=float("nan"))


def test_what_was_fitted_in_inference_mode_has_a_gradient() -> None:
    with torch.inference_mode():
        fitted = latent_reweighting(torch.randn(50, 3), torch.randn(50), ridge=1.0)
    x = torch.randn(4, 3, dtype=torch.float64, requires_grad=True)
    fitted.of(x).sum().backward()
    torch.testing.assert_close(x.grad, fitted.weights.clone().expand(4, 3))
