"""Generalised linear models with their canonical link: what a mean is, from features.

McCullagh & Nelder 1989, chapter 2. Fitted by Newton's method, which for these is iteratively
reweighted least squares (section 2.5).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from playground.core import checks

#: Newton's method on a convex function of few dimensions; it takes five to ten.
_STEPS = 100
_HALVINGS = 30
_TOLERANCE = 1e-10


@dataclass(frozen=True)
class Family:
    """loss(eta, y) [N]: minus the log-likelihood, but for what y alone decides; its first
    derivative in eta is mean(eta) - y, its second spread(mean). y is from 0 to `most`."""

    loss: Callable[[Tensor, Tensor], Tensor]
    mean: Callable[[Tensor], Tensor]
    spread: Callable[[Tensor], Tensor]
    most: float


#: y in [0, 1], mean sigmoid(eta).
LOGISTIC = Family(
    lambda eta, y: F.binary_cross_entropy_with_logits(eta, y, reduction="none"),
    torch.sigmoid,
    lambda mean: mean * (1 - mean),
    1,
)
#: y in [0, 1e6], mean e^eta.
POISSON = Family(lambda eta, y: eta.exp() - y * eta, torch.exp, lambda mean: mean, 1e6)


@dataclass(frozen=True)
class Linear:
    """eta(x) = weights . x + bias."""

    weights: Tensor  # [D] float64
    bias: float

    def of(self, features: Tensor) -> Tensor:
        """[N, D] -> eta [N], in the features' dtype; differentiable in them."""
        # A copy: weights born in inference mode cannot enter a gradient.
        weights = self.weights.to(features.device, copy=True)
        found = (features.double() @ weights + self.bias).to(features.dtype)
        return checks.finite("features", features, found, "eta")


def fit(features: Tensor, y: Tensor, family: Family, *, ridge: float) -> Linear:
    """argmin_w of sum_i loss(w . u_i + b, y_i) + ridge / 2 |w|^2.

    features [N, D], of which u are the standardised ones; y [N] of the family; ridge > 0. The bias
    is not shrunk. Raises BadValue.
    """
    values, wanted = checks.squarable("features", features).detach(), checks.squarable("y", y)
    inside = bool(((wanted >= 0) & (wanted <= family.most)).all())
    if values.ndim != 2 or wanted.shape != values.shape[:1] or not inside:
        allowed = f"[N] from 0 to {family.most:g}, for features [N, D]"
        raise checks.refuse("y", y, allowed, "Give one a row.")
    ridge = checks.number("ridge", ridge, 1e-12, math.inf, "1 leaves many features their say.")
    # Around the mean and up to 1 first: the squares of tiny spreads would be 0.
    mean = values.mean(0)
    away = values - mean
    peak = away.abs().amax(0)
    # A spread that is the rounding of a constant says nothing.
    told = peak > 1e-15 * values.abs().amax(0)
    peak = torch.where(told, peak, 1.0)
    scale = peak * torch.where(told, (away / peak).std(0, correction=0), 1.0)
    ones = torch.ones(len(values), 1, dtype=torch.float64, device=values.device)
    shrink = torch.full((values.shape[1] + 1,), ridge, dtype=torch.float64, device=values.device)
    shrink[-1] = 0
    design = torch.cat([torch.where(told, away / scale, 0.0), ones], dim=1)
    w = _newton(design, wanted, family, shrink)
    weights = checks.finite("features", features, w[:-1] / scale, "a weight")
    return Linear(weights, float(w[-1] - weights @ mean))


def _newton(design: Tensor, y: Tensor, family: Family, shrink: Tensor) -> Tensor:
    """The minimiser [D + 1]."""
    w = torch.zeros_like(shrink)
    for _ in range(_STEPS):
        mean = family.mean(design @ w)
        slope = design.T @ (mean - y) + shrink * w
        if slope.abs().max() < _TOLERANCE * len(y):
            break
        # 1e-9: far out all spreads round to 0, and nothing would hold the bias.
        bend = (design * (family.spread(mean) + 1e-9)[:, None]).T @ design + torch.diag(shrink)
        w = _shorter(design, y, family, shrink, w, torch.linalg.solve(bend, slope))
    return w


def _shorter(
    design: Tensor, y: Tensor, family: Family, shrink: Tensor, w: Tensor, step: Tensor
) -> Tensor:
    """w - step, halved until the loss does not grow: far from the minimum Newton may leap over."""

    def loss(at: Tensor) -> Tensor:
        return family.loss(design @ at, y).sum() + (shrink * at.square()).sum() / 2

    before = loss(w)
    for _ in range(_HALVINGS):
        if loss(w - step) <= before:
            return w - step
        step = step / 2
    return w
