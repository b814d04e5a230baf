"""From a classifier's scores to probabilities that may be believed: real against generated.

With as many real as generated samples, the logit of a calibrated classifier is log p / p_hat, the
log-ratio of the two densities (Goodfellow et al. 2014, proposition 1).
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from playground.core import checks
from playground.errors import BadValue

#: Newton's method on a convex function of few dimensions; it takes five to ten.
_STEPS = 100
_TOLERANCE = 1e-10


@dataclass(frozen=True)
class Logistic:
    """d(x) = weights . x + bias: the log-odds, for two classes that are equally likely."""

    weights: Tensor  # [D] float64
    bias: float

    def logits(self, features: Tensor) -> Tensor:
        """[N, D] -> [N], in the features' dtype; differentiable in them."""
        return features @ self.weights.to(features) + self.bias


def logistic(features: Tensor, positive: Tensor, *, ridge: float) -> Logistic:
    """argmin_w of sum_i log(1 + exp(-y_i (w . u_i + b))) + ridge / 2 |w|^2, y = +-1, by Newton.

    features [N, D], of which u are the standardised ones; positive: bool [N], with both kinds
    there. Were the kinds not equally many, log(positives / negatives) is taken off the bias.
    ridge > 0. Raises BadValue. Hastie et al. 2009, section 4.4.1 (iteratively reweighted squares).
    """
    values, labels = _examples("features", features, positive, 2)
    ridge = checks.number("ridge", ridge, 1e-12, math.inf, "1 leaves many features their say.")
    mean, spread = values.mean(0), values.std(0, correction=0)
    scale = torch.where(spread > 0, spread, 1.0)
    ones = torch.ones(len(values), 1, dtype=torch.float64, device=values.device)
    design = torch.cat([(values - mean) / scale, ones], dim=1)
    w = _newton(design, labels, ridge)
    weights = w[:-1] / scale
    odds = math.log(float(labels.sum()) / float((1 - labels).sum()))
    return Logistic(weights, float(w[-1] - weights @ mean) - odds)


def platt(logits: Tensor, positive: Tensor) -> Logistic:
    """sigmoid(a d + b) fitted to held-out logits [N]: Platt 1999, eq. 2; a^-1 is a temperature.

    positive: bool [N]. Raises BadValue.
    """
    scores, _ = _examples("logits", logits, positive, 1)
    return logistic(scores[:, None], positive, ridge=1e-3)


@dataclass(frozen=True)
class Reliability:
    """B bins of equal width in the predicted probability, those that nobody falls in left out."""

    predicted: Tensor  # [B] mean probability said
    observed: Tensor  # [B] share that is positive
    count: Tensor  # [B] int64
    error: float  # expected calibration error, in [0, 1]


def reliability(probabilities: Tensor, positive: Tensor, *, bins: int = 10) -> Reliability:
    """sum_b n_b / N |observed_b - predicted_b|: Naeini et al. 2015; Guo et al. 2017, eq. 3.

    probabilities [N] in [0, 1] of being positive: bool [N]. Raises BadValue.
    """
    said, labels = _examples("probabilities", probabilities, positive, 1)
    bins = checks.whole("bins", bins, 1, "10 are usual.")
    if said.min() < 0 or said.max() > 1:
        raise checks.refuse("probabilities", said, "in [0, 1]", "Take the sigmoid of logits.")
    place = (said * bins).long().clamp(max=bins - 1)
    count = torch.bincount(place, minlength=bins)
    there = count > 0
    predicted = torch.bincount(place, said, bins)[there] / count[there]
    observed = torch.bincount(place, labels, bins)[there] / count[there]
    error = (count[there] / len(said) * (observed - predicted).abs()).sum()
    return Reliability(predicted, observed, count[there], float(error))


def _examples(name: str, values: Tensor, positive: Tensor, dim: int) -> tuple[Tensor, Tensor]:
    """Both in float64, the labels as 0 and 1. Raises BadValue."""
    shape = "[N, D]" if dim == 2 else "[N]"
    if checks.floats(name, values).ndim != dim:
        raise checks.refuse(name, values, f"of shape {shape}", "Give one row a sample.")
    if positive.dtype != torch.bool or positive.shape != values.shape[:1]:
        allowed = f"bool [{len(values)}]"
        raise checks.refuse("positive", positive, allowed, "Say of each whether it is real.")
    if positive.all() or not positive.any():
        raise BadValue("positive", "all alike", "of both kinds", "Give real and generated ones.")
    return values.detach().double(), positive.double()


def _newton(design: Tensor, labels: Tensor, ridge: float) -> Tensor:
    """The minimiser [D + 1]; the last coordinate, the bias, is not shrunk."""
    shrink = torch.full((design.shape[1],), ridge, dtype=torch.float64, device=design.device)
    shrink[-1] = 0
    w = torch.zeros_like(shrink)
    for _ in range(_STEPS):
        p = torch.sigmoid(design @ w)
        slope = design.T @ (p - labels) + shrink * w
        if slope.abs().max() < _TOLERANCE * len(labels):
            break
        # 1e-9: far out all p round to 0 or 1, and nothing would hold the bias.
        bend = (design * (p * (1 - p) + 1e-9)[:, None]).T @ design + torch.diag(shrink)
        w = _shorter(design, labels, shrink, w, torch.linalg.solve(bend, slope))
    return w


def _shorter(design: Tensor, labels: Tensor, shrink: Tensor, w: Tensor, step: Tensor) -> Tensor:
    """w - step, halved until the loss does not grow: far from the minimum Newton may leap over."""

    def loss(at: Tensor) -> Tensor:
        fit = F.binary_cross_entropy_with_logits(design @ at, labels, reduction="sum")
        return fit + (shrink * at.square()).sum() / 2

    before = loss(w)
    for _ in range(30):
        if loss(w - step) <= before:
            return w - step
        step = step / 2
    return w
