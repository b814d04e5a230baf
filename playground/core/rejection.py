"""Keeping some of what a generator draws, by the log-ratio d = log p / p_hat of each draw.

p is the density of real samples and p_hat the generator's. Nothing here changes a sample: what the
generator never draws cannot be kept.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from playground.core import checks
from playground.errors import BadValue

#: e^-700 is the least that float64 tells from nothing, to speak of.
_FAR = 700.0


def obrs_acceptance(d: Tensor, budget: float) -> Tensor:
    """Acceptance min(1, c r / M), r = e^d, M = max r, with mean 1 / budget over the draws.

    Optimal budgeted rejection sampling: of all acceptances with that mean it leaves the kept
    draws nearest to p in every f-divergence. Verine et al. 2024. Closed form: with
    the m largest r at 1, c / M = (N / budget - m) / (sum of the other r), at the m where it fits.

    d [N]; budget >= 1, draws for each that is kept -> [N] float64 in [0, 1]. Raises BadValue.
    """
    log_ratio = _log_ratio(d, 1)
    budget = checks.number("budget", budget, 1, math.inf, "1 keeps all; 2 to 4 are usual.")
    order = log_ratio.argsort(descending=True)
    ratio = (log_ratio[order] - log_ratio.max()).clamp(min=-_FAR).exp()
    rest = ratio.flip(0).cumsum(0).flip(0)  # sum over the m-th and all after it
    kept = len(ratio) / budget
    slope = (kept - torch.arange(len(ratio), dtype=torch.float64, device=ratio.device)) / rest
    # The first m at which the largest r that is left does not pass 1.
    fits = slope * ratio <= 1 + 1e-12
    first = int(fits.double().argmax())
    accepted = (slope[first] * ratio).clamp(max=1)
    accepted[:first] = 1
    return torch.empty_like(accepted).scatter_(0, order, accepted)


def drs_acceptance(d: Tensor, highest: float, gamma: float, *, eps: float = 1e-14) -> Tensor:
    """sigmoid(F), F = d - d_M - log(1 - e^(d - d_M - eps)) - gamma. Azadi et al. 2019, section 3.2.

    d [N]; highest: the largest d of a burn-in; d_M is that, or the largest of d where it is
    larger, as in the paper -> acceptance [N] float64. gamma = 0 and eps -> 0 give e^(d - d_M),
    plain rejection sampling; gamma < 0 accepts more. Raises BadValue.
    """
    log_ratio = _log_ratio(d, 1)
    return torch.sigmoid(_shifted(log_ratio, highest, eps) - checks.number("gamma", gamma))


def drs_gamma(d: Tensor, highest: float, rate: float, *, eps: float = 1e-14) -> float:
    """The gamma with which `discriminator` accepts the share `rate` of the draws [N], on average.

    The paper takes a percentile of F instead, which leaves the rate open. rate in (0, 1).
    """
    score = _shifted(_log_ratio(d, 1), highest, eps)
    if not 0 < checks.number("rate", rate, 0, 1) < 1:
        raise BadValue("rate", rate, "between 0 and 1", "A third keeps every third draw.")
    reach = 40 + abs(math.log(rate)) + abs(math.log1p(-rate))
    low, high = float(score.min()) - reach, float(score.max()) + reach
    middle = low / 2 + high / 2
    while low < middle < high:
        if float(torch.sigmoid(score - middle).mean()) > rate:
            low = middle
        else:
            high = middle
        middle = low / 2 + high / 2
    return middle


@dataclass(frozen=True)
class Chains:
    """N chains of K proposals. last [N]: the proposal that each ends on; accepted [N, K] bool.

    stuck [N]: whether the first chain accepted nothing, and another was begun at its first draw.
    """

    last: Tensor
    accepted: Tensor
    stuck: Tensor


def mh_gan(d: Tensor, start: Tensor, uniforms: Tensor) -> Chains:
    """A proposal x' replaces x with probability min(1, e^(d(x') - d(x))), whatever x.

    The generator proposes independently of x, so that p_hat cancels. d [N, K]: of the K proposals
    of each chain; start [N]: of a real sample, so that no burn-in is needed; uniforms [N, K].
    A chain that accepts nothing ends on a real sample and begins again, at its first proposal.
    Raises BadValue. Turner et al. 2019, algorithm 1.
    """
    log_ratio = _log_ratio(d, 2)
    here = _like("start", start, log_ratio[:, 0])
    chance = _chance(uniforms, log_ratio)
    last, accepted = _walk(log_ratio, here, chance)
    stuck = last < 0
    again, moves = _walk(log_ratio, log_ratio[:, 0], chance)
    last = torch.where(stuck, again.clamp(min=0), last)
    return Chains(last, torch.where(stuck[:, None], moves, accepted), stuck)


def importance_resampling(d: Tensor, uniforms: Tensor) -> Tensor:
    """Of each group of K draws one, with probability r_k / sum_j r_j: its index, int64 [N].

    d [N, K], uniforms [N]. Tends to a draw from p as K grows. Raises BadValue.
    Rubin 1988 (sampling importance resampling); Smith & Gelfand 1992, section 2.
    """
    log_ratio = _log_ratio(d, 2)
    chance = _chance(uniforms, log_ratio[:, 0])
    reached = log_ratio.softmax(1).cumsum(1)
    return (reached < chance[:, None] * reached[:, -1:]).sum(1)


def systematic(probabilities: Tensor, uniform: float) -> Tensor:
    """Which to keep, bool [N]: each with its own probability, and just as many as they sum to.

    One uniform in [0, 1) for all: i is kept where the running sum minus it passes a whole number.
    probabilities [N] in [0, 1] whose sum is whole (to 1e-6). Raises BadValue. Madow 1949.
    """
    p = checks.floats("probabilities", probabilities).double()
    total = float(p.sum())
    if p.min() < 0 or p.max() > 1 + 1e-9 or abs(total - round(total)) > 1e-6 * max(1, total):
        allowed = "in [0, 1], with a whole number as their sum"
        raise checks.refuse("probabilities", p, allowed, "Scale them to the number to keep.")
    shift = checks.number("uniform", uniform, 0, 1)
    reached = p.cumsum(0) * (round(total) / total) if total else p.clone()
    reached[-1] = round(total)  # as rounded: the last sum is whole
    # The difference's ceiling, without the difference: beside a long sum it would lose digits.
    steps = reached.floor() + (reached.frac() > shift)
    return torch.diff(steps, prepend=steps.new_zeros(1)) > 0


def _walk(d: Tensor, here: Tensor, chance: Tensor) -> tuple[Tensor, Tensor]:
    """The proposal that each chain ends on (-1: none), and which were accepted."""
    last = torch.full((len(d),), -1, dtype=torch.int64, device=d.device)
    accepted = torch.zeros_like(d, dtype=torch.bool)
    for k in range(d.shape[1]):
        accepted[:, k] = moved = chance[:, k].log() <= d[:, k] - here
        here = torch.where(moved, d[:, k], here)
        last = torch.where(moved, k, last)
    return last, accepted


def _shifted(d: Tensor, highest: float, eps: float) -> Tensor:
    """F before gamma is taken off."""
    top = max(checks.number("highest", highest), float(d.max()))
    below = d - top
    return below - torch.log(-torch.expm1(below - checks.number("eps", eps, 1e-15)))


def _log_ratio(d: Tensor, dim: int) -> Tensor:
    if checks.floats("d", d).ndim != dim:
        shape = "[N]" if dim == 1 else "[N, K]"
        raise checks.refuse("d", d, f"of shape {shape}", "Give the log-ratio of each draw.")
    return d.detach().double()


def _like(name: str, value: Tensor, like: Tensor) -> Tensor:
    if checks.floats(name, value).shape != like.shape:
        allowed = f"of shape {list(like.shape)}"
        raise checks.refuse(name, value, allowed, "Give one for each.")
    return value.detach().to(like)


def _chance(uniforms: Tensor, like: Tensor) -> Tensor:
    chance = _like("uniforms", uniforms, like)
    if chance.min() < 0 or chance.max() > 1:
        raise checks.refuse("uniforms", chance, "in [0, 1]", "Draw them with torch.rand.")
    return chance
