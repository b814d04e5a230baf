"""Precision and recall of distributions as a curve (Sajjadi et al. 2018).

Its k-means is its own: seeded, a few iterations on a few thousand features.
"""

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from playground.core.chance import generator
from playground.core.checks import floats, number, refuse, squarable, whole
from playground.core.knn.points import Frame
from playground.errors import BadValue

EDGE = 1e-10  # angles stop this short of 0 and 90 degrees, as in the authors' code
ITERATIONS = 100  # Lloyd's algorithm mostly settles in 20 to 60


@dataclass(frozen=True)
class Curve:
    """One point per angle, float64 in [0, 1]; recall falls from 1 as precision rises from 0."""

    precision: np.ndarray  # [A] alpha, how much of the fakes a part of the reals explains
    recall: np.ndarray  # [A] beta, how much of the reals a part of the fakes explains

    def best(self, weight: float = 8.0) -> float:
        """max over the curve of F_w = (1 + w²) alpha beta / (w² alpha + beta), 0 where both are 0.

        w = 8 asks for recall, w = 1/8 for precision: Sajjadi et al. 2018 (F_8, F_1/8).
        Raises BadValue unless w > 0.
        """
        if number("weight", weight, 0, 1e6, "The authors take 8 and 1/8.") == 0:
            raise BadValue("weight", weight, "above 0", "The authors take 8 and 1/8.")
        square = weight**2
        below = square * self.precision + self.recall
        above = (1 + square) * self.precision * self.recall
        return float(np.divide(above, below, out=np.zeros_like(above), where=below > 0).max())


def prd_curve(
    real: Tensor, fake: Tensor, *, clusters: int = 20, angles: int = 1001, seed: int = 0
) -> Curve:
    """PRD curve of fakes [M, D] against reals [N, D], over k-means bins of both sets together.

    The curve depends on the bins, so on the seed; take N = M, else the larger set shapes them.
    Raises BadValue for features that are not finite floats of one D, clusters or angles < 2,
    or more clusters than samples.
    """
    return prd_from_histograms(*histograms(real, fake, clusters=clusters, seed=seed), angles=angles)


def histograms(
    real: Tensor, fake: Tensor, *, clusters: int = 20, seed: int = 0
) -> tuple[Tensor, Tensor]:
    """How many of the reals [N, D] and of the fakes [M, D] lie in each bin: two counts [clusters].

    The bins are k-means clusters of both sets together: Sajjadi et al. 2018. Raises BadValue as
    `prd_curve`.
    """
    both = _pooled(real, fake)
    whole("clusters", clusters, 2, "The authors use 20.")
    if clusters > len(both):
        raise refuse("clusters", clusters, f"at most {len(both)}, the samples", "Take fewer.")
    bins = kmeans(both, clusters, generator(seed))
    parts = (bins[: len(real)], bins[len(real) :])
    counts = [torch.bincount(part, minlength=clusters) for part in parts]
    return counts[0], counts[1]


def _pooled(real: Tensor, fake: Tensor) -> Tensor:
    """Both sets as one float32 tensor around 0 and up to 1, on the CPU: bins need no more."""
    sets = (("real", real), ("fake", fake))
    for name, value in sets:
        if floats(name, value).ndim != 2 or value.shape[1] != real.shape[1]:
            raise refuse(name, value, "features [N, D], one D for both sets", "Use one network.")
    both = torch.cat([squarable(name, one.detach()).cpu() for name, one in sets])
    frame = Frame.of(both)
    return (both - frame.centre).mul_(frame.scale).float()


def prd_from_histograms(real: Tensor, fake: Tensor, *, angles: int = 1001) -> Curve:
    """PRD curve of two histograms [B] over the same bins (counts or masses).

    alpha(lambda) = sum_b min(lambda p_b, q_b), beta(lambda) = alpha(lambda) / lambda with p the
    reals' masses, q the fakes' and lambda = tan(angle): Sajjadi et al. 2018.

    >>> import torch
    >>> curve = prd_from_histograms(torch.tensor([0.5, 0.5]), torch.tensor([1.0, 0.0]), angles=3)
    >>> curve.precision.round(decimals=3).tolist(), curve.recall.round(decimals=3).tolist()
    ([0.0, 0.5, 1.0], [0.5, 0.5, 0.0])
    """
    whole("angles", angles, 2, "The authors use 1001.")
    p, q = (_masses(name, h) for name, h in (("real", real), ("fake", fake)))
    if p.shape != q.shape:
        raise refuse("fake", fake, f"a histogram of {len(p)} bins", "Use the same bins for both.")
    slopes = np.tan(np.linspace(EDGE, math.pi / 2 - EDGE, angles))[:, None]
    precision = np.minimum(p * slopes, q).sum(1)
    recall = np.minimum(p, q / slopes).sum(1)
    return Curve(precision.clip(0, 1), recall.clip(0, 1))  # sums of masses round past 1


def _masses(name: str, histogram: Tensor) -> np.ndarray:
    if not isinstance(histogram, Tensor) or histogram.is_complex():
        raise refuse(name, histogram, "a tensor of counts [B]", "Count with torch.bincount.")
    counts = floats(name, histogram.double())
    if counts.ndim != 1 or bool((counts < 0).any()) or not counts.max() > 0:
        raise refuse(name, histogram, "a histogram [B] of counts, not all zero", "Count again.")
    shares = counts / counts.max()  # so that no sum overflows
    return (shares / shares.sum()).cpu().numpy()


def kmeans(points: Tensor, clusters: int, generator: torch.Generator) -> Tensor:
    """Bin of each point, int64 [N] in [0, clusters).

    k-means++ (Arthur & Vassilvitskii 2007), then Lloyd's steps until no point moves. An empty bin
    keeps its centre.
    """
    centres = _spread_out(points, clusters, generator)
    bins = _nearest(points, centres)
    for _ in range(ITERATIONS):
        sizes = torch.bincount(bins, minlength=clusters).to(points.dtype)[:, None]
        sums = torch.zeros_like(centres).index_add_(0, bins, points)
        centres = torch.where(sizes > 0, sums / sizes.clamp(min=1), centres)
        previous, bins = bins, _nearest(points, centres)
        if torch.equal(bins, previous):
            break
    return bins


def _nearest(points: Tensor, centres: Tensor) -> Tensor:
    """Index of the nearest centre; |x|² is the same for all and left out."""
    return torch.addmm(centres.square().sum(1), points, centres.T, alpha=-2).argmin(1)


def _spread_out(points: Tensor, clusters: int, generator: torch.Generator) -> Tensor:
    """k-means++: each next centre is a point drawn with its squared distance to those before."""
    first = int(torch.randint(len(points), (), generator=generator))
    chosen = [first]
    away = (points - points[first]).square().sum(1)
    while len(chosen) < clusters:
        # All points chosen or copies of those: any one will do, its bin stays empty.
        weights = away if away.sum() > 0 else torch.ones_like(away)
        chosen.append(int(torch.multinomial(weights, 1, generator=generator)))
        away = torch.minimum(away, (points - points[chosen[-1]]).square().sum(1))
    return points[chosen]
