"""From a classifier's scores to probabilities that may be believed: real against generated.

With as many real as generated samples, the logit of a calibrated classifier is log p / p_hat, the
log-ratio of the two densities (Goodfellow et al. 2014, proposition 1).
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from playground.core import checks
from playground.core.glm import LOGISTIC, Linear, fit
from playground.errors import BadValue


def logistic(features: Tensor, positive: Tensor, *, ridge: float) -> Linear:
    """argmin_w of sum_i log(1 + exp(-y_i (w . u_i + b))) + ridge / 2 |w|^2, y = +-1, by Newton.

    features [N, D], of which u are the standardised ones; positive: bool [N], with both kinds
    there. Were the kinds not equally many, log(positives / negatives) is taken off the bias.
    ridge > 0. Raises BadValue. Hastie et al. 2009, section 4.4.1 (iteratively reweighted squares).
    """
    values, labels = _examples("features", features, positive, 2)
    fitted = fit(values, labels, LOGISTIC, ridge=ridge)
    odds = math.log(float(labels.sum()) / float((1 - labels).sum()))
    return Linear(fitted.weights, fitted.bias - odds)


def platt(logits: Tensor, positive: Tensor) -> Linear:
    """sigmoid(a d + b) fitted to held-out logits [N]: Platt 1999; a^-1 is a temperature.

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

    >>> import torch
    >>> real = torch.tensor([False, False, True, True])
    >>> made = reliability(torch.tensor([0.1, 0.2, 0.8, 0.9]), real, bins=2)
    >>> made.observed.tolist(), round(made.error, 3)
    ([0.0, 1.0], 0.15)
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
    error = (count[there] * (observed - predicted).abs()).sum() / len(said)
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
